"""What a person has to know of their next weeks: when, where, who meets them. Only days inside the period of each placement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from candidates.models import Candidate
from employers.models import Contact, Workplace
from placements.agreeing.copies import holding_on
from placements.agreeing.standing import unsigned
from placements.models import AgreementVersion, Attendance, Pause, Placement, Shift
from placements.todo import contacts_of

AHEAD = timedelta(days=28)
MOST_SHIFTS = 60
SAID = ("meets_name", "meets_phone", "find_way", "bring")


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody must know to come: of the agreement, else of the task, else of the workplace's contact. Empty where nobody wrote it."""

    meets_name: str = ""
    meets_phone: str = ""
    find_way: str = ""
    bring: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One time to be somewhere, who meets them there, and what was said of it.

    `again`: an earlier meeting says the same of the place, so that paper need not. `over` and `begun` as of when it was read.
    """

    shift: Shift
    place: Place
    attendance: Attendance | None
    again: bool = False
    begun: bool = False
    over: bool = False

    @property
    def workplace(self) -> Workplace:
        return self.shift.placement.workplace

    @property
    def stays_away(self) -> bool:
        """They have said that they do not come."""
        return self.attendance is not None and self.attendance.announced

    @property
    def is_on(self) -> bool:
        return not (self.shift.is_cancelled or self.stays_away)

    @property
    def can_say(self) -> bool:
        """Whether they can still say that they don't come."""
        return self.is_on and self.attendance is None and not self.over

    @property
    def can_take_back(self) -> bool:
        return self.stays_away and not self.begun and not self.shift.is_cancelled


@dataclass(frozen=True, slots=True)
class Day:
    """A day's meetings in the order of the clock."""

    day: date
    meetings: list[Meeting]

    @property
    def is_on(self) -> bool:
        return any(one.is_on for one in self.meetings)


@dataclass(frozen=True, slots=True)
class Undated:
    """A placement that runs without any day written ahead: they agree on the days with the workplace."""

    placement: Placement
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Week:
    """`today` and `tomorrow` are None where there is nothing; `later` is what follows, at most four weeks ahead. `unsigned` are those that
    have not begun and may not, since not all have signed."""

    on: date
    today: Day | None
    tomorrow: Day | None
    later: list[Day] = field(default_factory=list)
    undated: list[Undated] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)  # those that last or come, with their placements
    unsigned: list[Placement] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.today or self.tomorrow or self.later or self.undated or self.pauses)

    @property
    def next(self) -> Day | None:
        """The next day after today on which they are to come."""
        coming = [*([self.tomorrow] if self.tomorrow else []), *self.later]
        return next((one for one in coming if one.is_on), None)


def week_of(person: Candidate, today: date) -> Week:
    """Read it. Five queries, however many shifts. The caller has seen to it that this person may be shown."""
    shifts = list(
        Shift.everything.filter(candidate=person, placement__cancelled_at__isnull=True)
        .on_days(today, today + AHEAD)
        .annotate(until=Coalesce("placement__actual_end", "placement__planned_end"))
        .filter(day__gte=F("placement__start"), day__lte=F("until"))
        .select_related("placement__workplace", "placement__task", "attendance")
        .order_by("starts_at", "pk")[:MOST_SHIFTS]
    )
    running = Placement.objects.filter(candidate=person).not_ended().filter(planned_end__gte=today)
    running = running.filter(start__lte=today + AHEAD).annotate(unsigned=unsigned())
    placements = list(running.select_related("workplace", "task").order_by("start", "pk"))
    planned = {shift.placement_id for shift in shifts}
    contacts = contacts_of({one.placement.workplace_id for one in shifts} | {one.workplace_id for one in placements})
    places = _places(shifts, contacts, today)
    first = {one.placement_id: one for one in reversed(shifts) if _is_on(one)}
    now = timezone.now()
    meetings = [
        Meeting(
            one,
            places[one.placement_id],
            getattr(one, "attendance", None),
            again=one is not first.get(one.placement_id),
            begun=one.starts_at <= now,
            over=one.ends_at <= now,
        )
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
    waits = [one for one in placements if getattr(one, "unsigned", False) and one.start >= today]
    return Week(today, by_day.get(today), by_day.get(tomorrow), later, undated, pauses, waits)


def _is_on(shift: Shift) -> bool:
    attendance: Attendance | None = getattr(shift, "attendance", None)
    return not shift.is_cancelled and not (attendance is not None and attendance.announced)


def _places(shifts: Iterable[Shift], contacts: Mapping[int, Contact], today: date) -> dict[int, Place]:
    """By placement. Each field alone: what the agreement that holds leaves out, the task may say."""
    placements = {one.placement_id: one.placement for one in shifts}
    versions: dict[int, list[AgreementVersion]] = {}
    for one in AgreementVersion.objects.filter(placement__in=placements).holding():
        versions.setdefault(one.placement_id, []).append(one)
    found = {}
    for key, placement in placements.items():
        # Never a draft, which is the municipality's own; before the first day what will hold on it.
        holds = holding_on(versions.get(key, []), max(today, placement.start))
        terms = [one for one in (holds, placement.task) if one is not None]
        said = {name: next((text for one in terms if (text := getattr(one, name))), "") for name in SAID}
        contact = contacts.get(placement.workplace_id)
        if contact is not None and not said["meets_name"] and not said["meets_phone"]:
            said |= {"meets_name": contact.name, "meets_phone": contact.phone}
        found[key] = Place(**said)
    return found
