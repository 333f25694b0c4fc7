"""A mother signs for her daughter of sixteen, on her phone, from the link that she got: by way of a wrong code and of a page grown old."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from placements.actions import drafting, sending
from placements.actions.asking import Link
from placements.models import AgreementVersion, Party, Placement, Signature
from smaajob.accounts.models import Membership
from smaajob.accounts.scope import Scope
from smaajob.messages.models import Message
from tests.browser.conftest import OpenAs
from tests.browser.test_accessibility import complaints
from tests.factories.agreements import employer_of, sent, to_be_agreed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOTHER = "fatma@example.org"


@pytest.fixture
def scope(membership: Membership) -> Scope:
    return Scope(membership.organisation, membership.user)


@pytest.fixture
def placement(membership: Membership) -> Placement:
    membership.organisation.phone = "+45 99 31 00 00"
    membership.organisation.save()
    born = timezone.localdate() - timedelta(days=16 * 365)
    made = to_be_agreed(membership.organisation, birth_date=born, kind="fritidsjob")
    employer_of(made)
    return made


def phone(open_as: OpenAs) -> Page:
    page = open_as()
    page.set_viewport_size({"width": 390, "height": 800})
    return page


def link_of(address: str = MOTHER) -> str:
    """The newest link that was sent to an address."""
    for message in Message.objects.filter(kind__startswith="agreement").order_by("-pk"):
        found = re.search(r"/underskriv/[^/\s]+/", message.text)
        if message.address == address and found:
            return found[0]
    raise AssertionError(f"nothing was sent to {address}")


def code() -> str:
    message = Message.objects.filter(kind="login_code").latest("pk")
    found = re.search(r"\b(\d{3}) (\d{3})\b", message.text)
    assert found is not None
    return found[1] + found[2]


def come_in(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name=re.compile("Send en e-mail til f")).click()
    page.get_by_label("Koden på seks tal").fill(code())
    page.get_by_role("button", name="Læs aftalen").click()
    expect(page.get_by_role("heading", name=re.compile("^Aftale"))).to_be_visible()


def another(scope: Scope, version: AgreementVersion, remarks: str) -> AgreementVersion:
    """The consultant takes it back and sends another, while it lies open on a phone."""
    placement = version.placement
    sending.withdraw(by=scope, agreement=version, why="Der stod forkert, hvad hun skal have med")
    draft = drafting.draft(by=scope, placement=placement)
    values = {"remarks": remarks, "valid_from": version.valid_from}
    draft = drafting.change(by=scope, agreement=draft, values=values, steps=drafting.steps_of_row(draft))
    return sending.send(by=scope, agreement=draft, links={Party.GUARDIAN: Link("Fatma Hassan", MOTHER)})


def test_from_the_link_by_a_wrong_code_to_a_signature_to_what_stands_there_now(
    open_as: OpenAs, live_server: Any, scope: Scope, placement: Placement
) -> None:
    first = sent(scope, placement)
    old = live_server.url + link_of()
    fatma = phone(open_as)
    fatma.goto(old)
    expect(fatma.get_by_role("heading", name="Der er en aftale til dig")).to_be_visible()
    expect(fatma.locator("main")).not_to_contain_text("Amina")
    assert complaints(fatma) == ""
    fatma.get_by_role("button", name=re.compile("Send en e-mail til f")).click()
    right = code()
    fatma.get_by_label("Koden på seks tal").fill(f"{(int(right) + 1) % 10**6:06d}")
    fatma.get_by_role("button", name="Læs aftalen").click()
    expect(fatma.locator(".form-error-message")).to_be_visible()
    expect(fatma.locator("main")).not_to_contain_text("Amina")
    assert complaints(fatma) == ""
    fatma.get_by_label("Koden på seks tal").fill(right)
    fatma.get_by_role("button", name="Læs aftalen").click()
    expect(fatma.get_by_text("Du skriver under, fordi Amina Hassan er under 18 år.")).to_be_visible()
    expect(fatma.get_by_text("Pakke brød.")).to_be_visible()
    assert complaints(fatma) == ""

    fatma.get_by_role("button", name="Skriv under").click()
    expect(fatma.get_by_role("link", name=re.compile("Skriv dit navn"))).to_be_visible()
    second = another(scope, first, "Hun skal have sikkerhedssko på.")
    fatma.get_by_label("Skriv dit navn").first.fill("Fatma Hassan")
    fatma.get_by_role("button", name="Skriv under").click()
    expect(fatma.get_by_role("heading", name="Aftalen er ændret, mens du læste")).to_be_visible()
    expect(fatma.get_by_text("Du har ikke skrevet under på noget.")).to_be_visible()
    expect(fatma.get_by_text("Der stod forkert, hvad hun skal have med")).to_be_visible()
    assert not Signature.objects.exists()
    expect(fatma.get_by_label("Skriv dit navn").first).to_have_value("Fatma Hassan")
    assert complaints(fatma) == ""
    fatma.get_by_role("button", name="Skriv under").click()
    expect(fatma.get_by_text("Tak. Du har skrevet under.")).to_be_visible()
    signature = Signature.objects.get()
    assert (signature.party, signature.method, signature.content_hash) == ("guardian", "link", second.content_hash)

    # The link of the first message, another day on another telephone: what stands there now, and nothing to sign.
    later = phone(open_as)
    come_in(later, old)
    expect(later.get_by_text("Hun skal have sikkerhedssko på.").first).to_be_visible()
    expect(later.get_by_text("Du har skrevet under", exact=True)).to_be_visible()
    expect(later.get_by_role("button", name="Skriv under")).to_have_count(0)
    assert complaints(later) == ""
    with later.expect_download() as taken:
        later.get_by_role("link", name="Hent aftalen (PDF)").click()
    assert taken.value.suggested_filename == "aftale.pdf"


def test_a_link_to_an_address_that_is_hers_no_longer_says_whom_to_call(
    open_as: OpenAs, live_server: Any, scope: Scope, placement: Placement
) -> None:
    version = sent(scope, placement)
    old = live_server.url + link_of()
    fatma = phone(open_as)
    come_in(fatma, old)
    sending.send_link(
        by=scope, agreement=version, party=Party.GUARDIAN, to=Link("Fatma Hassan", "fatma.ny@example.org")
    )
    fatma.get_by_label("Skriv dit navn").first.fill("Fatma Hassan")
    fatma.get_by_role("button", name="Skriv under").click()
    expect(fatma.get_by_role("heading", name="Linket virker ikke længere")).to_be_visible()
    expect(fatma.get_by_role("link", name=re.compile("99 31 00 00"))).to_be_visible()
    assert complaints(fatma) == ""
    assert not Signature.objects.exists()


def test_a_no_by_link_is_a_no_with_a_reason_and_can_become_a_yes(
    open_as: OpenAs, live_server: Any, scope: Scope, placement: Placement
) -> None:
    sent(scope, placement)
    fatma = phone(open_as)
    come_in(fatma, live_server.url + link_of())
    fatma.get_by_text("Jeg vil ikke skrive under").click()
    no = fatma.locator(".refuse")
    no.get_by_label("Skriv dit navn").fill("Fatma Hassan")
    no.get_by_role("button", name="Send mit svar").click()
    expect(fatma.get_by_role("link", name=re.compile("Skriv kort hvorfor"))).to_be_visible()
    expect(no.get_by_label("Skriv dit navn")).to_have_value("Fatma Hassan")
    no.get_by_label(re.compile("Hvorfor")).fill("Hun har skole om onsdagen.")
    no.get_by_role("button", name="Send mit svar").click()
    expect(fatma.get_by_text("Dit svar er gemt.")).to_be_visible()
    assert complaints(fatma) == ""
    fatma.get_by_label("Skriv dit navn").first.fill("Fatma Hassan")
    fatma.get_by_role("button", name="Skriv under").click()
    expect(fatma.get_by_text("Tak. Du har skrevet under.")).to_be_visible()
    assert [one.says for one in Signature.objects.order_by("pk")] == ["no", "yes"]
