"""A company posts a task on a phone: signed in and by a secret link, with and without JavaScript, and with the keyboard alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from employers.actions import posting_links
from employers.models import PostedVia, Task
from smaajob.accounts.models import Membership, Role
from smaajob.accounts.scope import Scope
from tests.access_world import World
from tests.browser.conftest import OpenAs, OpenPage
from tests.browser.keyboard import fill
from tests.browser.test_accessibility import assert_for_everybody

pytestmark = pytest.mark.browser


@pytest.fixture
def token(world: dict[str, Any], membership: Membership) -> str:
    """The secret of a link for the workplace with the long name."""
    by = Scope(membership.organisation, membership.user)
    return posting_links.make(by=by, contact=world["contact"], channel=posting_links.PAPER)[1]


def answer(page: Page) -> None:
    """What must be said of a task, by what stands on the page."""
    page.get_by_text("Pakke ordrer", exact=True).click()
    page.get_by_label("Mandag", exact=True).fill("9-12")
    page.get_by_label("Onsdag", exact=True).fill("9-12")
    page.get_by_label("Løn efter overenskomst").check()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_link_becomes_a_task_on_a_phone(
    world: dict[str, Any], token: str, open_page: OpenPage, scripts: bool
) -> None:
    page = open_page(reverse("employers:post_by_link", args=[token]), width=390, scripts=scripts, signed_in=False)
    answer(page)
    expect(page.get_by_label("Skriv det med få ord")).to_be_hidden()
    expect(page.get_by_label("Løn i timen")).to_be_hidden()
    if scripts:
        assert_for_everybody(page)
    page.get_by_role("button", name="Se, hvordan den ser ud").click()
    expect(page.get_by_role("heading", name="Sådan ser andre den")).to_be_visible()
    expect(page.get_by_text("man 9–12, ons 9–12")).to_be_visible()
    if scripts:
        assert_for_everybody(page)
    page.get_by_role("button", name="Ret").click()
    expect(page.get_by_label("Onsdag", exact=True)).to_have_value("9-12")
    page.get_by_label("Hvor mange har I brug for?").fill("to")
    page.get_by_role("button", name="Se, hvordan den ser ud").click()
    expect(page.get_by_text("Skriv et helt tal.").first).to_be_visible()
    if scripts:
        assert_for_everybody(page)
    page.get_by_label("Hvor mange har I brug for?").fill("2")
    page.get_by_role("button", name="Se, hvordan den ser ud").click()
    page.get_by_role("button", name="Slå opgaven op").click()
    expect(page.get_by_role("heading", name="Tak. Opgaven er slået op")).to_be_visible()
    expect(page.get_by_text("Mette Holm læser opgaven")).to_be_visible()
    if scripts:
        assert_for_everybody(page)
    task = Task.objects.latest("pk")
    assert (task.title, task.seats, task.posted_via) == ("Pakke ordrer", 2, PostedVia.LINK)


def test_the_choice_of_when_shows_what_it_asks_for(token: str, open_page: OpenPage) -> None:
    page = open_page(reverse("employers:post_by_link", args=[token]), width=390, signed_in=False)
    page.get_by_label("På bestemte datoer").check()
    expect(page.get_by_label("Mandag", exact=True)).to_be_hidden()
    expect(page.get_by_label("Fra hvilken dag?")).to_be_hidden()
    day = timezone.localdate() + timedelta(days=9)
    page.get_by_role("group", name="Tid 1").get_by_label("Dato").fill(f"{day:%d.%m.%Y} 9-12")
    page.get_by_text("Andet", exact=True).click()
    page.get_by_label("Skriv det med få ord").fill("Stille borde op")
    page.get_by_label("Et beløb i timen").check()
    page.get_by_label("Løn i timen").fill("142,50")
    page.get_by_label("En anden").check()
    page.get_by_label("Navn").fill("Ole Holt")
    page.get_by_label("Telefon").fill("98 22 22 22")
    page.get_by_role("button", name="Se, hvordan den ser ud").click()
    for words in ("Stille borde op", "142,50 kr. i timen", "Ole Holt", "3\N{NO-BREAK SPACE}timer i alt"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_a_company_posts_and_posts_again_from_its_page(here: World, open_as: OpenAs) -> None:
    page = open_as(here.members[Role.EMPLOYER])
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(page.url.replace("/healthz", reverse("employers:own_company")))
    page.get_by_role("link", name="Vi har en opgave").click()
    answer(page)
    page.get_by_text("Kladden er gemt kl.").wait_for()
    page.get_by_role("button", name="Se, hvordan den ser ud").click()
    page.get_by_role("button", name="Slå opgaven op").click()
    expect(page.get_by_text("Opgaven er slået op.")).to_be_visible()
    assert_for_everybody(page)

    page.goto(page.url.partition("/min-virksomhed/")[0] + reverse("employers:post_task"))
    page.get_by_role("link", name="Samme som sidst: Pakke ordrer").click()
    expect(page.get_by_label("Mandag", exact=True)).to_have_value("9-12")
    page.get_by_role("button", name="Se, hvordan den ser ud").click()
    page.get_by_role("button", name="Slå opgaven op").click()
    expect(page.get_by_text("Opgaven er slået op.")).to_be_visible()
    assert Task.objects.filter(title="Pakke ordrer").count() == 2


def test_a_task_is_posted_with_the_keyboard_alone(token: str, open_page: OpenPage) -> None:
    page = open_page(reverse("employers:post_by_link", args=[token]), width=390, signed_in=False)
    fill(page, {"type": "↓↓", "windows-man": "9-12", "seats": "3", "pay": "↓"})
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sådan ser andre den")).to_be_visible()
    for _step in range(20):
        if page.evaluate("document.activeElement.value") == "send":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tak. Opgaven er slået op")).to_be_visible()
    task = Task.objects.latest("pk")
    assert (task.seats, task.pay_note) == (3, "Løn efter overenskomst")
