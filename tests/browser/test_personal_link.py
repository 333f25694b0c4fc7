"""A candidate's way in, on a phone: paper, code, birth date, own week; and a link that has run out ends in a new one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from candidates.actions import links
from candidates.models import Candidate, PersonalLink
from smaajob.accounts.models import Membership
from smaajob.accounts.scope import Scope
from smaajob.messages.models import Message
from smaajob.schedule import DatedWindow
from tests.browser.conftest import NARROW_FIRST, OpenPage
from tests.browser.test_accessibility import complaints
from tests.factories import PlacementFactory, ShiftFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(world: dict[str, Any]) -> Candidate:
    """Who is at work today."""
    somebody: Candidate = world["person"]
    today = timezone.localdate()
    row = PlacementFactory.create(candidate=somebody, workplace=world["workplace"], start=today, planned_end=today)
    ShiftFactory.create(placement=row, window=DatedWindow(today, 9 * 60, 12 * 60))
    return somebody


def code(membership: Membership, person: Candidate, channel: str) -> str:
    links.make(by=Scope(membership.organisation, membership.user), candidate=person, channel=channel)
    return code_in(Message.objects.latest("pk"))


def code_in(message: Message) -> str:
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", message.text or message.html)
    assert found
    return found[0]


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", NARROW_FIRST)
def test_from_the_paper_to_the_week(
    open_page: OpenPage, membership: Membership, person: Candidate, width: int, *, scripts: bool
) -> None:
    paper = code(membership, person, "letter")
    page = open_page("/mig/", width=width, scripts=scripts, signed_in=False)
    page.get_by_label("Din kode").fill(paper.lower().replace("-", " "))
    page.get_by_role("button", name="Videre").click()
    born = person.birth_date
    for label, value in (("Dag", born.day + 1), ("Måned", born.month), ("År", born.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_role("button", name="Se min uge").click()
    expect(page.get_by_text("Datoen passer ikke til linket.")).to_be_visible()
    page.get_by_label("Dag", exact=True).fill(str(born.day))
    page.get_by_role("button", name="Se min uge").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hej {person.first_name}")
    expect(page.get_by_text("Kl. 9–12")).to_be_visible()
    expect(page.get_by_role("link", name="98 12 34 56").first).to_have_attribute("href", "tel:+4598123456")

    page.goto(page.url.replace("/min-uge/", "/mine-oplysninger/"))
    assert "/konto/kode/" in page.url, "for more than the week a code is needed"


@pytest.mark.parametrize("width", NARROW_FIRST)
def test_the_pages_of_the_way_in_are_for_everybody(
    open_page: OpenPage, membership: Membership, person: Candidate, width: int
) -> None:
    page = open_page(f"/mig/{code(membership, person, 'letter')}/", width=width, signed_in=False)
    found = [complaints(page)]
    page.get_by_role("button", name="Se min uge").click()
    found.append(complaints(page))
    born = person.birth_date
    for label, value in (("Dag", born.day), ("Måned", born.month), ("År", born.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_role("button", name="Se min uge").click()
    found.append(complaints(page))
    page.goto(re.sub(r"/min-uge/.*", "/mig/XXXX-YYYY-ZZZZ/", page.url))
    found.append(complaints(page))
    assert found == [""] * 4


@pytest.mark.parametrize("width", NARROW_FIRST)
def test_a_link_that_has_run_out_ends_in_a_new_one(
    open_page: OpenPage, membership: Membership, person: Candidate, width: int
) -> None:
    old = code(membership, person, "sms")
    PersonalLink.objects.update(revoked_at=timezone.now())
    page = open_page(f"/mig/{old}/", width=width, signed_in=False)
    page.get_by_role("button", name="Send mig mit link igen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se efter en besked")

    message = Message.objects.latest("pk")
    assert message.ordered_by is None
    page.goto(re.sub(r"/mig/.*", f"/mig/{code_in(message)}/", page.url))
    born = person.birth_date
    for label, value in (("Dag", born.day), ("Måned", born.month), ("År", born.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_role("button", name="Se min uge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hej {person.first_name}")


@pytest.mark.parametrize("width", NARROW_FIRST)
def test_a_consultant_gives_the_link_and_acts_in_the_persons_place(
    open_page: OpenPage, person: Candidate, width: int
) -> None:
    page = open_page(f"/personer/{person.public_id}/adgang/", width=width)
    page.locator("#id_link-channel_0").check()
    page.get_by_role("button", name="Lav et link").click()
    expect(page.get_by_text("Et nyt link er på vej")).to_be_visible()
    expect(page.get_by_text("Har adgang")).to_be_visible()

    page.get_by_role("button", name="Handl på vegne af").click()
    page.get_by_label("Hvorfor handler du på deres vegne?").fill("Bad om det i telefonen")
    page.get_by_role("button", name="Begynd").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ugen for {person.first_name}")
    expect(page.get_by_text("Du handler på vegne af")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Du handler igen som dig selv.")).to_be_visible()
