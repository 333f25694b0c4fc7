"""One search over everything: what it finds, what it never tells, and that nothing of it stands in a URL."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from candidates.models import Candidate
from placements.views.search import cpr_in
from smaajob.accounts.models import Organisation
from smaajob.secrets import encrypt, keyed_hash
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    PartnerFactory,
    PlacementFactory,
    TaskFactory,
    WorkplaceFactory,
)

URL = reverse("placements:search")
CPR = "0101901234"


def found(client: Client, typed: str, **more: str) -> dict[str, list[str]]:
    """By kind, the names that the page shows, as HTML."""
    groups = client.post(URL, {"q": typed, **more}).context["groups"]
    return {group.key: [str(row.name) for row in group.rows] for group in groups}


@pytest.fixture
def fatima(municipality: Organisation) -> Candidate:
    return CandidateFactory.create(
        keeper=municipality,
        first_name="Fatima",
        last_name="Hassan",
        cpr_encrypted=encrypt(CPR),
        cpr_hash=keyed_hash(CPR),
    )


def test_a_get_shows_the_empty_field_and_looks_for_nothing(signed_in: Client, fatima: Candidate) -> None:
    page = signed_in.get(URL + "?q=fatima")

    assert page.context["groups"] == []
    assert "Hassan" not in page.text


def test_people_workplaces_tasks_and_placements_are_found_on_one_page(signed_in: Client, fatima: Candidate) -> None:
    bakery = WorkplaceFactory.create(keeper=fatima.keeper, name="Hassan Bageri")
    TaskFactory.create(keeper=fatima.keeper, workplace=bakery, title="Feje")
    PlacementFactory.create(candidate=fatima, workplace=bakery)

    assert found(signed_in, "hasan") == {
        "personer": ["Fatima <mark>Hassan</mark>"],
        "arbejdspladser": ["<mark>Hassan</mark> Bageri"],
        "opgaver": ["Feje"],
        "forloeb": ["Fatima <mark>Hassan</mark>"],
    }


def test_a_row_says_what_it_is_and_nothing_of_a_protected_address(signed_in: Client, fatima: Candidate) -> None:
    CandidateFactory.create(
        keeper=fatima.keeper, first_name="Fatima", last_name="Ali", postcode="9400", address_protected=True
    )
    page = signed_in.post(URL, {"q": "fatima"})

    [people] = page.context["groups"]
    assert [row.about[1] for row in people.rows] == ["Beskyttet adresse", "9000 Aalborg"]
    assert "9400" not in page.text
    assert found(signed_in, "9400") == {}
    assert found(signed_in, "fatima nørresundby") == {}


def test_what_is_put_away_comes_last_and_says_so(signed_in: Client, fatima: Candidate) -> None:
    Candidate.objects.filter(pk=fatima.pk).update(archived_at="2026-01-01T00:00Z", archived_as="done")
    CandidateFactory.create(keeper=fatima.keeper, first_name="Fatma", last_name="Ali")

    page = signed_in.post(URL, {"q": "fatima"})

    assert [str(row.name) for row in page.context["groups"][0].rows] == [
        "<mark>Fatma</mark> Ali",
        "<mark>Fatima</mark> Hassan",
    ]
    assert page.text.count("I arkivet") == 1


@pytest.mark.parametrize(
    "typed", ["010190-1234", "0101901234", "010190 1234", " 010190-1234 ", "Fatima 010190-1234", "10190-1234"]
)
def test_a_cpr_number_finds_its_person_and_is_never_shown_again(
    typed: str, signed_in: Client, fatima: Candidate, caplog: Any
) -> None:
    CandidateFactory.create(keeper=fatima.keeper, first_name="Fatima")
    with caplog.at_level(logging.DEBUG):
        page = signed_in.post(URL, {"q": typed})

    assert str(page.context["groups"][0].rows[0].name).endswith("Hassan")
    assert len(page.context["groups"][0].rows) == 1
    assert typed.strip() not in page.text
    assert CPR not in page.text
    assert typed.strip() not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )


def test_a_cpr_number_of_another_keepers_person_finds_nobody(signed_in: Client) -> None:
    CandidateFactory.create(keeper=PartnerFactory.create(), cpr_hash=keyed_hash(CPR))

    assert found(signed_in, CPR) == {}


def test_ten_digits_may_be_a_workplaces_p_number_too(signed_in: Client, municipality: Organisation) -> None:
    WorkplaceFactory.create(keeper=municipality, name="Bageriet", p_number="1003456789")

    assert found(signed_in, "1003456789") == {"arbejdspladser": ["Bageriet"]}


@pytest.mark.parametrize("typed", ["98 12 34 56", "+45 98 12 34 56", "9000 Aalborg", "25313763", "Søren", ""])
def test_what_is_no_cpr_number(typed: str) -> None:
    assert cpr_in(typed) == ""


@pytest.mark.parametrize("path", ["/personer/", "/arbejdspladser/", "/opgaver/", "/forloeb/", "/indsatser/"])
def test_a_cpr_number_in_a_lists_search_leaves_the_address(path: str, signed_in: Client, fatima: Candidate) -> None:
    answer = signed_in.get(path, {"q": "010190-1234", "sorter": "titel", "side": "2"})
    page = signed_in.get(answer["Location"])
    by_htmx = signed_in.get(path, {"q": "010190-1234"}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["Location"]) == (302, f"{path}?sorter=titel")
    assert "Skriv ikke et CPR-nummer her." in page.text
    assert "010190" not in page.text
    assert by_htmx["HX-Redirect"] == path


def test_ten_are_shown_and_all_when_asked_for_page_by_page_without_a_url(
    signed_in: Client, municipality: Organisation
) -> None:
    CandidateFactory.create_batch(30, keeper=municipality, first_name="Fatima")
    TaskFactory.create(keeper=municipality, title="Fatimas opgave")

    assert len(found(signed_in, "fatima")["personer"]) == 10
    assert "Se alle 30" in signed_in.post(URL, {"q": "fatima"}).text
    assert {key: len(rows) for key, rows in found(signed_in, "fatima", gruppe="personer").items()} == {"personer": 25}
    assert len(found(signed_in, "fatima", gruppe="personer", side="2")["personer"]) == 5
    assert len(found(signed_in, "fatima", gruppe="findes-ikke", side="²")["personer"]) == 10


def test_one_letter_is_too_little_and_nothing_found_says_what_to_do(signed_in: Client, fatima: Candidate) -> None:
    assert "Skriv mindst to tegn." in signed_in.post(URL, {"q": "f"}).text
    assert "Vi fandt ingen." in signed_in.post(URL, {"q": "xyzzy"}).text
    assert signed_in.post(URL, {"q": "\0\n" + "%" * 500}).status_code == 200


def test_htmx_gets_what_was_found_alone(signed_in: Client, fatima: Candidate) -> None:
    part = signed_in.post(URL, {"q": "fatima"}, headers={"HX-Request": "true"})

    assert part.text.lstrip().startswith('<div id="fund">')
    assert "Vi fandt én." in part.text


def test_every_page_has_the_field(signed_in: Client) -> None:
    assert f'action="{URL}"' in signed_in.get("/rapporter/").text


def test_ten_times_as_many_rows_cost_no_more_queries(
    signed_in: Client, municipality: Organisation, django_assert_max_num_queries: Any
) -> None:
    def grow(n: int) -> None:
        for person in CandidateFactory.create_batch(n, keeper=municipality, first_name="Bage"):
            workplace = WorkplaceFactory.create(keeper=municipality)
            ContactFactory.create(workplace=workplace)
            TaskFactory.create(keeper=municipality, workplace=workplace, title="Bage boller")
            PlacementFactory.create(candidate=person, workplace=workplace)

    counts = []
    for n in (2, 20):
        grow(n)
        with django_assert_max_num_queries(13) as seen:  # one of them writes the log
            signed_in.post(URL, {"q": "bage"})
        counts.append(len(seen))
    assert counts[0] == counts[1]
