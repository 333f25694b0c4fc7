"""A consultant finds a message that did not go, sends it again, and gets letters on paper; by mouse and by phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from smaajob.jobs import run
from smaajob.jobs.models import JobState
from smaajob.messages import tasks  # noqa: F401  registers how letters are made
from smaajob.messages.models import Message, PrintRun
from tests.browser.conftest import WIDE_FIRST, OpenPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_a_failed_message_is_found_and_sent_again(open_page: OpenPage, world: dict[str, Any], width: int) -> None:
    page = open_page("/beskeder/", width=width)
    page.get_by_role("link", name="Ikke sendt 1").click()
    expect(page.locator("#liste tbody tr")).to_have_count(1)
    page.locator("#liste tbody tr a").click()
    expect(page.get_by_text("adressen ikke findes (550 5.1.1)")).to_be_visible()
    page.get_by_role("button", name="Send beskeden igen").click()
    expect(page.get_by_text("Beskeden er på vej igen.")).to_be_visible()
    assert Message.objects.get(pk=world["message_failed"].pk).state == JobState.ORDERED


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_letters_become_paper(open_page: OpenPage, world: dict[str, Any], width: int) -> None:
    page: Page = open_page("/beskeder/breve/", width=width)
    page.get_by_role("button", name="Lav brevene til printeren").click()
    expect(page.get_by_role("heading", name="Brevene bliver lavet")).to_be_visible()
    ordered = PrintRun.objects.exclude(pk__in=[world["print_run"].pk, world["print_run_going"].pk]).get()
    run.perform("outbox.printrun", ordered.pk)
    # The page asks each second, and comes anew when it is there.
    expect(page.get_by_role("heading", name="1 brev er klar")).to_be_visible(timeout=10_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Hent brevene").click()
    assert download.value.suggested_filename.startswith("breve-")
    page.get_by_role("button", name="Ja, de er skrevet ud").click()
    expect(page.get_by_text("1 brev står nu som skrevet ud.")).to_be_visible()
    expect(page.get_by_text("Der er ingen breve, der skal skrives ud.")).to_be_visible()
