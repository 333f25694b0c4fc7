"""Persons and work with as few words as a story needs; half-hours and minutes by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from placements.matching.values import Person, Work, Yes, minutes
from smaajob.schedule import AnyWindow, DatedWindow, parse_window

MONDAY = date(2026, 3, 2)


def windows(*texts: str) -> tuple[AnyWindow, ...]:
    """`"man 08:00-14:00"` or `"2026-03-02 08:00-14:00"`."""
    return tuple(parse_window(text) for text in texts)


def dates(*texts: str) -> tuple[DatedWindow, ...]:
    """Dated windows only."""
    return tuple(window for window in windows(*texts) if isinstance(window, DatedWindow))


def person(*available: str, day: float | None = None, week: float | None = None, **fields: Any) -> Person:
    """Somebody who can at these times (none: not known), with limits in hours."""
    return Person(
        consents=(Yes(date.max),),
        availability=windows(*available),
        day_limit=None if day is None else minutes(day),
        week_limit=None if week is None else minutes(week),
        **fields,
    )


def fixed(*times: str, **fields: Any) -> Work:
    """Work whose windows are the shifts, from Monday 2 March 2026."""
    return Work(**{"start": MONDAY, "key": 1, "windows": windows(*times), **fields})


def flexible(hours: float, *times: str, shortest: float = 2, **fields: Any) -> Work:
    """`hours` of work to be placed within the times, from Monday 2 March 2026."""
    return fixed(*times, flexible=True, need=minutes(hours), shortest=minutes(shortest), **fields)
