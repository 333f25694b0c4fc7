"""The same person stands here twice, once with a typing error: found, made one, and parted again, in a browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candidates.models import Candidate
from placements.models import Placement
from smaajob.accounts.models import Membership
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import assert_for_everybody
from tests.factories import CandidateFactory, PlacementFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def twice(world: dict[str, Any], membership: Membership) -> tuple[Candidate, Candidate]:
    """Amina Hassan, and the Amnia Hasan that she was written as last year."""
    keeper = membership.organisation
    kept = CandidateFactory.create(keeper=keeper, first_name="Amina", last_name="Hassan", accommodations=["pauser"])
    double = CandidateFactory.create(
        keeper=keeper, first_name="Amnia", last_name="Hasan", email="amina@example.org", accommodations=["stille"]
    )
    PlacementFactory.create(candidate=double, workplace=world["workplace"])
    return kept, double


def test_a_double_with_a_typing_error_is_merged_and_parted_again(
    twice: tuple[Candidate, Candidate], open_page: OpenPage
) -> None:
    kept, double = twice
    page = open_page(reverse("candidates:detail", args=[kept.public_id]))
    page.get_by_role("link", name="Er det den samme som en anden?").click()
    page.get_by_text("samme fødselsdato, og navnet ligner").first.wait_for()
    page.get_by_role("link", name="Amina Hassan og Amnia Hasan").click()

    page.get_by_role("heading", name="Er det den samme person?").wait_for()
    assert_for_everybody(page)
    page.get_by_role("group", name="Skånehensyn").get_by_label("Begge dele").check()
    page.get_by_role("button", name="Læg de to sammen").click()
    page.get_by_text("De to er lagt sammen til Amina Hassan.").wait_for()
    assert_for_everybody(page)
    kept.refresh_from_db()
    assert kept.accommodations == ["pauser", "stille"]
    assert Placement.objects.filter(candidate=kept).count() == 1

    page.get_by_role("link", name="Fortryd sammenlægningen").click()
    page.get_by_text("1 forløb").wait_for()
    assert_for_everybody(page)
    page.get_by_role("button", name="Fortryd sammenlægningen").click()
    page.get_by_text("er hver for sig igen").wait_for()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amnia Hasan")
    assert Placement.objects.filter(candidate=double).count() == 1


def test_a_double_is_merged_with_the_keyboard_alone_on_a_phone_without_javascript(
    twice: tuple[Candidate, Candidate], open_page: OpenPage
) -> None:
    kept, double = twice
    path = reverse("placements:merge_people", args=[kept.public_id, double.public_id])
    page = open_page(path, width=390, scripts=False)
    first = page.get_by_role("group", name="Fornavn").get_by_role("radio").first
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("group", name="Fornavn").get_by_label("Amnia")).to_be_checked()
    page.get_by_role("button", name="Læg de to sammen").focus()
    page.keyboard.press("Enter")
    page.get_by_text("De to er lagt sammen til Amnia Hassan.").wait_for()


def test_a_mistaken_placement_is_cancelled_and_taken_back(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(reverse("placements:detail", args=[world["placement"].public_id]), width=390)
    page.get_by_role("link", name="Var forløbet en fejl? Annullér det").click()
    page.get_by_role("button", name="Annullér forløbet").click()
    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    assert_for_everybody(page)
    page.get_by_label("Hvorfor var det en fejl?").fill("Oprettet to gange")
    page.get_by_role("button", name="Annullér forløbet").click()
    page.get_by_text("Forløbet er annulleret").wait_for()
    assert_for_everybody(page)
    page.get_by_role("link", name="Fortryd annulleringen").click()
    page.get_by_role("button", name="Fortryd annulleringen").click()
    page.get_by_text("Forløbet gælder igen.").wait_for()
