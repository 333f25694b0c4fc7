"""Some whose time is up: nothing has happened for six years, so that an erasure by two can be tried. One is held back."""

from __future__ import annotations

from datetime import date, timedelta

from candidates.models import Candidate, CircleMember, Consent, Disclosure, Enrolment, Participation, PersonalLink
from placements.models import Placement
from smaajob.accounts.models import Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.retention import registry
from smaajob.retention.actions import deciding

HOW_MANY = 4


def make(keeper: Organisation, today: date) -> None:
    """Take people who have had no placement, and let all that is known of them be old. Draws nothing by chance."""
    busy = Placement.everything.filter(keeper=keeper).values("candidate")
    idle = Candidate.objects.filter(keeper=keeper, merged_into=None, user=None, notes=None).exclude(pk__in=busy)
    people = list(idle.exclude(archived_as="mistake").order_by("archived_at", "pk")[:HOW_MANY])
    for number, person in enumerate(people):
        _grow_old(person, today - timedelta(days=6 * 365 + 40 * number))
    leader = _scope(keeper, Role.MANAGER)
    kind = registry.by_word("personer")
    deciding.decide(by=leader, kind=kind, months=60, decided_where="Direktionens møde i marts")
    if people:
        deciding.hold(by=leader, kind=kind, thing=people[-1], reason="En klage er ikke afgjort")


def _grow_old(person: Candidate, day: date) -> None:
    for model in (Participation, Enrolment, Disclosure, Consent, CircleMember, PersonalLink):
        model._base_manager.filter(candidate=person).delete()
    first = person.statuses.order_by("start").first()
    if first is not None:
        person.statuses.exclude(pk=first.pk).delete()
        person.statuses.update(start=day)
    person.target_groups.update(start=day, end=None)
    Candidate.objects.filter(pk=person.pk).update(registered_on=day)


def _scope(keeper: Organisation, role: Role) -> Scope:
    user = User.objects.get(memberships__organisation=keeper, memberships__role=role)
    return Scope(keeper, user, role)
