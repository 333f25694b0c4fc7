"""Work under 18: the day before the birthday and the day itself, two hours and two and a half, eight in the evening, six in the morning."""

from __future__ import annotations

from datetime import date

import pytest

from placements.law.check import check_placement, check_shift_under_18
from placements.law.facts import Calendar, Finding, Outcome, Said, Young
from placements.law.young import age_on, is_school_day
from smaajob.rules.values import Rules
from smaajob.schedule import DatedWindow
from tests.placements.law.writing import DANISH, MONDAY, SWEDISH, terms, window, with_own

LAWFUL, NEEDS_REASON, NOT_ALLOWED = Outcome.LAWFUL, Outcome.NEEDS_REASON, Outcome.NOT_ALLOWED
FOURTEEN = Young(date(2011, 9, 1))
PUPIL = Young(date(2010, 2, 1), in_school=True)
OUT_OF_SCHOOL = Young(date(2009, 1, 1), in_school=False)
SIXTEEN = Young(date(2010, 1, 1))  # nobody has said whether they go to school
SATURDAY = "2026-03-07"
IN_SUMMER = "2026-07-13"


def rules_broken(shift: str, person: Young, *besides: str, known: object = DANISH) -> dict[str, Outcome]:
    verdict = check_shift_under_18(window(shift), person, known, besides=[window(one) for one in besides])  # type: ignore[arg-type]
    return {one.rule: one.outcome for one in verdict.findings}


def test_seventeen_years_and_364_days_is_not_eighteen() -> None:
    late = window("2026-03-02 20:00-23:00")
    the_day_before, the_day = Young(date(2008, 3, 3), in_school=False), Young(date(2008, 3, 2), in_school=False)

    assert [one.rule for one in check_shift_under_18(late, the_day_before, DANISH).refused] == ["night"]
    assert check_shift_under_18(late, the_day, DANISH).findings == ()
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("times", "outcome"),
    [("15:00-16:30", None), ("15:00-17:00", None), ("15:00-17:30", NOT_ALLOWED), ("15:00-17:01", NOT_ALLOWED)],
)
def test_two_hours_on_a_school_day(times: str, outcome: Outcome | None) -> None:
    for person in (FOURTEEN, PUPIL):
        assert rules_broken(f"2026-03-02 {times}", person).get("day") is outcome


def test_two_shifts_of_a_day_are_counted_together() -> None:
    assert rules_broken("2026-03-02 15:00-16:30", PUPIL, "2026-03-02 17:00-17:30") == {}
    assert rules_broken("2026-03-02 15:00-16:30", PUPIL, "2026-03-02 17:00-18:00") == {"day": NOT_ALLOWED}


@pytest.mark.parametrize(
    ("person", "times", "outcome"),
    [
        (FOURTEEN, "09:00-16:00", None), (FOURTEEN, "09:00-16:30", NOT_ALLOWED),
        (PUPIL, "09:00-17:00", None), (PUPIL, "09:00-17:30", NOT_ALLOWED),
        (OUT_OF_SCHOOL, "09:00-17:00", None), (OUT_OF_SCHOOL, "09:00-17:30", NOT_ALLOWED),
    ],
)  # fmt: skip
def test_seven_hours_or_eight_on_a_day_without_school(person: Young, times: str, outcome: Outcome | None) -> None:
    for day in (SATURDAY, IN_SUMMER):
        assert rules_broken(f"{day} {times}", person).get("day") is outcome


def test_twelve_hours_in_a_week_with_school() -> None:
    week = [f"2026-03-0{day} 15:00-17:00" for day in (2, 3, 4, 5)]

    assert rules_broken(f"{SATURDAY} 09:00-13:00", PUPIL, *week) == {}
    assert rules_broken(f"{SATURDAY} 09:00-13:30", PUPIL, *week) == {"week": NOT_ALLOWED}
    assert rules_broken("2026-03-09 15:00-17:00", PUPIL, *week) == {}  # another week


def test_a_week_without_school_has_more_hours() -> None:
    week = [f"2026-07-{day} 09:00-16:00" for day in (13, 14, 15, 16)]

    assert rules_broken("2026-07-17 09:00-16:00", FOURTEEN, *week) == {}
    assert rules_broken("2026-07-18 09:00-09:30", FOURTEEN, *week, "2026-07-17 09:00-16:00") == {"week": NOT_ALLOWED}


@pytest.mark.parametrize(
    ("times", "outcome"),
    [
        ("18:00-20:00", None), ("18:30-20:01", NOT_ALLOWED),
        ("06:00-07:00", None), ("05:59-07:00", NOT_ALLOWED), ("22:00-23:00", NOT_ALLOWED),
    ],
)  # fmt: skip
def test_not_from_eight_in_the_evening_till_six_in_the_morning(times: str, outcome: Outcome | None) -> None:
    for person in (FOURTEEN, OUT_OF_SCHOOL):
        assert rules_broken(f"2026-03-02 {times}", person).get("night") is outcome


