"""Every URL × every role × one's own organisation, another, and nobody signed in, held against tests/access_table.py.

The worlds are made once for the module and taken back at its end; each request is taken back by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from smaajob.accounts.middleware import ASSURANCE
from smaajob.accounts.models import Role
from smaajob.accounts.permissions import allowed
from smaajob.accounts.scope import Assurance
from smaajob.formpage import TOKEN
from smaajob.http import permission_of
from tests.access_table import ANYBODY, NOT_OFFERED, PUBLIC, PUBLIC_LINK, TABLE, Row
from tests.access_world import World, build, names_a_person
from tests.acting import act_for
from tests.factories import MunicipalityFactory, cvr_number

METHODS = ("get", "post")
# What somebody gets who may: the page, the next one, what is wrong in the form, or that this method is not for it.
IN = {200, 302, 405, 422}
# Whoever writes to one of these is not writing to what people keep here: the session, and that a page was looked at.
OWN_TABLES = ("django_session", "usersessions_usersession", "audit_access")
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|COPY)\b")
LOGIN = "/konto/login/"


@dataclass
class Worlds:
    """Aalborg and its company, Vejle and its; a client for each role in both, and one that nobody has signed in with."""

    here: World
    there: World
    clients: dict[Role, Client]
    foreign: dict[Role, Client]


# Thousands of requests: attempts are counted in memory, and a refusal is its number alone: tests/smaajob/test_error_pages.py has its page.
QUICK = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
}


def _number_alone(_request: HttpRequest, status: int, *_page: Any) -> HttpResponse:
    return HttpResponse(status=status)


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[Worlds]:
    with (
        django_db_blocker.unblock(),
        override_settings(**QUICK),
        pytest.MonkeyPatch.context() as patched,
        transaction.atomic(),
    ):
        patched.setattr("smaajob.errors._page", _number_alone)
        here = build(MunicipalityFactory.create(), cvr_number(500))
        there = build(MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"), cvr_number(501))
        yield Worlds(here, there, _clients(here), _clients(there))
        transaction.set_rollback(True)


def _clients(world: World) -> dict[Role, Client]:
    found = {}
    for role, member in world.members.items():
        found[role] = Client(raise_request_exception=False)
        found[role].force_login(member.user)
        # The first page writes in the session when it began: once here, and not in each request that is taken back.
        assert found[role].get("/konto/mig/").status_code == 200
    return found


def asked(client: Client, method: str, path: str, data: dict[str, str] | None = None, *, follow: bool = False) -> Any:
    """One request, and with `follow` what it leads to; whatever it wrote is taken back."""
    cache.clear()  # attempts are counted there
    cookies = copy(client.cookies)  # signing out takes them
    with transaction.atomic():
        answer = getattr(client, method)(path, data or {}, follow=follow)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def writes(client: Client, method: str, path: str, data: dict[str, str] | None = None) -> tuple[Any, list[str]]:
    """The answer to a request, and what it wrote in the tables that people's work lies in."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
        if WRITES.match(sql) and not any(table in sql for table in OWN_TABLES):
            found.append(sql)
        return execute(sql, *others)

    with connection.execute_wrapper(watch):
        answer = asked(client, method, path, data)
    return answer, found


