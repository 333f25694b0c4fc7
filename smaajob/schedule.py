"""Times of a week and of a date: pure values, no models. Units: minutes since midnight, local time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum
from zoneinfo import ZoneInfo

DAY = 1440
ZONES = {"DK": ZoneInfo("Europe/Copenhagen"), "SE": ZoneInfo("Europe/Stockholm")}


class Weekday(IntEnum):
    """Monday is 0, as in `date.weekday()`. The names are the import format's."""

    man = 0
    tir = 1
    ons = 2
    tor = 3
    fre = 4
    lør = 5
    søn = 6


@dataclass(frozen=True, order=True, slots=True)
class Window:
    """A time that comes back each week; `end` is after `start`, at most 1440 (24:00)."""

    weekday: Weekday
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.weekday.name} {clock(self.start)}-{clock(self.end)}"

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, order=True, slots=True)
class DatedWindow:
    """A time on one date."""

    day: date
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {clock(self.start)}-{clock(self.end)}"

    @property
    def minutes(self) -> int:
        return self.end - self.start

    @property
    def weekday(self) -> Weekday:
        return Weekday(self.day.weekday())


AnyWindow = Window | DatedWindow
_WINDOW = re.compile(
    r"(?:(?P<weekday>[a-zæøå]{3})[a-zæøå]*\.?|(?P<day>\d{4}-\d{2}-\d{2}))\s+"
    r"(?P<h1>\d{1,2})(?:[:.](?P<m1>\d{2}))?\s*[-–]\s*(?P<h2>\d{1,2})(?:[:.](?P<m2>\d{2}))?",
    re.IGNORECASE,
)


def clock(minute: int) -> str:
    """570 → "09:30"; 1440 → "24:00"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_window(text: str) -> AnyWindow:
    """`man 08:00-14:00` or `2026-03-02 08:00-14:00`. Raises ValueError with "form", "weekday", "date", "time" or "order"."""
    found = _WINDOW.fullmatch(" ".join(text.split()))
    if not found:
        raise ValueError("form")
    start = int(found["h1"]) * 60 + int(found["m1"] or 0)
    end = int(found["h2"]) * 60 + int(found["m2"] or 0)
    if int(found["m1"] or 0) > 59 or int(found["m2"] or 0) > 59 or start >= DAY or end > DAY:
        raise ValueError("time")
    if end <= start:
        raise ValueError("order")
    if found["day"]:
        try:
            return DatedWindow(date.fromisoformat(found["day"]), start, end)
        except ValueError as error:
            raise ValueError("date") from error
    try:
        return Window(Weekday[found["weekday"].lower()], start, end)
    except KeyError as error:
        raise ValueError("weekday") from error


def tidy(windows: Iterable[AnyWindow]) -> list[AnyWindow]:
    """Sorted, and those that overlap or touch on one day joined. Weekly and dated ones may not be mixed."""
    result: list[AnyWindow] = []
    for window in sorted(windows):
        last = result[-1] if result else None
        if last is not None and _day(last) == _day(window) and window.start <= last.end:
            result[-1] = _span(window, last.start, max(last.end, window.end))
        else:
            result.append(window)
    return result


def total_minutes(windows: Iterable[AnyWindow]) -> int:
    """The sum of the windows' lengths."""
    return sum(window.minutes for window in windows)


def total_hours(windows: Iterable[AnyWindow]) -> Decimal:
    """The sum of the windows' lengths, in hours."""
    return Decimal(total_minutes(windows)) / 60


def is_dated(windows: Iterable[AnyWindow]) -> bool:
    """Whether the windows are dates rather than a week's pattern (an empty list is not)."""
    return any(isinstance(window, DatedWindow) for window in windows)


def occurrences(windows: Iterable[AnyWindow], first: date, last: date) -> Iterator[DatedWindow]:
    """The windows' dates from `first` to `last`, both included, in order."""
    windows = list(windows)
    dated = sorted(w for w in windows if isinstance(w, DatedWindow) and first <= w.day <= last)
    if dated:
        yield from dated
        return
    by_day: dict[int, list[Window]] = {}
    for window in sorted(w for w in windows if isinstance(w, Window)):
        by_day.setdefault(window.weekday, []).append(window)
    if not by_day:
        return
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        for window in by_day.get(day.weekday(), ()):
            yield DatedWindow(day, window.start, window.end)


def moments(window: DatedWindow, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The window's start and end as moments in a time zone, right across summer time; 24:00 is the next day's midnight."""
    return _moment(window.day, window.start, zone), _moment(window.day, window.end, zone)


def hours_between(start: datetime, end: datetime) -> Decimal:
    """Hours that really pass between two moments: a night when the clock changes has one more or one less."""
    # Python subtracts two moments of one zone by the wall clock; in UTC it is the time that passed.
    return Decimal((end.astimezone(UTC) - start.astimezone(UTC)) // timedelta(minutes=1)) / 60


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=minute // DAY), time(minute % DAY // 60, minute % 60), tzinfo=zone)


def _day(window: AnyWindow) -> date | Weekday:
    return window.day if isinstance(window, DatedWindow) else window.weekday


def _span(window: AnyWindow, start: int, end: int) -> AnyWindow:
    if isinstance(window, DatedWindow):
        return DatedWindow(window.day, start, end)
    return Window(window.weekday, start, end)
