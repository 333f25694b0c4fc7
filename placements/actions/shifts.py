"""From a week's pattern to shifts: dates, moments, public holidays left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from placements.models import Placement, Shift
from placements.pattern import days_of, planned, step_of
from smaajob.schedule import AnyWindow


def planned_shifts(
    windows: Iterable[AnyWindow], first: date, last: date, country: str
) -> list[tuple[date, datetime, datetime]]:
    """The shifts of windows from `first` to `last`, both included: (local date, start, end), in order.

    A weekly pattern leaves public holidays out; a date that somebody wrote stands.
    """
    return planned(days_of([step_of(windows, first)], first, last, country).windows, country)


def find_clash(
    candidate_id: int,
    planned: list[tuple[date, datetime, datetime]],
    *,
    besides: Placement | None = None,
    but: Shift | None = None,
) -> Shift | None:
    """The person's earliest shift that shares time with one of those planned; not those `besides`, nor the one that moves (`but`)."""
    if not planned:
        return None
    held = Shift.objects.filter(candidate_id=candidate_id).overlapping(planned[0][1], max(end for _, _, end in planned))
    if besides is not None and besides.pk:
        held = held.exclude(placement=besides)
    if but is not None:
        held = held.exclude(pk=but.pk)
    for shift in held.select_related("placement__workplace").order_by("starts_at"):
        if any(start < shift.ends_at and shift.starts_at < end for _, start, end in planned):
            return shift
    return None


def write_shifts(placement: Placement, planned: list[tuple[date, datetime, datetime]]) -> None:
    """Store the shifts of a placement, in one statement."""
    Shift.objects.bulk_create(
        Shift(
            keeper_id=placement.keeper_id,
            placement=placement,
            candidate_id=placement.candidate_id,
            day=day,
            starts_at=start,
            ends_at=end,
        )
        for day, start, end in planned
    )
