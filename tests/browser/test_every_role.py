"""What each role sees, and pages in a state of their own: for everybody at every width, and within our own policy.

The pages of a consultant are in tests/browser/test_accessibility.py. Here a page is one line under its role.
"""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from employers.actions import posting_links
from smaajob.accounts.models import Invitation, Role
from smaajob.accounts.scope import Scope
from smaajob.messages.models import MessageKind
from tests.access_world import World
from tests.browser.conftest import LONG, OpenAs
from tests.browser.test_accessibility import TURNS, WIDTHS, complaints, wrong_at
from tests.factories import UserFactory
from tests.factories.factors import give_app, give_passkey

pytestmark = pytest.mark.browser
# (name of the URL, what it is about in tests/access_world.py, what comes after the path)
Address = tuple[str, str, str]

PAGES: dict[Role, list[Address]] = {
    Role.CANDIDATE: [
        ("placements:my_week", "", ""),
        ("placements:my_hours", "", ""),
        ("placements:write_hours", "placement", "?dag=2026-01-21"),
        ("placements:refuse_hours", "reported", ""),
        ("placements:my_calendar", "", ""),
        ("placements:my_proposal", "proposal", ""),
        ("placements:my_proposal_no", "proposal", ""),
        ("placements:cannot_come", "shift", ""),
        ("placements:my_placements", "", ""),
        ("placements:ask_pause", "placement", ""),
        ("placements:ask_stop", "placement", ""),
        ("candidates:my_data", "", ""),
        ("candidates:my_stored", "", ""),
        ("candidates:my_seers", "", ""),
        ("candidates:my_log", "", ""),
        ("candidates:my_consents", "", ""),
        ("candidates:my_download", "", ""),
        ("candidates:my_corrections", "", ""),
        ("placements:my_papers", "", ""),
        ("placements:papers_waiting", "", ""),
        ("placements:my_agreement", "placement", ""),
        ("my_account", "", ""),
        ("permissions", "", ""),
    ],
    Role.MENTOR: [
        ("candidates:circle", "", ""),
        ("candidates:circle_person", "person", ""),
        ("placements:week_of", "person", ""),
        ("my_account", "", ""),
    ],
    Role.GUARDIAN: [
        ("candidates:circle", "", ""),
        ("candidates:circle_person", "person", ""),
        ("placements:my_agreement", "placement", ""),
        ("my_account", "", ""),
    ],
    Role.EMPLOYER: [
        ("employers:own_company", "", ""),
        ("placements:told_people", "", ""),
        ("placements:company_hours", "", ""),
        ("placements:write_hours", "placement", ""),
        ("placements:change_hours", "own_reported", ""),
        ("placements:refuse_hours", "reported", ""),
        ("placements:employer_proposals", "", ""),
        ("placements:employer_proposal", "proposal", ""),
        ("placements:employer_proposal_no", "proposal", ""),
        ("placements:employer_proposal_talk", "proposal", ""),
        ("placements:employer_ask", "", ""),
        ("placements:company_papers", "", ""),
        ("placements:company_agreement", "placement", ""),
        ("placements:at_company", "", ""),
        ("placements:cancel_at_company", "shift", ""),
        ("placements:for_company", "", ""),
        ("placements:ask_extend", "placement", ""),
        ("placements:ask_hire", "placement", ""),
        ("employers:edit_own_company", "", ""),
        ("employers:edit_own_contact", "contact", ""),
        ("employers:new_own_contact", "workplace", ""),
        ("employers:post_task", "", ""),
        ("employers:own_task", "posted_task", ""),
        ("employers:own_task", "task", ""),
        ("employers:post_again", "posted_task", ""),
        ("employers:change_own_task", "posted_task", ""),
        ("employers:close_own_task", "posted_task", ""),
        ("usersessions_list", "", ""),
    ],
    Role.EMPLOYER_ADMIN: [
        ("employers:own_company", "", ""),
        ("users", "", ""),
        ("users", "", "?vis=inviteret"),
        ("invite", "", ""),
        ("member", "membership", ""),
        ("end_member", "membership", ""),
        ("permissions", "", ""),
        ("leave", "own_membership", ""),
    ],
    Role.PARTNER_WORKER: [
        ("placements:today", "", ""),
        ("candidates:list", "", ""),
        ("candidates:detail", "person", ""),
        ("candidates:programme", "programme", ""),
    ],
    Role.MANAGER: [
        ("placements:today", "", ""),
        ("candidates:detail", "person", ""),
        ("employers:registration", "registration", ""),
        ("outbox", "", ""),
    ],
    Role.DPO: [
        ("access_log", "", ""),
        ("access_log", "", "?q=findes-ikke"),
        ("access_flags", "", ""),
        ("access_sample", "", ""),
        ("citizen_log", "person", ""),
        ("find_citizen", "", ""),
        ("outbox", "", ""),
        ("message", "message", ""),
        ("permissions", "", ""),
    ],
    Role.ADMIN: [
        ("users", "", ""),
        ("users", "", "?vis=inviteret"),
        ("users", "", "?vis=stoppet"),
        ("users", "", "?q=findes-ikke"),
        ("invite", "", ""),
        ("member", "membership", ""),
        ("end_member", "membership", ""),
        ("organisation", "", ""),
        ("new_unit", "", ""),
        ("edit_unit", "unit", ""),
        ("permissions", "", ""),
        ("leave", "own_membership", ""),
        ("rules", "", ""),
        ("rules", "", "?fane=ydelser&dag=1-1-2027"),
        ("rule", "mentor.max_months", ""),
        ("correct_rule", "praktik.max_weeks", ""),
        ("correct_rule", "young.barred_demands", ""),
        ("law_groups", "", ""),
        ("activate_list", "LAB-2027", ""),
    ],
}
WITHOUT_FACTORS = ["new_email", "new_phone", "mfa_index", "second_factor", "mfa_activate_totp", "mfa_add_webauthn"]
FACTORS = ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]
OPEN_TO_ALL = ["candidates:link_type", "candidates:link_lost", "employers:register", "invitation_sent"]


