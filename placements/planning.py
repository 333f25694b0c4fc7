"""What a placement's shifts are planned by, and what a new pattern would change: read before it is saved, and by the verb that saves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils import timezone

from placements.actions.checking import checks_for_shifts
from placements.actions.shifts import find_clash
from placements.agreeing.standing import agreed_versions
from placements.agreeing.steps import from_day, steps_to_shifts
from placements.changing.pauses import outside, pauses_of
from placements.documents.content import AgreementContent, Step
from placements.law.facts import Verdict
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import AgreementVersion, Attendance, Hours, Pattern, Placement, Shift
from placements.pattern import Days, LeftOut, Planned, days_of, monday_of, planned, step_of
from smaajob.schedule import hours_between

Segment = tuple[Step, bool]  # and whether it is worked on public holidays


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """A shift as it will be: `stays` where it was there before and nothing plans it anew (moved, with attendance or hours)."""

    day: date
    starts_at: datetime
    ends_at: datetime
    stays: bool = False
    cancelled: bool = False

    @property
    def hours(self) -> Decimal:
        return hours_between(self.starts_at, self.ends_at)


@dataclass(slots=True)
class PlannedWeek:
    """A week from its Monday. `hours` are the person's in all, `elsewhere` of them in other placements; `over` their own limit."""

    monday: date
    shifts: list[PlannedShift] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    hours: Decimal = Decimal(0)
    elsewhere: Decimal = Decimal(0)
    over: bool = False


@dataclass(slots=True)
class Replan:
    """What a pattern would change from a day on. With a `clash` it can't be saved; what the law
    says of the new shifts is asked again, and held to, by the verb."""

    add: list[Planned]
    remove: list[Shift]
    stays: list[Shift]
    left_out: list[LeftOut]
    clash: Shift | None
    verdict: Verdict
    next_step: date | None
    weeks: list[PlannedWeek]

    @property
    def changes_something(self) -> bool:
        return bool(self.add or self.remove)

    @property
    def weeks_over(self) -> list[PlannedWeek]:
        return [one for one in self.weeks if one.over]


def segments(placement: Placement) -> list[Segment]:
    """The steps in order: of what is agreed and of what a consultant wrote since. What begins latest holds; two queries."""
    found: list[tuple[date, int, Segment]] = [
        (step.first_day, 0, (step, works))
        for version in agreed_versions(placement)
        for step, works in _steps_of(version)
    ]
    found += [
        (one.first_day, 1, (one.step(), one.works_on_holidays)) for one in Pattern.objects.filter(placement=placement)
    ]
    # Of two that begin on one day the one that sorts last.
    held = {first_day: segment for first_day, _rank, segment in sorted(found, key=lambda one: one[:2])}
    return list(held.values())


def _steps_of(version: AgreementVersion) -> list[Segment]:
    """What was noted plans by its times, what was signed by the steps that stand in it."""
    if not version.content:
        return [(step_of(version.windows, version.valid_from), False)]
    said = version.read
    return [(one, said.works_on_holidays) for one in from_day(said.steps, version.valid_from, said.end)]


def days_of_segments(steps: Iterable[Segment], first: date, last: date, country: str) -> Days:
    """As placements.pattern.days_of, each step with its own word on public holidays."""
    ordered = sorted(steps, key=lambda one: one[0].first_day)
    found = Days([], [])
    for (step, works), following in zip(ordered, [*ordered[1:], None], strict=False):
        until = last if following is None else min(last, following[0].first_day - timedelta(days=1))
        days = days_of([step], first, until, country, works_on_holidays=works)
        found.windows.extend(days.windows)
        found.left_out.extend(days.left_out)
    return found


def agreed_shifts(placement: Placement) -> list[Planned]:
    """The shifts of the placement as they are planned now, in order; none in a pause."""
    country = placement.workplace.country
    days = days_of_segments(segments(placement), placement.start, placement.last_day(), country)
    return outside(pauses_of(placement), planned(days.windows, country))


