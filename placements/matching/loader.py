"""From rows to the values that the rules look at; the only module of matching that knows the models.

Each function costs the same few queries however many people or tasks there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import DateTimeField, Exists, F, Func, IntegerField, OuterRef, Q, Value

from candidates.models import Candidate, Consent
from employers.models import Task
from placements.matching.values import Person, Work, Yes, minutes, monday_of
from placements.models import Placement, Proposal, Shift
from smaajob.accounts.scope import Scope
from smaajob.reach import whole_organisation
from smaajob.schedule import DAY, DatedWindow

# The public id of no workplace.
NOWHERE = UUID(int=0)
# What the rules and the list of people need of a row, and no more of what is known about them.
OF_A_PERSON = (
    "public_id",
    "keeper_id",
    "municipality",
    "first_name",
    "last_name",
    "sort_key",
    "address_protected",
    "postcode",
    "hours_per_week",
    "hours_per_day",
    "availability",
    "accommodations",
    "languages",
    "certificates",
    "reach_km",
    "consultant_id",
    "stand_in_id",
)


class Candidacy(NamedTuple):
    """A person's row and what the rules look at."""

    row: Candidate
    person: Person


class Opening(NamedTuple):
    """A task's row, what the rules look at, and the first day with a free seat (None where there is none)."""

    row: Task
    work: Work
    free_from: date | None


class _Seat(NamedTuple):
    candidate: int
    task: int | None
    placement: int
    start: date
    planned_end: date
    end: date | None


class _LocalMinute(Func):
    """Minutes from a date's midnight to a moment, by a zone's clock on the wall."""

    template = "(EXTRACT(EPOCH FROM (%(expressions)s::timestamp)) / 60)::integer"
    output_field = IntegerField()

    def __init__(self, moment: F, day: F, zone: ZoneInfo) -> None:
        clock = Func(Value(zone.key), moment, function="TIMEZONE", output_field=DateTimeField())
        super().__init__(clock, day, arg_joiner=" - ")


class _Ordinal(Func):
    """A date as `date.toordinal()` counts it."""

    template = "(%(expressions)s - DATE '0001-01-01' + 1)"
    output_field = IntegerField()


@dataclass
class _Held:
    """The shifts and running placements of several people."""

    shifts: dict[int, list[DatedWindow]] = field(default_factory=dict)
    seats: list[_Seat] = field(default_factory=list)
    placed_in: dict[int, set[int]] = field(default_factory=dict)
    without_times: Counter[int] = field(default_factory=Counter)
    consents: dict[int, list[Yes]] = field(default_factory=dict)


def people_for(task: Task, scope: Scope, today: date, words: str = "") -> tuple[Opening, list[Candidacy]]:
    """The task, and everyone whom the scope may see, who lives here and is not put away, found by words. Five queries."""
    candidates = Candidate.objects.visible_to(scope).current().living_here(today).search(words).only(*OF_A_PERSON)
    held = _held(Q(candidate__keeper=scope.organisation), Q(task=task), today, scope)
    people = [Candidacy(row, _person(row, held, scope)) for row in candidates]
    # That a protected person works here is for their own consultant to know.
    known = [one for one in people if task.pk not in one.person.placed_in or not one.row.hides_from(scope)]
    return _opening(task, held.seats, today), known


def tasks_for(candidate: Candidate, scope: Scope, today: date, words: str = "") -> tuple[Person, list[Opening]]:
    """The person, and the tasks that are not over and have a free seat, or that the person is in. Five queries."""
    tasks = Task.objects.visible_to(scope).current().filter(workplace__archived_at__isnull=True)
    tasks = tasks.not_over(today).search(words).select_related("workplace")
    held = _held(Q(candidate=candidate), Q(task__keeper=scope.organisation), today, scope)
    person = _person(candidate, held, scope)
    by_task: dict[int, list[_Seat]] = {}
    for seat in held.seats:
        if seat.task is not None:
            by_task.setdefault(seat.task, []).append(seat)
    if candidate.is_archived:
        return person, []
    openings = [_opening(task, by_task.get(task.pk, []), today) for task in tasks]
    if candidate.hides_from(scope):
        return person, [one for one in openings if one.free_from and one.row.pk not in person.placed_in]
    return person, [one for one in openings if one.free_from or one.row.pk in person.placed_in]


def pair(task: Task, candidate: Candidate, scope: Scope, today: date, *, but: Q | None = None) -> tuple[Person, Work]:
    """One person and one task, to assess or to suggest sessions for; `but`: shifts that are planned anew, so that they take no time.
    Four queries."""
    held = _held(Q(candidate=candidate), Q(task=task), today, scope, but)
    return _person(candidate, held, scope), _opening(task, held.seats, today).work


def free_from(seats: int, held: Iterable[tuple[date, date | None]], first: date) -> date | None:
    """The first day, not before `first`, from which a seat is free for good; `held` are (start, actual end or None)."""
    taken = [(start, end or date.max) for start, end in held if end is None or end >= first]
    for day in sorted({first, *(end + timedelta(days=1) for _start, end in taken if end < date.max)}):
        moments = [day, *(start for start, _end in taken if start > day)]
        if max(sum(start <= moment <= end for start, end in taken) for moment in moments) < seats:
            return day
    return None


