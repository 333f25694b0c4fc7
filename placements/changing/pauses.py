"""The days on which nobody is expected."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from placements.models import Pause, Placement

Planned = list[tuple[date, datetime, datetime]]


def pauses_of(placement: Placement) -> list[Pause]:
    """Those that were not called off, in order. One query; none where they are prefetched or the placement is not stored."""
    if placement.pk is None:
        return []
    return sorted((one for one in placement.breaks.all() if one.called_off_at is None), key=lambda one: one.first_day)


def outside(pauses: Collection[Pause], planned: Iterable[tuple[date, datetime, datetime]]) -> Planned:
    """What is planned on days that no pause has."""
    return [one for one in planned if not any(pause.has(one[0]) for pause in pauses)]


def days_off(placements: Iterable[Placement], day: date) -> dict[int, list[tuple[date, date | None]]]:
    """By placement the first and last day of the pauses that are not over on a day. One query."""
    found: dict[int, list[tuple[date, date | None]]] = {}
    rows = Pause.objects.not_over(day).filter(placement__in=[one.pk for one in placements])
    for placement, first, last in rows.values_list("placement", "first_day", "last_day"):
        found.setdefault(placement, []).append((first, last))
    return found


def cut(placement: Placement, *, start: date, end: date | None) -> int:
    """Before a placement's days change: its pauses keep inside them, and those outside never came to be. Gives how many changed."""
    rows = Pause.objects.filter(placement=placement).standing()
    changed = rows.filter(last_day__lt=start).update(called_off_at=timezone.now())
    changed += rows.filter(first_day__lt=start).update(first_day=start)
    if end is not None:
        changed += rows.filter(first_day__gt=end).update(called_off_at=timezone.now())
        changed += rows.exclude(last_day__lte=end).update(last_day=end)
    return changed


def next_day(pause: Pause) -> date | None:
    """The first day after the pause; None while it has no end."""
    return None if pause.last_day is None else pause.last_day + timedelta(days=1)
