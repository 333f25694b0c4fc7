"""Lawful, needs a reason, not allowed: each rule at its boundary, and before and after a change of law by data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.documents.wording import PURPOSES
from placements.law.check import check_extension, check_placement
from placements.law.facts import Finding, Outcome, Place, Purpose, Said, Verdict, Young, together, verdict
from placements.law.lengths import in_weeks, last_day_of_months
from placements.law.ratio import quota
from smaajob.rules.values import Possible
from tests.placements.law.writing import DANISH, MONDAY, SWEDISH, in_group, lasting, terms, with_own, with_the_new_list

LAWFUL, NEEDS_REASON, NOT_ALLOWED = Outcome.LAWFUL, Outcome.NEEDS_REASON, Outcome.NOT_ALLOWED


def outcome_of(rule: str, given: Any, known: Any = DANISH, **extension: Any) -> tuple[Outcome, str]:
    verdict = check_extension(given, known, **extension) if extension else check_placement(given, known)
    found = next(one for one in verdict.findings if one.rule == rule)
    return found.outcome, found.sentence


# The terms and the shifts, told as one


def test_a_rule_that_terms_and_shifts_both_look_at_is_said_once_as_it_came_out_worse() -> None:
    def found(**outcomes: Outcome) -> Verdict:
        return verdict(Finding(rule, outcome, rule) for rule, outcome in outcomes.items())

    terms = found(evening=LAWFUL, night=NOT_ALLOWED, ratio=LAWFUL)
    shifts = found(evening=NEEDS_REASON, night=NEEDS_REASON, hours=LAWFUL)

    assert {one.rule: one.outcome for one in together(terms, shifts).findings} == {
        "night": NOT_ALLOWED, "evening": NEEDS_REASON, "ratio": LAWFUL, "hours": LAWFUL,
    }  # fmt: skip
    assert len(together(terms, shifts).findings) == 4
    assert together(terms, terms) == terms


# How long praktik may last


@pytest.mark.parametrize(
    ("group", "days", "outcome"),
    [
        ("kth_jobparat", 28, LAWFUL), ("kth_jobparat", 29, NOT_ALLOWED),
        ("dagpenge", 28, LAWFUL), ("dagpenge", 29, NOT_ALLOWED),
        ("kth_uddannelsesparat", 29, NOT_ALLOWED),
        ("kth_aktivitetsparat", 13 * 7, LAWFUL), ("kth_aktivitetsparat", 13 * 7 + 1, NEEDS_REASON),
        ("kth_aktivitetsparat", 26 * 7, NEEDS_REASON), ("kth_aktivitetsparat", 26 * 7 + 1, NOT_ALLOWED),
        ("INTL_SHO", 14 * 7, NEEDS_REASON),
        ("selvforsoergende", 28, LAWFUL), ("selvforsoergende", 29, NEEDS_REASON),  # not confirmed: refuses nothing
    ],
)  # fmt: skip
def test_praktik_lasts_as_long_as_the_group_may_have_it(group: str, days: int, outcome: Outcome) -> None:
    assert outcome_of("duration", lasting(days, groups=in_group(group)))[0] is outcome


def test_a_refusal_names_its_paragraph_and_when_it_was_checked() -> None:
    verdict = check_placement(lasting(29), DANISH)

    (refused,) = verdict.refused
    assert "4 uger og 1 dag" in refused.sentence
    assert "kan ikke forlænges" in refused.sentence
    assert refused.paragraph == "LAB § 61, stk. 1"
    assert "kontrolleret den 21. nov. 2026" in refused.checked
    assert verdict.is_refused


@pytest.mark.parametrize(
    ("ended_after_weeks", "ends_after_days", "outcome"),
    [
        (13, 13 * 7 + 1, NEEDS_REASON),  # a concrete assessment
        (13, 26 * 7, NEEDS_REASON),
        (26, 26 * 7 + 1, NEEDS_REASON),  # a quite special need
        (26, 39 * 7, NEEDS_REASON),
        (26, 39 * 7 + 1, NOT_ALLOWED),  # thirteen weeks at a time
        (13, 39 * 7 + 1, NOT_ALLOWED),
        (39, 52 * 7, NEEDS_REASON),
        (39, 52 * 7 + 1, NOT_ALLOWED),
        (6, 13 * 7, LAWFUL),
    ],
)
def test_an_extension_goes_on_by_the_steps_of_the_law(
    ended_after_weeks: int, ends_after_days: int, outcome: Outcome
) -> None:
    ended = MONDAY + timedelta(weeks=ended_after_weeks, days=-1)
    given = lasting(ends_after_days, groups=in_group("kth_aktivitetsparat"))

    assert outcome_of("duration", given, ended=ended, decided_on=ended)[0] is outcome


def test_four_weeks_are_not_extended() -> None:
    ended = MONDAY + timedelta(days=27)

    assert outcome_of("duration", lasting(35), ended=ended, decided_on=ended)[0] is NOT_ALLOWED


def test_weeks_are_counted_from_the_placement_that_it_goes_on_from() -> None:
    given = terms(groups=in_group("kth_aktivitetsparat"), began=MONDAY - timedelta(weeks=10))

    outcome, sentence = outcome_of("duration", given)
    assert outcome is NEEDS_REASON
    assert "14 uger" in sentence


def test_where_the_groups_come_out_differently_it_is_asked_and_not_guessed() -> None:
    both = in_group("kth_jobparat", "kth_aktivitetsparat")

    verdict = check_placement(lasting(35, groups=both), DANISH)
    asked = verdict.asked("law_group")
    assert asked is not None
    assert asked.outcome is NEEDS_REASON
    assert asked.sentence.startswith("Hvilken af dem?")
    assert "ikke lovligt for jobparate kontanthjælpsmodtagere" in asked.sentence
    assert "lovligt for aktivitetsparate kontanthjælpsmodtagere" in asked.sentence
    every = check_placement(lasting(35, groups=DANISH.possible([], on=MONDAY)), DANISH).asked("law_group")
    assert every is not None
    assert "de andre" in every.sentence
    assert [code for code, _words in asked.options] == ["kth_jobparat", "kth_aktivitetsparat"]
    assert outcome_of("duration", lasting(28, groups=both))[0] is LAWFUL  # in both of them: nothing to ask
    assert outcome_of("duration", lasting(29, groups=in_group("kth_jobparat", "dagpenge")))[0] is NOT_ALLOWED


def test_who_may_be_in_no_group_is_asked_about() -> None:
    verdict = check_placement(terms(groups=Possible(())), DANISH)

    assert "law_group" in verdict.asks
    assert verdict.needs_reason


@pytest.mark.parametrize(
    ("purposes", "outcome"), [((), NOT_ALLOWED), (("ordinary",), LAWFUL), (("ordinary", "training"), NOT_ALLOWED)]
)
def test_praktik_has_exactly_one_of_three_purposes(purposes: tuple[str, ...], outcome: Outcome) -> None:
    assert outcome_of("purpose", terms(purposes=purposes))[0] is outcome
    assert set(Purpose.values) == set(PURPOSES)  # what the papers can say


# How many at once


@pytest.mark.parametrize(
    ("employees", "most"),
    [
        (1, 1),
        (4, 1),
        (5, 1),
        (9, 1),
        (10, 2),
        (14, 2),
        (15, 3),
        (49, 9),
        (50, 10),
        (51, 10),
        (59, 10),
        (60, 11),
        (100, 15),
    ],
)
def test_one_for_each_five_of_the_first_fifty_and_one_for_each_ten_of_the_rest(employees: int, most: int) -> None:
    assert quota(employees, least=1, first_size=50, per_first=5, per_rest=10) == most
    assert outcome_of("ratio", terms(place=Place("1003388394", employees, most)))[0] is NOT_ALLOWED
    # Also when those who are there are taken out of the employees, there is room.
    roomy = Place("1003388394", employees + most, most - 1)
    assert outcome_of("ratio", terms(place=roomy))[0] is LAWFUL


@given(employees=st.integers(1, 2000), supported=st.integers(0, 400))
def test_more_employees_never_make_less_room_and_more_people_there_never_more(employees: int, supported: int) -> None:
    def rank(of: int, there: int) -> int:
        order = (LAWFUL, NEEDS_REASON, NOT_ALLOWED)
        return order.index(outcome_of("ratio", terms(place=Place("1003388394", of, there)))[0])

    assert rank(employees + 1, supported) <= rank(employees, supported) <= rank(employees, supported + 1)


def test_those_with_support_are_taken_out_of_the_employees_and_where_that_decides_it_is_asked() -> None:
    def at(employees: int, there: int) -> tuple[Outcome, str]:
        return outcome_of("ratio", terms(place=Place("1003388394", employees, there)))

    assert at(9, 0)[0] is LAWFUL
    assert at(9, 1)[0] is NOT_ALLOWED
    assert at(10, 1)[0] is NEEDS_REASON
    assert "talt med" in at(10, 1)[1]
    assert at(11, 1)[0] is LAWFUL


@pytest.mark.parametrize(
    ("place", "asks"),
    [(Place("1003388394", None, 0), "employees"), (Place("", 10, None), "p_number"), (Place("1003388394", 0, 0), "")],
)
def test_what_is_missing_at_the_workplace_is_said_and_never_guessed(place: Place, asks: str) -> None:
    verdict = check_placement(terms(place=place), DANISH)

    found = next(one for one in verdict.findings if one.rule == "ratio")
    assert (found.outcome, found.asks) == (NEEDS_REASON, asks)
    assert verdict.needs_reason


@pytest.mark.parametrize("kind", ["nytteindsats", "fleksjob", "småjob", "job", "fritidsjob"])
def test_neither_nytteindsats_nor_ordinary_work_is_counted(kind: str) -> None:
    verdict = check_placement(terms(kind=kind, place=Place("1003388394", 1, 40), purposes=()), DANISH)

    assert verdict.is_lawful
    assert [one.rule for one in verdict.findings] == ["ordinary"]


@pytest.mark.parametrize(
    ("employees", "said", "outcome"),
    [
        (1, Said.UNKNOWN, LAWFUL), (2, Said.UNKNOWN, NEEDS_REASON), (2, Said.YES, LAWFUL), (2, Said.LATER, LAWFUL),
        (2, Said.AGAINST, NEEDS_REASON), (None, Said.UNKNOWN, NEEDS_REASON),
    ],
)  # fmt: skip
def test_the_employees_representative_is_heard_where_there_is_more_than_one(
    employees: int | None, said: Said, outcome: Outcome
) -> None:
    assert outcome_of("statement", terms(place=Place("1003388394", employees, 0), statement=said))[0] is outcome


# Wage subsidy and mentor


@pytest.mark.parametrize(
    ("group", "public", "last", "outcome"),
    [
        ("kth_jobparat", False, date(2026, 9, 1), LAWFUL), ("kth_jobparat", False, date(2026, 9, 2), NOT_ALLOWED),
        ("kth_jobparat", True, date(2026, 7, 1), LAWFUL), ("kth_jobparat", True, date(2026, 7, 2), NOT_ALLOWED),
        ("kth_aktivitetsparat", True, date(2026, 9, 1), LAWFUL),
        ("sygedagpenge", False, date(2027, 3, 1), LAWFUL), ("sygedagpenge", False, date(2027, 3, 2), NOT_ALLOWED),
        ("foertidspension", False, date(2028, 12, 31), LAWFUL),
        ("fleksjob", False, date(2026, 3, 31), NOT_ALLOWED), ("under_18", True, date(2026, 3, 31), NOT_ALLOWED),
        ("revalidering", False, date(2027, 3, 2), NEEDS_REASON),  # not confirmed
    ],
)  # fmt: skip
def test_wage_subsidy_lasts_by_group_and_kind_of_employer(
    group: str, public: bool, last: date, outcome: Outcome
) -> None:
    place = Place("1003388394", 20, 0, public=public)
    given = terms(kind="løntilskud", groups=in_group(group), place=place, planned_end=last)

    assert outcome_of("subsidy", given)[0] is outcome
    assert {one.rule for one in check_placement(given, DANISH).findings} == {"subsidy", "ratio", "statement"}


def test_a_mentor_is_granted_for_six_months_at_a_time() -> None:
    def granted(until: date) -> Outcome:
        return outcome_of("mentor", terms(mentor=(date(2026, 3, 15), until)))[0]

    assert granted(date(2026, 9, 14)) is LAWFUL
    assert granted(date(2026, 9, 15)) is NOT_ALLOWED


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 3, 2), 6, date(2026, 9, 1)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
    ],
)
def test_months_end_on_the_day_before(first: date, months: int, last: date) -> None:
    assert last_day_of_months(first, months) == last
    assert in_weeks(28) == "4 uger"
    assert in_weeks(3) == "3 dage"


# A change of law is data


def test_a_municipalitys_corrected_row_decides_from_its_day() -> None:
    longer = with_own("praktik.max_weeks", "8", group="kth_jobparat", valid_from=MONDAY + timedelta(days=7))
    later = {"start": MONDAY + timedelta(days=7), "planned_end": MONDAY + timedelta(days=7 + 8 * 7 - 1)}

    assert outcome_of("duration", lasting(56), longer)[0] is NOT_ALLOWED  # begins the day before it
    assert outcome_of("duration", terms(**later), longer)[0] is LAWFUL
    assert outcome_of("duration", terms(**later), DANISH)[0] is NOT_ALLOWED


def test_a_row_that_is_not_confirmed_refuses_nothing_before_somebody_confirms_it() -> None:
    unsure = with_own("ratio.per_first", "4", confidence="unsure")
    full = terms(place=Place("1003388394", 9, 2))

    outcome, sentence = outcome_of("ratio", full, unsure)
    assert outcome is NEEDS_REASON
    assert "ikke bekræftet" in sentence
    assert outcome_of("ratio", full, with_own("ratio.per_first", "4"))[0] is NOT_ALLOWED


def test_with_the_new_list_in_use_its_groups_are_asked_for_and_its_rules_hold() -> None:
    day = date(2027, 1, 1)
    known = with_the_new_list(day)
    before, after = (known.possible(["kontanthjælp"], on=on, age=40) for on in (date(2026, 12, 31), day))
    assert [one.code for one in before.groups] == ["kth_jobparat", "kth_aktivitetsparat"]
    assert [one.code for one in after.groups] == ["kth_jobparat_2027", "kth_aktivitetsparat_2027"]
    assert DANISH.possible(["kontanthjælp"], on=day, age=40).groups == before.groups  # nobody took it into use there

    group = in_group("kth_jobparat_2027", of=known)
    four_weeks = terms(start=day, planned_end=day + timedelta(days=27), groups=group)
    five_weeks = terms(start=day, planned_end=day + timedelta(days=34), groups=group)
    assert outcome_of("duration", four_weeks, known)[0] is LAWFUL
    assert outcome_of("duration", five_weeks, known)[0] is NEEDS_REASON  # carried over, not confirmed


def test_danish_law_is_not_applied_to_a_swedish_municipality() -> None:
    verdict = check_placement(
        lasting(400, purposes=(), place=Place("", None, None), person=Young(date(2014, 1, 1))), SWEDISH
    )

    assert verdict.is_lawful
    assert [one.sentence for one in verdict.findings] == ["Dansk lov gælder ikke her."]
