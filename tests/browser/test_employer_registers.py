"""A company registers on a phone, is confirmed, and looks at its own page; with and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from employers.models import Contact, Registration
from smaajob.accounts.models import Membership, Organisation
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import assert_for_everybody
from tests.factories import ContactFactory, EmployerFactory, TaskFactory, UnitFactory, WorkplaceFactory

pytestmark = pytest.mark.browser


def sign_in_as(page: Any, email: str) -> None:
    """Another browser session, of the user with the address."""
    client = Client()
    client.force_login(Membership.objects.get(user__email=email).user)
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url.split("/arbejdsgiver")[0]}]
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_public_page_to_the_company_s_own(
    scripts: bool, world: dict[str, Any], membership: Membership, open_page: OpenPage
) -> None:
    keeper: Organisation = membership.organisation
    UnitFactory.create(keeper=keeper, name="Virksomhedsservice", phone="99 82 00 00", employer_entrance=True)

    page = open_page(reverse("employers:register"), width=390, scripts=scripts, signed_in=False)
    page.get_by_label("CVR-nummer").fill("12 34 56 78")
    page.get_by_label("Hvad hedder virksomheden?").fill("Bageriet Sol ApS")
    page.get_by_label("Hvad hedder du?").fill("Bente Bager")
    page.get_by_label("Din e-mail").fill("bente@bageriet.example")
    page.get_by_label("Dit telefonnummer").fill("98 12 34 56")
    page.get_by_label("Kantine og opvask").check(force=True)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    if scripts:
        assert_for_everybody(page)
    expect(page.get_by_label("Hvad hedder du?")).to_have_value("Bente Bager")
    expect(page.get_by_label("Kantine og opvask")).to_be_checked()
    page.get_by_label("CVR-nummer").fill("98 76 54 09")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Tak, vi har fået det").wait_for()
    expect(page.get_by_role("link", name="Ring 99 82 00 00")).to_be_visible()
    if scripts:
        assert_for_everybody(page)

    entrance = open_page("/", scripts=scripts)
    entrance.get_by_role("link", name="Nye arbejdsgivere (2)").first.click()
    if scripts:
        assert_for_everybody(entrance, "Nye arbejdsgivere")
    entrance.get_by_role("link", name="Bageriet Sol ApS").click()
    if scripts:
        assert_for_everybody(entrance, "Bageriet Sol ApS")
    entrance.get_by_role("button", name="Ja, det er dem. Lad dem være med").click()
    entrance.get_by_text("Bente Bager har fået besked om, hvordan man logger ind.").wait_for()
    assert Registration.objects.get(cvr="98765409").state == "confirmed"

    workplace = WorkplaceFactory.create(
        keeper=keeper,
        employer=EmployerFactory.create(keeper=keeper, cvr="98765409"),
        name="Bageriet i Vejgaard",
        consultant=membership.user,
    )
    ContactFactory.create(workplace=workplace)
    TaskFactory.create(keeper=keeper, workplace=workplace, title="Pakke boller")
    sign_in_as(page, "bente@bageriet.example")
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(page.url.split("/arbejdsgiver")[0] + "/")
    page.get_by_role("heading", name="Bageriet Sol ApS").wait_for()
    expect(page.get_by_text("Mette Holm")).to_be_visible()
    expect(page.get_by_role("link", name="Pakke boller", exact=True)).to_be_visible()
    if scripts:
        assert_for_everybody(page)
    page.get_by_role("link", name="Ret navn, telefon og e-mail").click()
    if scripts:
        assert_for_everybody(page, "Ret Bageriet Sol ApS")
    page.get_by_role("link", name="Fortryd").click()
    page.get_by_role("link", name="Ret Bente Bager").click()
    if scripts:
        assert_for_everybody(page, "Ret Bente Bager")
    page.get_by_label("Telefon").fill("11 22 33 44")
    page.get_by_role("button", name="Gem").click()
    page.get_by_text("Oplysningerne om Bente Bager er gemt.").wait_for()
    assert Contact.objects.get(workplace=workplace).phone == "11 22 33 44"


def test_a_no_is_written_with_the_keyboard(world: dict[str, Any], membership: Membership, open_page: OpenPage) -> None:
    row = Registration.objects.create(
        keeper=membership.organisation,
        cvr="98765409",
        company="Langt Væk ApS",
        name="Ole Olsen",
        email="ole@langt.example",
    )
    page = open_page(reverse("employers:registration", args=[row.public_id]))
    page.get_by_role("link", name="Nej, de kan ikke være med").click()
    page.get_by_role("button", name="Send svaret").click()
    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    assert_for_everybody(page)
    page.get_by_role("alert").get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("I ligger i en anden kommune.")
    page.get_by_role("button", name="Send svaret").click()
    page.get_by_text("Langt Væk ApS er ikke bekræftet.").wait_for()
    assert_for_everybody(page)
