"""Search in a browser: as one types, by keyboard, with a typo, on a phone, and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import WIDTHS, complaints, sideways
from tests.factories import CandidateFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def fatima(world: dict[str, Any]) -> Any:
    return CandidateFactory.create(keeper=world["person"].keeper, first_name="Fatima", last_name="Hassan")


def test_a_typo_is_forgiven_while_one_types_and_the_focus_stays(fatima: Any, open_page: OpenPage) -> None:
    page = open_page("/soeg/")
    page.keyboard.type("fatma hasan")  # the field has the focus from the start

    page.get_by_role("link", name="Fatima Hassan").wait_for()
    assert page.evaluate("document.activeElement.id") == "find"
    expect(page.locator("#announcer")).to_contain_text("Vi fandt én")
    assert page.url.endswith("/soeg/"), "what is typed stands in no address"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not complaints(page), f"{width} pixels"

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Fatima Hassan").wait_for()


def test_the_slash_goes_to_the_field_but_not_while_one_types(fatima: Any, open_page: OpenPage) -> None:
    page = open_page("/opgaver/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("a/s")
    expect(page.locator("#find")).to_have_value("a/s")
    page.locator("#find").fill("hassan")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Fatima Hassan").wait_for()
    assert page.url.endswith("/soeg/")


def test_search_works_on_a_phone_without_javascript(fatima: Any, open_page: OpenPage) -> None:
    page = open_page("/indsatser/", width=390, scripts=False)
    page.get_by_label("Find person, arbejdsplads eller opgave").fill("kristofersen")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Se alle 30").first.click()

    expect(page.get_by_text("Side 1 af 2")).to_be_visible()
    page.get_by_role("button", name="Næste").click()
    expect(page.get_by_text("Side 2 af 2")).to_be_visible()
    assert page.url.endswith("/soeg/")
    assert not sideways(page)


def test_a_cpr_number_in_a_list_leaves_the_address(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page("/personer/")
    page.locator("#sog").fill("010190-1234")
    page.keyboard.press("Enter")

    page.get_by_text("Skriv ikke et CPR-nummer her.").wait_for()
    assert page.url.endswith("/personer/")
    expect(page.locator("#sog")).to_have_value("")
    page.go_back()
    assert "010190" not in page.url
