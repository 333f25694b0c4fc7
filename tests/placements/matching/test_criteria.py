"""Each rule with somebody whom it lets through and somebody whom it doesn't, in the words that a consultant reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from placements.matching.criteria import Outcome, Rule, assess
from placements.matching.facts import Why
from placements.matching.values import Person, Work
from placements.matching.wording import OF_PEOPLE, OF_TASKS, sentence, sentences
from tests.placements.matching.make import MONDAY, dates, fixed, flexible, person

WEEKDAYS = ("man 08:00-16:00", "tir 08:00-16:00", "ons 08:00-16:00", "tor 08:00-16:00", "fre 08:00-16:00")
MISSING, ARRANGE, FITS = Outcome.MISSING, Outcome.CAN_BE_ARRANGED, Outcome.FITS
NBSP = "\N{NO-BREAK SPACE}"


def says(who: Person, work: Work, outcome: Outcome, today: date = MONDAY) -> list[str]:
    return [sentence(fact).replace(NBSP, " ") for fact in assess(who, work, today).facts(outcome)]


def barred_by(who: Person, work: Work, today: date = MONDAY) -> set[Rule]:
    return set(assess(who, work, today).missing)


# Times


def test_fixed_windows_lie_in_the_persons_times_wholly() -> None:
    work = fixed("man 09:00-12:00", "ons 09:00-12:00")
    assert "Kan på de tider." in says(person(*WEEKDAYS), work, FITS)
    assert says(person("man 08:00-16:00", "ons 10:00-16:00"), work, MISSING) == ["Kan ikke ons 9–12."]
    assert barred_by(person("man 08:00-16:00", "ons 10:00-16:00"), work) == {Rule.AVAILABILITY}


def test_times_that_touch_are_one_time() -> None:
    assert assess(person("man 08:00-10:00", "man 10:00-12:00"), fixed("man 09:00-12:00"), MONDAY).possible


def test_dates_are_held_against_their_weekdays() -> None:
    work = fixed("2026-03-02 09:00-12:00", "2026-03-08 09:00-12:00")
    assert says(person(*WEEKDAYS), work, MISSING) == ["Kan ikke søn 8. mar. 9–12."]
    assert assess(person(*WEEKDAYS), work, date(2026, 3, 9)).missing == (Rule.AVAILABILITY,)
    assert says(person(*WEEKDAYS), work, MISSING, date(2026, 3, 9)) == ["Opgaven har ingen dage tilbage."]


def test_a_person_whose_times_are_not_known_can_be_asked() -> None:
    result = assess(person(), fixed("søn 05:00-06:00"), MONDAY)
    assert result.possible
    assert says(person(), fixed("søn 05:00-06:00"), ARRANGE) == ["Personens tider er ikke kendt endnu."]


def test_work_whose_times_are_not_written_can_be_arranged() -> None:
    assert assess(person(*WEEKDAYS, day=1, week=1), fixed(), MONDAY).possible
    assert says(person(*WEEKDAYS), flexible(5), ARRANGE) == ["Opgavens tider er ikke skrevet endnu."]


def test_flexible_hours_find_room_in_the_persons_times() -> None:
    work = flexible(7, *WEEKDAYS)
    assert assess(person("man 08:00-12:00", "ons 08:00-11:00"), work, MONDAY).possible
    who = person("man 08:00-12:00", "ons 08:00-10:00")
    assert says(who, work, MISSING) == ["I personens tider er der plads til 6 timer. Opgaven er på 7 timer om ugen."]


def test_a_task_that_its_own_times_can_not_hold_says_so_and_blames_nobody() -> None:
    work = flexible(10, "man 08:00-12:00")
    who = person(*WEEKDAYS, day=3, shifts=dates("2026-03-02 08:00-09:00"))
    assert says(who, work, MISSING) == ["Opgaven er på 10 timer om ugen, men dens tider rummer kun 4 timer."]


# Hours a day and a week


def test_no_day_is_longer_than_the_person_can() -> None:
    assert assess(person(*WEEKDAYS, day=3), fixed("man 09:00-12:00"), MONDAY).possible
    who = person(*WEEKDAYS, day=3)
    work = fixed("man 08:00-10:00", "man 12:00-14:00", "ons 09:00-12:00")
    assert says(who, work, MISSING) == ["Det giver en dag på 4 timer. Personen kan 3 timer om dagen."]
    assert barred_by(who, work) == {Rule.DAILY_HOURS}


def test_a_days_hours_hold_the_shifts_already_there() -> None:
    who = person(*WEEKDAYS, day=5, shifts=dates("2026-03-09 13:00-16:00"))
    work = fixed("man 09:00-12:00")
    assert barred_by(who, work) == {Rule.DAILY_HOURS}
    assert assess(who, fixed("tir 09:00-12:00"), MONDAY).possible
    assert assess(who, fixed("man 09:00-12:00", end=date(2026, 3, 8)), MONDAY).possible


def test_flexible_hours_keep_the_days_limit() -> None:
    who = person("man 08:00-16:00", "tir 08:00-16:00", day=3)
    assert assess(who, flexible(6, *WEEKDAYS), MONDAY).possible
    assert says(who, flexible(7, *WEEKDAYS), MISSING) == [
        "Personen kan 3 timer om dagen. Så er der plads til 6 timer, og opgaven er på 7 timer om ugen."
    ]


def test_no_week_has_more_hours_than_the_person_can() -> None:
    work = fixed("man 09:00-12:00", "ons 09:00-12:00")
    assert says(person(*WEEKDAYS, week=6), work, FITS) == [
        "Kan på de tider.",
        "6 af 6 timer om ugen.",
    ]
    assert says(person(*WEEKDAYS, week=5.5), work, MISSING) == [
        "Det giver en uge på 6 timer. Personen kan 5,5 timer om ugen."
    ]
    assert barred_by(person(*WEEKDAYS, week=5.5), work) == {Rule.WEEKLY_HOURS}


def test_the_fullest_week_counts_not_the_first() -> None:
    who = person(*WEEKDAYS, week=10, shifts=dates("2026-03-10 08:00-10:00", "2026-04-16 08:00-13:00"))
    assert says(who, fixed("man 09:00-15:00"), MISSING) == [
        "Det giver en uge på 11 timer. Personen kan 10 timer om ugen."
    ]
    assert assess(who, fixed("man 09:00-15:00", end=date(2026, 4, 12)), MONDAY).possible
    assert barred_by(who, flexible(6, *WEEKDAYS)) == {Rule.WEEKLY_HOURS}
    assert assess(who, flexible(5, *WEEKDAYS), MONDAY).possible


def test_a_week_that_the_start_cuts_has_only_the_hours_left_in_it() -> None:
    thursday = date(2026, 3, 5)
    who = person(*WEEKDAYS, week=8, shifts=dates("2026-03-02 08:00-14:00"))
    work = fixed("man 09:00-12:00", "fre 09:00-11:00", start=thursday)
    assert assess(who, work, thursday).possible
    assert barred_by(person(*WEEKDAYS, week=7, shifts=who.shifts), work, thursday) == {Rule.WEEKLY_HOURS}


def test_no_limit_is_no_limit() -> None:
    assert assess(person(*WEEKDAYS), fixed(*WEEKDAYS), MONDAY).possible
    assert barred_by(person(*WEEKDAYS, week=0), fixed("man 09:00-12:00")) == {Rule.WEEKLY_HOURS}


# Shifts


def test_nobody_is_in_two_places() -> None:
    who = person(*WEEKDAYS, shifts=dates("2026-03-09 11:30-13:00", "2026-03-16 11:30-13:00"))
    work = fixed("man 09:00-12:00")
    assert says(who, work, MISSING) == ["Personen har en anden vagt man 9. mar. 11.30–13, og 1 gang mere."]
    assert barred_by(who, work) == {Rule.SHIFTS}
    assert assess(who, fixed("man 09:00-11:30"), MONDAY).possible


def test_shifts_before_the_start_and_after_the_end_are_in_nobodys_way() -> None:
    who = person(*WEEKDAYS, shifts=dates("2026-03-02 09:00-12:00", "2026-04-06 09:00-12:00"))
    work = fixed("man 09:00-12:00", start=date(2026, 3, 3), end=date(2026, 4, 5))
    assert assess(who, work, MONDAY).possible


def test_flexible_hours_find_room_between_the_shifts_of_every_week() -> None:
    who = person("man 08:00-12:00", "tir 08:00-12:00", shifts=dates("2026-03-02 08:00-12:00", "2026-03-10 08:00-12:00"))
    assert assess(who, flexible(4, *WEEKDAYS), MONDAY).possible
    assert says(who, flexible(5, *WEEKDAYS), MISSING) == [
        "Mellem personens vagter er der plads til 4 timer. Opgaven er på 5 timer om ugen."
    ]


def test_another_placement_without_times_is_asked_about() -> None:
    who = person(*WEEKDAYS, without_times=1)
    assert says(who, fixed("man 09:00-12:00"), ARRANGE) == ["Personen er i et andet forløb. Tiderne der er ikke kendt."]


def test_where_each_limit_alone_leaves_room_but_not_all_at_once_that_is_said() -> None:
    # Monday alone holds 8 hours; 4 a day would do with Tuesday; the shift alone takes only Tuesday.
    who = person("man 08:00-16:00", "tir 08:00-12:00", day=4, shifts=dates("2026-03-03 08:00-12:00"))
    work = flexible(8, *WEEKDAYS, end=date(2026, 3, 8))
    assert barred_by(who, work) == {Rule.DAILY_HOURS}  # the shift's own hours fill Tuesday's limit
    who = person("man 08:00-16:00", "tir 08:00-12:00", day=4, shifts=dates("2026-03-03 09:30-10:30"))
    work = flexible(6.5, *WEEKDAYS, end=date(2026, 3, 8))
    assert barred_by(who, work) == {Rule.TOGETHER}
    assert says(who, work, MISSING) == [
        "Med personens tider, timer og vagter er der plads til 4 timer. Opgaven er på 6,5 timer om ugen."
    ]


# What is needed, spoken, held; and how far


@pytest.mark.parametrize(
    ("offered", "refused", "outcome", "text"),
    [
        ({"stille"}, set(), FITS, "Har brug for et stille sted. Det tilbydes."),
        (set(), set(), ARRANGE, "Har brug for et stille sted. Spørg arbejdspladsen."),
        (set(), {"stille"}, MISSING, "Har brug for et stille sted. Det tilbydes ikke."),
        ({"stille"}, {"stille"}, MISSING, "Har brug for et stille sted. Det tilbydes ikke."),
    ],
)
def test_what_is_needed_is_offered_asked_for_or_refused(
    offered: set[str], refused: set[str], outcome: Outcome, text: str
) -> None:
    who = person(needs=frozenset({"stille"}))
    work = fixed("man 09:00-12:00", offered=frozenset(offered), refused=frozenset(refused))
    assert text in says(who, work, outcome)
    assert assess(who, work, MONDAY).possible is (outcome is not MISSING)


def test_what_nobody_needs_bars_nobody() -> None:
    assert assess(person(), fixed("man 09:00-12:00", refused=frozenset({"stille"})), MONDAY).possible


@pytest.mark.parametrize(
    ("spoken", "asked", "outcome", "text"),
    [
        (("da:B2",), "da:B1", FITS, "Taler dansk (B2)."),
        (("da:B1",), "da:B1", FITS, "Taler dansk (B1)."),
        (("da",), "da", FITS, "Taler dansk."),
        (("da:A1", "da:B2"), "da:B1", FITS, "Taler dansk (B2)."),
        (("da",), "da:A2", ARRANGE, "Opgaven kræver dansk (A2). Hvor godt taler personen sproget?"),
        (("da:A1",), "da:A2", MISSING, "Opgaven kræver dansk (A2). Personen taler dansk (A1)."),
        (("ar",), "da", MISSING, "Opgaven kræver dansk. Det taler personen ikke."),
    ],
)
def test_a_language_is_spoken_at_its_level_or_above(
    spoken: tuple[str, ...], asked: str, outcome: Outcome, text: str
) -> None:
    work = fixed("man 09:00-12:00", languages=(asked,))
    assert text in says(person(languages=spoken), work, outcome)
    assert (Rule.LANGUAGE in barred_by(person(languages=spoken), work)) is (outcome is MISSING)


def test_every_language_is_asked_for() -> None:
    work = fixed("man 09:00-12:00", languages=("da:A2", "en"))
    assert barred_by(person(languages=("da:C1",)), work) == {Rule.LANGUAGE}


def test_the_work_is_no_farther_than_the_person_can_come() -> None:
    work = fixed("man 09:00-12:00", postcode="9220")
    near = person(postcode="9000", reach_km=10)
    km = assess(near, work, MONDAY).distance_km
    assert km is not None
    assert 1 < km < 10
    assert assess(near, work, MONDAY).possible
    far = person(postcode="9000", reach_km=1)
    assert barred_by(far, work) == {Rule.REACH}
    assert says(far, work, MISSING)[0].endswith(" km. Personen kan komme 1 km.")


def test_a_hair_too_far_does_not_read_as_near_enough() -> None:
    work = fixed("man 09:00-12:00", postcode="9220")
    km = assess(person(postcode="9000"), work, MONDAY).distance_km or 0
    limit = km - 0.001
    text = says(person(postcode="9000", reach_km=limit), work, MISSING)[0]
    assert float(text.split(" ")[0].replace(",", ".")) >= km


def test_an_unknown_postcode_is_looked_into_unless_nothing_is_too_far() -> None:
    work = fixed("man 09:00-12:00", postcode="0001")
    assert says(person("man 08:00-16:00", postcode="9000", reach_km=10), work, ARRANGE) == [
        "Afstanden er ikke kendt. Personen kan komme 10 km."
    ]
    assert says(person("man 08:00-16:00", postcode="9000"), work, ARRANGE) == []


def test_a_protected_address_is_not_told_by_the_distance() -> None:
    work = fixed("man 09:00-12:00", postcode="9220")
    for reach in (1, 10):
        facts = [f for r in assess(person(postcode="9000", reach_km=reach), work, MONDAY).results for f in r.facts]
        assert not any("km" in sentence(fact, protected=True) for fact in facts)


def test_every_certificate_asked_for_is_held() -> None:
    work = fixed("man 09:00-12:00", certificates=frozenset({"kørekort", "truckbevis"}))
    assert assess(person(certificates=frozenset({"kørekort", "truckbevis"})), work, MONDAY).possible
    assert says(person(certificates=frozenset({"kørekort"})), work, MISSING) == [
        "Opgaven kræver truckbevis. Det har personen ikke."
    ]


def test_who_is_in_the_task_is_not_asked_again() -> None:
    assert barred_by(person(placed_in=frozenset({1})), fixed("man 09:00-12:00")) == {Rule.ALREADY_THERE}
    assert assess(person(placed_in=frozenset({2})), fixed("man 09:00-12:00"), MONDAY).possible


def test_all_that_stands_in_the_way_is_told_not_only_the_first_thing() -> None:
    who = person(
        "man 08:00-10:00", day=2, week=2, needs=frozenset({"tolk"}), postcode="9000", reach_km=0.1,
        shifts=dates("2026-03-09 11:00-12:00"),
    )  # fmt: skip
    work = fixed(
        "man 09:00-12:00", refused=frozenset({"tolk"}), languages=("da",), certificates=frozenset({"kørekort"}),
        postcode="9220",
    )  # fmt: skip
    assert barred_by(who, work) == set(Rule) - {Rule.TOGETHER, Rule.ALREADY_THERE, Rule.CONSENT}


def test_an_open_ended_task_and_a_person_with_nothing_written_go_together() -> None:
    result = assess(person(), fixed("man 09:00-12:00"), MONDAY)
    assert result.possible
    assert len(result.facts(ARRANGE)) == 1


def test_every_rule_has_its_words_and_every_fact_its_sentence() -> None:
    from placements.matching.wording import _SENTENCES

    assert set(OF_PEOPLE) == set(OF_TASKS) == set(Rule)
    assert set(_SENTENCES) == set(Why)


def test_looking_later_looks_at_what_is_left() -> None:
    who = person(*WEEKDAYS, shifts=dates("2026-03-09 08:00-16:00"))
    work = fixed("man 09:00-12:00")
    assert not assess(who, work, MONDAY).possible
    assert assess(who, work, MONDAY + timedelta(days=8)).possible


def test_needs_that_get_the_same_answer_are_told_together() -> None:
    who = person("man 08:00-16:00", needs=frozenset({"tolk", "stille", "mentor"}))
    facts = assess(who, fixed("man 09:00-12:00", offered=frozenset({"mentor"})), MONDAY).facts(ARRANGE)
    assert len(facts) == 2
    assert sentences(facts) == ["Har brug for et stille sted og tolk. Spørg arbejdspladsen."]