@pytest.mark.parametrize("role", PAGES)
@pytest.mark.parametrize("turn", TURNS)
def test_a_role_finds_pages_for_everybody(turn: int, role: Role, here: World, open_as: OpenAs) -> None:
    page = open_as(here.members[role])
    paths = [reverse(name, args=here.ids(tuple(about.split()), role)) + after for name, about, after in PAGES[role]]

    assert wrong_at(page, paths, turn=turn) == {}


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.EMPLOYER, Role.MANAGER])
def test_what_a_role_may_not_is_told_for_everybody(role: Role, here: World, open_as: OpenAs) -> None:
    assert wrong_at(open_as(here.members[role]), [reverse("invite")], status=403) == {}


def test_a_personal_link_shows_its_week_and_how_to_do_more(here: World, open_as: OpenAs) -> None:
    member = here.members[Role.CANDIDATE]
    page = open_as(member, assurance="link")

    assert wrong_at(page, [reverse("placements:my_week")]) == {}
    assert wrong_at(page, [reverse("candidates:my_data")], leads_on=True) == {}
    assert "/konto/kode/" in page.url
    member.user.email = None
    member.user.phone = ""
    member.user.phone_number = ""
    member.user.save()
    assert wrong_at(page, [reverse("step_up")]) == {}, "nowhere to send a code"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("candidate", ["placements:my_week", "candidates:my_data", "candidates:my_stored", "my_account"]),
        ("employer", ["employers:own_company", "placements:told_people", "employers:edit_own_company"]),
    ],
)
@pytest.mark.parametrize("second", [True, False])
def test_on_behalf_with_and_without_the_word_that_this_is_a_demo(
    kind: str, names: list[str], second: bool, here: World, open_as: OpenAs, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = second
    member = here.members[Role.CONSULTANT]
    give_app(member.user)
    thing = here.things["person"] if kind == "candidate" else here.company
    page = open_as(member, on_behalf_of=[kind, str(thing.public_id)])

    assert wrong_at(page, [reverse(name) for name in names]) == {}
    expect(page.get_by_text("Du handler på vegne af")).to_be_visible()
    assert page.get_by_text("kun en adgangskode").is_visible() is not second


def test_what_only_who_has_just_signed_in_may_with_and_without_a_second_step(here: World, open_as: OpenAs) -> None:
    member = here.members[Role.CONSULTANT]
    just_now = {
        "account_authentication_methods": [{"method": "password", "at": time.time()}],
        "account_authentication_methods_user": str(member.user.pk),
    }
    page = open_as(member, **just_now)
    assert wrong_at(page, [reverse(name) for name in WITHOUT_FACTORS]) == {}

    give_app(member.user)
    key = give_passkey(member.user, LONG)
    paths = [reverse(name) for name in FACTORS]
    paths += [reverse("mfa_edit_webauthn", args=[key.pk]), reverse("mfa_remove_webauthn", args=[key.pk])]
    assert wrong_at(page, paths) == {}


def test_what_is_open_to_all(here: World, open_as: OpenAs) -> None:
    paths = [reverse(name) for name in OPEN_TO_ALL]
    assert wrong_at(page := open_as(), [*paths, reverse("employers:registered", args=[here.keeper.public_id])]) == {}
    assert wrong_at(page, [reverse("candidates:link_open", args=["XXXX-YYYY-ZZZZ"])], status=410) == {}
    assert wrong_at(page, [reverse("employers:post_by_link", args=["no-such-link"])], status=410) == {}


def test_a_link_to_post_a_task_in_each_state(here: World, open_as: OpenAs) -> None:
    by = Scope(here.keeper, here.members[Role.CONSULTANT].user, Role.CONSULTANT)
    link, token = posting_links.make(by=by, contact=here.things["contact"], channel=posting_links.PAPER)
    path = reverse("employers:post_by_link", args=[token])
    page = open_as()
    assert wrong_at(page, [path, f"{path}?som=sidst"]) == {}

    posting_links.close(by=by, link=link)

    assert wrong_at(page, [path], status=410) == {}
    expect(page.get_by_role("link", name="Ring +45 99 31 31 31")).to_be_visible()


@pytest.mark.parametrize("state", ["open", "old", "used", "withdrawn"])
def test_an_invitation_in_each_state(state: str, here: World, open_as: OpenAs) -> None:
    from smaajob.tokens import new_token, token_hash

    token, then = new_token(), timezone.now() - timedelta(days=20)
    row = here.own["invitation", Role.ADMIN]
    changes = {
        "open": {},
        "old": {"sent_at": then, "expires_at": then + timedelta(days=14)},
        "used": {"accepted_at": timezone.now(), "accepted_by": UserFactory.create()},
        "withdrawn": {"withdrawn_at": timezone.now()},
    }[state]
    Invitation.objects.filter(pk=row.pk).update(token_hash=token_hash(token), **changes)
    path = reverse("accept_invitation", args=[token])

    assert wrong_at(open_as(), [path], status=200 if state == "open" else 410) == {}


@pytest.mark.parametrize("known", [True, False], ids=["signed in", "nobody"])
def test_every_error_is_a_page_for_everybody(known: bool, here: World, open_as: OpenAs) -> None:
    """The templates as they are written; tests/smaajob/test_error_pages.py sees that they are the ones that come."""
    page = open_as(here.members[Role.CONSULTANT] if known else None)
    page.goto(page.url.replace("/healthz", reverse("permissions") if known else reverse("account_login")))
    context = {"home": "/", "minutes": 5, "by_link": reverse("candidates:link_type")}
    for status in (400, 403, 404, 405, 413, 429, 500):
        main = render_to_string(f"{status}.html", context, request=None).split("<main", 1)[1].split("</main>", 1)[0]
        page.evaluate("html => { document.querySelector('main').outerHTML = '<main' + html + '</main>'; }", main)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert not complaints(page), f"{status} at {width} pixels"
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator(".button-primary")).to_have_count(1)


