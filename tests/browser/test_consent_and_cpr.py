"""A consent that is taken back empties the list of proposals; a whole CPR number takes a purpose. In a browser."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from smaajob.audit.models import Access
from smaajob.secrets import encrypt
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import assert_for_everybody, complaints
from tests.factories import CandidateFactory, ConsentFactory, TaskFactory

pytestmark = pytest.mark.browser
NUMBER = "1705841231"


@pytest.fixture
def fatima(world: dict[str, Any]) -> Any:
    person = CandidateFactory.create(
        keeper=world["person"].keeper, first_name="Fatima", last_name="Hassan", cpr_encrypted=encrypt(NUMBER)
    )
    ConsentFactory.create(candidate=person)
    return person


def test_taken_back_the_list_of_proposals_empties(fatima: Any, open_page: OpenPage) -> None:
    task = TaskFactory.create(keeper=fatima.keeper, start=date(2031, 3, 3))
    who = reverse("placements:candidates_for_task", args=[task.public_id]) + "?q=fatima"
    page = open_page(who)
    expect(page.locator("#liste-antal")).to_contain_text("1 person kan tage opgaven")

    page.goto(page.url.split("/opgaver")[0] + reverse("candidates:consents", args=[fatima.public_id]))
    page.get_by_role("link", name="Træk tilbage").click()
    page.get_by_label("Hvorfor?").fill("Vil gerne vente lidt")
    page.get_by_role("button", name="Træk tilbage").click()
    page.get_by_text("Det gælder med det samme").wait_for()
    assert_for_everybody(page)

    page.goto(page.url.split("/personer")[0] + who)
    expect(page.locator("#liste-antal")).to_contain_text("Ingen personer kan tage opgaven")
    page.get_by_role("strong").filter(has_text="1 person kan ikke tage opgaven lige nu").click()
    expect(page.locator("#andre")).to_contain_text("Trak sit samtykke tilbage")
    page.get_by_role("link", name="Bed om samtykke").click()
    page.get_by_role("heading", level=1, name="Hvad siger Fatima ja til?").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_whole_cpr_number_takes_a_purpose(fatima: Any, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(f"/personer/{fatima.public_id}/?fane=profil", scripts=scripts)
    shown = page.locator("#cpr")
    expect(shown).to_contain_text("170584-••••")
    shown.locator("summary").click()
    page.get_by_role("button", name="Vis nummeret").click()
    expect(shown).to_contain_text("Vælg, hvad du skal bruge nummeret til.")
    expect(shown).not_to_contain_text("1231")

    page.get_by_label("Hvad skal du bruge nummeret til?").select_option("indberetning")
    page.get_by_role("button", name="Vis nummeret").click()
    expect(shown).to_contain_text("170584-1231")
    assert Access.objects.get(kind="unmask").purpose == "CPR-nummer: Indberette til en myndighed"
    if scripts:  # axe needs them
        assert not complaints(page)

    page.goto(page.url.split("/personer")[0] + f"/personer/{fatima.public_id}/?fane=profil")
    expect(page.locator("#cpr")).not_to_contain_text("1231")
