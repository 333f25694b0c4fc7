"""The forms about placements in a browser: wrong and right, by keyboard, with and without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from placements.models import Placement
from smaajob.schedule import DatedWindow
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import assert_for_everybody
from tests.factories import PlacementFactory, ShiftFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def placement(world: dict[str, Any]) -> Placement:
    """One that runs: three shifts have been, three are to come."""
    today = timezone.localdate()
    placement: Placement = PlacementFactory.create(
        candidate=world["person"],
        workplace=world["workplace"],
        start=today - timedelta(days=30),
        planned_end=today + timedelta(days=30),
    )
    for days in (-3, -2, -1, 1, 2, 3):
        ShiftFactory.create(placement=placement, window=DatedWindow(today + timedelta(days=days), 540, 720))
    return placement


def address(name: str, *things: Any) -> str:
    return reverse(f"placements:{name}", args=[thing.public_id for thing in things])


def test_what_is_wrong_at_the_start_is_told_to_everybody(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(address("start", world["task"], world["person"]))
    page.get_by_label("Første dag").fill("snart")
    page.get_by_role("group", name="Tid 1").get_by_label("Fra").fill("halv ti")
    page.get_by_text("Tilføj flere tider").click()
    page.get_by_role("group", name="Tid 5").get_by_label("Dag").fill("mandig")
    page.get_by_role("button", name="Start forløbet").click()

    page.get_by_role("heading", name="Der er 3 ting at rette").wait_for()
    assert_for_everybody(page)
    page.get_by_role("link", name="Tid 5, dag").click()
    assert page.evaluate("document.activeElement.value") == "mandig"


def test_a_placement_is_started_without_javascript(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(address("start", world["task"], world["newcomer"]), width=390, scripts=False)
    page.get_by_text("Tilføj flere tider").click()
    page.get_by_role("group", name="Tid 4").get_by_label("Dag").fill("fredag")
    page.get_by_role("group", name="Tid 4").get_by_label("Fra").fill("9-12")
    page.get_by_role("button", name="Start forløbet").click()

    expect(page.get_by_text("Forløbet er startet. Første vagt er")).to_be_visible()
    expect(page.get_by_text("man 9–12, ons 9–12, fre 9–12")).to_be_visible()


def test_hours_that_make_no_sense_are_told_to_everybody(placement: Placement, open_page: OpenPage) -> None:
    page = open_page(address("hours", placement))
    assert_for_everybody(page)
    page.get_by_role("textbox").nth(1).fill("to")
    page.get_by_role("button", name="Gem timer").click()

    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    assert_for_everybody(page)
    page.get_by_role("alert").get_by_role("link").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("2:30")
    page.keyboard.press("Enter")
    page.get_by_text("Timerne er gemt: 3 dage, i alt 8,5 timer.").wait_for()


def test_the_page_to_end_follows_what_is_chosen(placement: Placement, open_page: OpenPage) -> None:
    page = open_page(address("end", placement))
    situation = page.get_by_label("Personens situation bagefter")
    page.get_by_text("3 vagter efter").wait_for()

    page.get_by_label("Personen er blevet ansat").check()
    expect(page.locator("#id_status")).to_have_value("job")
    assert page.get_by_label("Personen er blevet ansat").evaluate("e => e === document.activeElement"), "focus stays"
    page.get_by_label("Sidste dag").fill("i går")
    page.get_by_label("Sidste dag").press("Tab")
    # It stands on the page, and is read aloud by a line beside it.
    page.get_by_role("paragraph").filter(has_text="Når du har skrevet den sidste dag").wait_for()
    assert_for_everybody(page)

    page.get_by_role("button", name="Afslut forløbet").click()
    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    assert situation.input_value() == "job"
    assert_for_everybody(page)
    page.get_by_label("Sidste dag").fill(f"{timezone.localdate():%d.%m.%Y}")
    page.get_by_role("button", name="Afslut forløbet").click()
    page.get_by_text("Forløbet er afsluttet. 3 vagter er taget ud af kalenderen.").wait_for()
    assert_for_everybody(page)


def test_a_placement_is_ended_without_javascript(placement: Placement, open_page: OpenPage) -> None:
    page = open_page(address("end", placement), width=390, scripts=False)
    page.get_by_label("Sygdom").check()
    page.get_by_role("button", name="Afslut forløbet").click()

    expect(page.get_by_text("Forløbet er afsluttet. 3 vagter er taget ud af kalenderen.")).to_be_visible()
