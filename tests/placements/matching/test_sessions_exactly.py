"""Nothing that can be placed is missed, and nothing is placed that can't be: against trying every half-hour.

The brute force knows nothing of stretches and totals: it colours half-hours. A run of coloured ones is a session.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placements.matching.criteria import Rule, assess
from placements.matching.sessions import suggest_sessions
from placements.matching.values import Person, Work, Yes
from smaajob.schedule import AnyWindow, DatedWindow, Weekday, Window, occurrences
from tests.placements.matching.make import MONDAY

GRID = 7  # half-hours of a day that a test looks at, from 08:00
FIRST = 8 * 60


class Puzzle(NamedTuple):
    """A task and a person on the grid; lengths in half-hours."""

    dated: bool
    asked: dict[int, frozenset[int]]  # by the day's number from Monday 2 March
    free: dict[int, frozenset[int]]  # by weekday
    held: dict[int, frozenset[int]]  # by the day's number
    need: int
    shortest: int
    day_limit: int | None
    week_limit: int | None
    weeks: int

    def person(self) -> Person:
        available = [Window(Weekday(d), *span) for d, cells in self.free.items() for span in spans(cells)]
        shifts = [DatedWindow(day_number(d), *span) for d, cells in sorted(self.held.items()) for span in spans(cells)]
        return Person(
            consents=(Yes(date.max),),
            # Never empty: that would mean not known.
            availability=(*available, Window(Weekday.søn, 0, 30)),
            day_limit=None if self.day_limit is None else self.day_limit * 30,
            week_limit=None if self.week_limit is None else self.week_limit * 30,
            shifts=tuple(shifts),
        )

    def work(self) -> Work:
        windows: list[AnyWindow] = []
        for d, cells in self.asked.items():
            windows += [
                DatedWindow(day_number(d), *span) if self.dated else Window(Weekday(d), *span) for span in spans(cells)
            ]
        end = MONDAY + timedelta(days=7 * self.weeks - 1)
        return Work(MONDAY, end, 1, tuple(windows), flexible=True, need=self.need * 30, shortest=self.shortest * 30)


def day_number(number: int) -> date:
    return MONDAY + timedelta(days=number)


def spans(cells: Iterable[int]) -> list[tuple[int, int]]:
    return [(FIRST + 30 * cell, FIRST + 30 * (cell + 1)) for cell in sorted(cells)]


# The brute force.


def runs(colours: int) -> list[int]:
    return [len(run) for run in bin(colours)[2:].split("0") if run]


@cache
def day_totals(free: frozenset[int], shortest: int, limit: int | None) -> frozenset[int]:
    found = set()
    for colours in range(2**GRID):
        total = colours.bit_count()
        inside = all(cell in free for cell in range(GRID) if colours >> cell & 1)
        if inside and all(run >= shortest for run in runs(colours)) and (limit is None or total <= limit):
            found.add(total)
    return frozenset(found)


def week_totals(puzzle: Puzzle, week: int, *, day: bool, cap: bool, shifts: bool, times: bool = True) -> set[int]:
    totals = {0}
    for d in range(7):
        number = 7 * week + d
        held = puzzle.held.get(number, frozenset())
        free = puzzle.asked.get(number if puzzle.dated else d, frozenset())
        if times:
            free &= puzzle.free.get(d, frozenset())
        limit = max(0, puzzle.day_limit - len(held)) if day and puzzle.day_limit is not None else None
        of_day = day_totals(free - held if shifts else free, min(puzzle.shortest, puzzle.need), limit)
        totals = {a + b for a in totals for b in of_day}
    if cap and puzzle.week_limit is not None:
        taken = sum(len(puzzle.held.get(7 * week + d, ())) for d in range(7))
        totals = {total for total in totals if total <= max(0, puzzle.week_limit - taken)}
    return totals


def can_be_done(puzzle: Puzzle, *, day: bool = True, cap: bool = True, shifts: bool = True) -> bool:
    weeks = [week_totals(puzzle, week, day=day, cap=cap, shifts=shifts) for week in range(puzzle.weeks)]
    if not puzzle.dated:
        return all(puzzle.need in totals for totals in weeks)
    sums = {0}
    for totals in weeks:
        sums = {a + b for a in sums for b in totals}
    return puzzle.need in sums


# What is asked.


@st.composite
def puzzles(draw: st.DrawFn) -> Puzzle:
    weeks, dated = draw(st.sampled_from([1, 2, 3])), draw(st.booleans())
    cells = st.frozensets(st.integers(0, GRID - 1), min_size=1)
    with_a_break = st.just(frozenset(range(GRID)) - {GRID // 2})
    wide = st.one_of(st.just(frozenset(range(GRID))), with_a_break, cells)
    weekdays = draw(st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True))
    numbers = [7 * week + d for week in range(weeks) for d in weekdays]
    asked_days = draw(st.lists(st.sampled_from(numbers if dated else weekdays), min_size=1, max_size=4, unique=True))
    held_days = draw(st.lists(st.sampled_from([*numbers, *range(5, 7 * weeks, 7)]), max_size=6, unique=True))
    limit = st.one_of(st.none(), st.none(), st.integers(0, 10))
    return Puzzle(
        dated,
        {d: draw(wide) for d in sorted(asked_days)},
        {d: draw(wide) for d in draw(st.lists(st.sampled_from(weekdays), min_size=1, unique=True))},
        {d: draw(wide) for d in held_days},
        need=draw(st.integers(1, 10)),
        shortest=draw(st.integers(1, 5)),
        day_limit=draw(limit),
        week_limit=draw(st.one_of(st.none(), st.none(), st.integers(0, 25))),
        weeks=weeks,
    )


def holds(puzzle: Puzzle, found: tuple[AnyWindow, ...], first: int, last: int) -> None:
    """The suggestion keeps everything that it must, day by day, from the day with the number `first` to `last`."""
    worked: dict[int, list[tuple[int, int]]] = {}
    for window in occurrences(found, day_number(first), day_number(last)):
        worked.setdefault((window.day - MONDAY).days, []).append((window.start, window.end))
    assert worked
    for number, sessions in worked.items():
        held = puzzle.held.get(number, frozenset())
        free = puzzle.asked.get(number if puzzle.dated else number % 7, frozenset()) & puzzle.free.get(
            number % 7, frozenset()
        )
        minutes = [minute for start, end in sessions for minute in range(start, end)]
        assert len(minutes) == len(set(minutes)), "two sessions at once"
        assert {(minute - FIRST) // 30 for minute in minutes} <= free - held
        assert all(end - start >= 30 * min(puzzle.shortest, puzzle.need) for start, end in sessions)
        assert puzzle.day_limit is None or len(minutes) + 30 * len(held) <= 30 * puzzle.day_limit
    for week in range(puzzle.weeks):
        new = sum(e - s for number, sessions in worked.items() if number // 7 == week for s, e in sessions)
        held_minutes = 30 * sum(len(cells) for number, cells in puzzle.held.items() if number // 7 == week)
        assert puzzle.week_limit is None or not new or new + held_minutes <= 30 * puzzle.week_limit
        if first <= 7 * week and 7 * week + 6 <= last and not puzzle.dated:
            assert new == 30 * puzzle.need
    assert not puzzle.dated or sum(e - s for all_of in worked.values() for s, e in all_of) == 30 * puzzle.need


def agrees(puzzle: Puzzle) -> None:
    who, work = puzzle.person(), puzzle.work()
    found = suggest_sessions(who, work, MONDAY)
    possible = can_be_done(puzzle)
    assert (found is not None) is possible
    if found is not None:
        holds(puzzle, found, 0, 7 * puzzle.weeks - 1)
    missing = set(assess(who, work, MONDAY).missing)
    assert bool(missing) is not possible
    if can_be_done(puzzle, day=False, cap=False, shifts=False):
        # Each rule is judged alone, on the person's times; only where all pass alone is it their sum.
        alone = {
            Rule.DAILY_HOURS: can_be_done(puzzle, cap=False, shifts=False),
            Rule.WEEKLY_HOURS: can_be_done(puzzle, day=False, shifts=False),
            Rule.SHIFTS: can_be_done(puzzle, day=False, cap=False),
        }
        barring = {rule for rule, passes in alone.items() if not passes}
        assert missing == (barring or (set() if possible else {Rule.TOGETHER}))
    else:
        assert Rule.AVAILABILITY in missing
        assert Rule.TOGETHER not in missing


@settings(max_examples=250, deadline=None)
@given(puzzles())
def test_a_suggestion_exists_exactly_when_trying_everything_finds_one(puzzle: Puzzle) -> None:
    agrees(puzzle)


@settings(max_examples=250, deadline=None)
@given(puzzles(), st.integers(0, 8), st.integers(0, 8))
def test_a_suggestion_from_the_middle_of_a_week_keeps_the_broken_weeks_too(
    puzzle: Puzzle, skip: int, less: int
) -> None:
    last = 7 * puzzle.weeks - 1 - less
    if skip <= last:
        found = suggest_sessions(puzzle.person(), puzzle.work(), day_number(skip), day_number(last))
        if found:
            holds(puzzle, found, skip, last)


def fixed_and_barred(puzzle: Puzzle, first: int, last: int) -> set[Rule]:
    """What bars a person from work whose windows are the shifts, date by date."""
    barred, hours_of_week = set(), dict.fromkeys(range(puzzle.weeks), 0)
    for number in range(first, last + 1):
        asked = puzzle.asked.get(number if puzzle.dated else number % 7, frozenset())
        held = puzzle.held.get(number, frozenset())
        hours_of_week[number // 7] += len(asked)
        if asked - puzzle.free.get(number % 7, frozenset()):
            barred.add(Rule.AVAILABILITY)
        if asked & held:
            barred.add(Rule.SHIFTS)
        if asked and puzzle.day_limit is not None and len(asked) + len(held) > puzzle.day_limit:
            barred.add(Rule.DAILY_HOURS)
    if not any(hours_of_week.values()):
        return {Rule.AVAILABILITY}
    for week, new in hours_of_week.items():
        taken = sum(len(cells) for number, cells in puzzle.held.items() if number // 7 == week)
        if new and puzzle.week_limit is not None and new + taken > puzzle.week_limit:
            barred.add(Rule.WEEKLY_HOURS)
    return barred


@settings(max_examples=250, deadline=None)
@given(puzzles(), st.integers(0, 8), st.integers(0, 8))
def test_fixed_work_is_barred_by_what_bars_it_on_some_date(puzzle: Puzzle, skip: int, less: int) -> None:
    last = 7 * puzzle.weeks - 1 - less
    if skip <= last:
        work = replace(puzzle.work(), start=day_number(skip), end=day_number(last), flexible=False, need=0)
        barred = fixed_and_barred(puzzle, skip, last)
        assert set(assess(puzzle.person(), work, MONDAY).missing) == barred
        assert (suggest_sessions(puzzle.person(), work, MONDAY) is None) is bool(barred)


@pytest.mark.long
@settings(max_examples=5_000, deadline=None)
@given(puzzles())
def test_a_suggestion_exists_exactly_when_trying_everything_finds_one_deeply(puzzle: Puzzle) -> None:
    agrees(puzzle)
