"""Workplaces, contacts and tasks by hand in a browser: wrong and right, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from employers.models import Contact, Task, Workplace
from smaajob.accounts.models import Membership
from smaajob.drafts.models import Draft
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import assert_for_everybody, complaints
from tests.factories import MembershipFactory

pytestmark = pytest.mark.browser


def address(name: str, *things: Any) -> str:
    return reverse(f"employers:{name}", args=[thing.public_id for thing in things])


def tab_to(page: Any, name: str) -> None:
    """Press Tab until the focus is in the field with that name."""
    page.wait_for_load_state()
    for _step in range(400):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_workplace_is_written_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page(address("new"))

    tab_to(page, "name")
    page.keyboard.type("Gug Skole")
    tab_to(page, "type")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "cvr")
    page.keyboard.type("12345678")
    tab_to(page, "postcode")
    page.keyboard.type("9210")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    assert_for_everybody(page)
    page.get_by_role("alert").get_by_role("link").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "cvr"
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")

    # The accommodations: a group is opened with Space, and a choice made with the arrows.
    page.locator("summary", has_text="Tempo og pauser").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("summary", has_text="Tempo og pauser")).to_contain_text("1 sagt")
    page.keyboard.press("Enter")

    page.get_by_text("Gug Skole er oprettet.").wait_for()
    school = Workplace.objects.get(name="Gug Skole")
    assert (school.type, school.postcode, school.offered) == ("offentlig", "9210", ["eget_tempo"])
    assert_for_everybody(page)


def test_what_is_typed_is_there_when_one_comes_back(open_page: OpenPage) -> None:
    page = open_page(address("new"))
    page.get_by_label("Hvad hedder arbejdspladsen?").fill("Halvt skrevet")
    page.locator("summary", has_text="Kroppen").click()
    page.get_by_role("radiogroup", name="Ingen tunge løft").get_by_label("Kan ikke tilbydes").check()
    page.get_by_text("Kladden er gemt kl.").wait_for()

    again = open_page(address("new"), scripts=False)
    expect(again.get_by_text("Det her er din kladde")).to_be_visible()
    expect(again.get_by_label("Hvad hedder arbejdspladsen?")).to_have_value("Halvt skrevet")
    expect(again.locator("summary", has_text="Kroppen")).to_contain_text("1 sagt")
    again.get_by_role("button", name="Kassér kladden").click()
    expect(again.get_by_label("Hvad hedder arbejdspladsen?")).to_have_value("")
    assert not Draft.objects.exists()


def test_a_workplace_is_changed_on_a_phone_without_javascript(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(address("detail", world["workplace"]), width=390, scripts=False)
    page.locator(".page-head").get_by_role("link", name="Ret", exact=True).click()
    page.get_by_label("Sådan er der").fill("Her er roligt.")
    page.locator("summary", has_text="Lyd, lys og rum").click()
    page.get_by_role("radiogroup", name="Et stille sted").get_by_label("Kan tilbydes", exact=True).check()
    page.get_by_role("button", name="Gem").click()

    expect(page.get_by_text("er gemt.")).to_be_visible()
    expect(page.get_by_text("Her er roligt.")).to_be_visible()
    expect(page.get_by_text("Et stille sted")).to_be_visible()
    page.get_by_role("link", name="Historik").click()
    expect(page.get_by_text("Rettet.")).to_be_visible()


def test_a_task_is_posted_on_a_phone(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(address("new_task_anywhere"), width=390)
    page.get_by_label("Søg efter navn").fill("bøgeskov")
    page.get_by_role("button", name="Søg").click()
    page.get_by_role("link", name=world["workplace"].name, exact=True).click()
    page.get_by_role("button", name="Pakke ordrer").click()
    expect(page.get_by_label("Hvad skal der laves?")).to_have_value("Pakke ordrer")
    expect(page.get_by_label("Slags arbejde")).to_have_value("pakning")

    # The page asks only for the times that the choice is about.
    expect(page.get_by_label("Mandag", exact=True)).to_be_visible()
    page.get_by_label("På bestemte datoer", exact=True).check()
    expect(page.get_by_label("Mandag", exact=True)).to_be_hidden()
    page.get_by_role("group", name="Tid 1").get_by_label("Dato").fill("i morgen")
    page.get_by_role("button", name="Opret opgaven").click()
    page.get_by_role("heading", name="Der er 2 ting at rette").wait_for()
    assert_for_everybody(page)
    page.get_by_role("link", name="Tid 1").click()
    assert page.evaluate("document.activeElement.value") == "i morgen"
    page.keyboard.press("Control+A")
    page.keyboard.type("1.12.2099 9-12")
    page.get_by_role("button", name="Opret opgaven").click()

    page.get_by_text("Opgaven er oprettet.").wait_for()
    task = Task.objects.get(title="Pakke ordrer")
    assert [str(window) for window in task.windows] == ["2099-12-01 09:00-12:00"]
    assert task.start == task.end
    assert not complaints(page)


def test_a_task_is_changed_with_the_keyboard_alone(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(address("edit_task", world["task"]))

    tab_to(page, "timing")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "windows-tir")
    page.keyboard.type("8-16")
    tab_to(page, "hours")
    page.keyboard.type("7,5")
    tab_to(page, "step")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.get_by_text("Opgaven er gemt.").wait_for()
    task = Task.objects.get(pk=world["task"].pk)
    assert (task.flexible, str(task.hours), task.step) == (True, "7.500", 1)
    assert [str(window) for window in task.windows] == ["man 09:00-12:00", "tir 08:00-16:00", "ons 09:00-12:00"]


def test_a_contact_is_added_and_put_away_without_javascript(world: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(address("detail", world["workplace"]), width=390, scripts=False)
    page.get_by_role("link", name="Tilføj en kontakt").click()
    page.get_by_role("button", name="Tilføj kontakten").click()
    expect(page.get_by_role("heading", name="Der er én ting at rette")).to_be_visible()
    page.get_by_label("Navn").fill("Carla Friis")
    page.get_by_label("Ring først her").check()
    page.get_by_role("button", name="Tilføj kontakten").click()
    expect(page.get_by_text("Carla Friis er nu kontakt på stedet.")).to_be_visible()

    page.get_by_role("link", name="Ret Carla Friis").click()
    page.get_by_role("link", name="Er de her ikke mere? Læg kontakten i arkivet").click()
    page.get_by_label("Det er slut.").check()
    page.get_by_role("button", name="Læg i arkivet").click()
    expect(page.get_by_text("Carla Friis ligger nu i arkivet. Ring først til Bente Bager.")).to_be_visible()
    assert Contact.objects.get(workplace=world["workplace"], main=True).name == "Bente Bager"


@pytest.mark.parametrize("scripts", [True, False])
def test_ticked_workplaces_are_given_away(
    scripts: bool, world: dict[str, Any], open_page: OpenPage, membership: Membership
) -> None:
    samir = MembershipFactory.create(organisation=membership.organisation, user__name="Samir Haddad").user
    page = open_page(address("list"), width=390, scripts=scripts)
    page.get_by_role("button", name="Giv dem videre").click()
    expect(page.get_by_role("heading", name="ting at rette")).to_be_visible()
    page.get_by_role("link", name="Tilbage til listen").click()

    page.get_by_label(f"Vælg {world['workplace']}", exact=True).check(force=True)
    page.get_by_role("region", name="Giv de valgte til").get_by_label("Fast kontakt").select_option("Samir Haddad")
    page.get_by_role("button", name="Giv dem videre").click()

    page.get_by_text("1 arbejdsplads er givet videre.").wait_for()
    assert Workplace.objects.get(pk=world["workplace"].pk).consultant == samir
