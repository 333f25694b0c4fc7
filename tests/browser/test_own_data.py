"""A person reads what is held about them, takes it with them, takes a yes back and says what is wrong: on a phone, without scripts too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from candidates.models import Candidate, Consent, Correction
from smaajob.accounts.models import Role
from smaajob.accounts.scope import Scope
from smaajob.audit.access import Kind, log
from smaajob.audit.models import Access
from smaajob.messages.models import Message, MessageKind
from tests.access_world import World
from tests.browser.conftest import OpenAs
from tests.browser.test_accessibility import complaints, sideways
from tests.factories import ConsentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """A phone."""
    return {**browser_context_args, "viewport": {"width": 390, "height": 844}, "java_script_enabled": request.param}


@pytest.fixture
def person(here: World) -> Candidate:
    somebody: Candidate = here.things["person"]
    Candidate.objects.filter(pk=somebody.pk).update(consultant=here.members[Role.CONSULTANT].user, phone="20 11 22 33")
    return somebody


@pytest.fixture
def page(here: World, person: Candidate, open_as: OpenAs) -> Page:
    """Signed in with a code, at the page about oneself."""
    opened = open_as(here.members[Role.CANDIDATE], assurance="code")
    opened.goto(opened.url.replace("/healthz", reverse("candidates:my_data")))
    return opened


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_from_what_we_know_to_a_file_in_the_hand(page: Page, here: World, person: Candidate, tmp_path: Path) -> None:
    follow(page, "Det ved vi om dig")
    expect(page.get_by_text(person.last_name, exact=True).first).to_be_visible()
    page.locator("summary", has_text="Noter om dig").click()
    expect(page.get_by_text("Spørg din kontakt, hvis du vil læse dem.").first).to_be_visible()

    page.goto(page.url.replace("/gemt/", "/"))
    follow(page, "Hent det hele")
    for kind, button in (("pdf", "Hent som PDF"), ("json", "Hent til en computer (JSON)")):
        with page.expect_download() as taken:
            page.get_by_role("button", name=button).click()
        assert taken.value.suggested_filename.endswith(f".{kind}")
        taken.value.save_as(tmp_path / kind)
    assert json.loads((tmp_path / "json").read_text())["person"][0]["last_name"] == person.last_name
    assert Access.objects.filter(user=here.members[Role.CANDIDATE].user, kind=Kind.EXPORT).count() == 2


def test_who_can_see_it_and_who_has(page: Page, here: World, person: Candidate) -> None:
    colleague = here.members[Role.CONSULTANT]
    colleague.user.name = "Konrad Holm"
    colleague.user.save()
    log(
        Scope(here.keeper, colleague.user, colleague.role, membership=colleague),
        person,
        kind=Kind.PRINT,
        purpose="Møde med dig",
    )
    follow(page, "Hvem kan se det?")
    expect(page.get_by_text(colleague.user.name)).to_be_visible()
    page.goto(page.url.replace("/hvem/", "/"))
    follow(page, "Hvem har set på det?")
    expect(page.get_by_text("Møde med dig")).to_be_visible()
    expect(page.get_by_text("Konsulent").first).to_be_visible()
    assert colleague.user.name not in page.content()


def test_a_yes_is_taken_back_at_once(page: Page, person: Candidate) -> None:
    Consent.objects.filter(candidate=person).delete()
    consent = ConsentFactory.create(candidate=person)
    follow(page, "Det har du sagt ja til")
    page.get_by_role("link", name="Tag dit ja tilbage").click()
    page.locator("main").get_by_role("button").first.click()

    consent.refresh_from_db()
    assert consent.is_withdrawn
    page.goto(page.url.split("/mine-oplysninger/")[0] + reverse("candidates:my_consents"))
    expect(page.get_by_text("Lige nu har du ikke sagt ja til, at vi fortæller om dig.")).to_be_visible()
    expect(page.get_by_text("Taget tilbage")).to_be_visible()


def test_what_is_wrong_is_said_answered_and_read(page: Page, here: World, person: Candidate, open_as: OpenAs) -> None:
    Correction.objects.all().delete()
    follow(page, "Er noget forkert?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Skriv, hvad der er forkert.").first).to_be_visible()
    page.get_by_label("Hvad er forkert?").fill("Jeg taler også arabisk.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Venter på svar")).to_be_visible()

    desk = open_as(here.members[Role.CONSULTANT])
    desk.goto(desk.url.replace("/healthz", "/"))
    expect(desk.get_by_role("heading", name="Noget skal rettes")).to_be_visible()
    desk.get_by_role("link", name="Læs og svar").first.click()
    desk.get_by_role("link", name=re.compile("^Svar.*arabisk")).click()
    desk.get_by_label("Ja, det er rettet").check()
    desk.get_by_label("Hvad har du gjort, eller hvorfor ikke?").fill("Nu står der, at du taler arabisk.")
    desk.get_by_role("button", name="Send svaret").click()
    expect(desk.get_by_text("får besked.")).to_be_visible()
    assert Message.objects.filter(kind=MessageKind.CORRECTION_ANSWERED, about_id=person.public_id).exists()

    page.reload()
    expect(page.get_by_text("Nu står der, at du taler arabisk.")).to_be_visible()


def test_each_of_the_pages_is_for_everybody_on_a_phone(page: Page, browser_context_args: dict[str, Any]) -> None:
    wrong_with = complaints if browser_context_args["java_script_enabled"] else sideways  # axe is JavaScript
    begin = page.url
    found = {}
    for part in ("", "gemt/", "hvem/", "set/", "samtykker/", "kopi/", "ret/"):
        page.goto(begin + part)
        for folded in page.locator("details.own-rows > summary").all():
            folded.click()
        if wrong := wrong_with(page):
            found[part] = wrong
    assert found == {}