def views(
    patterns: list[URLPattern | URLResolver] | None = None, space: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Each URL's name and view."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from views(one.url_patterns, space + (f"{one.namespace}:" if one.namespace else ""))
        else:
            yield space + (one.name or str(one.pattern)), one.callback


def path_of(name: str, ids: list[Any]) -> str:
    return reverse(name, args=ids)


# What must be in a form for the page behind it to know what it is about.
def posted(name: str, world: World, role: Role) -> dict[str, str]:
    if name.startswith("drafts:"):
        from django.core import signing

        token = signing.dumps(["candidates.new", "00000000-0000-0000-0000-000000000000"], salt="smaajob.formpage")
        return {TOKEN: token, "first_name": "Ida"}
    return {}


# Answered by a 404 to somebody who may: (the URL, how it is asked for): why.
NOTHING_NAMED = {
    ("switch_organisation", "post"): "the role to change to is in what is sent, and nothing is",
    ("usersessions_list", "post"): "the device to sign out is in what is sent, and nothing is",
    ("mfa_edit_webauthn", "get"): "nobody here has a passkey",
    ("mfa_edit_webauthn", "post"): "nobody here has a passkey",
    ("mfa_remove_webauthn", "get"): "nobody here has a passkey",
    ("mfa_remove_webauthn", "post"): "nobody here has a passkey",
    ("second_factor", "get"): "who signs in with a code has no second step to set up",
    ("second_factor", "post"): "who signs in with a code has no second step to set up",
}
# Nothing to see until the worker has read the file; the pages' own tests (tests/placements/exchange) say what is there then.
NOT_YET = {"placements:import_faults", "placements:import_undo"}
KNOWN = {name: row for name, row in TABLE.items() if name in dict(views())}
OF_ROLES = {name: row for name, row in KNOWN.items() if not isinstance(row.who, str)}


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    there = {name for name, _view in views()}

    assert there - set(TABLE) == set(), "say in tests/access_table.py who gets in"
    assert set(TABLE) - there == set(), "these are no URLs (any more)"


def test_every_view_says_whom_it_is_for() -> None:
    """In the code too: `@may(…)`, `@anybody`, or Django's `@login_not_required`. What lies under /konto/ is one's own account."""
    silent = {
        name
        for name, view in views()
        if getattr(view, "login_required", True)
        and permission_of(view) is None
        and not reverse(name, args=_any_ids(name)).startswith("/konto/")
    }
    public = {name for name, view in views() if not getattr(view, "login_required", True)}

    assert silent == set()
    assert public == {name for name, row in KNOWN.items() if row.who in (PUBLIC, PUBLIC_LINK, NOT_OFFERED)}


def test_the_mark_on_each_view_lets_in_the_roles_of_its_row() -> None:
    """For every method at once, which is why a refusal is asked for by POST alone below."""
    known = dict(views())
    wrong = {}
    for name, row in OF_ROLES.items():
        marked = permission_of(known[name]) or ()
        let_in = {role for role in Role if any(allowed(role, one) for one in marked)} or set(Role)
        if let_in != {role for role in Role if not not_let_in(row, role)}:
            wrong[name] = sorted(let_in)
    assert wrong == {}


def _any_ids(name: str) -> list[Any]:
    stand_in = "00000000-0000-4000-8000-000000000000"
    known = {"own_key": 1}
    return [
        known.get(one, one if one in ("0", "no-such-key", "no-such-token") else stand_in) for one in TABLE[name].about
    ]


@pytest.mark.parametrize("method", METHODS)
def test_without_signing_in_there_is_only_the_way_in(worlds: Worlds, method: str) -> None:
    wrong = {}
    for name, row in KNOWN.items():
        path = path_of(name, worlds.here.ids(row.about, Role.CONSULTANT))
        answer, written = writes(Client(), method, path)
        status = answer.status_code
        location = answer.headers.get("Location", "")
        if row.who == PUBLIC:
            good = status in IN
        elif row.who == PUBLIC_LINK:
            good = status in IN | {404, 410}
        elif row.who == NOT_OFFERED:
            good = status == 404
        else:
            good = status == 302 and location.startswith(LOGIN)
        if not good or (written and not isinstance(row.who, str)):
            wrong[name] = (status, location, written[:2])
    assert wrong == {}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_in_where_the_table_says_and_nowhere_else(worlds: Worlds, role: Role) -> None:
    wrong = {}
    for name, row in KNOWN.items():
        path = path_of(name, worlds.here.ids(row.about, role))
        for method in METHODS:
            if method == "get" and not_let_in(row, role):
                continue  # by the same mark on the view as the POST
            if method == "post" and isinstance(row.who, str) and role not in SENDS_WHAT_ALL_MAY:
                continue  # the same to all roles, which the GET shows
            answer, written = writes(worlds.clients[role], method, path, posted(name, worlds.here, role))
            if not _as_the_table_says(name, row, role, method, answer.status_code, written):
                wrong[name, method] = (answer.status_code, written[:1])
    assert wrong == {}


# One of the municipality's, one of a company's, and one who signs in without a password.
SENDS_WHAT_ALL_MAY = {Role.CONSULTANT, Role.EMPLOYER_ADMIN, Role.CANDIDATE}


def not_let_in(row: Row, role: Role) -> bool:
    return not isinstance(row.who, str) and role not in row.who | row.nothing_for


def _as_the_table_says(name: str, row: Row, role: Role, method: str, status: int, written: list[str]) -> bool:
    if row.who == NOT_OFFERED:
        return status == 404
    if row.who == PUBLIC_LINK:
        return status in IN | {404, 410}
    if row.who in (PUBLIC, ANYBODY):
        return status in IN or (status == 404 and (name, method) in NOTHING_NAMED)
    if role in row.who and name in NOT_YET:
        return status in {404, 405}
    if role in row.who:
        return status in IN and not (method == "get" and written)
    return status in ({404, 405} if role in row.nothing_for else {403}) and not written


@pytest.mark.parametrize("role", list(Role))
def test_no_id_opens_what_another_organisation_keeps(worlds: Worlds, role: Role) -> None:
    wrong = {}
    for name, row in OF_ROLES.items():
        if not row.about or role not in row.who or row.lists:
            continue
        path = path_of(name, worlds.here.ids(row.about, role))
        found = set()
        for method in METHODS:
            answer, written = writes(worlds.foreign[role], method, path)
            found.add(answer.status_code)
            if answer.status_code not in {404, 405} or written:
                wrong[name, method] = (answer.status_code, written[:1])
        assert 404 in found, name
    assert wrong == {}


@pytest.mark.parametrize("role", [Role.PARTNER_WORKER, Role.MENTOR, Role.GUARDIAN])
def test_no_id_opens_a_page_about_somebody_whom_the_role_does_not_see(worlds: Worlds, role: Role) -> None:
    wrong, tried = {}, 0
    for name, row in OF_ROLES.items():
        if role not in row.who or not names_a_person(row.about):
            continue
        path = path_of(name, worlds.here.strangers_ids(row.about, role))
        for method in METHODS:
            answer, written = writes(worlds.clients[role], method, path)
            tried += 1
            if answer.status_code not in {404, 405} or written:
                wrong[name, method] = (answer.status_code, written[:1])
    assert wrong == {}
    assert tried > 20 or role != Role.PARTNER_WORKER


def test_a_personal_link_opens_the_week_and_asks_for_a_code_for_anything_more(worlds: Worlds) -> None:
    member = worlds.here.members[Role.CANDIDATE]
    wrong = {}
    client = by_link(member.user)
    for name, row in OF_ROLES.items():
        for method in METHODS:
            if method == "get" and Role.CANDIDATE not in row.who:
                continue
            answer = asked(client, method, path_of(name, worlds.here.ids(row.about, Role.CANDIDATE)))
            to_code = answer.status_code == 302 and answer.headers["Location"].startswith("/konto/kode/")
            if name in OPEN_BY_LINK:
                good = answer.status_code in IN and not to_code
            else:
                good = to_code if Role.CANDIDATE in row.who else answer.status_code == 403
            if not good:
                wrong[name, method] = (answer.status_code, answer.headers.get("Location"))
    assert wrong == {}


# The week, and what belongs to it: the hours of its days, and the week in one's own calendar. To read a proposal, and to answer what
# needs no new consent, the link is enough (ADR 15).
OPEN_BY_LINK = {
    "placements:my_week",
    *("placements:cannot_come", "placements:come_after_all", "placements:papers_waiting"),
    *(f"placements:{name}_hours" for name in ("my", "approve", "write", "change", "refuse")),
    *("placements:hours_as_planned", "placements:my_sheet"),
    *(f"placements:{name}_calendar" for name in ("my", "make", "stop")),
    *("placements:my_proposal", "placements:my_proposal_no"),
    # Asking for a change changes nothing.
    *("placements:my_placements", "placements:ask_pause", "placements:ask_stop"),
}


def by_link(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    session = client.session
    session[ASSURANCE] = Assurance.LINK.value
    session.save()
    return client


@pytest.mark.parametrize("role", [one for one in Role if one != Role.CANDIDATE])
def test_a_personal_link_makes_nobody_anything_but_a_candidate(worlds: Worlds, role: Role) -> None:
    """Who is something else too, and came by a link, is not that now."""
    client = by_link(worlds.here.members[role].user)

    assert asked(client, "get", "/personer/").status_code == 403
    assert asked(client, "get", "/brugere/").status_code in {403, 404}


# Only themselves: a yes on the screen is the person's own (a consultant writes down what was said, on the person's page).
NOT_IN_THEIR_PLACE = {"candidates:my_consent"}


@pytest.mark.parametrize(("kind", "opened"), [("candidate", Role.CANDIDATE), ("employer", Role.EMPLOYER)])
def test_on_behalf_of_somebody_a_consultant_may_what_they_may_and_nobody_else_can(
    worlds: Worlds, kind: str, opened: Role
) -> None:
    thing = worlds.here.things["person"] if kind == "candidate" else worlds.here.company
    for role in Role:
        client = Client(raise_request_exception=False)
        client.force_login(worlds.here.members[role].user)
        act_for(client, kind, thing)
        for name, row in OF_ROLES.items():
            if opened not in row.who or row.about or len(row.who) > len({opened, Role.EMPLOYER_ADMIN}):
                continue
            status = asked(client, "get", path_of(name, [])).status_code
            expected = IN if role == Role.CONSULTANT or role in row.who else {403}
            if role == Role.CONSULTANT and name in NOT_IN_THEIR_PLACE:
                expected = {404}
            assert status in expected, (role, name, status)


# What a page leads to: its links, and where its forms are sent, with how.
LINKS = re.compile(r"""<a\s[^>]*?href="([^"]+)"|hx-get="([^"]+)\"""")
FORMS = re.compile(r"<form\b[^>]*>")
DEPTH = 3
# A form is only shown to who may send it, so one of each kind of address is enough; these end the session.
NOT_SENT = ("/konto/", "/paa-vegne-af/")


@pytest.mark.parametrize("role", list(Role))
def test_nothing_a_role_is_offered_leads_to_a_refusal(worlds: Worlds, role: Role) -> None:
    """From where the role begins, three links deep, one page of each kind: no 403, no 404, no form that is sent to a 403."""
    client = worlds.clients[role]
    seen: set[str] = set()
    refused: dict[str, tuple[str, int]] = {}
    pages = [("/", "")]
    for _step in range(DEPTH + 1):
        following = []
        for path, came_from in pages:
            if (kind := kind_of(path)) in seen:
                continue
            seen.add(kind)
            answer = asked(client, "get", path, follow=True)
            if answer.status_code not in {200, 405}:
                refused[path] = (came_from, answer.status_code)
            html = answer.content.decode() if "html" in answer.headers.get("Content-Type", "") else ""
            following += [(link, path) for link in links_of(html, path)]
            refused |= {sent: (path, 403) for sent in forms_of(html, path) if _is_refused(client, sent, seen)}
        pages = following
    assert refused == {}
    assert len(seen) > 3


def _is_refused(client: Client, path: str, seen: set[str]) -> bool:
    if (kind := f"POST {kind_of(path)}") in seen or path.startswith(NOT_SENT):
        return False
    seen.add(kind)
    return asked(client, "post", path).status_code == 403


def kind_of(path: str) -> str:
    """Two people's pages are one kind of page."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d", "…", path)


def links_of(html: str, path: str) -> list[str]:
    found = [unescape(one or other) for one, other in LINKS.findall(html)]
    return [urljoin(path, one) for one in found if not one.startswith(("#", "tel:", "mailto:", "http"))]


def forms_of(html: str, path: str) -> list[str]:
    sent = [tag for tag in FORMS.findall(html) if 'method="post"' in tag]
    targets = [re.search(r'action="([^"]*)"', tag) for tag in sent]
    return [urljoin(path, unescape(one[1]) if one else path) for one in targets]
