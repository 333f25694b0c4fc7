"""The law in a browser: a start that is asked about, refused and put right; a rule that is corrected and then decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from employers.models import Task
from placements.models import Placement
from smaajob.accounts.models import Role
from tests.browser.conftest import OpenAs, OpenPage
from tests.browser.test_accessibility import assert_for_everybody
from tests.factories import MembershipFactory, TargetGroupSpellFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def pair(world: dict[str, Any]) -> dict[str, Any]:
    """A praktik at a workplace with ten employees, and somebody of forty on cash benefit."""
    task, person = world["task"], world["newcomer"]
    Task.objects.filter(pk=task.pk).update(kind="praktik", seats=9, end=None)
    workplace = task.workplace
    workplace.p_number, workplace.employees, workplace.type = "1003388394", 10, "privat"
    workplace.save()
    type(person).objects.filter(pk=person.pk).update(birth_date=date(1986, 1, 1))
    person.target_groups.all().delete()
    TargetGroupSpellFactory.create(candidate=person, group="kontanthjælp", start=date(2025, 1, 1))
    return {
        "task": task,
        "address": reverse("placements:start", args=[task.public_id, person.public_id]),
        "keeper": task.keeper,
    }


def weeks(number: int) -> str:
    """The last day of so many weeks from next Monday, which is what the page begins with."""
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    return f"{monday + timedelta(weeks=number, days=-1):%d-%m-%Y}"


def test_a_start_is_asked_about_refused_and_put_right(pair: dict[str, Any], open_page: OpenPage) -> None:
    page = open_page(pair["address"], width=390)
    expect(page.get_by_role("heading", name="Er det lovligt?")).to_be_visible()
    expect(page.get_by_text("Er personen jobparat, aktivitetsparat eller uddannelsesparat?")).to_be_visible()
    page.get_by_label("Sidste dag, som I regner med").fill(weeks(6))
    page.get_by_label("At træne og få det lært").check()
    page.get_by_role("group", name="Har medarbejdernes repræsentant udtalt sig?").get_by_label("Ja", exact=True).check()
    page.get_by_label("Hvilken målgruppe i loven er personen i?").select_option("kth_jobparat")
    page.get_by_role("button", name="Start forløbet").click()

    expect(page.get_by_role("heading", name="Nej, ikke sådan her")).to_be_visible()
    expect(page.locator(".verdict").get_by_text("LAB § 61, stk. 1").first).to_be_visible()
    assert_for_everybody(page)
    page.get_by_label("Sidste dag, som I regner med").fill(weeks(4))
    page.get_by_role("button", name="Se, om det er lovligt").click()
    expect(page.get_by_role("heading", name="Nej, ikke sådan her")).to_have_count(0)
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "lawful")
    assert_for_everybody(page)
    assert not Placement.objects.filter(kind="praktik", task=pair["task"]).exists()

    page.get_by_role("button", name="Start forløbet").click()
    expect(page.get_by_text("Forløbet er startet. Første vagt er")).to_be_visible()
    page.goto(page.url + "?fane=historik")
    expect(page.get_by_text("Formålet: at træne og få det lært.")).to_be_visible()


def test_a_corrected_rule_decides_from_its_day(pair: dict[str, Any], open_as: OpenAs) -> None:
    admin = MembershipFactory.create(organisation=pair["keeper"], role=Role.ADMIN, user__name="Ida Admin")
    consultant = MembershipFactory.create(organisation=pair["keeper"], role=Role.CONSULTANT)
    hers, his = open_as(admin), open_as(consultant)
    hers.goto(urljoin(hers.url, reverse("correct_rule", args=["praktik.max_weeks"])))
    hers.get_by_label("Praktik: så længe fra begyndelsen").fill("8")
    hers.get_by_label("Jobparate kontanthjælpsmodtagere (LAB § 6, nr. 2)").check()
    hers.get_by_label("Hvor står det?").fill("retsinformation.dk")
    hers.get_by_label("Hvorfor?").fill("Loven er ændret")
    hers.get_by_role("button", name="Gem rettelsen").click()
    expect(hers.get_by_text("Fra den dag gælder jeres egen.")).to_be_visible()
    assert_for_everybody(hers)

    his.goto(urljoin(his.url, pair["address"]))
    his.get_by_label("Sidste dag, som I regner med").fill(weeks(6))
    his.get_by_label("Et almindeligt job bagefter").check()
    his.get_by_label("Hvilken målgruppe i loven er personen i?").select_option("kth_jobparat")
    his.get_by_role("group", name="Har medarbejdernes repræsentant udtalt sig?").get_by_label("Ja", exact=True).check()
    his.get_by_role("button", name="Se, om det er lovligt").click()
    expect(his.locator(".verdict")).to_have_attribute("data-outcome", "lawful")

    hers.get_by_role("button", name="Tag rettelsen tilbage").click()
    expect(hers.get_by_text("Jeres rettelse er taget tilbage.")).to_be_visible()
    his.get_by_role("button", name="Se, om det er lovligt").click()
    expect(his.locator(".verdict")).to_have_attribute("data-outcome", "not_allowed")
