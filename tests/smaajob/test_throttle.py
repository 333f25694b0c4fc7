"""Guessing is slow, from one address and from many; and nobody learns by trying who is known."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from smaajob.accounts.adapter import Adapter
from smaajob.accounts.models import Membership
from smaajob.messages.models import Message
from tests.factories import MembershipFactory, UserFactory

ASK, CONFIRM, LOGIN, RESET = (
    "/konto/login/code/",
    "/konto/login/code/confirm/",
    "/konto/login/",
    "/konto/password/reset/",
)
TOO_MANY = "Der har været for mange forsøg"


def at(number: int) -> Client:
    """A browser at an address of its own."""
    return Client(REMOTE_ADDR=f"10.1.{number // 200}.{number % 200 + 1}")


def test_codes_to_one_address_are_few_from_however_many_places(db: None) -> None:
    user = UserFactory.create()
    answers = [at(place).post(ASK, {"who": user.email}) for place in range(4)]

    assert [one.status_code for one in answers] == [302, 302, 302, 429]
    assert TOO_MANY in answers[3].content.decode()
    assert str(user.email) in answers[3].content.decode()
    assert Message.objects.count() == 3
    assert at(9).post(ASK, {"who": "en.anden@example.org"}).status_code == 302


def test_codes_from_one_place_are_few_to_however_many_addresses(db: None) -> None:
    answers = [at(1).post(ASK, {"who": f"en{number}@example.org"}).status_code for number in range(21)]
    assert answers == [302] * 20 + [429]


def test_codes_are_typed_ten_times_an_hour_at_the_most(db: None, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"request_login_code": "99/m/ip,99/h/key"}
    statuses = []
    for place in range(4):
        client = at(place)
        client.post(ASK, {"who": "ukendt@example.org"})
        statuses += [client.post(CONFIRM, {"code": "000000"}).status_code for _try in range(3)]
    assert statuses[-2:] == [429, 429]


def test_a_password_is_guessed_five_times_from_however_many_places(membership: Membership) -> None:
    def guess(place: int, password: str) -> str:
        return at(place).post(LOGIN, {"login": membership.user.email, "password": password}).content.decode()

    pages = [guess(place, "forkert") for place in range(5)]
    assert not any(TOO_MANY in page for page in pages)
    assert TOO_MANY in guess(6, "et langt kodeord")


def test_too_many_at_one_place_is_a_page_of_ours(db: None, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    client = Client()
    client.post(LOGIN, {"login": "x@example.org", "password": "x"})
    answer = client.post(LOGIN, {"login": "x@example.org", "password": "x"})
    assert answer.status_code == 429
    assert '<html lang="da">' in answer.content.decode()


@pytest.mark.parametrize("proxies", [0, 1])
def test_the_address_of_a_client_can_not_be_made_up(settings: Any, proxies: int) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    made_up = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 9.9.9.9"}
    request = RequestFactory().get("/", **made_up)

    # Without a proxy the header is anybody's; with one, only what the proxy itself has put at the end counts.
    assert Adapter().get_client_ip(request) == ("9.9.9.9" if proxies else "10.0.0.1")


def test_valkey_away_one_still_signs_in_and_is_still_counted(membership: Membership, settings: Any) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    assert "127.0.0.1:1" in str(caches["default"]._servers)  # type: ignore[attr-defined]
    user = UserFactory.create()

    right = {"login": membership.user.email, "password": "et langt kodeord"}
    assert at(1).post(LOGIN, right).status_code == 302
    assert [at(place).post(ASK, {"who": user.email}).status_code for place in range(4)] == [302, 302, 302, 429]


def _kinds(queries: list[dict[str, str]]) -> list[str]:
    return [" ".join(one["sql"].split()[:2]) for one in queries if "SAVEPOINT" not in one["sql"]]


def _seen(path: str, data: dict[str, str], typed: str) -> Any:
    """What a stranger sees: statuses, names of headers, and the page without what was typed and what is new each time."""
    client = Client()
    with CaptureQueriesContext(connection) as work:
        answer = client.post(path, data)
    page = client.get(answer.url) if answer.status_code == 302 else answer
    text = re.sub(r'"[A-Za-z0-9]{64}"', "", page.content.decode()).replace(typed, "X")
    return (
        answer.status_code,
        answer.headers.get("Location"),
        sorted(answer.headers),
        text,
        _kinds(work.captured_queries),
    )


def test_a_wrong_password_is_the_same_for_known_and_unknown(membership: Membership) -> None:
    UserFactory.create(email="stoppet@example.org", is_active=False)
    known, unknown, ended = (
        _seen(LOGIN, {"login": email, "password": "forkert"}, email)
        for email in (str(membership.user.email), "ukendt@example.org", "stoppet@example.org")
    )
    assert known[:4] == unknown[:4] == ended[:4]


def test_a_forgotten_password_is_the_same_for_known_and_unknown(membership: Membership) -> None:
    code_only = MembershipFactory.create(role="mentor")
    known, unknown, other = (
        _seen(RESET, {"email": email}, email)
        for email in (str(membership.user.email), "ukendt@example.org", str(code_only.user.email))
    )
    assert known[:4] == unknown[:4] == other[:4]
