"""What being a mentor, a guardian or a candidate means here (smaajob.accounts.joining and .behalf call it)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.actions import circle
from candidates.models import Candidate, CircleMember
from candidates.policies import hidden_from_outbox
from smaajob.accounts import behalf, joining
from smaajob.accounts.models import Invitation, Membership, Role
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.messages import hiding
from smaajob.reach import whole_organisation

GONE = _("Invitationen gælder ikke mere. Ring til den, der inviterede dig.")


def register() -> None:
    """Tell the floor below. Called when the app is ready."""
    for role in (Role.MENTOR, Role.GUARDIAN):
        joining.register(role, joining.Joining(joined=_follows, left=_stops))
    behalf.register("candidate", _name_of)
    hiding.register(Candidate._meta.label_lower, hidden_from_outbox)


def own_person(scope: Scope) -> Candidate | None:
    """Whom the pages about oneself are about: the user as a person, or the one in whose place they act."""
    rows = Candidate.objects.visible_to(scope).open_to(scope).select_related("keeper", "user", "consultant", "stand_in")
    if scope.behalf is not None:
        return rows.filter(public_id=scope.behalf.public_id).first() if scope.behalf.kind == "candidate" else None
    if scope.role != Role.CANDIDATE or not scope.may(Permission.OWN_WEEK):
        return None
    return rows.first()


def _name_of(scope: Scope, public_id: UUID) -> str | None:
    person = Candidate.objects.visible_to(scope).open_to(scope).current().filter(public_id=public_id).first()
    return str(person) if person else None


def _follows(invitation: Invitation, membership: Membership) -> None:
    if invitation.subject_id is None:
        raise ValidationError(GONE)
    here = Candidate.objects.filter(keeper=invitation.keeper, public_id=invitation.subject_id)
    person = here.select_related("merged_into").first()
    if person is None:
        raise ValidationError(GONE)
    try:
        circle.begin(candidate=person.merged_into or person, user=membership.user, role=membership.role)
    except ValidationError as refusal:
        # Why is nothing to tell somebody who does not follow the person yet.
        raise ValidationError(GONE) from refusal


def _stops(membership: Membership) -> None:
    """Whoever is a mentor here no more follows nobody here; what has not lasted a day is gone."""
    today = timezone.localdate()
    # An administrator ends it, who sees no people.
    with whole_organisation(membership.organisation):
        rows = CircleMember.objects.filter(keeper=membership.organisation, user=membership.user, role=membership.role)
        now = rows.filter(Q(end__isnull=True) | Q(end__gte=today))
        now.filter(start__gte=today).delete()
        now.update(end=today - timedelta(days=1))