def _opening(task: Task, seats: Iterable[_Seat], today: date) -> Opening:
    first = max(task.start, today)
    day = free_from(task.seats, ((seat.start, seat.end) for seat in seats if seat.task == task.pk), first)
    if task.is_archived or task.workplace.is_archived or (day and task.end and day > task.end):
        day = None
    return Opening(task, _work(task, day or first), day)


def _work(task: Task, start: date) -> Work:
    return Work(
        start=start,
        end=task.end,
        key=task.pk,
        windows=tuple(task.windows),
        flexible=task.flexible,
        need=minutes(task.hours or 0),
        shortest=minutes(task.min_session_hours),
        offered=frozenset(task.all_offered),
        refused=frozenset(task.all_refused),
        languages=tuple(task.languages),
        certificates=frozenset(task.certificates),
        postcode=task.place,
        country=task.workplace.country,
        workplace=task.workplace.public_id,
    )


def _known(consents: Iterable[Yes], hidden: bool) -> Iterable[Yes]:
    """Where a protected person works shows in no reason that others read: to them a yes to one workplace is to none that they see."""
    return (one._replace(to=NOWHERE) if hidden and one.to else one for one in consents)


def _person(row: Candidate, held: _Held, scope: Scope) -> Person:
    hidden = row.hides_from(scope)
    return Person(
        key=row.pk,
        availability=tuple(row.availability),
        day_limit=None if row.hours_per_day is None else minutes(row.hours_per_day),
        week_limit=None if row.hours_per_week is None else minutes(row.hours_per_week),
        needs=frozenset(row.accommodations),
        languages=tuple(row.languages),
        certificates=frozenset(row.certificates),
        # Without it no distance is known, and nobody learns from a list whether they live near.
        postcode="" if hidden else row.postcode,
        country=row.country,
        reach_km=None if row.reach_km is None else float(row.reach_km),
        shifts=tuple(sorted(held.shifts.get(row.pk, ()))),
        placed_in=frozenset(held.placed_in.get(row.pk, ())),
        without_times=held.without_times[row.pk],
        consents=tuple(_known(held.consents.get(row.pk, ()), hidden)),
    )


def _held(people: Q, tasks: Q, today: date, scope: Scope, but: Q | None = None) -> _Held:
    """What the people hold from this week's Monday on and have said yes to, and who holds the tasks' seats. Four queries.

    A seat is taken also by somebody whom the scope does not see: it is counted, and they are not shown.
    """
    with whole_organisation(scope.organisation):
        return _held_in(people, tasks, today, scope.zone, but)


def _held_in(people: Q, tasks: Q, today: date, zone: ZoneInfo, but: Q | None) -> _Held:
    held = _Held()
    consents = Consent.objects.to_be_proposed().filter(people, given_on__lte=today).order_by()
    for candidate, until, to, withdrawn in consents.values_list("candidate_id", "until", "to_id", "withdrawn_at"):
        taken_back = withdrawn.astimezone(zone).date() if withdrawn else None
        held.consents.setdefault(candidate, []).append(Yes(until, to, taken_back))
    # A day more: a shift from Sunday evening may reach into Monday.
    shifts = Shift.objects.filter(people, day__gte=monday_of(today) - timedelta(days=1))
    if but is not None:
        shifts = shifts.exclude(but)
    # A pattern of weeks is a row or two: its times by the local clock, in minutes since the day's midnight, and its days.
    for candidate, start, end, days in (
        shifts.order_by()
        .annotate(start=_LocalMinute(F("starts_at"), F("day"), zone), end=_LocalMinute(F("ends_at"), F("day"), zone))
        .values_list("candidate_id", "start", "end")
        .annotate(days=ArrayAgg(_Ordinal(F("day"))))
    ):
        held.shifts.setdefault(candidate, []).extend(_local(start, end, days))
    running = Placement.objects.filter(Q(actual_end__isnull=True) | Q(actual_end__gte=today))
    has_shifts = Exists(Shift.objects.filter(placement=OuterRef("pk")))
    for *row, timed in running.filter(people | tasks).values_list(
        "candidate_id", "task_id", "pk", "start", "planned_end", "actual_end", has_shifts
    ):
        seat = _Seat(*row)
        held.seats.append(seat)
        if seat.task is not None:
            held.placed_in.setdefault(seat.candidate, set()).add(seat.task)
        if not timed and (seat.end or seat.planned_end) >= today:
            held.without_times[seat.candidate] += 1
    # A proposal that waits holds its seat, and puts nobody in the task.
    promised = Proposal.objects.active().filter(tasks).values_list("candidate_id", "task_id", "start", "planned_end")
    held.seats += [_Seat(person, task, 0, start, end, None) for person, task, start, end in promised]
    return held


def _local(start: int, end: int, days: Iterable[int]) -> Iterable[DatedWindow]:
    """Shifts with the same times on several days, cut at midnight."""
    while end > 0:
        if start < min(end, DAY):
            yield from (DatedWindow(date.fromordinal(day), start, min(end, DAY)) for day in days)
        days = [day + 1 for day in days]
        start, end = max(0, start - DAY), end - DAY