SAID = {
    "what": "Din adgangskode er ændret.",
    "by_owner": True,
    "at": timezone.now(),
    "until": timezone.now(),
    "url": "https://smaajob.example/invitation/" + "aB3-" * 12 + "/",
    "link": "https://smaajob.example/konto/password/reset/key/" + "aB3-" * 12 + "/",
    "type_url": "https://smaajob.example/mig/",
    "code": "123 456",
    "minutes": 15,
    "first_name": "Maximiliane",
    "contacts": [{"name": "Mette Holm", "phone": "+45 99 31 31 31"}],
    "heading": "Vi har et forslag til dig",
    "paragraphs": ["Du bestemmer selv, og du må gerne sige nej.", "Læs om det, og svar senest mandag."],
    "may_sign_in": True,
    "call": {"name": LONG, "phone": "+45 99 31 31 31"},
    "company": LONG,
    "colleague": True,
    "steers": True,
    "known": False,
    "entrance": {"name": "Virksomhedsindgangen", "phone": "+45 99 31 31 32"},
    "reader": {"name": "Mette Holm", "phone": "+45 99 31 31 31"},
    "workplace": LONG,
    "task": "Rydde op på lageret",
    "place": LONG,
    "days": 3,
    "name": "Maximiliane",
    "told": "Mandag den 2. marts kl. 9–12: kan ikke komme, syg.",
    "calls": [{"name": "Mette Holm", "phone": "+45 99 31 31 31"}, {"name": LONG, "phone": "+45 99 31 31 32"}],
}
SAID_OF: dict[str, dict[str, Any]] = {"shift_changed": {"told": [SAID["told"], SAID["told"]], "to_person": True}}


def test_every_email_is_for_everybody(here: World, open_as: OpenAs) -> None:
    """As a mail program shows it: wide, on a phone, and in the dark."""
    more = {"invitation": here.own["invitation", Role.ADMIN], "registration": here.things["registration"]}
    more |= {"to": SimpleNamespace(name=LONG), "keeper": here.keeper, "inviter": UserFactory.create()}
    page = open_as()
    page.goto("about:blank")  # where our own policy does not hold: mail has its CSS inline
    for kind in MessageKind:
        page.set_content(render_to_string(f"outbox/{kind}/body.html", {**SAID, **SAID_OF.get(kind, {}), **more}))
        for width, scheme in ((600, "light"), (390, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            # A mail program shows it inside a page of its own.
            assert not complaints(page, but=("region", "landmark-one-main")), f"{kind} at {width} pixels, {scheme}"
