"""The data protection officer in a browser: the monthly sample, and a citizen's log as a page and on paper."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from smaajob.accounts.models import Role
from smaajob.audit.models import Access, Kind, Sample
from tests.access_world import World
from tests.audit.looking import look_up
from tests.browser.conftest import OpenAs
from tests.browser.test_accessibility import assert_for_everybody
from tests.factories import CandidateFactory

pytestmark = pytest.mark.browser


def test_the_officer_draws_the_sample_and_marks_it_by_keyboard(here: World, open_as: OpenAs) -> None:
    Sample.objects.all().delete()
    page = open_as(here.members[Role.DPO])
    page.goto(urljoin(page.url, "/log/stikproeve/"))

    page.get_by_role("button", name="Træk stikprøven").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Stikprøven er trukket.").wait_for()
    expect(page.get_by_role("heading", name="Opslag 1")).to_be_visible()
    page.get_by_label("Følg op").check()
    page.get_by_role("button", name="Gem").click()
    page.get_by_role("alert").get_by_text("Skriv, hvad der skal følges op på.").wait_for()
    assert_for_everybody(page)
    page.get_by_label("Bemærkning").fill("Spørg, hvorfor hun så på ham.")
    page.get_by_role("button", name="Gem").click()

    page.get_by_text("Alle er set på.").wait_for()
    page.reload()
    expect(page.get_by_label("Bemærkning")).to_have_value("Spørg, hvorfor hun så på ham.")


def test_an_export_is_opened_and_somebody_is_found_without_a_number(here: World, open_as: OpenAs) -> None:
    person = here.things["person"]
    others = CandidateFactory.create_batch(4, keeper=person.keeper)
    look_up(person.keeper, here.members[Role.MANAGER].user, person, *others, kind=Kind.EXPORT)
    page = open_as(here.members[Role.DPO])
    page.goto(urljoin(page.url, "/log/"))
    page.get_by_role("link", name="5 personer").click()
    page.get_by_role("heading", name="5 personer").wait_for()
    assert_for_everybody(page)

    page.goto(urljoin(page.url, "/log/find/"))
    page.get_by_label("Fødselsdag").fill("31-2-2009")
    page.get_by_role("button", name="Find med fødselsdag og navn").click()
    page.get_by_role("alert").get_by_text("Skriv navnet.").wait_for()
    assert_for_everybody(page)
    page.get_by_label("Fødselsdag").fill(f"{person.birth_date:%d-%m-%Y}")
    page.get_by_label("Navn").fill(person.last_name)
    page.get_by_role("button", name="Find med fødselsdag og navn").click()
    page.get_by_role("heading", name=f"Hvem har set {person}").wait_for()


def test_a_citizens_log_from_the_list_to_paper(here: World, open_as: OpenAs) -> None:
    person = here.things["person"]
    page = open_as(here.members[Role.DPO])
    page.goto(urljoin(page.url, "/log/"))

    page.get_by_label("Søg efter en kollega, en persons id eller en dag").fill(str(person.public_id))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q="))  # the list before the search has the link too
    page.get_by_role("link", name=str(person)).first.click()
    page.get_by_role("heading", name=f"Hvem har set {person}").wait_for()
    expect(page.get_by_role("cell", name="Sagsarbejde")).to_be_visible()
    with page.expect_download() as paper:
        page.get_by_role("link", name="Hent som PDF").click()

    assert paper.value.suggested_filename.startswith("opslag-")
    assert Access.objects.filter(page="citizen_log_pdf", kind=Kind.PRINT, people=[person.public_id]).exists()
