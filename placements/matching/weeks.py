"""The weeks on which a person and a task must go together, with the shifts that the person already holds in them.

Weeks that look alike are looked at once: a person's shifts differ from week to week (holidays, periods), but not much.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from placements.matching.values import HeldWeek, Person, Spans, Work, length, monday_of
from smaajob.schedule import Weekday

WEEK = timedelta(days=7)
NOTHING_HELD = HeldWeek(((),) * 7, 0)


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which the task has windows: `asked`. `available` is None where the person's times are not known."""

    key: Weekday | date
    asked: Spans
    available: Spans | None
    held: Spans
    held_minutes: int

    @property
    def weekday(self) -> Weekday:
        return self.key if isinstance(self.key, Weekday) else Weekday(self.key.weekday())


@dataclass(frozen=True, slots=True)
class Week:
    """The days with windows, and the minutes that the person holds in the whole week."""

    days: tuple[Day, ...]
    held_minutes: int


Stretch = tuple[
    Week, ...
]  # the weeks that the task's hours are spread over: one, or all of them where windows are dated


def stretches(person: Person, work: Work, first: date, last: date | None) -> tuple[Stretch, ...]:
    """Each must hold the task's hours by itself. Empty where no day between `first` and `last` has a window.

    - dated windows: one stretch of all weeks;
    - fixed weekly ones: one stretch of the weeks that differ, the broken ones at the ends included;
    - flexible weekly ones: a stretch for each full week that differs. Where there is no full week, the days that there
      are make one. Where `last` is None, the weeks after the last shift count as one week without any.
    """
    if work.dated:
        weeks = _dated(person, work, first, last)
        return (weeks,) if weeks else ()
    if not work.flexible:
        weeks = _fixed(person, work, first, last)
        return (weeks,) if weeks else ()
    if last is not None and full_weeks(first, last) == 0:
        week = laid_over(person, work, first, last)
        return ((week,),) if week.days else ()
    return tuple((week,) for week in _full(person, work, first, last)) if work.by_weekday else ()


def full_weeks(first: date, last: date) -> int:
    """How many weeks from Monday to Sunday lie between two dates, both included."""
    return max(0, (last + timedelta(days=1) - _next_monday(first)).days // 7)


def laid_over(person: Person, work: Work, first: date, last: date | None, *, broken: bool = True) -> Week:
    """All weeks laid over each other: the same sessions, if they fit here, fit in each of them.

    Where `broken` is false, the weeks that `first` and `last` cut don't count in the week's minutes.
    """
    days_there_are = 7 if last is None else min(7, (last - first).days + 1)
    present = {(first + timedelta(days=n)).weekday() for n in range(days_there_are)}
    days = []
    for weekday, asked in work.by_weekday.items():
        if weekday in present:
            held = [s for day, s in person.held.items() if day.weekday() == weekday and _within(day, first, last)]
            spans = tuple(sorted(span for spans in held for span in spans))
            days.append(Day(Weekday(weekday), asked, _free(person, weekday), spans, max(map(length, held), default=0)))
    counted = touches if broken else is_full
    minutes = [week.minutes for monday, week in person.held_weeks.items() if counted(monday, first, last)]
    return Week(tuple(days), max(minutes, default=0))


def week_at(person: Person, work: Work, monday: date, first: date, last: date | None) -> Week:
    """One week by its dates, without the days before `first` and after `last`."""
    return _dates_of(
        person,
        monday,
        {
            monday + timedelta(days=weekday): asked
            for weekday, asked in work.by_weekday.items()
            if _within(monday + timedelta(days=weekday), first, last)
        },
    )


def _dated(person: Person, work: Work, first: date, last: date | None) -> Stretch:
    by_week: dict[date, dict[date, Spans]] = {}
    for day, asked in work.by_date.items():
        if _within(day, first, last):
            by_week.setdefault(monday_of(day), {})[day] = asked
    return tuple(_dates_of(person, monday, days) for monday, days in sorted(by_week.items()))


def _fixed(person: Person, work: Work, first: date, last: date | None) -> Stretch:
    weeks = [week_at(person, work, monday, first, last) for monday in _differing(person, first, last)]
    if last is None or _has_free_full_week(person, first, last):
        weeks.insert(0, _pattern(person, work, NOTHING_HELD))
    elif last is not None and first <= last:
        edges = {monday_of(first), monday_of(last)} - set(person.held_weeks)
        weeks += [week_at(person, work, monday, first, last) for monday in sorted(edges)]
    return tuple(week for week in weeks if week.days)


def _full(person: Person, work: Work, first: date, last: date | None) -> list[Week]:
    weeks = {held.days: held for monday, held in person.held_weeks.items() if is_full(monday, first, last)}
    if last is None or _has_free_full_week(person, first, last):
        weeks[NOTHING_HELD.days] = NOTHING_HELD
    return [_pattern(person, work, held) for held in weeks.values()]


def _pattern(person: Person, work: Work, held: HeldWeek) -> Week:
    days = (
        Day(Weekday(weekday), asked, _free(person, weekday), held.days[weekday], length(held.days[weekday]))
        for weekday, asked in work.by_weekday.items()
    )
    return Week(tuple(days), held.minutes)


def _dates_of(person: Person, monday: date, asked: dict[date, Spans]) -> Week:
    days = []
    for day, spans in sorted(asked.items()):
        held = person.held.get(day, ())
        days.append(Day(day, spans, _free(person, day.weekday()), held, length(held)))
    return Week(tuple(days), person.held_weeks.get(monday, NOTHING_HELD).minutes)


def _differing(person: Person, first: date, last: date | None) -> list[date]:
    """The weeks with shifts that the period touches, of full ones that look alike the first."""
    seen: set[tuple[Spans, ...]] = set()
    result = []
    for monday, week in person.held_weeks.items():
        if not touches(monday, first, last) or (is_full(monday, first, last) and week.days in seen):
            continue
        if is_full(monday, first, last):
            seen.add(week.days)
        result.append(monday)
    return result


def _has_free_full_week(person: Person, first: date, last: date) -> bool:
    return full_weeks(first, last) > sum(is_full(monday, first, last) for monday in person.held_weeks)


def is_full(monday: date, first: date, last: date | None) -> bool:
    """Whether the week from a Monday lies between the dates wholly."""
    return first <= monday and (last is None or monday + timedelta(days=6) <= last)


def touches(monday: date, first: date, last: date | None) -> bool:
    """Whether the week from a Monday has a day between the dates."""
    return first < monday + WEEK and (last is None or monday <= last)


def _within(day: date, first: date, last: date | None) -> bool:
    return first <= day and (last is None or day <= last)


def _next_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _free(person: Person, weekday: int) -> Spans | None:
    return None if person.free is None else person.free.get(weekday, ())
