"""Somebody is invited, comes in by the link, changes units and stops; an expired link ends in a new one. Wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from smaajob.accounts.actions import invitations as actions
from smaajob.accounts.models import Invitation, Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.messages.models import Message
from tests.browser.conftest import WIDE_FIRST
from tests.browser.test_accessibility import complaints
from tests.factories import MembershipFactory, ProgrammeFactory, UnitFactory

pytestmark = pytest.mark.browser
LONG = "Arbejdsmarkedscentret for Ungeindsats og Virksomhedsservice"
PASSWORD = "gule grise galer"
Visit = Callable[..., Page]


@pytest.fixture
def admin(transactional_db: None, municipality: Organisation) -> Membership:
    municipality.phone = "99 31 31 31"
    municipality.save()
    return MembershipFactory.create(organisation=municipality, user__name="Anna Bak", role=Role.ADMIN)


@pytest.fixture
def visit(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Iterator[Visit]:
    """Opens a path in a browser of its own, as a member or as nobody."""
    contexts = []

    def open_it(path: str, member: Membership | None = None, width: int = 1280) -> Page:
        context = browser.new_context(**{**browser_context_args, "viewport": {"width": width, "height": 900}})
        contexts.append(context)
        if member is not None:
            client = Client()
            client.force_login(member.user)
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    yield open_it
    for context in contexts:
        context.close()


def link() -> str:
    """The path in the newest message."""
    found = re.search(r"/invitation/\S+/", Message.objects.latest("pk").text)
    assert found
    return found[0]


def ran_out() -> None:
    before = timezone.now() - timedelta(days=20)
    Invitation.objects.update(sent_at=before, expires_at=before + timedelta(days=14))


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_from_an_invitation_to_working_here_and_out_again(admin: Membership, visit: Visit, width: int) -> None:
    UnitFactory.create(keeper=admin.organisation, name=LONG)
    ProgrammeFactory.create(keeper=admin.organisation, name="Haveholdet")
    office = visit("/brugere/", admin, width)
    assert not complaints(office)
    office.get_by_role("link", name="Inviter en bruger").click()
    assert not complaints(office)
    office.get_by_role("button", name="Send invitationen").click()
    office.get_by_role("heading", name="ting at rette").wait_for()
    assert not complaints(office)
    office.get_by_label("Navn").fill("Sofie Lund")
    office.get_by_label("E-mail").fill("sofie.med.et.langt.navn@enmegetlangarbejdsplads.example")
    # Only the role that works in programmes is asked which.
    programmes = office.get_by_label("Hvilke indsatser arbejder personen i?")
    assert not programmes.is_visible()
    office.get_by_label("Leder").check()
    assert not programmes.is_visible()
    office.get_by_label("Medarbejder i en indsats").check()
    programmes.select_option("Haveholdet")
    office.get_by_label("Enhed").select_option(LONG)
    office.get_by_role("button", name="Send invitationen").click()
    office.get_by_text("Venter på svar", exact=True).wait_for()
    assert not complaints(office)

    guest = visit(link(), width=width)
    expect(guest.get_by_text("har inviteret dig som medarbejder i en indsats")).to_be_visible()
    assert guest.get_by_role("link", name="99 31 31 31").get_attribute("href") == "tel:99313131"
    assert not complaints(guest)
    guest.get_by_label("Vælg en adgangskode").fill(PASSWORD)
    guest.get_by_label("Skriv den igen").fill(PASSWORD)
    guest.get_by_role("button", name="Kom i gang").click()
    guest.get_by_text("Velkommen. Du er nu medarbejder i en indsats hos Aalborg Kommune").wait_for()

    office.goto(re.sub(r"\?.*", "", office.url))
    office.get_by_role("link", name="Sofie Lund").click()
    expect(office.get_by_label("Haveholdet")).to_be_checked()
    assert not complaints(office)
    office.get_by_role("link", name="Stop adgangen for Sofie Lund").click()
    assert not complaints(office)
    office.get_by_role("button", name="Ja, luk for adgangen").click()
    office.get_by_text("Sofie Lund er stoppet og kan ikke komme ind mere").wait_for()
    assert not complaints(office)

    guest.reload()
    assert "/konto/login/" in guest.url
    guest.goto(guest.url.split("/konto/")[0] + link())
    expect(guest.get_by_text("Linket virker kun én gang")).to_be_visible()
    assert not complaints(guest)


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_an_expired_link_ends_in_a_new_one(admin: Membership, visit: Visit, width: int) -> None:
    by = Scope(admin.organisation, admin.user, admin.role)
    invitation = actions.invite(by=by, role=Role.CONSULTANT, name="Sofie Lund", email="sofie@example.org")
    old = link()
    ran_out()
    guest = visit(old, width=width)
    assert not complaints(guest)
    guest.get_by_role("button", name="Send mig et nyt link").click()
    guest.get_by_role("heading", name="Et nyt link er på vej").wait_for()
    assert not complaints(guest)

    fresh = visit(link(), width=width)
    expect(fresh.get_by_role("heading", name="Velkommen til Småjob")).to_be_visible()
    dead = visit(old, width=width)
    expect(dead.get_by_role("heading", name="Linket virker ikke")).to_be_visible()
    assert not complaints(dead)

    office = visit("/brugere/?vis=inviteret", admin, width)
    expect(office.get_by_text("Bad selv om et nyt link")).to_be_visible()
    office.get_by_role("button", name="Træk tilbage fra Sofie Lund").click()
    office.get_by_text("er trukket tilbage").wait_for()
    fresh.reload()
    expect(fresh.get_by_role("heading", name="Invitationen gælder ikke mere")).to_be_visible()
    assert not complaints(fresh)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_who_is_signed_in_as_somebody_else_signs_out_and_goes_on(admin: Membership, visit: Visit) -> None:
    by = Scope(admin.organisation, admin.user, admin.role)
    actions.invite(by=by, role=Role.MANAGER, name="Sofie Lund", email="sofie@example.org")
    page = visit(link(), admin)
    expect(page.get_by_text("Den er til Sofie Lund, og du er logget ind som Anna Bak")).to_be_visible()
    assert not complaints(page)
    page.get_by_role("button", name="Log ud, og gå videre").click()
    page.get_by_role("heading", name="Velkommen til Småjob").wait_for()


def test_who_has_a_user_signs_in_and_says_yes(admin: Membership, visit: Visit) -> None:
    MembershipFactory.create(organisation=admin.organisation, user__email="sofie@example.org", user__name="Sofie Lund")
    by = Scope(admin.organisation, admin.user, admin.role)
    actions.invite(by=by, role=Role.MANAGER, name="Sofie Lund", email="sofie@example.org")
    page = visit(link(), width=390)
    assert not complaints(page)
    page.get_by_role("button", name="Log ind").click()
    page.get_by_label("E-mail").fill("sofie@example.org")
    page.get_by_label("Adgangskode", exact=True).fill("et langt kodeord")
    page.get_by_role("button", name="Log ind").click()
    page.get_by_role("button", name="Ja tak").wait_for()
    assert not complaints(page)
    page.get_by_role("button", name="Ja tak").click()
    page.get_by_text("Velkommen. Du er nu leder hos Aalborg Kommune").wait_for()


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_the_organisation_and_its_units(admin: Membership, visit: Visit, width: int) -> None:
    page = visit("/organisation/ret/", admin, width)
    assert not complaints(page)
    page.get_by_role("link", name="Opret en enhed").click()
    page.get_by_label("Hvad kalder I enheden?").fill(LONG)
    assert not complaints(page)
    page.get_by_role("button", name="Opret enheden").click()
    page.get_by_text("Virksomhedsindgang").first.wait_for()
    assert not complaints(page)
    page.get_by_role("link", name=LONG).click()
    assert not complaints(page)


def test_one_stops_by_oneself(admin: Membership, visit: Visit) -> None:
    page = visit(f"/konto/forlad/{admin.public_id}/", admin, 390)
    assert not complaints(page)
    page.get_by_role("button", name="Ja, jeg stopper").click()
    page.get_by_text("Der skal altid være én, der styrer brugerne").wait_for()
    assert not complaints(page)