def work_out(placement: Placement, new: Pattern, limit: Decimal | None, told: Told = NOTHING_TOLD) -> Replan:
    """What the pattern `new` (not stored) would change from its first day on; `limit` is how many hours a week the person can.

    What has begun, what was moved or cancelled and what has attendance or hours stays; nothing is planned in a pause. A handful of queries.
    """
    country, first, last = placement.workplace.country, new.first_day, placement.last_day()
    # A later step of the agreement holds from its day; a later pattern of the consultant's own gives way to the new one.
    own = set(Pattern.objects.filter(placement=placement).values_list("first_day", flat=True))
    later = [one for one in segments(placement) if one[0].first_day > first and one[0].first_day not in own]
    days = days_of_segments([(new.step(), new.works_on_holidays), *later], first, last, country)
    stays, loose = shifts_from(placement, first)
    taken = {one.planned_start for one in stays}
    wanted = [
        one
        for one in outside(pauses_of(placement), planned(days.windows, country))
        if one[1] > timezone.now() and one[1] not in taken and not meets(one, stays)
    ]
    times = {(start, end) for _day, start, end in wanted}
    kept = {(one.starts_at, one.ends_at) for one in loose} & times
    add = [one for one in wanted if (one[1], one[2]) not in kept]
    remove = [one for one in loose if (one.starts_at, one.ends_at) not in kept]
    return Replan(
        add=add,
        remove=remove,
        stays=stays,
        left_out=days.left_out,
        clash=find_clash(placement.candidate_id, wanted, besides=placement),
        verdict=checks_for_shifts(placement, add, gone=[one.pk for one in remove], told=told),
        next_step=min((one[0].first_day for one in later), default=None),
        weeks=_weeks(placement, wanted, stays, days.left_out, first, limit),
    )


def of_agreement(placement: Placement, content: AgreementContent, since: date) -> tuple[list[Planned], list[Shift]]:
    """What an agreement's text plans from a day on, of what is still to come: its shifts, and those that they take the place of.

    What was moved or cancelled by hand, and what somebody has said of already, stays as it is while it lies inside the agreement; a
    pause has no shifts.
    """
    stays, loose = shifts_from(placement, since)
    taken = {one.planned_start for one in stays}
    steps = steps_to_shifts(content.steps, content.end, placement.workplace.country, holidays=content.works_on_holidays)
    now = timezone.now()
    wanted = [
        one
        for one in outside(pauses_of(placement), steps)
        if one[1] > now and one[0] >= since and one[1] not in taken and not meets(one, stays)
    ]  # fmt: skip
    return wanted, loose


def shifts_from(placement: Placement, first: date) -> tuple[list[Shift], list[Shift]]:
    """Those that stay whatever the pattern says, the cancelled too; and those that the pattern may take away."""
    attended = Attendance.objects.filter(shift=OuterRef("pk"))
    worked = Hours.objects.filter(
        placement=placement, first_day__lte=OuterRef("day"), last_day__gte=OuterRef("day"), hours__gt=0
    )
    rows = Shift.everything.filter(placement=placement, day__gte=first).order_by("starts_at")
    stays: list[Shift] = []
    loose: list[Shift] = []
    for shift in rows.annotate(spoken_of=Exists(attended) | Exists(worked)):
        fixed = shift.is_moved or shift.is_cancelled or getattr(shift, "spoken_of")  # noqa: B009  (annotated)
        (stays if fixed or shift.starts_at <= timezone.now() else loose).append(shift)
    return stays, loose


def meets(one: Planned, stays: Iterable[Shift]) -> bool:
    """Whether a planned shift shares time with one that stays and is not cancelled."""
    return any(one[1] < held.ends_at and held.starts_at < one[2] for held in stays if not held.is_cancelled)


def _weeks(
    placement: Placement,
    wanted: list[Planned],
    stays: list[Shift],
    left_out: list[LeftOut],
    first: date,
    limit: Decimal | None,
) -> list[PlannedWeek]:
    """Every week that has something, with the hours that the person has elsewhere in it."""
    weeks: dict[date, PlannedWeek] = {}

    def week(day: date) -> PlannedWeek:
        return weeks.setdefault(monday_of(day), PlannedWeek(monday_of(day)))

    for day, start, end in wanted:
        week(day).shifts.append(PlannedShift(day, start, end))
    for one in stays:
        week(one.day).shifts.append(PlannedShift(one.day, one.starts_at, one.ends_at, True, one.is_cancelled))
    for gone in left_out:
        week(gone.day).left_out.append(gone)
    others = Shift.objects.filter(candidate=placement.candidate_id, day__gte=monday_of(first))
    elsewhere: dict[date, Decimal] = defaultdict(Decimal)
    for one in others.exclude(placement=placement, day__gte=first):
        elsewhere[monday_of(one.day)] += one.hours
    for one_week in weeks.values():
        one_week.shifts.sort(key=lambda one: one.starts_at)
        one_week.elsewhere = elsewhere[one_week.monday]
        own = sum((one.hours for one in one_week.shifts if not one.cancelled), Decimal(0))
        one_week.hours = own + one_week.elsewhere
        one_week.over = limit is not None and one_week.hours > limit
    return [weeks[monday] for monday in sorted(weeks)]
