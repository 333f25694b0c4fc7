"""Every list: what is in the URL is what is shown, and nothing in a URL can break it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory

from candidates.models import Candidate, CandidateQuerySet
from smaajob.accounts.models import Organisation
from smaajob.lists import Filter, Listing, Sort, listing
from tests.factories import CandidateFactory

SORTS = (
    Sort("navn", "Navn, A–Å", ("sort_key",), column="name"),
    Sort("navn-om", "Navn, Å–A", ("-sort_key",), column="name", direction="descending"),
    Sort("nyeste", "Nyeste først", ("-registered_on",), column="registered", direction="descending"),
)
TOWNS = Filter[CandidateQuerySet](
    "by", "By", [("9000", "Aalborg"), ("9400", "Nørresundby")], lambda rows, code: rows.filter(postcode=code)
)
PROTECTED = Filter[CandidateQuerySet](
    "beskyttet",
    "Adresse",
    [("ja", "Beskyttet"), ("nej", "Ikke beskyttet")],
    lambda rows, value: rows.filter(address_protected=value == "ja"),
    lambda rows: {
        "ja": rows.filter(address_protected=True).count(),
        "nej": rows.filter(address_protected=False).count(),
    },
)


def asked(query: str = "", **more: Any) -> Listing[CandidateQuerySet]:
    options: dict[str, Any] = {
        "sorts": SORTS,
        "noun": ("person", "personer"),
        "search": CandidateQuerySet.search,
        "filters": [TOWNS, PROTECTED],
        "per_page": 10,
        **more,
    }
    return listing(RequestFactory().get("/personer/" + query), Candidate.objects.all(), **options)


def names(found: Listing[CandidateQuerySet]) -> list[str]:
    return [person.first_name for person in found.rows]


@pytest.fixture
def people(municipality: Organisation) -> list[Candidate]:
    """Thirty registered on the same day with the same last name: nothing but the key tells them apart in an order."""
    return [
        CandidateFactory.create(
            keeper=municipality, first_name=f"P{n:02d}", last_name="Hansen", registered_on=date(2024, 1, 15)
        )
        for n in range(30)
    ]


def test_it_starts_with_the_first_page_in_the_first_order(people: list[Candidate]) -> None:
    found = asked()

    assert names(found) == [f"P{n:02d}" for n in range(10)]
    assert (found.total, found.noun_now) == (30, "personer")
    assert not found.is_narrowed


@pytest.mark.parametrize("sort", ["navn", "navn-om", "nyeste", "findes-ikke"])
def test_nobody_falls_off_a_page_whatever_the_order(people: list[Candidate], sort: str) -> None:
    seen = [name for page in (1, 2, 3) for name in names(asked(f"?sorter={sort}&side={page}"))]

    assert sorted(seen) == [f"P{n:02d}" for n in range(30)]


@pytest.mark.parametrize("page", ["abc", "-1", "0", "1e9", "²", "99999999999999999999", "9" * 5000, "%00", "1;drop"])
def test_a_page_that_is_none_is_the_nearest_one(people: list[Candidate], page: str) -> None:
    assert len(names(asked(f"?side={page}"))) == 10


@pytest.mark.parametrize(
    "query",
    ["?by=<script>", "?by=9000%00", "?by=", "?by=9000'", "?beskyttet=måske", "?sorter=pk;--", "?%FF=%FE", "?q=%00%0A"],
)
def test_a_value_that_is_no_choice_is_as_if_it_was_not_there(people: list[Candidate], query: str) -> None:
    found = asked(query)

    assert found.total == 30
    assert not found.is_narrowed


@pytest.mark.parametrize("words", ["%25", "_", "%5C", "((", "a" * 5000, "'; --", "🙂"])
def test_strange_words_find_nobody_and_break_nothing(people: list[Candidate], words: str) -> None:
    assert asked(f"?q={words}").total == 0


def test_a_search_and_a_filter_narrow_together_and_each_is_cleared_with_one_tap(people: list[Candidate]) -> None:
    CandidateFactory.create(keeper=people[0].keeper, first_name="Karla", postcode="9400")
    CandidateFactory.create(keeper=people[0].keeper, first_name="Karl", postcode="9000")

    found = asked("?q=karl&by=9400&side=4")

    assert names(found) == ["Karla"]
    assert {chip.text: chip.url for chip in found.chips} == {
        "”karl”": "/personer/?by=9400",
        "By: Nørresundby": "/personer/?q=karl",
    }


def test_a_sent_link_keeps_search_filters_and_order_but_nothing_unknown(people: list[Candidate]) -> None:
    found = asked("?q=P&by=9000&sorter=nyeste&utm_source=mail")

    assert found.page_url(2) == "/personer/?q=P&by=9000&sorter=nyeste&side=2"
    assert found.page_url(1) == "/personer/?q=P&by=9000&sorter=nyeste"


def test_a_page_inside_another_lands_at_its_anchor(people: list[Candidate]) -> None:
    assert asked(anchor="deltagere").page_url(2) == "/personer/?side=2#deltagere"


def test_counters_count_what_the_other_filters_leave_and_show_no_zeroes(people: list[Candidate]) -> None:
    CandidateFactory.create(keeper=people[0].keeper, address_protected=True, postcode="9400")

    everything, narrowed = asked(), asked("?by=9000")

    assert [(o.text, o.count) for o in everything.counters[0].options] == [
        ("Alle", 31),
        ("Beskyttet", 1),
        ("Ikke beskyttet", 30),
    ]
    assert [(o.text, o.count) for o in narrowed.counters[0].options] == [("Alle", 30), ("Ikke beskyttet", 30)]


def test_a_counter_that_is_on_still_shows_the_others_counts(people: list[Candidate]) -> None:
    CandidateFactory.create(keeper=people[0].keeper, address_protected=True)

    options = asked("?beskyttet=ja").counters[0].options

    assert [(o.text, o.count, o.selected) for o in options] == [
        ("Alle", 31, False),
        ("Beskyttet", 1, True),
        ("Ikke beskyttet", 30, False),
    ]


def test_a_tables_head_turns_the_order_around(people: list[Candidate]) -> None:
    first, turned = asked("?by=9000").heads["name"], asked("?by=9000&sorter=navn-om").heads["name"]

    assert (first["now"], first["url"]) == ("ascending", "/personer/?by=9000&sorter=navn-om")
    assert (turned["now"], turned["url"]) == ("descending", "/personer/?by=9000&sorter=navn")
    assert asked().heads["registered"] == {"url": "/personer/?sorter=nyeste", "does": "Nyeste først", "now": ""}


def test_one_is_called_one(municipality: Organisation) -> None:
    CandidateFactory.create(keeper=municipality)

    assert asked().noun_now == "person"
    assert asked("?q=findes-ikke").noun_now == "personer"
