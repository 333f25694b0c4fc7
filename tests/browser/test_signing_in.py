"""Municipal staff sign in: a password, then a passkey of Chromium's own virtual device, an app's code, or a recovery code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from smaajob.accounts.actions.invitations import invite
from smaajob.accounts.models import Membership, Role
from smaajob.accounts.scope import Scope
from smaajob.messages.models import Message
from tests.browser.conftest import WIDE_FIRST
from tests.browser.test_accessibility import complaints
from tests.factories import MembershipFactory
from tests.factories.factors import code_of, codes_of, give_app

pytestmark = pytest.mark.browser
PASSWORD = "et langt kodeord"
NewPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def new_page(
    transactional_db: None, live_server: Any, browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[NewPage]:
    """A browser of its own on the first page, with a device that keeps passkeys unless told otherwise."""
    contexts = []

    def make(*, width: int = 1280, device: bool = True, host: str = "localhost") -> Page:
        viewport = {"width": width, "height": 900}
        context = browser.new_context(**{**browser_context_args, "viewport": viewport, "accept_downloads": True})
        contexts.append(context)
        page = context.new_page()
        if device:
            give_device(page)
        page.goto(f"http://{host}:{live_server.thread.port}/konto/login/")
        return page

    yield make
    for context in contexts:
        context.close()


def give_device(page: Page, **changes: Any) -> tuple[Any, str]:
    """A virtual device that says yes by itself; the session to speak to it, and its id."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        **changes,
    }
    answer = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device, answer["authenticatorId"]


def password(page: Page, membership: Membership) -> None:
    page.get_by_label("E-mail").fill(str(membership.user.email))
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind", exact=True).click()


def add_passkey(page: Page, name: str) -> None:
    page.wait_for_load_state()  # a person is never so fast that the page's script is not there yet
    page.get_by_label("Navn").fill(name)
    page.get_by_role("button", name="Tilføj adgangsnøglen").click()


def sign_out(page: Page) -> None:
    page.goto(re.sub(r"^(https?://[^/]+).*", r"\1/konto/logout/", page.url))
    page.get_by_role("main").get_by_role("button", name="Log ud").click()
    page.get_by_role("heading", name="Log ind", exact=True).wait_for()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("width", WIDE_FIRST)
