"""Two phones: a person says how it was and gets their calendar, the workplace says yes; without scripts too."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from placements.models import Hours, Placement, ReportedHours, ReportState
from smaajob.accounts.models import Role
from smaajob.schedule import DatedWindow
from tests.access_world import World
from tests.browser.conftest import OpenAs
from tests.browser.test_accessibility import sideways
from tests.factories import ShiftFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """A phone."""
    return {**browser_context_args, "viewport": {"width": 390, "height": 844}, "java_script_enabled": request.param}


def go(page: Page, name: str) -> None:
    page.goto(urljoin(page.url, reverse(name)))


def test_two_days_as_planned_one_corrected_and_all_approved(here: World, open_as: OpenAs) -> None:
    placement: Placement = here.things["placement"]
    ReportedHours.objects.all().delete()
    for back in (2, 3):
        day = timezone.localdate() - timedelta(days=back)
        ShiftFactory.create(placement=placement, window=DatedWindow(day, 9 * 60, 12 * 60))
    person = open_as(here.members[Role.CANDIDATE], assurance="link")
    go(person, "placements:my_hours")
    person.get_by_role("button", name=re.compile("Som planlagt")).first.click()
    expect(person.get_by_text("Timer for 1 dag er sendt.")).to_be_visible()
    person.get_by_role("link", name=re.compile("Det blev anderledes")).first.click()
    person.get_by_label("Hvor mange timer?").fill("2,5")
    person.get_by_role("button", name="Send timerne").click()
    expect(person.get_by_text("er sendt. De tæller, når")).to_be_visible()
    assert not sideways(person)

    company = open_as(here.members[Role.EMPLOYER])
    go(company, "employers:own_company")
    company.get_by_role("link", name=re.compile("Timer at godkende|Se alle timer")).first.click()
    expect(company.get_by_role("heading", name="Timer at godkende")).to_be_visible()
    assert not sideways(company)
    company.get_by_role("button", name="Godkend alle 2 dage").click()
    expect(company.get_by_text("Timer for 2 dage er godkendt.")).to_be_visible()
    assert sorted(Hours.objects.filter(report__isnull=False).values_list("hours", flat=True)) == [
        Decimal("2.5"),
        Decimal(3),
    ]
    assert set(ReportedHours.objects.values_list("state", flat=True)) == {ReportState.APPROVED}

    go(person, "placements:my_hours")
    person.get_by_text("Se 2 dage").click()
    expect(person.get_by_text("Godkendt", exact=True).first).to_be_visible()


def test_a_calendar_is_made_changed_and_stopped(here: World, open_as: OpenAs) -> None:
    person = open_as(here.members[Role.CANDIDATE], assurance="link")
    go(person, "placements:my_week")
    person.get_by_role("link", name="Se hvordan").click()
    person.get_by_role("button", name="Lav en adresse").click()
    first = person.get_by_label("Adressen", exact=True).input_value()
    assert not sideways(person)
    fetched = person.request.get(urljoin(person.url, "/" + first.split("/", 3)[3]))
    assert fetched.status == 200
    assert fetched.text().startswith("BEGIN:VCALENDAR")
    person.get_by_role("button", name="Lav en ny adresse").click()
    second = person.get_by_label("Adressen", exact=True).input_value()
    assert first != second
    assert person.request.get(urljoin(person.url, "/" + first.split("/", 3)[3])).status == 410
    person.get_by_role("button", name="Stop kalenderen").click()
    expect(person.get_by_text("Kalenderen er stoppet.")).to_be_visible()
    assert person.request.get(urljoin(person.url, "/" + second.split("/", 3)[3])).status == 410
