"""What a change does to the shifts: worked out before it is done (a page shows it), and by the verb that does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions.checking import checks_for_shifts
from placements.actions.lawful import in_full
from placements.actions.placements import clash_message
from placements.actions.shifts import find_clash, write_shifts
from placements.changing.pauses import Planned, outside, pauses_of
from placements.law.facts import Verdict, verdict
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import Attendance, Hours, Pause, Placement, Shift
from placements.pattern import planned, step_of
from placements.planning import Segment, days_of_segments, meets, segments, shifts_from
from smaajob.schedule import AnyWindow

NOTHING_ASKED = verdict(())


@dataclass(slots=True)
class Replan:
    """The shifts that come and go. With a `clash` or `faults` it can't be; `law` may ask for an answer or a reason as well."""

    add: Planned = field(default_factory=list)
    remove: list[Shift] = field(default_factory=list)
    clash: Shift | None = None
    faults: list[str] = field(default_factory=list)
    law: Verdict = NOTHING_ASKED

    @property
    def to_come(self) -> Planned:
        """Of those that come, the ones that have not begun."""
        return [one for one in self.add if one[1] > timezone.now()]

    @property
    def been(self) -> Planned:
        """Of those that come, the ones that have begun."""
        return [one for one in self.add if one[1] <= timezone.now()]

    @property
    def gone(self) -> list[int]:
        """The keys of those that go."""
        return [one.pk for one in self.remove]

    @property
    def says_no(self) -> str:
        """Why it can't be, in sentences; empty where it can."""
        return " ".join([*([clash_message(self.clash)] if self.clash else []), *self.faults])


def with_times(steps: Iterable[Segment], first_day: date, windows: Sequence[AnyWindow]) -> list[Segment]:
    """The steps before a day, and other times from it on."""
    return [*(one for one in steps if one[0].first_day < first_day), (step_of(windows, first_day), False)]


def work_out(
    placement: Placement,
    first: date,
    *,
    last: date | None = None,
    until: date | None = None,
    steps: Sequence[Segment] | None = None,
    pauses: Sequence[Pause] | None = None,
    past: bool = False,
    told: Told = NOTHING_TOLD,
    judged: bool = True,
) -> Replan:
    """What the shifts from `first` to `last` (else as long as there are any) would be, were the placement to last until `until`, by other
    `steps` or with other `pauses` than its own.

    What has begun, was moved or cancelled, or has attendance or hours stays; what should have begun comes only where `past`. The law is
    asked of what is still to come, unless the caller does (`judged` False).
    """
    end, country = until or placement.last_day(), placement.workplace.country
    days = days_of_segments(
        segments(placement) if steps is None else steps,
        max(first, placement.start),
        end if last is None else min(last, end),
        country,
    )
    wanted = outside(pauses_of(placement) if pauses is None else pauses, planned(days.windows, country))
    stays, loose = shifts_from(placement, first)
    if last is not None:
        loose = [one for one in loose if one.day <= last]
    taken = {one.planned_start for one in stays} | _moved_away(placement, first)
    now = timezone.now()
    wanted = [one for one in wanted if (past or one[1] > now) and one[1] not in taken and not meets(one, stays)]
    times = {(start, end) for _day, start, end in wanted}
    kept = {(one.starts_at, one.ends_at) for one in loose} & times
    add = [one for one in wanted if (one[1], one[2]) not in kept]
    remove = [one for one in loose if (one.starts_at, one.ends_at) not in kept]
    clash = find_clash(placement.candidate_id, add, besides=placement)
    found = Replan(add, remove, clash)
    if judged:
        found.law = checks_for_shifts(placement, found.to_come, gone=found.gone, been=found.been, told=told)
        found.faults = [in_full(one) for one in found.law.refused]
    return found


def going(placement: Placement, first: date, last: date | None) -> list[Shift]:
    """The shifts that a pause would take out of the calendar: also one that was moved there, or that somebody said they could not come to.

    What was cancelled is on no more and stays as it was told; what has been stays where somebody has written how it went.
    """
    worked = Hours.objects.filter(
        placement=placement, first_day__lte=OuterRef("day"), last_day__gte=OuterRef("day"), hours__gt=0
    )
    went = Attendance.objects.filter(shift=OuterRef("pk"), shift__starts_at__lte=timezone.now())
    rows = Shift.objects.filter(~Exists(worked), ~Exists(went), placement=placement, day__gte=first)
    return list((rows if last is None else rows.filter(day__lte=last)).order_by("starts_at"))


def carry_out(placement: Placement, replan: Replan, *, at: str) -> tuple[int, int]:
    """Write it: gives how many shifts went and how many came. Raises ValidationError at the field `at` where one can't be."""
    if replan.says_no:
        raise ValidationError({at: replan.says_no})
    removed = take_out(replan.remove)
    try:
        with transaction.atomic():
            write_shifts(placement, replan.add)
    except IntegrityError as error:
        # Somebody else's code wrote a shift without taking the person's lock: the database has the last word.
        raise ValidationError({at: _("Personen har netop fået en anden vagt på det tidspunkt. Prøv igen.")}) from error
    return removed, len(replan.add)


def take_out(shifts: Iterable[Shift]) -> int:
    """Shifts that will not be, with what was said of them. Gives how many."""
    keys = [one.pk for one in shifts]
    Shift.everything.filter(pk__in=keys).delete()
    return len(keys)


def _moved_away(placement: Placement, first: date) -> set[object]:
    """When shifts were planned that were moved from a day on to before it: they are held already, on another day."""
    rows = Shift.everything.filter(placement=placement, day__lt=first, moved_from_start__isnull=False)
    return set(rows.values_list("moved_from_start", flat=True))
