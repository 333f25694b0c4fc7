"""Notes and the log in a browser: ten seconds for a call, by keyboard, on a telephone, with and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from candidates.models import Note
from employers.models import LogEntry
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import assert_for_everybody

pytestmark = pytest.mark.browser


def test_a_call_is_logged_with_the_keyboard_alone(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(f"/arbejdspladser/{world['workplace'].public_id}/log/ny/?hvad=phone")
    page.get_by_label("Hvad skal huskes?").focus()
    page.keyboard.type("De mangler en til mandag.\nRing igen fredag.")
    page.keyboard.press("Tab")  # vigtigt
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Gem og underskriv"
    page.keyboard.press("Enter")

    page.get_by_text("Notatet er underskrevet").first.wait_for()
    expect(page.get_by_text("De mangler en til mandag.")).to_be_visible()
    entry = LogEntry.objects.latest("pk")
    assert (entry.kind, entry.is_signed) == ("phone", True)
    assert entry.text == "De mangler en til mandag.\nRing igen fredag."


def test_what_is_wrong_is_told_to_everybody_and_nothing_is_lost(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(f"/personer/{world['person'].public_id}/noter/ny/", width=390)
    page.get_by_label("Hvilken dag?").fill("i forgårs")
    page.get_by_label("Hvad skal huskes?").fill("Nummeret er 010190-1234")
    page.get_by_role("button", name="Gem og underskriv").click()

    page.get_by_role("heading", name="Der er 2 ting at rette").wait_for()
    expect(page.get_by_label("Hvad skal huskes?")).to_have_value("Nummeret er 010190-1234")
    assert_for_everybody(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.value") == "i forgårs"
    page.get_by_label("Hvilken dag?").fill("2-3-2026")
    page.get_by_label("Hvad skal huskes?").fill("Vil gerne have aftenvagter")
    page.get_by_role("button", name="Gem uden at underskrive").click()
    page.get_by_text("Kun du kan se det, til du underskriver.").wait_for()
    assert not Note.objects.latest("pk").is_signed


def test_signed_corrected_and_pinned_without_javascript(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(f"/personer/{world['person'].public_id}/?fane=noter", width=390, scripts=False)
    draft = page.locator(f"#n-{world['draft'].public_id}")
    expect(draft.get_by_text("Ikke underskrevet, kun du kan se det")).to_be_visible()
    draft.get_by_role("button", name="Underskriv").click()

    expect(page.get_by_text("Notatet er underskrevet")).to_be_visible()
    signed = page.locator(f"#n-{world['draft'].public_id}")
    expect(signed.get_by_role("link", name="Skriv videre")).to_have_count(0)
    signed.get_by_role("link", name="Tilføj en rettelse").click()
    page.get_by_label("Hvad er rigtigt, eller hvad mangler?").fill("Det var klokken ti")
    page.get_by_role("button", name="Gem og underskriv").click()
    corrected = page.locator(f"#n-{world['draft'].public_id}")
    expect(corrected.get_by_text("Det var klokken ti")).to_be_visible()
    corrected.get_by_role("button", name="Sæt som vigtigt").click()
    expect(page.get_by_text("Notatet står nu øverst.")).to_be_visible()
    expect(page.locator(f".note--important#n-{world['draft'].public_id}")).to_be_visible()


def test_what_is_typed_is_kept_by_itself(world: dict[str, Any], open_page: OpenPage) -> None:
    url = f"/personer/{world['person'].public_id}/noter/ny/"
    page = open_page(url)
    page.get_by_label("Hvad skal huskes?").press_sequentially("Halvt færdig sætning")
    with page.expect_response("**/kladde/**"):
        pass
    again = open_page(url)
    expect(again.get_by_label("Hvad skal huskes?")).to_have_value("Halvt færdig sætning")
    assert_for_everybody(again)
