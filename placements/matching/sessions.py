"""Placing a flexible task's hours as sessions: which totals can be worked, exactly, and a plan that works them.

A session lies in one free stretch of a day and is at least the task's shortest session long. With k sessions in a day's k
longest stretches every total from k times the shortest session to the sum of the stretches can be worked, so a day's
totals are a union of intervals; days and weeks add up, each cut at what the person can hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from placements.matching import fixed
from placements.matching.intervals import ONLY_ZERO, Totals, add, largest, largest_with, union, up_to
from placements.matching.values import Person, Spans, Work, common, monday_of, without
from placements.matching.weeks import (
    NOTHING_HELD,
    Day,
    Stretch,
    Week,
    full_weeks,
    laid_over,
    stretches,
    week_at,
)
from smaajob.schedule import AnyWindow, DatedWindow, Weekday, Window, occurrences

STEP = 30  # even sessions are cut to half hours where they can be


@dataclass(frozen=True, slots=True)
class Limits:
    """What is minded beside the free times: minutes a day and a week (None: no limit), and the shifts already held."""

    day: int | None = None
    week: int | None = None
    shifts: bool = False


def most(stretch: Stretch, work: Work, limits: Limits) -> int:
    """The most minutes, no more than the work needs, that the stretch holds; `work.need` means that it all fits."""
    total = ONLY_ZERO
    for week in stretch:
        total = add(total, _week_totals(week, work, limits), work.need)
    return largest(total, work.need) or 0


def suggest_sessions(person: Person, work: Work, first: date, last: date | None = None) -> tuple[AnyWindow, ...] | None:
    """Times from `first` to `last` (None: the task's end) that keep every limit and shift; None where there are none.

    Fixed work: its own windows. Flexible weekly work: a week's pattern that holds every week; where a person's shifts
    leave no such pattern, dated sessions week by week up to `last`, or up to their last shift's week where neither says
    an end. Flexible dated work: dated sessions. Long sessions are preferred to many, then even ones, then one start time.
    """
    end = min((day for day in (last, work.end) if day is not None), default=None)
    first = max(first, work.start)
    found = stretches(person, work, first, end)
    limits = Limits(person.day_limit, person.week_limit, shifts=True)
    if not found:
        return None
    if not work.flexible:
        good = fixed.fits(found[0], limits.day, limits.week)
        free = not fixed.shifts_in_the_way(person, work, first, end)
        return tuple(sorted(work.windows)) if good and free else None
    if work.dated:
        return _place(found[0], work, limits, work.need)
    if any(most(stretch, work, limits) < work.need for stretch in found):
        return None
    return _same_every_week(person, work, first, end, limits) or _week_by_week(person, work, first, end, limits)


def _same_every_week(
    person: Person, work: Work, first: date, end: date | None, limits: Limits
) -> tuple[AnyWindow, ...] | None:
    some_full = end is None or full_weeks(first, end) > 0
    for broken in (False, True) if some_full else (True,):
        week = laid_over(person, work, first, end, broken=broken)
        pattern = _place((week,), work, limits, work.need)
        if pattern and (broken or _broken_weeks_hold(person, pattern, first, end, limits)):
            return pattern
    return None


def _broken_weeks_hold(
    person: Person, pattern: tuple[AnyWindow, ...], first: date, end: date | None, limits: Limits
) -> bool:
    """Whether the weeks that the first and the last day cut keep the week's limit too."""
    if limits.week is None:
        return True
    for monday in {monday_of(first), monday_of(end or first)}:
        last = min(monday + timedelta(days=6), end or date.max)
        new = sum(window.minutes for window in occurrences(pattern, max(monday, first), last))
        if new and new + person.held_weeks.get(monday, NOTHING_HELD).minutes > limits.week:
            return False
    return True


def _week_by_week(person: Person, work: Work, first: date, end: date | None, limits: Limits) -> tuple[AnyWindow, ...]:
    """Each week's own sessions; a week that is broken by the start or the end takes as much as it can."""
    monday = monday_of(first)
    last = end or max(monday_of(max(person.held, default=first)) + timedelta(days=6), monday + timedelta(days=13))
    sessions: list[AnyWindow] = []
    while monday <= last:
        week = (week_at(person, work, monday, first, last),)
        sessions += _place(week, work, limits, most(week, work, limits)) or ()
        monday += timedelta(days=7)
    return tuple(sessions)


def _free(day: Day, limits: Limits, shortest: int) -> list[tuple[int, int]]:
    """The stretches of the day that can hold a session, the longest first."""
    free: Spans = day.asked if day.available is None else common(day.asked, day.available)
    if limits.shifts and day.held:
        free = without(free, day.held)
    long = [span for span in free if span[1] - span[0] >= shortest]
    return long if len(long) < 2 else sorted(long, key=lambda span: (span[0] - span[1], span[0]))


def _day_totals(day: Day, work: Work, limits: Limits) -> Totals:
    cap = work.need if limits.day is None else min(work.need, max(0, limits.day - day.held_minutes))
    return _totals(tuple(_free(day, limits, work.shortest_session)), work.shortest_session, cap)


@lru_cache(maxsize=10_000)
def _totals(free: Spans, shortest: int, cap: int) -> Totals:
    """What can be worked in free stretches, the longest first, up to a cap."""
    totals, long = [(0, 0)], 0
    for count, (start, end) in enumerate(free, 1):
        long += end - start
        totals.append((count * shortest, long))
    return up_to(union(totals), cap)


def _week_cap(week: Week, work: Work, limits: Limits) -> int:
    return work.need if limits.week is None else min(work.need, max(0, limits.week - week.held_minutes))


def _week_totals(week: Week, work: Work, limits: Limits) -> Totals:
    total, cap = ONLY_ZERO, _week_cap(week, work, limits)
    for day in week.days:
        total = add(total, _day_totals(day, work, limits), cap)
    return total


def _place(stretch: Stretch, work: Work, limits: Limits, need: int) -> tuple[AnyWindow, ...] | None:
    shares = _share([_week_totals(week, work, limits) for week in stretch], need)
    if shares is None or need == 0:
        return None
    sessions: list[AnyWindow] = []
    for week, share in zip(stretch, shares, strict=True):
        sessions += _place_week(week, work, limits, share)
    return tuple(sorted(sessions))


def _share(parts: Sequence[Totals], need: int) -> list[int] | None:
    """What each part gives to reach `need` exactly: the first ones as much as they can. None where it can't be reached."""
    rest = [ONLY_ZERO]
    for totals in reversed(parts):
        rest.append(add(rest[-1], totals, need))
    shares = []
    for totals, others in zip(parts, rest[-2::-1], strict=True):
        share = largest_with(totals, others, need)
        if share is None:
            return None
        shares.append(share)
        need -= share
    return shares if need == 0 else None


@dataclass(slots=True)
class _Session:
    """A session to be: its day, the stretch that holds it, and how long it is."""

    day: Day
    stretch: tuple[int, int]
    length: int


def _place_week(week: Week, work: Work, limits: Limits, need: int) -> list[AnyWindow]:
    days = [(day, _day_totals(day, work, limits)) for day in week.days]
    days.sort(key=lambda pair: (-pair[1][-1][1], pair[0].key))
    shares = _share([totals for _day, totals in days], need)
    assert shares is not None, "the week was asked for a total that it can't hold"
    chosen: list[_Session] = []
    for (day, _totals), share in zip(days, shares, strict=True):
        chosen += _place_day(day, _free(day, limits, work.shortest_session), work.shortest_session, share)
    chosen.sort(key=lambda session: (session.day.key, session.stretch))
    _even_out(chosen, work.shortest_session, limits)
    start = _common_start(chosen)
    return [_window(session, start) for session in chosen]


def _place_day(day: Day, free: list[tuple[int, int]], shortest: int, share: int) -> list[_Session]:
    """The fewest sessions that make up the day's share, in its longest stretches."""
    if not share:
        return []
    count, room = 0, 0
    while room < share:
        room += free[count][1] - free[count][0]
        count += 1
    sessions = []
    for left, (start, end) in zip(range(count - 1, -1, -1), free, strict=False):
        sessions.append(_Session(day, (start, end), min(end - start, share - left * shortest)))
        share -= sessions[-1].length
    return sessions


def _even_out(sessions: list[_Session], shortest: int, limits: Limits) -> None:
    """Make the sessions alike, in half hours, where each has a day of its own and room for it: 3½ + 3½, not 5 + 2."""
    count = len(sessions)
    if count < 2 or len({session.day.key for session in sessions}) < count:
        return
    need = sum(session.length for session in sessions)
    base = need // count // STEP * STEP
    lengths = [base] * count
    over = need - base * count
    for index in range(count):
        lengths[index] += min(STEP, max(0, over - index * STEP))
    if all(
        shortest <= long <= session.stretch[1] - session.stretch[0]
        and (limits.day is None or long <= limits.day - session.day.held_minutes)
        for session, long in zip(sessions, lengths, strict=True)
    ):
        for session, long in zip(sessions, lengths, strict=True):
            session.length = long


def _common_start(sessions: list[_Session]) -> int:
    """The start time that the most sessions can have; of those the earliest."""
    starts = sorted({session.stretch[0] for session in sessions})
    fitting = {start: sum(s.stretch[0] <= start <= s.stretch[1] - s.length for s in sessions) for start in starts}
    return max(starts, key=lambda start: fitting[start], default=0)


def _window(session: _Session, wanted: int) -> AnyWindow:
    start = max(session.stretch[0], min(wanted, session.stretch[1] - session.length))
    if isinstance(session.day.key, Weekday):
        return Window(session.day.key, start, start + session.length)
    return DatedWindow(session.day.key, start, start + session.length)
