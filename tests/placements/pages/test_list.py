"""The list of placements."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from placements.models import Placement
from smaajob.accounts.scope import Scope
from tests.factories import PlacementFactory, ProgrammeFactory, TaskFactory
from tests.placements.pages.page import names, text


def test_the_list_tells_how_each_placement_goes(signed_in: Client, placement: Placement) -> None:
    PlacementFactory.create(start=date(2026, 4, 1))
    PlacementFactory.create(start=date(2025, 9, 1), planned_end=date(2026, 3, 6))
    PlacementFactory.create(start=date(2025, 9, 1), actual_end=date(2026, 3, 6), end_reason="ansat")
    page = text(signed_in.get(reverse("placements:list")))
    for words in ("I gang <strong>1", "Starter snart <strong>1", "Skulle være slut <strong>1", "Sluttet <strong>1"):
        assert words in page
    for words in ("Starter 1. apr.<", "Skulle være slut 6. mar.<", "Sluttet: ansat<", "Amina Hassan"):
        assert words in page


def test_the_list_is_searched_narrowed_and_sorted_by_its_address(
    signed_in: Client, placement: Placement, scope: Scope
) -> None:
    programme = ProgrammeFactory.create()
    other = PlacementFactory.create(
        candidate__first_name="Bo", candidate__last_name="Ågaard", candidate__consultant=scope.user, kind="praktik",
        programme=programme, start=date(2026, 2, 1), planned_end=date(2026, 5, 1),
    )  # fmt: skip
    address = reverse("placements:list")
    assert names(signed_in.get(address)) == ["Bo Ågaard", "Amina Hassan"]
    assert names(signed_in.get(address, {"sorter": "person-om"})) == ["Bo Ågaard", "Amina Hassan"]
    assert names(signed_in.get(address, {"sorter": "slut-sidst"})) == ["Amina Hassan", "Bo Ågaard"]
    for parameters in (
        {"q": "ågaard bo"},
        {"q": other.workplace.name.lower()},
        {"type": "praktik"},
        {"konsulent": "mig"},
        {"indsats": str(programme.public_id)},
    ):
        assert names(signed_in.get(address, parameters)) == ["Bo Ågaard"], parameters
    nothing = text(signed_in.get(address, {"q": "Bo", "tilstand": "sluttet"}))
    assert "Ingen forløb passer til det, du har valgt." in nothing


def test_an_empty_list_says_what_to_do(signed_in: Client) -> None:
    assert "Find en opgave og en person til den" in text(signed_in.get(reverse("placements:list")))


def test_a_long_list_costs_no_more_queries_than_a_short_one(signed_in: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            signed_in.get(address)
        return len(captured)

    address = reverse("placements:list")
    programme = ProgrammeFactory.create()
    signed_in.get(address)
    PlacementFactory.create_batch(2, programme=programme, task=TaskFactory.create(seats=30))
    few = queries(address)
    PlacementFactory.create_batch(20, programme=programme, task=TaskFactory.create(seats=30))
    assert queries(address) == few
    assert few <= 12
