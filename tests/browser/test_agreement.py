"""An agreement in three windows: the consultant drafts and sends it, Amina signs on her phone, the bakery on paper, the municipality last.

Then a step up that is asked only of those it concerns. One of the windows has no JavaScript.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from placements.models import AgreementVersion
from smaajob.accounts.models import Membership
from smaajob.messages.models import Message
from tests.browser.conftest import OpenAs
from tests.browser.test_accessibility import complaints
from tests.factories.agreements import monday, noted, to_be_agreed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_a_draft_to_shifts_with_one_on_paper_and_one_by_link(
    open_as: OpenAs, live_server: Any, membership: Membership
) -> None:
    placement = to_be_agreed(membership.organisation, kind="praktik")
    noted(placement)
    person = Membership.objects.get(user=placement.candidate.user)
    detail = reverse("placements:detail", args=[placement.public_id])
    base = live_server.url

    mette = open_as(membership)
    mette.goto(f"{base}{detail}?fane=aftale")
    expect(mette.get_by_text("Noteret uden underskrifter")).to_be_visible()
    mette.get_by_role("button", name="Skriv aftalen, og få den skrevet under").click()
    mette.get_by_label("Sådan finder man ind").fill("Ring på ved porten")
    mette.get_by_role("button", name="Gem kladden").click()
    expect(mette.get_by_role("link", name=re.compile("Vælg, hvad praktikken er for"))).to_be_visible()
    expect(mette.get_by_label("Sådan finder man ind")).to_have_value("Ring på ved porten")
    mette.get_by_text("At træne det, personen kan").click()
    mette.get_by_text("Tilføj et trin (trin 2)").click()
    later = monday(5)
    mette.locator("#id_trin-1-fra").fill(f"{later.day}-{later.month}-{later.year}")
    for day in ("man", "ons", "fre"):
        mette.locator(f"#id_trin-1-tider-{day}").fill("9-12")
    mette.get_by_role("button", name="Gem kladden").click()
    expect(mette.get_by_text("9 timer om ugen")).to_be_visible()
    mette.get_by_role("link", name="Gå videre, og send").click()
    mette.get_by_role("button", name="Send til underskrift").click()
    expect(mette.get_by_role("link", name=re.compile("Skriv navnet på den, der skriver under"))).to_be_visible()
    mette.get_by_label("Navn (medarbejderrepræsentanten)").fill("Rikke Toft")
    mette.get_by_label("E-mail (medarbejderrepræsentanten)").fill("rikke@example.org")
    # The law is asked before anything is sent: who is in which group, and what is missing, needs an answer or a reason.
    expect(mette.get_by_text("Det skal du svare på")).to_be_visible()
    mette.get_by_label("Hvilken målgruppe i loven er personen i?").select_option("kth_aktivitetsparat")
    mette.get_by_label("Hvorfor er det i orden?").fill("Bageriet får sit P-nummer på fredag, og hun er den eneste der.")
    mette.get_by_role("button", name="Send til underskrift").click()
    expect(mette.get_by_text("Aftalen er sendt.")).to_be_visible()
    expect(mette.get_by_role("heading", name="Må ikke starte endnu")).to_be_visible()

    amina = open_as(person)
    amina.set_viewport_size({"width": 390, "height": 800})
    amina.goto(f"{base}{reverse('placements:my_week')}")
    amina.get_by_role("link", name="Læs, og skriv under").click()
    amina.get_by_role("link", name="Bageriet Sol").click()
    expect(amina.get_by_text("Ring på ved porten")).to_be_visible()
    assert complaints(amina) == ""
    amina.get_by_label("Skriv dit navn").first.fill("Amina Hassan")
    amina.get_by_role("button", name="Skriv under").click()
    expect(amina.get_by_text("Tak. Du har skrevet under.")).to_be_visible()

    rikke = open_as()
    rikke.set_viewport_size({"width": 390, "height": 800})
    rikke.goto(base + _link(_newest("rikke@example.org")))
    rikke.get_by_role("button", name=re.compile("Send en e-mail")).click()
    rikke.get_by_label("Koden på seks tal").fill(_code(_newest("rikke@example.org")))
    rikke.get_by_role("button", name="Læs aftalen").click()
    expect(rikke.get_by_text("Ring på ved porten")).to_be_visible()
    rikke.get_by_label("Skriv dit navn").first.fill("Rikke Toft")
    rikke.get_by_role("button", name="Skriv under").click()
    expect(rikke.get_by_text("Tak. Du har skrevet under.")).to_be_visible()

    mette.goto(f"{base}{detail}?fane=aftale")
    mette.get_by_role("link", name="Notér et papir").click()
    mette.get_by_text("Arbejdspladsen", exact=True).click()
    mette.get_by_label("Navnet på papiret").fill("Bente Bager")
    mette.get_by_role("button", name="Notér papiret").click()
    expect(mette.get_by_text("Papiret er noteret.")).to_be_visible()
    expect(mette.get_by_text("Bente Bager, på papir")).to_be_visible()
    mette.get_by_role("link", name="Skriv under for kommunen").click()
    mette.get_by_label("Skriv dit navn").first.fill("Mette Holm")
    mette.get_by_role("button", name="Skriv under").click()
    expect(mette.get_by_text("Nu har alle skrevet under, og aftalen gælder.")).to_be_visible()
    mette.goto(base + detail)
    expect(mette.get_by_role("heading", name="Må ikke starte endnu")).to_have_count(0)
    assert placement.shifts.filter(day__gte=later, day__week_day=6).exists(), "the Fridays of the second step"

    _a_new_phone_number(mette, f"{base}{detail}?fane=aftale")
    version = AgreementVersion.objects.get(number=2)
    assert (version.state, version.asks) == ("in_force", [])


def _a_new_phone_number(mette: Page, tab: str) -> None:
    """Holds at once and asks nobody."""
    mette.goto(tab)
    mette.get_by_role("button", name="Skriv en ændring").click()
    mette.get_by_label("Hvorfor ændres aftalen?").fill("Bente har fået nyt nummer")
    mette.get_by_label("Telefon til den, der tager imod").fill("98 12 34 57")
    mette.get_by_role("button", name="Gem kladden").click()
    expect(mette.get_by_text("angår ingen af underskrifterne")).to_be_visible()
    mette.get_by_role("link", name="Gå videre, og send").click()
    mette.get_by_role("button", name="Lad det gælde").click()
    expect(mette.get_by_text("Ændringen gælder nu.")).to_be_visible()


def test_without_scripts_a_step_is_written_too(open_as: OpenAs, live_server: Any, membership: Membership) -> None:
    placement = to_be_agreed(membership.organisation, start=timezone.localdate())
    noted(placement)
    mette = open_as(membership)
    mette.route("**/*.js", lambda route: route.abort())
    mette.goto(f"{live_server.url}{reverse('placements:detail', args=[placement.public_id])}?fane=aftale")
    mette.get_by_role("button", name="Skriv aftalen, og få den skrevet under").click()
    mette.get_by_text("Tilføj et trin (trin 2)").click()
    mette.locator("#id_trin-1-fra").fill("i morgen")
    mette.get_by_role("button", name="Gem kladden").click()
    expect(mette.get_by_text("Skriv datoen med dag, måned og år").first).to_be_visible()
    expect(mette.locator("#id_trin-1-fra")).to_have_value("i morgen")


def _newest(address: str) -> Message:
    return next(one for one in Message.objects.order_by("-pk") if one.address == address)


def _link(message: Message) -> str:
    found = re.search(r"/underskriv/[^/\s]+/", message.text)
    assert found is not None
    return found[0]


def _code(message: Message) -> str:
    found = re.search(r"\b(\d{3}) (\d{3})\b", message.text)
    assert found is not None
    return found[1] + found[2]
