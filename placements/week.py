"""What a person has to know of their next weeks: when, where, who meets them. Only days inside the period of each placement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.db.models import F
from django.db.models.functions import Coalesce

from candidates.models import Candidate
from employers.models import Contact, Workplace
from placements.models import Pause, Placement, Shift
from placements.todo import contacts_of

AHEAD = timedelta(days=28)
MOST_SHIFTS = 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """One time to be somewhere, and whom to meet there (None where nobody is written).

    `again`: an earlier meeting says the same of the place, so that paper need not.
    """

    shift: Shift
    contact: Contact | None
    again: bool = False

    @property
    def workplace(self) -> Workplace:
        return self.shift.placement.workplace


@dataclass(frozen=True, slots=True)
class Day:
    """A day's meetings in the order of the clock."""

    day: date
    meetings: list[Meeting]


@dataclass(frozen=True, slots=True)
class Undated:
    """A placement that runs without any day written ahead: they agree on the days with the workplace."""

    placement: Placement
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Week:
    """`today` and `tomorrow` are None where there is nothing; `later` is what follows, at most four weeks ahead."""

    on: date
    today: Day | None
    tomorrow: Day | None
    later: list[Day] = field(default_factory=list)
    undated: list[Undated] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)  # those that last or come, with their placements

    @property
    def is_empty(self) -> bool:
        return not (self.today or self.tomorrow or self.later or self.undated or self.pauses)

    @property
    def next(self) -> Day | None:
        """The next day after today on which there is something."""
        return self.tomorrow or next(iter(self.later), None)


def week_of(person: Candidate, today: date) -> Week:
    """Read it. Four queries, however many shifts. The caller has seen to it that this person may be shown."""
    shifts = list(
        Shift.objects.filter(candidate=person, placement__cancelled_at__isnull=True)
        .on_days(today, today + AHEAD)
        .annotate(until=Coalesce("placement__actual_end", "placement__planned_end"))
        .filter(day__gte=F("placement__start"), day__lte=F("until"))
        .select_related("placement__workplace", "placement__task")
        .order_by("starts_at", "pk")[:MOST_SHIFTS]
    )
    running = Placement.objects.filter(candidate=person).not_ended().filter(planned_end__gte=today)
    placements = list(
        running.filter(start__lte=today + AHEAD).select_related("workplace", "task").order_by("start", "pk")
    )
    planned = {shift.placement_id for shift in shifts}
    contacts = contacts_of({one.placement.workplace_id for one in shifts} | {one.workplace_id for one in placements})
    first = {one.placement_id: one for one in reversed(shifts)}
    meetings = [
        Meeting(one, contacts.get(one.placement.workplace_id), again=one is not first[one.placement_id])
        for one in shifts
    ]
    days = [Day(day, list(rows)) for day, rows in groupby(meetings, key=lambda one: one.shift.day)]
    by_day = {one.day: one for one in days}
    tomorrow = today + timedelta(days=1)
    pauses = list(
        Pause.objects.filter(placement__in=running, first_day__lte=today + AHEAD)
        .not_over(today)
        .select_related("placement__workplace")
    )
    # Who is off without an end has no days to agree on.
    off = {one.placement_id for one in pauses}
    undated = [Undated(one, contacts.get(one.workplace_id)) for one in placements if one.pk not in planned | off]
    later = [one for one in days if one.day > tomorrow]
    return Week(today, by_day.get(today), by_day.get(tomorrow), later, undated, pauses)
