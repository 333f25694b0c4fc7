"""The forms about people in a browser: wrong and right, by keyboard, by thumb, with and without JavaScript."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from candidates.models import Candidate
from smaajob.schedule import parse_window
from tests.browser.conftest import OpenPage
from tests.browser.keyboard import choose
from tests.browser.test_accessibility import WIDTHS, complaints
from tests.factories import MembershipFactory

pytestmark = pytest.mark.browser

NEW = "/personer/ny/"


def edit_url(person: Candidate) -> str:
    return reverse("candidates:edit", args=[person.public_id])


def assert_for_everybody(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not complaints(page), f"{width} pixels"


def tab_to(page: Page, label: str) -> None:
    """Tab until the focus is on what has the label: nothing on the way is skipped, nothing holds it."""
    page.wait_for_load_state()
    wanted = page.get_by_label(label, exact=True)
    for _step in range(140):
        if wanted.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(label)


def write(page: Page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_somebody_is_written_in_with_the_keyboard_alone(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(NEW)
    write(page, "Fornavn", "Fatma")
    write(page, "Efternavn", "Yıldız")
    write(page, "Fødselsdato", "3.4.1991")
    write(page, "Postnummer", "9000")
    tab_to(page, "Flygtning")
    page.keyboard.press("Space")
    tab_to(page, "Ikke valgt")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Sprog 1")
    choose(page, "Tyrkisk")
    write(page, "Mandag", "9-12 og 13-15.30")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # along Monday's choices, and on to Tuesday without them
    page.keyboard.press("Tab")
    page.keyboard.type("kl. 8 til 14")
    expect(page.get_by_text("I alt 11,5 timer om ugen")).to_be_visible()
    tab_to(page, "Ekstra pauser")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Fatma Yıldız er oprettet")).to_be_visible()
    person = Candidate.objects.get(first_name="Fatma")
    assert [str(one) for one in person.availability] == [
        "man 09:00-12:00",
        "man 13:00-15:30",
        "tir 08:00-14:00",
    ]
    assert (person.step, person.languages, person.accommodations) == (1, ["tr"], ["pauser"])
    assert_for_everybody(page)


def test_the_ready_choices_of_a_week_work_with_a_thumb(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(edit_url(world["newcomer"]), width=390)
    monday = page.get_by_role("toolbar", name="Mandag, hurtige valg")
    total = page.locator("[data-week-total]")
    monday.get_by_role("button", name="Formiddag").click()
    expect(total).to_have_text("I alt 36 timer om ugen")
    monday.get_by_role("button", name="Sådan alle hverdage").click()
    expect(total).to_have_text("I alt 20 timer om ugen")
    page.get_by_role("toolbar", name="Lørdag, hurtige valg").get_by_role("button", name="Som dagen før").click()
    page.get_by_role("toolbar", name="Onsdag, hurtige valg").get_by_role("button", name="Ryd").click()
    page.get_by_label("Torsdag", exact=True).fill("halv ti")
    expect(total).to_have_text("I alt 16 timer om ugen. Torsdag kan ikke læses endnu.")
    for button in monday.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 40
    page.get_by_role("button", name="Gem", exact=True).click()

    page.get_by_role("link", name="Tider, hvor personen kan arbejde: torsdag").click()
    assert page.evaluate("document.activeElement.value") == "halv ti"
    assert not complaints(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("9-12")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Det er gemt.")).to_be_visible()
    world["newcomer"].refresh_from_db()
    assert world["newcomer"].availability == [
        parse_window(f"{day} 08:00-12:00") if day != "tor" else parse_window("tor 09:00-12:00")
        for day in ("man", "tir", "tor", "fre", "lør")
    ]


def test_what_is_wrong_is_told_to_everybody(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(NEW)
    page.get_by_label("Fornavn").fill("Kris")
    page.get_by_label("Fødselsdato").fill("31-2-1990")
    page.get_by_label("CPR-nummer").fill("123")
    page.get_by_label("Sprog 2, niveau").select_option("B1")
    page.get_by_label("Onsdag", exact=True).fill("9")
    page.get_by_role("button", name="Opret personen").click()

    page.get_by_role("heading", name="Der er 7 ting at rette").wait_for()
    assert_for_everybody(page)
    for name, wanted in (
        ("Sprog: Vælg", "id_languages-1"),
        ("onsdag", "id_availability-ons"),
        ("Målgruppe", "id_groups_0"),
    ):
        page.get_by_role("alert").get_by_role("link", name=name).click()
        assert page.evaluate("document.activeElement.id") == wanted
    expect(page.get_by_label("Fornavn")).to_have_value("Kris")


def test_a_double_is_asked_about(world: dict[str, Any], open_page: OpenPage) -> None:
    known = world["person"]
    page = open_page(NEW, width=390)
    page.get_by_label("Fornavn").fill(known.first_name)
    page.get_by_label("Efternavn").fill(known.last_name)
    page.get_by_label("Fødselsdato").fill("17-5-1984")
    page.get_by_label("Postnummer").fill("9000")
    page.get_by_label("Ung", exact=True).check()
    page.get_by_role("button", name="Opret personen").click()

    page.get_by_role("heading", name="Måske er personen her allerede").wait_for()
    expect(page.get_by_role("link", name=str(known)).first).to_be_visible()
    assert_for_everybody(page)
    page.get_by_label("Det er en anden person").check()
    page.get_by_role("button", name="Opret personen").click()
    page.get_by_text("er oprettet").wait_for()


def test_a_draft_comes_back_and_can_be_given_up(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(NEW)
    page.get_by_label("Fornavn").fill("Halvt")
    page.get_by_role("toolbar", name="Fredag, hurtige valg").get_by_role("button", name="Hele dagen").click()
    page.get_by_text("Kladden er gemt").wait_for()
    page.goto(page.url)

    page.get_by_text("Det her er din kladde").wait_for()
    expect(page.get_by_label("Fornavn")).to_have_value("Halvt")
    expect(page.get_by_label("Fredag", exact=True)).to_have_value("8-16")
    assert_for_everybody(page)
    page.get_by_role("button", name="Kassér kladden").click()
    expect(page.get_by_label("Fornavn")).to_have_value("")


def test_everything_works_without_javascript(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(edit_url(world["newcomer"]), width=390, scripts=False)
    expect(page.get_by_role("button", name="Formiddag").first).to_be_hidden()
    page.get_by_label("Lørdag", exact=True).fill("10-12")
    page.get_by_label("Sprog 2", exact=True).select_option("ar")
    page.get_by_label("Kontanthjælp", exact=True).uncheck()
    page.get_by_label("Fleksjob", exact=True).check()
    page.get_by_label("Fra hvilken dag").fill("1-6-2026")
    page.get_by_role("button", name="Gem", exact=True).click()

    expect(page.get_by_text("Det er gemt.")).to_be_visible()
    person = world["newcomer"]
    person.refresh_from_db()
    assert person.languages == ["da:B2", "ar"]
    assert person.target_groups.get(group="fleksjob").start == date(2026, 6, 1)


def test_many_are_given_to_a_colleague_and_taken_back(world: dict[str, Any], open_page: OpenPage) -> None:
    samir = MembershipFactory.create(organisation=world["person"].keeper, user__name="Samir Aziz").user
    for scripts in (True, False):
        page = open_page("/personer/?konsulent=mig", width=390, scripts=scripts)
        for place in (0, 1):
            page.get_by_role("checkbox", name="Vælg").nth(place).check()
        page.get_by_role("button", name="Giv de valgte til").click()
        page.get_by_role("heading", name="Giv 2 personer videre").wait_for()
        assert_for_everybody(page) if scripts else None
        page.get_by_label("Ny konsulent").select_option("Samir Aziz")
        page.get_by_role("button", name="Giv dem videre").click()
        page.get_by_text("2 personer er givet til Samir Aziz.").wait_for()
        assert Candidate.objects.filter(consultant=samir).count() == 2
        page.get_by_role("button", name="Fortryd").click()
        page.get_by_text("2 personer er givet tilbage.").wait_for()
        assert not Candidate.objects.filter(consultant=samir).exists()


def test_a_situation_and_the_archive_by_keyboard(world: dict[str, Any], open_page: OpenPage) -> None:
    person = world["newcomer"]
    page = open_page(reverse("candidates:situation", args=[person.public_id]), width=390)
    tab_to(page, "Situation")
    choose(page, "Ledig")
    write(page, "Fra hvilken dag?", "i morgen")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    assert_for_everybody(page)
    write(page, "Fra hvilken dag?", "1-6-2026")
    page.keyboard.press("Enter")
    page.get_by_text("Den nye situation er gemt.").wait_for()
    page.get_by_role("link", name="Ret Ledig fra 1. jun. 2026").press("Enter")
    assert_for_everybody(page)
    page.get_by_role("button", name="Fjern rækken").press("Enter")
    page.get_by_text("Rækken er fjernet.").wait_for()

    page.goto(page.url.replace("situation", "arkiv"))
    tab_to(page, "Det er slut. Det tæller stadig med i tallene for sin tid.")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Læg i arkivet").press("Enter")
    page.get_by_role("button", name="Tag ud af arkivet").wait_for()
    assert_for_everybody(page)
    page.get_by_role("button", name="Tag ud af arkivet").press("Enter")
    page.get_by_text("er taget ud af arkivet.").wait_for()
