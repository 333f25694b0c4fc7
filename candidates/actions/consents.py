"""Write down that a person said yes, and that they took it back; and what is told to a workplace under a yes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.consent_texts import ConsentText
from candidates.models import Candidate, Consent, Disclosure, To, a_year_after
from candidates.refusals import told_by_field
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record


def give(
    *,
    by: Scope,
    candidate: Candidate,
    items: Collection[str],
    text: ConsentText,
    form: str,
    given_on: date,
    until: date | None = None,
    to: tuple[UUID, str] | None = None,
    interpreter: str = "",
) -> Consent:
    """A yes to what the text asks, to one workplace (`to`: its public id and name) or to those we work with.

    Without `until` it holds for 12 months. Raises ValidationError by field where it would hold longer, or says nothing.
    """
    with transaction.atomic():
        person = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
        if person.is_archived:
            raise ValidationError(_("Personen ligger i arkivet."))
        consent = Consent(
            keeper=by.organisation,
            candidate=person,
            items=list(items),
            to_kind=To.WORKPLACE if to else To.EMPLOYERS,
            to_id=to[0] if to else None,
            to_name=to[1] if to else "",
            purpose=text.purpose,
            text_version=text.version,
            text_language=text.language,
            interpreter=interpreter,
            form=form,
            given_on=given_on,
            until=until or a_year_after(given_on),
            noted_by=by.user,
        )
        with told_by_field():
            consent.save()
        told = {"consent": ["", form], "consent_until": [None, consent.until.isoformat()]}
        record("consent.give", person, by=by.user, changes=told, on_behalf_of=by.on_behalf_of)
    return consent


# What the floors above do around a withdrawal (by whom, and the person's key): lock what goes before the person, end what no yes carries.
Around = Callable[[Scope, int], AbstractContextManager[None]]
_around: list[Around] = []


def around_withdrawal(act: Around) -> None:
    """Say what belongs to a yes that is taken back, in the same transaction."""
    _around.append(act)


def withdraw(*, by: Scope, consent: Consent, reason: str = "", others: bool = False) -> list[Consent]:
    """The yes holds no more, from this moment; with `others` all that the person has said. Gives those that were taken back.

    What was told under it is told no longer, and stays on record. Raises ValidationError where it is withdrawn already.
    """
    now = timezone.now()
    with transaction.atomic(), ExitStack() as stack:
        for act in _around:
            stack.enter_context(act(by, consent.candidate_id))
        person = Candidate.objects.select_for_update(no_key=True).get(pk=consent.candidate_id)
        rows = Consent.objects.select_for_update(no_key=True).filter(candidate=person, withdrawn_at__isnull=True)
        gone = list(rows if others else rows.filter(pk=consent.pk))
        if not any(one.pk == consent.pk for one in gone):
            raise ValidationError(_("Samtykket er allerede trukket tilbage."))
        for one in gone:
            one.withdrawn_at, one.withdrawn_by, one.withdrawn_reason = now, by.user, reason
            one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        Disclosure.objects.filter(consent__in=gone, ended_at__isnull=True).update(ended_at=now)
        told = {"consent": [consent.form, ""]}
        record("consent.withdraw", person, by=by.user, changes=told, on_behalf_of=by.on_behalf_of)
    return gone


def disclose(
    *, by: Scope, consent: Consent, items: Collection[str], to: tuple[UUID, str], start: date, end: date
) -> Disclosure:
    """Items of the person are told to a workplace from a day to a day. Raises ValidationError where the consent says no to it."""
    with transaction.atomic(), told_by_field():
        shown = Disclosure.objects.create(
            keeper_id=consent.keeper_id,
            candidate_id=consent.candidate_id,
            consent=consent,
            items=list(items),
            to_id=to[0],
            to_name=to[1],
            start=start,
            end=end,
            told_by=by.user,
        )
        told = {"disclosed": ["", to[1]]}
        record("consent.disclose", consent.candidate, by=by.user, changes=told, on_behalf_of=by.on_behalf_of)
    return shown
