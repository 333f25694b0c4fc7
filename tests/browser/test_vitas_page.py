"""VITAS-klar at a desktop: a consultant copies one field after the other into another window."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import assert_for_everybody

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.placements.documents.preview")]


def test_a_value_is_copied_and_the_button_says_so(open_page: OpenPage) -> None:
    page = open_page("/proeve/vitas/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiér CVR-nummer").click()
    expect(page.get_by_role("button", name="Kopieret CVR-nummer")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Kopieret")
    assert page.evaluate("navigator.clipboard.readText()") == "25063864"

    page.get_by_role("button", name="Kopiér Bemærkninger").click()
    expect(page.get_by_role("button", name="Kopieret Bemærkninger")).to_be_visible()
    expect(page.get_by_role("button", name="Kopiér CVR-nummer")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Timetallet ændrer sig trin for trin")


def test_where_the_browser_gives_no_clipboard_the_old_way_copies(open_page: OpenPage) -> None:
    """As on an address without https."""
    page = open_page("/proeve/vitas/")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Kopiér CVR-nummer").click()
    expect(page.get_by_role("button", name="Kopieret CVR-nummer")).to_be_visible()
    assert page.evaluate("document.activeElement.dataset.copy") == "vitas-cvr"


def test_without_javascript_the_text_stands_there_to_be_chosen(open_page: OpenPage) -> None:
    page = open_page("/proeve/vitas/", scripts=False)
    expect(page.get_by_label("CVR-nummer")).to_have_value("25063864")
    expect(page.get_by_label("CVR-nummer")).not_to_be_editable()
    expect(page.get_by_role("button", name="Kopiér CVR-nummer")).to_be_hidden()


def test_it_is_for_everybody(open_page: OpenPage) -> None:
    page = open_page("/proeve/vitas/")
    assert_for_everybody(page, "VITAS-klar")
    to_write = page.get_by_role("link", name="Skriv det på arbejdspladsens side (P-nummer)")
    expect(to_write).to_have_count(2)  # on top, and where the value would stand
