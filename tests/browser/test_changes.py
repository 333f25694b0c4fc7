"""A placement is extended and paused in a browser, with what it would do seen first; and a person and a workplace ask, on a phone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from placements.models import AgreementVersion, Placement
from smaajob.accounts.models import Role
from smaajob.schedule import DatedWindow, parse_window
from smaajob.writing import day_year
from tests.access_world import World
from tests.browser.conftest import WIDE_FIRST, OpenAs, OpenPage, wait_for_parts
from tests.browser.test_accessibility import assert_for_everybody
from tests.factories import PlacementFactory, ShiftFactory

pytestmark = pytest.mark.browser
TODAY = timezone.localdate


def typed(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"


@pytest.fixture
def placement(world: dict[str, Any]) -> Placement:
    """Every day of the week from 9 to 12, for ten days more."""
    today = TODAY()
    row: Placement = PlacementFactory.create(
        candidate=world["newcomer"], workplace=world["workplace"], start=today - timedelta(days=30),
        planned_end=today + timedelta(days=10),
    )  # fmt: skip
    windows = [parse_window(f"{day} 09:00-12:00") for day in ("man", "tir", "ons", "tor", "fre", "lør", "søn")]
    AgreementVersion.objects.create(
        keeper=row.keeper, placement=row, number=1, valid_from=row.start, kind=row.kind, windows=windows
    )
    for days in range(1, 11):
        ShiftFactory.create(placement=row, window=DatedWindow(today + timedelta(days=days), 540, 720))
    return row


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_extended_in_two_taps(placement: Placement, open_page: OpenPage, width: int) -> None:
    page = open_page(reverse("placements:detail", args=[placement.public_id]), width=width)
    page.get_by_role("link", name="Forlæng").click()
    until = placement.planned_end + timedelta(weeks=4)
    expect(page.get_by_role("heading", name=f"Det sker der, hvis det varer til {day_year(until)}")).to_be_visible()
    assert_for_everybody(page)
    page.get_by_role("button", name="Forlæng").click()
    expect(page.get_by_text(f"Forløbet er forlænget til {day_year(until)}.")).to_be_visible()


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_what_it_would_do_follows_what_is_chosen(placement: Placement, open_page: OpenPage, width: int) -> None:
    page = open_page(reverse("placements:extend", args=[placement.public_id]), width=width)
    page.get_by_label("13 uger mere").check()
    until = placement.planned_end + timedelta(weeks=13)
    expect(page.get_by_role("heading", name=f"Det sker der, hvis det varer til {day_year(until)}")).to_be_visible()
    page.get_by_text("Skal timerne også ændres?").click()
    page.get_by_label("Fra hvilken dag?").fill(typed(TODAY() + timedelta(days=2)))
    page.get_by_label("Mandag", exact=True).fill("9-15")
    page.get_by_label("Tirsdag", exact=True).focus()
    expect(page.locator("#going").get_by_text("fordi tiderne er nye")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert_for_everybody(page)


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_paused_and_back_again(placement: Placement, open_page: OpenPage, width: int) -> None:
    today = TODAY()
    page = open_page(reverse("placements:detail", args=[placement.public_id]), width=width)
    page.get_by_role("link", name="Hold pause").click()
    page.get_by_label("Første dag i pausen").fill(typed(today + timedelta(days=3)))
    page.get_by_label("Indtil videre").check()
    expect(page.get_by_text("8 vagter tages ud af kalenderen:", exact=True)).to_be_visible()
    assert_for_everybody(page)
    page.get_by_label("Eksamen").check()
    page.get_by_role("button", name="Gem pausen").click()
    expect(page.get_by_text("8 vagter er taget ud af kalenderen.")).to_be_visible()
    page.get_by_role("link", name="Hvornår er den slut?").click()
    back = today + timedelta(days=6)
    page.get_by_label("Første dag efter pausen").fill(typed(back))
    page.get_by_label("Første dag efter pausen").blur()
    expect(page.locator("#going").get_by_text("kalenderen igen:")).to_be_visible()
    assert_for_everybody(page)
    page.get_by_role("button", name="Gem dagen").click()
    expect(page.get_by_text(f"vagterne begynder igen fra {day_year(back)}.")).to_be_visible()


def test_a_pause_without_javascript(placement: Placement, open_page: OpenPage) -> None:
    page = open_page(reverse("placements:pause", args=[placement.public_id]), width=390, scripts=False)
    page.get_by_label("Sygdom").check()
    page.get_by_role("button", name="Gem pausen").click()
    expect(page.get_by_text("vælg Indtil videre").first).to_be_visible()
    page.get_by_label("Indtil videre").check()
    page.get_by_role("button", name="Gem pausen").click()
    expect(page.get_by_text("Der er aftalt pause fra")).to_be_visible()


def test_a_person_says_stop_on_a_phone(here: World, open_as: OpenAs) -> None:
    page = open_as(here.members[Role.CANDIDATE])
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(urljoin(page.url, reverse("placements:my_week")))
    wait_for_parts(page)
    page.get_by_role("link", name="Jeg vil gerne stoppe").first.click()
    expect(page.get_by_text("Det er godt, at du siger det.")).to_be_visible()
    page.get_by_role("button", name="Send det").click()
    expect(page.get_by_text("Tak for, at du siger det.")).to_be_visible()


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_what_is_signed_is_extended_by_those_it_concerns(
    world: dict[str, Any], open_page: OpenPage, width: int
) -> None:
    """The amendment is sent at once; until they have signed, another is not begun beside it."""
    placement: Placement = world["agreed_placement"]
    page = open_page(reverse("placements:extend", args=[placement.public_id]), width=width)
    expect(page.get_by_text("Aftalen er skrevet under, så ændringen skal også skrives under")).to_be_visible()
    assert_for_everybody(page)
    page.get_by_role("button", name="Forlæng").click()
    expect(page.get_by_text("når dem, den angår, har skrevet under.")).to_be_visible()
    page.goto(urljoin(page.url, reverse("placements:extend", args=[placement.public_id])))
    expect(page.get_by_text("Der ligger en aftale til underskrift.")).to_be_visible()
    assert_for_everybody(page)
    page.get_by_role("link", name="Se aftalen").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
