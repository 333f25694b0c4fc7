"""Programmes and courses by hand in a browser: search and tick, by keyboard, on a telephone, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from candidates.models import Participation, Programme
from tests.browser.conftest import WIDE_FIRST, OpenPage
from tests.browser.test_accessibility import assert_for_everybody
from tests.factories import CandidateFactory

pytestmark = pytest.mark.browser


def test_a_programme_is_made_wrong_then_right_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/indsatser/ny/")
    page.get_by_label("Hvad hedder indsatsen?").focus()
    page.keyboard.type("Lidt ad gangen")
    page.keyboard.press("Tab")
    page.keyboard.type("snart")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    assert_for_everybody(page)

    page.get_by_role("alert").get_by_role("link").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("1-2-2026")
    page.keyboard.press("Enter")
    page.get_by_text("Indsatsen er oprettet.").wait_for()
    assert Programme.objects.filter(name="Lidt ad gangen").exists()


def test_people_are_searched_ticked_and_searched_again(world: dict[str, Any], open_page: OpenPage) -> None:
    keeper, programme = world["programme"].keeper, world["programme"]
    for name in ("Anna", "Bodil"):
        CandidateFactory.create(keeper=keeper, first_name=name, last_name="Aagaard")
    before = Participation.objects.count()
    page = open_page(f"/indsatser/{programme.public_id}/deltagere/ny/")

    page.get_by_label("Søg efter navn").fill("anna")
    page.keyboard.press("Enter")
    page.get_by_label("Anna Aagaard").wait_for()
    expect(page.locator("#people input")).to_have_count(1)
    page.get_by_label("Anna Aagaard").check()
    page.get_by_label("Søg efter navn").fill("bodil")
    page.get_by_role("button", name="Søg").click()
    page.get_by_label("Bodil Aagaard").wait_for()
    expect(page.get_by_label("Anna Aagaard")).to_be_checked()  # what is ticked stays
    page.get_by_label("Bodil Aagaard").check()
    assert_for_everybody(page)
    page.get_by_role("button", name="Sæt dem på").click()

    page.get_by_text("2 personer er nu med.").wait_for()
    assert Participation.objects.count() == before + 2


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_the_same_without_javascript(world: dict[str, Any], open_page: OpenPage, width: int) -> None:
    CandidateFactory.create(keeper=world["programme"].keeper, first_name="Anna", last_name="Aagaard")
    url = f"/indsatser/{world['programme'].public_id}/deltagere/ny/"
    page = open_page(url, width=width, scripts=False)

    page.get_by_label("Søg efter navn").fill("anna")
    page.get_by_role("button", name="Søg").click()
    page.get_by_label("Anna Aagaard").check()
    page.get_by_label("Fra hvilken dag?").fill("snart")
    page.get_by_role("button", name="Sæt dem på").click()
    expect(page.get_by_role("heading", name="Der er én ting at rette")).to_be_visible()
    expect(page.get_by_label("Anna Aagaard")).to_be_checked()
    page.get_by_label("Fra hvilken dag?").fill("1-3-2026")
    page.get_by_role("button", name="Sæt dem på").click()
    expect(page.get_by_text("Én person er nu med.")).to_be_visible()


def test_many_end_and_a_mistake_is_taken_out_and_back(world: dict[str, Any], open_page: OpenPage) -> None:
    programme, part = world["programme"], world["participation"]
    page = open_page(f"/indsatser/{programme.public_id}/deltagere/slut/", width=390)
    page.locator("#people input").nth(0).check()
    page.locator("#people input").nth(1).check()
    page.get_by_label("Slutter den").fill("30-6-2026")
    page.get_by_role("button", name="Lad dem slutte").click()
    page.get_by_text("2 personer slutter 30. jun. 2026.").wait_for()

    page.goto(f"{page.url.split('/indsatser')[0]}/deltagelser/{part.public_id}/arkiv/")
    page.get_by_role("button", name="Det var en fejl").click()
    page.get_by_text("Lagt i arkivet: én").click()
    assert_for_everybody(page)
    page.get_by_role("button", name="Tag ud af arkivet").click()
    page.get_by_text("Det er taget ud af arkivet.").wait_for()


def test_who_completed_is_answered_with_the_keyboard_and_the_certificate_follows(
    world: dict[str, Any], open_page: OpenPage
) -> None:
    course = world["course"]
    page = open_page(f"/kurser/{course.public_id}/gennemfoert/")
    row = page.get_by_role("group", name=str(world["newcomer"]))
    row.get_by_label("Ikke sagt endnu").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(row.get_by_label("Ja")).to_be_checked()
    page.keyboard.press("Enter")

    page.get_by_text("Ét svar er gemt.").wait_for()
    assert_for_everybody(page)
    page.get_by_role("button", name="Skriv beviset på dem").click()
    page.get_by_text("Beviset står nu hos 2 personer.").wait_for()
    world["newcomer"].refresh_from_db()
    assert world["newcomer"].certificates == ["hygiejnebevis"]


def test_yes_for_all_by_thumb_and_without_javascript(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(f"/kurser/{world['course'].public_id}/gennemfoert/", width=390, scripts=False)
    page.get_by_role("button", name="Sæt ja ved alle, der mangler svar").click()
    expect(page.get_by_label("Ja").nth(1)).to_be_checked()
    page.get_by_role("button", name="Gem svarene").click()
    expect(page.get_by_text("Ét svar er gemt.")).to_be_visible()
