"""On a phone, with a personal link: "jeg kan ikke komme", and alright after all; the workplace and the consultant are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from placements.models import Attendance
from smaajob.accounts.models import Membership
from smaajob.messages.models import Message, MessageKind
from smaajob.schedule import DatedWindow
from tests.browser.conftest import NARROW_FIRST, OpenPage
from tests.browser.test_accessibility import complaints
from tests.browser.test_personal_link import code
from tests.factories import PlacementFactory, ShiftFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def week(world: dict[str, Any], open_page: OpenPage, membership: Membership) -> Any:
    """Opens the person's own week by their link, on a phone; tomorrow they are to come."""
    today, person = timezone.localdate(), world["person"]
    tomorrow = today + timedelta(days=1)
    placement = PlacementFactory.create(
        candidate=person, workplace=world["workplace"], start=today, planned_end=tomorrow, task=None
    )
    ShiftFactory.create(placement=placement, window=DatedWindow(tomorrow, 9 * 60, 12 * 60))

    def open_it(*, scripts: bool) -> Page:
        page = open_page(f"/mig/{code(membership, person, 'letter')}/", width=390, scripts=scripts, signed_in=False)
        page.get_by_role("button", name="Se min uge").click()
        born = person.birth_date
        for label, value in (("Dag", born.day), ("Måned", born.month), ("År", born.year)):
            page.get_by_label(label, exact=True).fill(str(value))
        page.get_by_role("button", name="Se min uge").click()
        return page

    return open_it


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_cant_come_and_can_after_all(week: Any, *, scripts: bool) -> None:
    page = week(scripts=scripts)
    page.get_by_role("link", name="Jeg kan ikke komme").click()
    page.get_by_role("button", name="Send besked").click()
    expect(page.get_by_text("Vælg det, der passer bedst.").first).to_be_visible()
    page.get_by_label("Vil du skrive mere?").fill("Ali har feber")
    page.get_by_text("Mit barn er sygt").click()
    page.get_by_role("button", name="Send besked").click()

    expect(page.get_by_text("Tak, fordi du siger det.")).to_be_visible()
    expect(page.get_by_text("Du har sagt, at du ikke kan komme.")).to_be_visible()
    row = Attendance.objects.get(person_comment="Ali har feber")
    assert (row.state, row.said_by) == ("child_ill", "person")
    told = [one.text for one in Message.objects.filter(kind=MessageKind.CANNOT_COME)]
    assert told
    assert not any("feber" in text or "barn" in text for text in told)
    if scripts:
        assert complaints(page) == ""

    page.get_by_role("button", name="Jeg kan komme alligevel").click()
    expect(page.get_by_text("at du kommer.")).to_be_visible()
    expect(page.get_by_role("link", name="Jeg kan ikke komme")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", NARROW_FIRST)
def test_the_weeks_are_shown_as_they_will_be(
    world: dict[str, Any], open_page: OpenPage, width: int, *, scripts: bool
) -> None:
    page = open_page(f"/forloeb/{world['running'].public_id}/vagter/plan/", width=width, scripts=scripts)
    page.locator("#id_weekly-ons").fill("9-12")
    page.get_by_role("button", name="Vis ugerne, som de bliver").click()
    expect(page.get_by_role("heading", name="Sådan bliver ugerne")).to_be_visible()
    expect(page.locator("#id_weekly-ons")).to_have_value("9-12")
    if scripts:
        assert complaints(page) == ""

    page.get_by_role("button", name="Gem planen").click()
    expect(page.get_by_text("Planen er gemt")).to_be_visible()
