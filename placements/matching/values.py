"""What the matching rules look at: plain values, no models. Times are local; lengths are whole minutes; distances km."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from smaajob.schedule import AnyWindow, DatedWindow, Window, is_dated

Span = tuple[int, int]  # from, to: minutes since midnight, the end not included
Spans = tuple[Span, ...]  # sorted and apart


def minutes(hours: Decimal | int | float) -> int:
    """Hours as whole minutes, so that 7.33 hours is 7 hours and 20 minutes."""
    return int((Decimal(str(hours)) * 60).to_integral_value(ROUND_HALF_UP))


def monday_of(day: date) -> date:
    """The Monday of a date's week."""
    return day - timedelta(days=day.weekday())


class HeldWeek(NamedTuple):
    """The shifts of one week: for each weekday its spans; and their minutes together."""

    days: tuple[Spans, ...]
    minutes: int


class Yes(NamedTuple):
    """That the person said yes to being proposed: to a workplace (its public id; None is all), until (that day included)."""

    until: date
    to: UUID | None = None
    withdrawn: date | None = None


@dataclass(frozen=True)
class Person:
    """What a person can, needs and has already. An empty limit (None) is no limit; no `availability` is times not known.

    `shifts` are those held from this week's Monday on. `placed_in` holds the keys of the tasks they are in now;
    `without_times` counts their other running placements whose times nobody has written. Without `consents` they are not proposed.
    """

    key: int = 0
    availability: tuple[AnyWindow, ...] = ()
    day_limit: int | None = None
    week_limit: int | None = None
    needs: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    certificates: frozenset[str] = frozenset()
    postcode: str = ""
    country: str = "DK"
    reach_km: float | None = None
    shifts: tuple[DatedWindow, ...] = ()
    placed_in: frozenset[int] = frozenset()
    without_times: int = 0
    consents: tuple[Yes, ...] = ()

    @cached_property
    def free(self) -> Mapping[int, Spans] | None:
        """The times of each weekday on which they can work; None where the times are not known."""
        return weekly_spans(self.availability) if self.availability else None

    @cached_property
    def held(self) -> Mapping[date, Spans]:
        """The shifts of each date that has any."""
        return dated_spans(self.shifts)

    @cached_property
    def held_weeks(self) -> Mapping[date, HeldWeek]:
        """The weeks that have shifts, by their Monday."""
        weeks: dict[date, list[Spans]] = {}
        for day, spans in self.held.items():
            weeks.setdefault(monday_of(day), [()] * 7)[day.weekday()] = spans
        return {monday: HeldWeek(tuple(days), sum(map(length, days))) for monday, days in weeks.items()}


@dataclass(frozen=True)
class Work:
    """What a task asks and offers. `start` is the first day on which it can be begun, `end` its last (None: not known).

    Where `flexible`, `need` minutes a week (in all, where the windows are dated) are placed within the windows, in
    sessions of at least `shortest` minutes. Where not, the windows are the shifts.
    """

    start: date
    end: date | None = None
    key: int = 0
    windows: tuple[AnyWindow, ...] = ()
    flexible: bool = False
    need: int = 0
    shortest: int = 120
    offered: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    certificates: frozenset[str] = frozenset()
    postcode: str = ""
    country: str = "DK"
    workplace: UUID | None = None

    @cached_property
    def dated(self) -> bool:
        """Whether the windows are dates rather than a week's pattern."""
        return is_dated(self.windows)

    @cached_property
    def by_weekday(self) -> Mapping[int, Spans]:
        """The windows of each weekday that has any (weekly ones)."""
        return weekly_spans(self.windows)

    @cached_property
    def by_date(self) -> Mapping[date, Spans]:
        """The windows of each date that has any (dated ones)."""
        return dated_spans(self.windows)

    @cached_property
    def shortest_session(self) -> int:
        """A session's least length: work shorter than one session is one session."""
        return max(1, min(self.shortest, self.need))


def weekly_spans(windows: Iterable[AnyWindow]) -> dict[int, Spans]:
    """Weekly windows by weekday, joined where they overlap or touch."""
    found: dict[int, list[Span]] = {}
    for window in windows:
        if isinstance(window, Window):
            found.setdefault(window.weekday, []).append((window.start, window.end))
    return {weekday: joined(found[weekday]) for weekday in sorted(found)}


def dated_spans(windows: Iterable[AnyWindow]) -> dict[date, Spans]:
    """Dated windows by date, joined where they overlap or touch."""
    found: dict[date, list[Span]] = {}
    for window in windows:
        if isinstance(window, DatedWindow):
            found.setdefault(window.day, []).append((window.start, window.end))
    return {day: joined(found[day]) for day in sorted(found)}


def joined(spans: list[Span]) -> Spans:
    """Sorted, and those that overlap or touch as one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return tuple(result)


def length(spans: Iterable[Span]) -> int:
    """The minutes of all spans."""
    return sum(end - start for start, end in spans)


def common(one: Spans, other: Spans) -> Spans:
    """What lies in both."""
    found = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return tuple(sorted(span for span in found if span[0] < span[1]))


def without(spans: Spans, taken: Iterable[Span]) -> Spans:
    """What is left of the spans when the others are taken out."""
    left = list(spans)
    for start, end in taken:
        left = [part for a, b in left for part in ((a, min(b, start)), (max(a, end), b)) if part[0] < part[1]]
    return tuple(left)
