"""Signing in with a code, more than a link opens, the machines, and the warning before one is signed out; in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from smaajob.accounts.models import Membership, Role, User
from smaajob.messages.models import Message
from tests.browser.conftest import NARROW_FIRST, OpenPage
from tests.browser.test_accessibility import complaints
from tests.factories import EmployerOrganisationFactory, MembershipFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def employer(transactional_db: None) -> Membership:
    return MembershipFactory.create(
        user__name="Sanne Sol", user__email="sanne@bageriet.example", user__phone="20 11 22 33",
        organisation=EmployerOrganisationFactory.create(), role=Role.EMPLOYER,
    )  # fmt: skip


@pytest.fixture
def context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    made = browser.new_context(**browser_context_args)
    made.set_default_timeout(7000)
    yield made
    made.close()


def code_sent() -> str:
    found = re.search(r"\b\d{3} \d{3}\b", Message.objects.latest("pk").text)
    assert found
    return found[0]


def enter(context: BrowserContext, user: User, url: str, **kept: str) -> None:
    client = Client()
    client.force_login(user)
    session = client.session
    session.update(kept)
    session.save()
    context.add_cookies([{"name": "sessionid", "value": session.session_key or "", "url": url}])


@pytest.mark.parametrize("width", NARROW_FIRST)
def test_an_employer_comes_in_by_a_code(
    width: int, context: BrowserContext, live_server: Any, employer: Membership
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/hvem-maa-hvad/")
    page.get_by_role("link", name="Få en kode").click()
    assert not complaints(page)

    page.get_by_role("button", name="Send mig en kode").click()
    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    page.get_by_label("E-mail eller telefonnummer").fill("20112233")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Skriv koden").wait_for()
    assert not complaints(page)
    old = code_sent()
    page.get_by_role("button", name="Send en ny kode").click()
    page.get_by_text("Vi har sendt en ny kode").wait_for()

    page.get_by_label("Koden på seks tal").fill("12 34 56" if old != "123 456" else "65 43 21")
    page.get_by_role("button", name="Log ind").click()
    page.get_by_text("Koden passer ikke").first.wait_for()
    assert not complaints(page)
    page.get_by_label("Koden på seks tal").fill(code_sent())
    page.get_by_role("button", name="Log ind").click()
    page.wait_for_url("**/hvem-maa-hvad/")


@pytest.mark.parametrize("width", NARROW_FIRST)
def test_a_candidate_with_a_link_does_more_with_a_code(
    width: int, context: BrowserContext, live_server: Any, transactional_db: None
) -> None:
    candidate = MembershipFactory.create(role=Role.CANDIDATE, user__phone="20 11 34 12")
    enter(context, candidate.user, live_server.url, assurance="link")
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/konto/enheder/")
    page.goto(f"{live_server.url}/konto/mig/")

    page.get_by_role("heading", name="Vi skal være sikre på").wait_for()
    assert not complaints(page)
    page.get_by_label("SMS til ••• 34 12").check(force=True)
    page.get_by_role("button", name="Send mig en kode").click()
    page.get_by_text("Vi har sendt en SMS med en kode til ••• 34 12").wait_for()
    assert not complaints(page)
    page.get_by_label("Koden på seks tal").fill(code_sent())
    page.get_by_role("button", name="Gå videre").click()
    page.get_by_role("heading", name="Min konto").wait_for()


def test_a_machine_is_signed_out_from_another(
    context: BrowserContext, browser: Browser, live_server: Any, transactional_db: None, membership: Membership
) -> None:
    def sign_in(where: BrowserContext) -> Page:
        page = where.new_page()
        page.goto(f"{live_server.url}/konto/login/")
        page.get_by_label("E-mail").fill(str(membership.user.email))
        page.get_by_label("Adgangskode", exact=True).fill("et langt kodeord")
        page.get_by_role("button", name="Log ind").click()
        page.wait_for_url(lambda url: "login" not in url)
        return page

    here = sign_in(context)
    other = browser.new_context(locale="da-DK", user_agent="Mozilla/5.0 (iPhone) Version/17.5 Safari/604.1")
    there = sign_in(other)
    there.goto(f"{live_server.url}/personer/")
    here.goto(f"{live_server.url}/konto/enheder/")
    here.get_by_role("button", name=re.compile("Log ud her\\s+på Safari på iPhone")).click()
    here.get_by_text("Du er logget ud på en anden enhed").wait_for()

    there.goto(f"{live_server.url}/personer/")
    there.get_by_text("Du er logget ud på denne enhed").wait_for()
    there.get_by_label("E-mail").fill(str(membership.user.email))
    there.get_by_label("Adgangskode", exact=True).fill("et langt kodeord")
    there.get_by_role("button", name="Log ind").click()
    there.wait_for_url("**/personer/")
    other.close()


def idle_page(context: BrowserContext, live_server: Any, user: User, path: str = "/konto/mig/") -> Page:
    """A page of a signed-in user with a clock that the test turns."""
    enter(context, user, live_server.url)
    page = context.new_page()
    page.clock.install()
    page.goto(live_server.url + path)
    return page


@pytest.mark.parametrize("width", NARROW_FIRST)
def test_a_warning_comes_two_minutes_before_and_one_stays(
    width: int, context: BrowserContext, live_server: Any, transactional_db: None, membership: Membership
) -> None:
    page = idle_page(context, live_server, membership.user)
    page.set_viewport_size({"width": width, "height": 900})
    warning = page.get_by_role("alertdialog", name="Du bliver logget ud om 2 minutter")
    page.clock.fast_forward(27 * 60_000)
    assert not warning.is_visible()
    page.clock.fast_forward(61_000)

    expect(warning).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == "Bliv logget ind"
    assert not complaints(page)
    with page.expect_response("**/konto/bliv/") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 200
    expect(warning).to_be_hidden()

    for _time in range(12):  # WCAG 2.2.1: at least ten times
        page.clock.fast_forward(28 * 60_000 + 1000)
        expect(warning).to_be_visible()
        page.keyboard.press("Escape")
        expect(warning).to_be_hidden()


def test_who_does_not_answer_is_signed_out_and_told_why(
    context: BrowserContext, live_server: Any, transactional_db: None, membership: Membership
) -> None:
    page = idle_page(context, live_server, membership.user)
    page.clock.fast_forward(28 * 60_000 + 1000)
    page.get_by_role("alertdialog").wait_for()
    page.clock.fast_forward(2 * 60_000)

    page.get_by_text("Du har ikke rørt siden i et stykke tid").wait_for()
    assert page.url.endswith("/konto/login/?next=%2Fkonto%2Fmig%2F")
    assert "_auth_user_id" not in page.content()


def test_another_tab_learns_that_one_stays_and_that_one_leaves(
    context: BrowserContext, live_server: Any, transactional_db: None, membership: Membership
) -> None:
    first = idle_page(context, live_server, membership.user)
    second = context.new_page()
    second.goto(f"{live_server.url}/konto/mig/")
    first.clock.fast_forward(28 * 60_000 + 2000)  # of both: the clock is the browser's
    for page in (first, second):
        page.get_by_role("alertdialog").wait_for()

    first.get_by_role("button", name="Bliv logget ind").click()
    expect(second.get_by_role("alertdialog")).to_be_hidden()

    first.clock.fast_forward(28 * 60_000 + 2000)
    first.get_by_role("alertdialog").get_by_role("button", name="Log ud").click()
    first.wait_for_url("**/konto/login/**")
    second.wait_for_url("**/konto/login/**")


def test_an_ended_session_leads_the_whole_page_to_signing_in(open_page: OpenPage, membership: Membership) -> None:
    from django.contrib.sessions.models import Session

    page = open_page("/personer/")
    Session.objects.all().delete()
    page.get_by_label("Konsulent", exact=True).select_option(label="Ingen endnu")

    page.get_by_role("heading", name="Log ind", exact=True).wait_for()
    page.get_by_text("Du er logget ud på denne enhed").wait_for()
    expect(page.locator("h1")).to_have_count(1)
    assert "next=%2Fpersoner%2F" in page.url