def test_whether_somebody_over_fifteen_must_go_to_school_is_asked_where_it_decides() -> None:
    assert rules_broken("2026-03-02 15:00-17:00", SIXTEEN) == {}
    assert rules_broken("2026-03-02 12:00-18:00", SIXTEEN) == {"day": NEEDS_REASON}
    assert rules_broken("2026-03-02 09:00-18:00", SIXTEEN)["day"] is NOT_ALLOWED  # more than anybody under 18
    verdict = check_shift_under_18(window("2026-03-02 12:00-18:00"), SIXTEEN, DANISH)
    assert verdict.asks == {"in_school"}
    assert rules_broken("2026-03-02 12:00-18:00", OUT_OF_SCHOOL) == {}


def test_below_thirteen_nobody_works() -> None:
    twelve, thirteen = Young(date(2013, 3, 3)), Young(date(2013, 3, 2))

    assert "least_age" in rules_broken("2026-03-02 15:00-16:00", twelve)
    assert "least_age" not in rules_broken("2026-03-02 15:00-16:00", thirteen)


def test_dangerous_work_is_barred_and_heavy_work_is_looked_at() -> None:
    def broken(demand: str) -> dict[str, Outcome]:
        verdict = check_shift_under_18(window("2026-03-02 15:00-16:00"), PUPIL, DANISH, demands=[demand])
        return {one.rule: one.outcome for one in verdict.findings}

    assert broken("truckbevis") == {"dangerous": NOT_ALLOWED}
    assert broken("tunge_løft") == {"dangerous": NEEDS_REASON}
    assert broken("kundekontakt") == {}


def test_that_nobody_has_read_the_text_is_said_with_the_work_that_the_rule_bars() -> None:
    def text_of(born: date, known: Rules = DANISH) -> list[Finding]:
        given = terms(kind="småjob", person=Young(born), guardian=Said.YES)
        return [one for one in check_placement(given, known).findings if one.rule == "task_text"]

    (said,) = text_of(date(2010, 1, 1))
    assert said.is_lawful
    assert said.to_read
    assert "for eksempel det, som kræver truckbevis og svejsebevis." in said.sentence
    assert said.paragraph == "Bekendtgørelsen om unges arbejde"
    own = with_own("young.barred_demands", "kørekort", valid_from=date(2026, 1, 1))
    assert "for eksempel det, som kræver kørekort." in text_of(date(2010, 1, 1), own)[0].sentence
    assert text_of(date(2008, 3, 2)) == [], "eighteen on the first day"


def test_a_public_holiday_and_the_weeks_of_the_municipality_are_no_school_days() -> None:
    second_of_march = window("2026-03-02 09:00-13:00")
    holiday = check_shift_under_18(second_of_march, PUPIL, DANISH, holidays={date(2026, 3, 2)})

    assert holiday.is_lawful
    assert rules_broken("2026-02-09 09:00-13:00", PUPIL)["day"] is NOT_ALLOWED
    own = with_own("young.school_free_weeks", "7 27 28 29 30 31 42", valid_from=date(2026, 1, 1))
    assert rules_broken("2026-02-09 09:00-13:00", PUPIL, known=own) == {}
    assert not is_school_day(date(2026, 3, 7), DANISH, ())


def test_a_placement_under_18_names_the_rule_once_and_how_many_shifts_it_is_about() -> None:
    long_days = tuple(DatedWindow(date(2026, 3, day), 9 * 60, 13 * 60) for day in (2, 4, 9))
    given = terms(kind="fritidsjob", person=PUPIL, guardian=Said.YES, calendar=Calendar(long_days))

    verdict = check_placement(given, DANISH)
    (day,) = [one for one in verdict.refused if one.rule == "day"]
    assert day.sentence.startswith("man 2. mar.: 4\N{NO-BREAK SPACE}timer i alt.")
    assert "2 vagter mere" in day.sentence
    assert day.paragraph == "Bekendtgørelsen om unges arbejde"
    assert day.checked.startswith("sandsynligt, kontrolleret den")


@pytest.mark.parametrize(("said", "outcome"), [(Said.UNKNOWN, NEEDS_REASON), (Said.LATER, LAWFUL), (Said.YES, LAWFUL)])
def test_a_parent_or_guardian_signs_under_18(said: Said, outcome: Outcome) -> None:
    verdict = check_placement(terms(kind="fritidsjob", person=PUPIL, guardian=said), DANISH)

    assert {one.rule: one.outcome for one in verdict.findings if one.rule != "task_text"} == {"guardian": outcome}
    on_the_birthday = check_placement(terms(kind="fritidsjob", person=Young(date(2008, 3, 2))), DANISH)
    assert [one.rule for one in on_the_birthday.findings] == ["ordinary"]


def test_none_of_it_holds_in_sweden() -> None:
    verdict = check_shift_under_18(window(f"{MONDAY} 20:00-23:00"), FOURTEEN, SWEDISH)

    assert [one.rule for one in verdict.findings] == ["country"]
    assert verdict.is_lawful
