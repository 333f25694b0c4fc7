"""Mentors and guardians: invited to follow a person, and ended."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate, CircleMember, CircleRole, turns_eighteen
from smaajob.accounts.actions import invitations
from smaajob.accounts.models import Invitation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.writing import day_year


def invite(*, by: Scope, candidate: Candidate, role: str, name: str, email: str, phone: str) -> Invitation:
    """Invite somebody to follow the person. Raises ValidationError by field; a guardian is only for who is under 18."""
    with transaction.atomic():
        person = _held(candidate)
        check(person, role)
        invitation = invitations.invite(
            by=by, role=Role(role), name=name, email=email, phone=phone, subject=person, language="da"
        )
        record("circle.invite", person, by=by.user, changes={"role": [None, role]}, on_behalf_of=by.on_behalf_of)
    return invitation


def begin(*, candidate: Candidate, user: User, role: str) -> CircleMember:
    """The user follows the person from today; a guardian until the day before the 18th birthday. Follows already: that row.

    Raises ValidationError where the person is in the archive or has come of age.
    """
    today = timezone.localdate()
    with transaction.atomic():
        person = _held(candidate)
        check(person, role)
        follows = CircleMember.objects.filter(candidate=person, user=user, role=role).on(today).first()
        if follows is not None:
            return follows
        last = turns_eighteen(person.birth_date) - timedelta(days=1) if role == CircleRole.GUARDIAN else None
        member = CircleMember.objects.create(
            keeper_id=person.keeper_id, candidate=person, user=user, role=role, start=today, end=last
        )
        record("circle.begin", person, by=user, changes={"role": [None, role]})
    return member


def end(*, by: Scope, member: CircleMember) -> None:
    """The user sees the person no more, at once. Raises ValidationError where they don't already."""
    yesterday = timezone.localdate() - timedelta(days=1)
    with transaction.atomic():
        _held(member.candidate)
        row = CircleMember.objects.select_for_update(no_key=True).filter(pk=member.pk).first()
        if row is None or (row.end is not None and row.end <= yesterday):
            raise ValidationError(_("Det er allerede slut."))
        if row.start > yesterday:
            # It never lasted a day; the record tells of it.
            row.delete()
        else:
            row.end = yesterday
            row.save(update_fields=["end"])
        told = {"role": [row.role, None]}
        record("circle.end", member.candidate, by=by.user, changes=told, on_behalf_of=by.on_behalf_of)


def check(person: Candidate, role: str) -> None:
    """Raises ValidationError where nobody in the role can follow the person."""
    if person.is_archived:
        raise ValidationError(_("Personen ligger i arkivet."))
    if role == CircleRole.GUARDIAN and timezone.localdate() >= turns_eighteen(person.birth_date):
        day = day_year(turns_eighteen(person.birth_date))
        raise ValidationError(
            {"role": _("En værge er kun for dem under 18 år. Personen fyldte 18 den %(day)s.") % {"day": day}}
        )


def _held(candidate: Candidate) -> Candidate:
    return Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
