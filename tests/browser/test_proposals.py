"""Yes from both sides in three windows: Mette at her desk, Amina by her personal link on a phone, the baker on another phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from placements.models import Placement
from smaajob.accounts.models import Membership, Organisation
from tests.browser.conftest import OpenAs
from tests.browser.test_accessibility import assert_for_everybody
from tests.placements.proposing import Sides, sides, with_employer

pytestmark = pytest.mark.browser
PHONE = 390


@pytest.fixture
def of(transactional_db: None, municipality: Organisation, membership: Membership) -> Sides:
    membership.user.phone = "94 31 20 30"
    membership.user.save()
    return sides(municipality, membership)


def url(name: str, *about: Any) -> str:
    return reverse(f"placements:{name}", args=[one.public_id for one in about])


def window(
    open_as: OpenAs, live_server: Any, member: Membership | None, path: str, *, width: int = PHONE, **kept: Any
) -> Page:
    """Somebody's own window on a page."""
    page = open_as(member, **kept)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}{path}")
    return page


def test_both_say_yes_and_the_placement_is_there(of: Sides, open_as: OpenAs, live_server: Any) -> None:
    mette = window(open_as, live_server, of.mette.membership, url("candidates_for_task", of.task), width=1280)
    mette.get_by_role("link", name="Foreslå Amina").click()
    mette.get_by_label("Personen svarer senest").fill("i morgen")
    mette.get_by_label("Hvorfor kunne det passe? Skriv til personen").fill("Du er god til at stå tidligt op.")
    mette.get_by_role("button", name="Send til Amina").click()
    mette.get_by_role("heading", name="Der er").wait_for()
    expect(mette.get_by_text("Du er god til at stå tidligt op.")).to_be_visible()
    assert_for_everybody(mette)
    mette.get_by_label("Personen svarer senest").fill(f"{timezone.localdate() + timedelta(days=8):%d-%m-%Y}")
    mette.get_by_role("button", name="Send til Amina").click()
    expect(mette.get_by_text("Venter på Amina")).to_be_visible()
    assert_for_everybody(mette)

    amina = window(open_as, live_server, of.amina.membership, "/min-uge/", assurance="link")
    amina.get_by_role("link", name="Læs og svar").click()
    expect(amina.get_by_text("Du er god til at stå tidligt op.")).to_be_visible()
    assert_for_everybody(amina)
    amina.get_by_role("button", name="Ja, det vil jeg gerne").focus()
    amina.keyboard.press("Enter")
    expect(amina.get_by_text("Tak. Nu spørger vi arbejdspladsen.")).to_be_visible()
    assert_for_everybody(amina)

    bente = window(open_as, live_server, of.bente.membership, "/min-virksomhed/")
    bente.get_by_role("link", name="Amina, Pakke boller").click()
    bente.get_by_role("heading", name="Amina vil gerne: Pakke boller").wait_for()
    expect(bente.get_by_text("Kvistgaard")).to_have_count(0)
    assert_for_everybody(bente)
    bente.get_by_role("button", name="Ja tak").click()
    expect(bente.get_by_role("heading", name="Det er aftalt")).to_be_visible()

    mette.reload()
    mette.get_by_role("link", name="Se forløbet").click()
    expect(mette.get_by_role("heading", level=1)).to_contain_text("Amina")
    assert Placement.objects.get().candidate == of.person


def test_a_talk_and_a_no_on_phones(of: Sides, open_as: OpenAs, live_server: Any) -> None:
    row = with_employer(of)
    bente = window(open_as, live_server, of.bente.membership, url("employer_proposal", row))
    bente.get_by_role("link", name="Snak først").click()
    bente.get_by_role("textbox").first.fill("Torsdag efter to")
    assert_for_everybody(bente)
    bente.get_by_role("button", name="Send", exact=True).click()
    expect(bente.get_by_text("Jeres kontakt ringer til jer.").first).to_be_visible()

    amina = window(open_as, live_server, of.amina.membership, url("my_proposal", row), assurance="link")
    amina.get_by_role("link", name="Jeg har ombestemt mig").click()
    assert_for_everybody(amina)
    amina.get_by_label("Der er for langt").check()
    amina.get_by_role("button", name="Send nej tak").click()
    expect(amina.get_by_text("Det er helt i orden").first).to_be_visible()
    row.refresh_from_db()
    assert (row.state, row.person_reason) == ("declined", "way")
