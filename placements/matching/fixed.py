"""Work whose windows are the shifts: which of them lie outside the person's times, limits and free days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from placements.matching.values import Person, Work, common, length
from placements.matching.weeks import Day, Stretch, Week
from smaajob.schedule import AnyWindow, DatedWindow, Weekday, Window


def outside(stretch: Stretch, *, dated: bool) -> tuple[AnyWindow, ...]:
    """The work's windows that the person's times don't hold, each once, in order."""
    found = {
        _window(day.key if dated else day.weekday, span)
        for day in _days(stretch)
        if day.available is not None
        for span in day.asked
        if common((span,), day.available) != (span,)
    }
    return tuple(sorted(found))


def longest_day(stretch: Stretch) -> int:
    """The most minutes of one day, with what the person already holds on it."""
    return max((length(day.asked) + day.held_minutes for day in _days(stretch)), default=0)


def longest_week(stretch: Stretch) -> int:
    """The most minutes of one week, with what the person already holds in it."""
    return max((sum(length(day.asked) for day in week.days) + week.held_minutes for week in stretch), default=0)


def shifts_in_the_way(person: Person, work: Work, first: date, last: date | None) -> tuple[DatedWindow, ...]:
    """The shifts, between two days, that share time with the work's windows, in order."""
    return tuple(
        DatedWindow(day, *span)
        for day, held in person.held.items()
        if first <= day and (last is None or day <= last)
        for span in held
        if common((span,), work.by_date.get(day, ()) if work.dated else work.by_weekday.get(day.weekday(), ()))
    )


def fits(stretch: Stretch, day_limit: int | None, week_limit: int | None) -> bool:
    """Whether the work keeps the person's times and limits."""
    return not (
        outside(stretch, dated=False)
        or (day_limit is not None and longest_day(stretch) > day_limit)
        or (week_limit is not None and longest_week(stretch) > week_limit)
    )


def _days(stretch: Stretch) -> Iterator[Day]:
    week: Week
    for week in stretch:
        yield from week.days


def _window(key: Weekday | date, span: tuple[int, int]) -> AnyWindow:
    return Window(key, *span) if isinstance(key, Weekday) else DatedWindow(key, *span)