def test_first_sign_in_passkey_codes_out_and_in_again(membership: Membership, new_page: NewPage, width: int) -> None:
    page = new_page(width=width)
    password(page, membership)

    assert heading(page) == "Sæt log ind i to trin op"
    assert not complaints(page)
    page.get_by_role("link", name="Brug en adgangsnøgle").click()
    assert heading(page) == "Tilføj en adgangsnøgle"
    assert not complaints(page)
    add_passkey(page, "Min mobil")

    page.get_by_role("heading", name="Dine nødkoder").wait_for()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert not complaints(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent dem som en fil").click()
    assert download.value.suggested_filename == "smaajob-noedkoder.txt"
    page.get_by_role("button", name="Jeg har gemt dem").click()
    page.get_by_text("Så er det sat op.").wait_for()
    assert heading(page) == "I dag"

    sign_out(page)
    password(page, membership)
    assert heading(page) == "Bekræft, at det er dig"
    assert not complaints(page)
    page.get_by_role("button", name="Brug adgangsnøglen").click()
    page.get_by_role("heading", name="I dag").first.wait_for()
    assert Authenticator.objects.get(type="webauthn").last_used_at


def test_an_invitation_a_passkey_and_a_second_session_that_is_revoked(
    membership: Membership, new_page: NewPage
) -> None:
    admin = MembershipFactory.create(organisation=membership.organisation, role=Role.ADMIN)
    scope = Scope(admin.organisation, admin.user, admin.role)
    invite(by=scope, role=Role.CONSULTANT, name="Sofie Lund", email="sofie@example.org")
    link = re.search(r"/invitation/\S+", Message.objects.get(kind="invitation").text)
    assert link

    first, second = new_page(), new_page()
    first.goto(first.url.replace("/konto/login/", link[0]))
    for field in first.locator("input[type=password]").all():
        field.fill(PASSWORD)
    first.get_by_role("button", name="Kom i gang").click()
    first.get_by_role("link", name="Brug en adgangsnøgle").click()
    add_passkey(first, "Min mobil")
    first.get_by_role("button", name="Jeg har gemt dem").click()
    first.get_by_text("Så er det sat op.").wait_for()

    sofie = Membership.objects.get(user__email="sofie@example.org")
    password(second, sofie)
    second.get_by_role("link", name="Brug en nødkode").click()
    second.get_by_label("Nødkode").fill(codes_of(sofie.user)[0])
    second.get_by_role("button", name="Log ind", exact=True).click()
    second.get_by_role("heading", name="I dag").first.wait_for()

    first.goto(first.url.rstrip("/") + "/konto/to-trin/")
    expect(first.get_by_text("Min mobil").first).to_be_visible()
    assert not complaints(first)
    give_device(first, transport="usb")
    first.get_by_role("link", name="Tilføj en adgangsnøgle til").click()
    add_passkey(first, "Kontorets nøgle")

    first.get_by_text("logget dig ud alle steder").wait_for()
    second.reload()
    assert heading(second) == "Log ind"
    assert Authenticator.objects.filter(type="webauthn", user=sofie.user).count() == 2


def test_the_apps_code_and_a_recovery_code(membership: Membership, new_page: NewPage) -> None:
    page = new_page(device=False)
    password(page, membership)
    page.get_by_role("link", name="Brug en app med koder").click()
    expect(page.get_by_role("img", name="Kode til appens kamera")).to_be_visible()
    assert not complaints(page)
    page.get_by_text("Kan du ikke bruge kameraet?").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Kode", exact=True).fill("123")
    page.get_by_role("button", name="Brug appen").click()
    page.get_by_role("heading", name="Der er én ting at rette").wait_for()
    assert not complaints(page)
    page.get_by_label("Kode", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Brug appen").click()
    page.get_by_role("heading", name="Dine nødkoder").wait_for()
    code = page.locator(".recovery-codes li").first.inner_text()
    page.get_by_role("button", name="Jeg har gemt dem").click()

    sign_out(page)
    password(page, membership)
    page.get_by_label("Kode fra appen").fill(code_of(secret, steps=1))
    page.get_by_role("button", name="Log ind", exact=True).click()
    page.get_by_role("heading", name="I dag").first.wait_for()

    sign_out(page)
    password(page, membership)
    page.get_by_role("link", name="Brug en nødkode").click()
    page.get_by_label("Nødkode").fill(code)
    page.get_by_role("button", name="Log ind", exact=True).click()
    page.get_by_role("heading", name="I dag").first.wait_for()


def test_a_device_that_says_no_is_told_in_words(membership: Membership, new_page: NewPage) -> None:
    page = new_page(device=False)
    device, number = give_device(page, isUserVerified=False, hasUserVerification=True)
    password(page, membership)
    page.get_by_role("link", name="Brug en adgangsnøgle").click()
    # What a browser does when its user taps "Annuller".
    page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    page.get_by_role("button", name="Tilføj adgangsnøglen").click()

    page.get_by_role("alert").get_by_text("Det blev ikke til noget").wait_for()
    expect(page.locator("[data-trouble]:visible")).to_have_count(1)
    assert not complaints(page)
    expect(page.get_by_role("button", name="Tilføj adgangsnøglen")).to_be_enabled()
    device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": number})


def test_the_same_device_twice_is_told(membership: Membership, new_page: NewPage) -> None:
    page = new_page()
    password(page, membership)
    page.get_by_role("link", name="Brug en adgangsnøgle").click()
    add_passkey(page, "Min mobil")
    page.get_by_role("button", name="Jeg har gemt dem").click()
    page.get_by_text("Så er det sat op.").wait_for()

    page.goto(page.url.rstrip("/") + "/konto/to-trin/noegle/")
    add_passkey(page, "Min mobil igen")
    page.get_by_role("alert").get_by_text("allerede tilføjet").wait_for()


def test_an_address_that_is_a_number_says_where_to_go(membership: Membership, new_page: NewPage) -> None:
    page = new_page(host="127.0.0.1")
    password(page, membership)
    page.get_by_role("link", name="Brug en adgangsnøgle").click()

    expect(page.get_by_text("hører til et navn, ikke til et tal")).to_be_visible()
    assert not complaints(page)
    page.get_by_role("link", name="Gå til den samme side").click()
    assert page.url.startswith("http://localhost:")
    password(page, membership)
    add_passkey(page, "Min mobil")
    page.get_by_role("heading", name="Dine nødkoder").wait_for()


def test_without_javascript_there_is_the_app(
    membership: Membership, live_server: Any, browser: Browser, transactional_db: None
) -> None:
    secret = give_app(membership.user)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/konto/login/")
    password(page, membership)
    page.get_by_label("Kode fra appen").fill(code_of(secret))
    page.get_by_role("button", name="Log ind", exact=True).click()

    assert heading(page) == "I dag"
    context.close()
