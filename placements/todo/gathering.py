"""Everything that waits, and what is needed to show it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import (
    Exists,
    OuterRef,
    Subquery,
)

from candidates.models import Candidate
from employers.models import Contact, Workplace
from placements.models import (
    NOT_THERE,
    Attendance,
    Placement,
    PlacementQuerySet,
    Shift,
    ShiftQuerySet,
)
from placements.todo import of_people, of_placements, of_proposals
from placements.todo.words import (
    GROUPS,
    Todo,
)
from placements.waiting import theirs
from smaajob.accounts.scope import Scope


def waiting(scope: Scope, day: date) -> list[Todo]:
    """Everything that waits in the organisation on a day: oldest first in each group. Four queries."""
    found = [
        *of_placements.dated(scope, day),
        *of_placements.of_shifts(scope, day),
        *of_people.of_people(scope, day),
        *of_proposals.waiting(scope),
    ]
    return sorted(found, key=lambda todo: (GROUPS.index(todo.group), todo.day, todo.placement_id, todo.person_id))


def at_work(scope: Scope, day: date, *, mine: bool) -> ShiftQuerySet:
    """The day's shifts in the order of the clock, without those to whom nobody comes; with `mine` of the user's people and workplaces."""
    shifts = Shift.objects.visible_to(scope).on_days(day, day).select_related("candidate", "placement__workplace")
    shifts = shifts.filter(~Exists(Attendance.objects.filter(shift=OuterRef("pk"), state__in=NOT_THERE)))
    if mine:
        shifts = shifts.filter(theirs(scope, "placement__"))
    return shifts.order_by("starts_at", "candidate__sort_key", "pk")


def has_people(scope: Scope) -> bool:
    """Whether the user is the consultant of anybody, or the fixed contact of a workplace."""
    people = Candidate.objects.visible_to(scope).current().filter(consultant=scope.user).values("public_id")
    places = Workplace.objects.visible_to(scope).current().filter(consultant=scope.user).values("public_id")
    return scope.user is not None and people.order_by().union(places.order_by()).exists()


def placements_of(scope: Scope, todos: Iterable[Todo]) -> dict[int, Placement]:
    """The placements by key, each with `first_from` and `first_to`, the moments of its first shift (or None)."""
    first = Shift.objects.filter(placement=OuterRef("pk")).order_by("starts_at")
    rows: PlacementQuerySet = Placement.objects.visible_to(scope).select_related("candidate", "workplace")
    rows = rows.annotate(
        first_from=Subquery(first.values("starts_at")[:1]), first_to=Subquery(first.values("ends_at")[:1])
    )
    return rows.in_bulk({todo.placement_id for todo in todos})


def people_of(scope: Scope, todos: Iterable[Todo]) -> dict[int, Candidate]:
    """The people whom a consent or a correction is about, by key. One query where there are any, else none."""
    wanted = {todo.person_id for todo in todos if todo.person_id}
    return Candidate.objects.visible_to(scope).in_bulk(wanted) if wanted else {}


def contacts_of(workplace_ids: Iterable[int]) -> dict[int, Contact]:
    """Whom to call first at each workplace."""
    found: dict[int, Contact] = {}
    for contact in Contact.objects.current().filter(workplace__in=set(workplace_ids)).order_by("-main", "name", "pk"):
        found.setdefault(contact.workplace_id, contact)
    return found
