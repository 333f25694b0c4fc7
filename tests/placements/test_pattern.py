"""A pattern gives the days that people agreed on, and no others."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from placements.documents.content import Step
from placements.pattern import days_of, hours_by_week, monday_of, planned, step_of, weeks_over
from smaajob.schedule import DatedWindow, hours_between, parse_window
from smaajob.workdays import public_holidays

MONDAY = date(2026, 3, 2)


def step(*windows: str, first: date = MONDAY, **more: object) -> Step:
    return Step(first, Decimal(3), windows, **more)  # type: ignore[arg-type]


def days(*steps: Step, first: date = MONDAY, last: date = date(2026, 3, 31), **more: bool) -> list[str]:
    return [f"{one.day:%-d.%-m.}" for one in days_of(steps, first, last, "DK", **more).windows]


def test_every_week_between_the_first_day_and_the_last() -> None:
    assert days(step("man 09:00-12:00"), first=date(2026, 3, 3), last=date(2026, 3, 16)) == ["9.3.", "16.3."]


def test_every_second_week_counts_from_the_week_in_which_the_step_begins() -> None:
    begins_on_a_wednesday = step("man 09:00-12:00", "fre 09:00-12:00", first=date(2026, 3, 4), every=2)

    # The Monday of that week was before it began; its Friday is in the first week, and the next ones two weeks on.
    assert days(begins_on_a_wednesday) == ["6.3.", "16.3.", "20.3.", "30.3."]


def test_a_step_holds_until_the_next_one_begins() -> None:
    later = step("tir 09:00-12:00", first=date(2026, 3, 16))

    assert days(later, step("man 09:00-12:00"), last=date(2026, 3, 24)) == ["2.3.", "9.3.", "17.3.", "24.3."]


def test_easter_is_left_out_and_named_and_stands_where_the_work_is_done_then() -> None:
    easter = days_of([step("man 09:00-12:00")], date(2026, 3, 30), date(2026, 4, 13), "DK")

    assert [one.day for one in easter.windows] == [date(2026, 3, 30), date(2026, 4, 13)]
    assert [(one.day, one.holiday) for one in easter.left_out] == [(date(2026, 4, 6), "2. påskedag")]
    assert days(step("man 09:00-12:00"), last=date(2026, 4, 7), works_on_holidays=True)[-1] == "6.4."


def test_a_date_that_somebody_wrote_stands_on_a_holiday_and_one_left_out_never_does() -> None:
    written = step(
        "man 09:00-12:00", extra=("2026-04-06 10:00-11:00", "2026-03-09 13:00-14:00"), skipped=(date(2026, 3, 9),)
    )
    found = days_of([written], date(2026, 3, 9), date(2026, 4, 6), "DK")

    assert [f"{one.day:%-d.%-m.} {one.start // 60}" for one in found.windows] == [
        "16.3. 9",
        "23.3. 9",
        "30.3. 9",
        "6.4. 10",
    ]
    assert [(one.day, one.holiday) for one in found.left_out] == [(date(2026, 3, 9), "")]


def test_times_that_meet_become_one() -> None:
    assert len(days(step("man 09:00-12:00", extra=("2026-03-02 11:00-14:00",)), last=MONDAY)) == 1


def test_nights_when_the_clock_changes_have_their_real_hours() -> None:
    nights = step("søn 00:00-06:00")
    spring = planned(days_of([nights], date(2026, 3, 29), date(2026, 3, 29), "DK").windows, "DK")
    autumn = planned(days_of([nights], date(2026, 10, 25), date(2026, 10, 25), "DK").windows, "DK")

    assert [hours_between(*one[1:]) for one in (*spring, *autumn)] == [5, 7]
    gone = days_of([step("søn 02:00-03:00")], date(2026, 3, 29), date(2026, 3, 29), "DK").windows
    assert planned(gone, "DK") == []


def test_the_weeks_with_more_hours_than_the_person_can() -> None:
    both = days_of(
        [step("man 09:00-12:00", extra=("2026-03-11 09:00-11:30",))], MONDAY, date(2026, 3, 22), "DK"
    ).windows

    assert list(hours_by_week(both).values()) == [3, Decimal("5.5"), 3]
    assert weeks_over(both, Decimal(4)) == {date(2026, 3, 9): Decimal("5.5")}
    assert weeks_over(both, Decimal("5.5")) == {}
    assert weeks_over(both, None) == {}


def test_a_step_made_of_windows_says_the_hours_of_a_mean_week() -> None:
    made = step_of([parse_window("man 09:00-12:00"), parse_window("2026-03-09 09:00-12:00")], MONDAY, every=2)

    assert (made.hours, made.windows, made.extra) == (Decimal("1.5"), ("man 09:00-12:00",), ("2026-03-09 09:00-12:00",))


DATES = st.dates(date(2025, 1, 1), date(2028, 12, 31))
TIMES = st.sampled_from(["man 09:00-12:00", "ons 13:30-15:00", "lør 00:00-24:00", "søn 01:00-04:00", "ons 14:00-17:00"])


@st.composite
def patterns(draw: st.DrawFn) -> tuple[list[Step], date, date]:
    first = draw(DATES)
    last = first + timedelta(days=draw(st.integers(-3, 300)))
    near = st.integers(-20, 320).map(lambda n: first + timedelta(days=n))
    extra = near.map(lambda day: str(DatedWindow(day, 600, 720)))
    one = st.builds(
        Step,
        first_day=near,
        hours=st.just(Decimal(3)),
        windows=st.lists(TIMES, unique=True).map(tuple),
        every=st.sampled_from([1, 2]),
        skipped=st.lists(near, max_size=5).map(tuple),
        extra=st.lists(extra, max_size=4).map(tuple),
    )
    return draw(st.lists(one, min_size=1, max_size=3, unique_by=lambda step: step.first_day)), first, last


@given(patterns(), st.sampled_from(["DK", "SE"]), st.booleans())
def test_nothing_outside_the_period_nor_on_a_day_left_out_nor_on_a_holiday_nor_twice(
    pattern: tuple[list[Step], date, date], country: str, works: bool
) -> None:
    steps, first, last = pattern
    found = days_of(steps, first, last, country, works_on_holidays=works)
    ordered = sorted(steps, key=lambda one: one.first_day)

    for before, after in pairwise(found.windows):
        assert (before.day, before.end) < (after.day, after.start) or before.day < after.day
    for window in found.windows:
        assert first <= window.day <= last
        holds = [one for one in ordered if one.first_day <= window.day][-1]
        assert window.day not in holds.skipped
        written = any(text.startswith(f"{window.day}") for text in holds.extra)
        assert written or (monday_of(window.day) - monday_of(holds.first_day)).days // 7 % holds.every == 0
        assert written or works or window.day not in public_holidays(country, window.day.year)
    assert not {one.day for one in found.left_out} & {one.day for one in found.windows}


@given(patterns(), st.sampled_from(["DK", "SE"]))
def test_moments_are_in_order_and_last_some_time(pattern: tuple[list[Step], date, date], country: str) -> None:
    steps, first, last = pattern
    zone = ZoneInfo("Europe/Copenhagen")
    found = planned(days_of(steps, first, last, country).windows, country)

    assert all(hours_between(start, end) > 0 for _day, start, end in found)
    assert all(start.astimezone(zone).date() == day for day, start, _end in found)
    assert all(a[2] <= b[1] for a, b in pairwise(found))
