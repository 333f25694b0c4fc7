"""Which dated target groups end, move and begin when a person is in others from a day on."""

from __future__ import annotations

from datetime import date

from candidates.regrouping import Regrouped, Spell, regroup

REGISTERED = date(2026, 1, 10)
DAY = date(2026, 6, 1)


def changed(*spells: Spell, to: set[str], now: date = REGISTERED, over: dict[str, date] | None = None) -> Regrouped:
    return regroup(spells, over or {}, sorted(to), start=DAY, registered=(REGISTERED, now))


def test_what_holds_no_more_ends_the_day_before_and_the_new_begins() -> None:
    spell = Spell(1, "ung", REGISTERED, None)
    assert changed(spell, to={"flygtning"}) == ([], [spell._replace(end=date(2026, 5, 31))], ["flygtning"])
    assert changed(spell, to={"ung"}) == ([], [], [])


def test_what_held_on_no_day_before_goes() -> None:
    assert changed(Spell(1, "ung", DAY, None), to=set()).gone == [1]


def test_what_ends_sooner_anyway_is_not_made_longer() -> None:
    spell = Spell(1, "ung", REGISTERED, date(2026, 3, 31))
    assert changed(spell, to=set()).dated == [spell]


def test_a_group_follows_the_day_of_registering_but_not_into_its_own_past() -> None:
    spell = Spell(1, "ung", REGISTERED, None)
    earlier = date(2025, 11, 1)
    assert changed(spell, to={"ung"}, now=earlier).dated == [spell._replace(start=earlier)]
    moved = changed(spell, to={"ung"}, now=earlier, over={"ung": date(2025, 12, 24)})
    assert moved.dated == [spell._replace(start=date(2025, 12, 25))]
