"""From a pattern in steps to the days that it gives: pure values, for the editor, for agreements and for planning.

A step holds from its first day to the day before the next one's. Its times come back each week, or every second, counted from the week
in which the step begins. Public holidays are left out unless the work is done on them; a date that somebody wrote (`extra`) stands,
also on a holiday; a date that somebody left out (`skipped`) is always left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from placements.documents.content import Step
from smaajob.schedule import ZONES, AnyWindow, DatedWindow, Window, moments, parse_window, tidy, total_hours
from smaajob.workdays import public_holidays

Planned = tuple[date, datetime, datetime]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A day on which the pattern has a time that is not worked: a public holiday by its name, or ("") one that somebody left out."""

    day: date
    holiday: str


@dataclass(frozen=True, slots=True)
class Days:
    """What a pattern gives: the times by date, in order and never overlapping, and the days that were left out of it."""

    windows: list[DatedWindow]
    left_out: list[LeftOut]


def days_of(steps: Iterable[Step], first: date, last: date, country: str, *, works_on_holidays: bool = False) -> Days:
    """The days of a pattern from `first` to `last`, both included: local dates and minutes. Nothing lies outside the period."""
    ordered = sorted(steps, key=lambda step: step.first_day)
    windows: list[DatedWindow] = []
    left_out: dict[date, LeftOut] = {}
    for step, following in zip(ordered, [*ordered[1:], None], strict=False):
        since = max(step.first_day, first)
        until = last if following is None else min(last, following.first_day - timedelta(days=1))
        for window in _of_step(step, since, until):
            if window.day in step.skipped:
                left_out.setdefault(window.day, LeftOut(window.day, ""))
            elif not works_on_holidays and (name := public_holidays(country, window.day.year).get(window.day)):
                left_out.setdefault(window.day, LeftOut(window.day, name))
            else:
                windows.append(window)
        written = {one.day for one in _dated(step) if since <= one.day <= until} - set(step.skipped)
        windows += [one for one in _dated(step) if one.day in written]
        for day in written & left_out.keys():
            del left_out[day]
    return Days(
        [one for one in tidy(windows) if isinstance(one, DatedWindow)],
        sorted(left_out.values(), key=lambda one: one.day),
    )


def planned(windows: Iterable[DatedWindow], country: str) -> list[Planned]:
    """Dated times as moments in the country's zone: (local date, start, end), in order.

    A night when the clock changes has its real hours; in the one to summer time 02:00–03:00 lasts no time at all, and is left out.
    """
    zone = ZONES[country]
    both = ((window.day, *moments(window, zone)) for window in windows)
    return [(day, start, end) for day, start, end in both if end.timestamp() > start.timestamp()]


def step_of(windows: Iterable[AnyWindow], first_day: date, *, every: int = 1, **more: tuple[date, ...]) -> Step:
    """A step of windows, weekly or dated; its hours are the mean week's."""
    windows = list(windows)
    weekly = [str(one) for one in windows if isinstance(one, Window)]
    extra = [str(one) for one in windows if isinstance(one, DatedWindow)]
    hours = total_hours(one for one in windows if isinstance(one, Window)) / every
    return Step(first_day, hours, tuple(weekly), every, None, more.get("skipped", ()), tuple(extra))


def hours_by_week(windows: Iterable[DatedWindow]) -> dict[date, Decimal]:
    """Hours of each week that has any, by its Monday."""
    found: dict[date, Decimal] = defaultdict(Decimal)
    for window in windows:
        found[monday_of(window.day)] += Decimal(window.minutes) / 60
    return dict(sorted(found.items()))


def weeks_over(windows: Iterable[DatedWindow], limit: Decimal | None) -> dict[date, Decimal]:
    """Of `hours_by_week` those with more hours than the person can (none where nobody has said how many that is)."""
    if limit is None:
        return {}
    return {monday: hours for monday, hours in hours_by_week(windows).items() if hours > limit}


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _of_step(step: Step, since: date, until: date) -> list[DatedWindow]:
    """The weekly times of a step from day to day, each week or every second from the week in which the step begins."""
    weekly = [one for one in map(parse_window, step.windows) if isinstance(one, Window)]
    by_day: dict[int, list[Window]] = defaultdict(list)
    for window in weekly:
        by_day[window.weekday].append(window)
    begins = monday_of(step.first_day)
    found = []
    for offset in range((until - since).days + 1):
        day = since + timedelta(days=offset)
        if (monday_of(day) - begins).days // 7 % step.every == 0:
            found += [DatedWindow(day, window.start, window.end) for window in by_day[day.weekday()]]
    return found


def _dated(step: Step) -> Sequence[DatedWindow]:
    """The dates that somebody wrote, among the windows or beside them."""
    return [one for one in map(parse_window, (*step.windows, *step.extra)) if isinstance(one, DatedWindow)]
