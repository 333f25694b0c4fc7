"""What a change does to the shifts: worked out before it is done (a page shows it), and by the verb that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions.placements import clash_message
from placements.actions.shifts import find_clash, write_shifts
from placements.changing import hooks
from placements.changing.hooks import Segment
from placements.changing.pauses import Planned, outside, pauses_of
from placements.models import Pause, Placement, Shift


@dataclass(slots=True)
class Replan:
    """The shifts that come and go. With a `clash` it can't be."""

    add: Planned = field(default_factory=list)
    remove: list[Shift] = field(default_factory=list)
    clash: Shift | None = None


def work_out(
    placement: Placement,
    first: date,
    *,
    last: date | None = None,
    until: date | None = None,
    steps: Sequence[Segment] | None = None,
    pauses: Sequence[Pause] | None = None,
    past: bool = False,
) -> Replan:
    """What the shifts from `first` to `last` (else as long as there are any) would be, were the placement to last until `until`, by other
    `steps` or with other `pauses` than its own.

    What has begun stays as it is, unless `past`; what has hours always does.
    """
    end = until or placement.last_day()
    wanted = hooks.shifts_of(
        hooks.segments(placement) if steps is None else steps,
        max(first, placement.start),
        end if last is None else min(last, end),
        placement.workplace.country,
    )
    wanted = outside(pauses_of(placement) if pauses is None else pauses, wanted)
    rows = Shift.objects.filter(placement=placement, day__gte=first).order_by("starts_at")
    rows = rows if last is None else rows.filter(day__lte=last)
    stays = hooks.shifts_that_stay(placement, first)
    held = list(rows)
    loose = [one for one in held if one.pk not in stays]
    if not past:
        now = timezone.now()
        wanted = [one for one in wanted if one[1] > now]
        loose = [one for one in loose if one.starts_at > now]
    times = {(start, end) for _day, start, end in wanted}
    remove = [one for one in loose if (one.starts_at, one.ends_at) not in times]
    gone = {one.pk for one in remove}
    kept = [one for one in held if one.pk not in gone]
    add = [
        (day, start, end)
        for day, start, end in wanted
        if not any(start < one.ends_at and one.starts_at < end for one in kept)
    ]
    return Replan(add, remove, find_clash(placement.candidate_id, add, besides=placement))


def going(placement: Placement, first: date, last: date | None) -> list[Shift]:
    """The shifts that a pause would take out of the calendar."""
    rows = Shift.objects.filter(placement=placement, day__gte=first).order_by("starts_at")
    stays = hooks.shifts_that_stay(placement, first)
    return [one for one in (rows if last is None else rows.filter(day__lte=last)) if one.pk not in stays]


def carry_out(placement: Placement, replan: Replan, *, at: str) -> tuple[int, int]:
    """Write it: gives how many shifts went and how many came. Raises ValidationError at the field `at` where one clashes."""
    if replan.clash is not None:
        raise ValidationError({at: clash_message(replan.clash)})
    removed = hooks.take_out(replan.remove)
    try:
        with transaction.atomic():
            write_shifts(placement, replan.add)
    except IntegrityError as error:
        # Somebody else's code wrote a shift without taking the person's lock: the database has the last word.
        raise ValidationError({at: _("Personen har netop fået en anden vagt på det tidspunkt. Prøv igen.")}) from error
    return removed, len(replan.add)
