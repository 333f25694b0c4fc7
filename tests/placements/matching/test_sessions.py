"""Placing flexible hours: what a consultant would write on a piece of paper, and that nothing possible is missed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from placements.matching.sessions import suggest_sessions
from placements.matching.values import Person, Work
from tests.placements.matching.make import MONDAY, dates, fixed, flexible, person, windows

WEEK = ("man 08:00-16:00", "tir 08:00-16:00", "ons 08:00-16:00", "tor 08:00-16:00", "fre 08:00-16:00")


def suggested(who: Person, work: Work, first: date = MONDAY, last: date | None = None) -> list[str] | None:
    found = suggest_sessions(who, work, first, last)
    return None if found is None else [str(window) for window in found]


def test_one_long_session_is_preferred_to_several_short_ones() -> None:
    assert suggested(person(*WEEK), flexible(7, *WEEK)) == ["man 08:00-15:00"]


def test_a_days_limit_makes_two_even_sessions() -> None:
    assert suggested(person(*WEEK, day=4), flexible(7, *WEEK)) == ["man 08:00-11:30", "tir 08:00-11:30"]


def test_sessions_start_at_one_time_where_they_can() -> None:
    who = person("man 08:00-16:00", "tir 10:00-16:00", "ons 10:00-16:00", day=3)
    assert suggested(who, flexible(9, *WEEK)) == ["man 10:00-13:00", "tir 10:00-13:00", "ons 10:00-13:00"]


def test_no_session_is_shorter_than_the_task_asks() -> None:
    # 5 + 1 would be the greedy way; the shortest session is 2 hours.
    who = person("man 08:00-13:00", "tir 08:00-12:00")
    assert suggested(who, flexible(6, *WEEK)) == ["man 08:00-11:00", "tir 08:00-11:00"]
    assert suggested(person("man 08:00-13:00", "tir 08:00-09:30"), flexible(6, *WEEK)) is None


def test_a_total_that_falls_between_one_session_and_two_can_not_be_placed() -> None:
    who = person("man 08:00-11:00", "tir 08:00-11:00")
    assert suggested(who, flexible(3.5, *WEEK)) is None
    assert suggested(who, flexible(4, *WEEK)) == ["man 08:00-10:00", "tir 08:00-10:00"]


def test_two_stretches_of_one_day_hold_two_sessions_but_no_half_one() -> None:
    who = person("man 08:00-10:30", "man 12:00-14:30")
    assert suggested(who, flexible(4, *WEEK)) == ["man 08:00-10:00", "man 12:00-14:00"]
    assert suggested(who, flexible(3, *WEEK)) is None


def test_work_shorter_than_the_shortest_session_is_one_session() -> None:
    assert suggested(person(*WEEK), flexible(1.5, *WEEK)) == ["man 08:00-09:30"]
    assert suggested(person("man 08:00-09:00", "tir 08:00-08:30"), flexible(1.5, *WEEK)) is None


def test_hours_that_are_no_whole_minutes_are_rounded_to_them() -> None:
    assert suggested(person(*WEEK, week=7.33), flexible(7.33, *WEEK)) == ["man 08:00-15:20"]


def test_a_shift_in_the_middle_leaves_two_stretches_of_one_day() -> None:
    who = person("man 08:00-16:00", shifts=dates("2026-03-02 11:00-12:00"))
    work = flexible(6, "man 08:00-16:00", end=MONDAY + timedelta(days=6))
    assert suggested(who, work) == ["man 08:00-10:00", "man 12:00-16:00"]


def test_the_days_limit_counts_the_shifts_already_held_on_it() -> None:
    who = person("man 08:00-16:00", day=6, shifts=dates("2026-03-02 08:00-11:00"))
    end = MONDAY + timedelta(days=6)
    assert suggested(who, flexible(3, "man 08:00-16:00", end=end)) == ["man 11:00-14:00"]
    assert suggested(who, flexible(3.5, "man 08:00-16:00", end=end)) is None


def test_the_weeks_limit_counts_the_shifts_already_held_in_it() -> None:
    who = person(*WEEK, week=10, shifts=dates("2026-03-07 08:00-14:00"))
    assert suggested(who, flexible(4, *WEEK)) == ["man 08:00-12:00"]
    assert suggested(who, flexible(4.5, *WEEK)) is None


def test_a_pattern_keeps_clear_of_the_shifts_of_every_week() -> None:
    who = person(*WEEK, shifts=dates("2026-03-02 08:00-16:00", "2026-03-10 08:00-16:00"))
    assert suggested(who, flexible(7, *WEEK)) == ["ons 08:00-15:00"]


def test_where_no_pattern_holds_every_week_each_week_gets_its_own() -> None:
    who = person("man 08:00-12:00", "tir 08:00-12:00", shifts=dates("2026-03-02 08:00-12:00", "2026-03-10 08:00-12:00"))
    work = flexible(4, "man 08:00-12:00", "tir 08:00-12:00", end=date(2026, 3, 22))
    assert suggested(who, work) == ["2026-03-03 08:00-12:00", "2026-03-09 08:00-12:00", "2026-03-16 08:00-12:00"]


def test_a_week_without_any_room_means_no() -> None:
    who = person("man 08:00-12:00", shifts=dates("2026-03-09 10:00-14:00"))
    assert suggested(who, flexible(4, *WEEK)) is None
    # The same shift after the task is over is nobody's business.
    assert suggested(who, flexible(4, *WEEK, end=date(2026, 3, 8))) == ["man 08:00-12:00"]


def test_a_week_that_the_start_cuts_bars_nobody_but_its_shifts_are_kept_clear_of() -> None:
    wednesday = date(2026, 3, 4)
    who = person(*WEEK, shifts=dates("2026-03-05 08:00-16:00", "2026-03-06 08:00-16:00"))
    assert suggested(who, flexible(20, *WEEK, start=wednesday)) == [
        "man 08:00-15:00",
        "tir 08:00-14:30",
        "ons 08:00-14:30",
    ]


def test_the_week_that_the_start_cuts_keeps_the_weeks_limit_too() -> None:
    wednesday = date(2026, 3, 4)
    who = person("ons 08:00-16:00", "tor 08:00-16:00", week=8, shifts=dates("2026-03-02 08:00-16:00"))
    found = suggested(who, flexible(8, *WEEK, start=wednesday), last=date(2026, 3, 22))
    assert found == ["2026-03-11 08:00-16:00", "2026-03-18 08:00-16:00"]


def test_a_task_of_less_than_a_week_is_placed_on_its_days() -> None:
    work = flexible(6, *WEEK, start=date(2026, 3, 4), end=date(2026, 3, 5))
    assert suggested(person(*WEEK), work) == ["ons 08:00-14:00"]
    assert suggested(person("man 08:00-16:00", "tor 12:00-16:00"), work) is None


def test_dated_windows_hold_the_hours_in_all_and_each_week_keeps_its_limit() -> None:
    work = flexible(8, "2026-03-02 08:00-14:00", "2026-03-03 08:00-14:00", "2026-03-10 08:00-14:00")
    assert suggested(person(*WEEK), work) == ["2026-03-02 08:00-12:00", "2026-03-03 08:00-12:00"]
    assert suggested(person(*WEEK, week=5), work) == ["2026-03-02 08:00-13:00", "2026-03-10 08:00-11:00"]
    assert suggested(person(*WEEK, week=3), work) is None


def test_dates_that_are_over_hold_nothing() -> None:
    work = flexible(8, "2026-03-02 08:00-16:00", "2026-03-10 08:00-16:00")
    assert suggested(person(*WEEK), work, first=date(2026, 3, 3)) == ["2026-03-10 08:00-16:00"]
    assert suggested(person(*WEEK), work, first=date(2026, 3, 11)) is None


def test_times_that_are_not_known_are_any_time() -> None:
    assert suggested(person(), flexible(4, "tor 12:00-16:00")) == ["tor 12:00-16:00"]


def test_fixed_windows_are_the_sessions_or_nothing_is() -> None:
    work = fixed("ons 09:00-12:00", "man 09:00-12:00")
    assert suggested(person(*WEEK), work) == ["man 09:00-12:00", "ons 09:00-12:00"]
    assert suggested(person("man 08:00-16:00"), work) is None
    assert suggested(person(*WEEK, week=5), work) is None
    assert suggested(person(*WEEK, shifts=dates("2026-03-04 11:00-13:00")), work) is None


def test_a_window_up_to_midnight_is_a_whole_one() -> None:
    assert suggested(person("fre 18:00-24:00"), flexible(6, "fre 12:00-24:00")) == ["fre 18:00-24:00"]


def test_windows_that_overlap_are_not_counted_twice() -> None:
    assert suggested(person(*WEEK), flexible(5, "man 08:00-11:00", "man 09:00-12:00")) is None


@pytest.mark.parametrize("last", [date(2026, 3, 15), date(2027, 3, 14)])
def test_the_same_question_gets_the_same_answer(last: date) -> None:
    who = person(*WEEK, day=5, week=20, shifts=dates("2026-03-02 08:00-10:00", "2026-03-11 12:00-16:00"))
    work = flexible(12, *WEEK)
    assert suggested(who, work, last=last) == suggested(who, work, last=last)
    assert windows(*(suggested(who, work, last=last) or ())) == suggest_sessions(who, work, MONDAY, last)
