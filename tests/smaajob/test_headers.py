"""What every answer says to the browser, and what production says beside it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import CandidateFactory
from tests.smaajob.test_environment import GOOD


def policy(response: Any) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: value for name, _space, value in parts}


@pytest.mark.parametrize("path", ["/konto/login/", "/findes-ikke/", "/healthz", "/personer/"])
def test_nothing_but_our_own_files_runs_on_a_page(signed_in: Client, path: str) -> None:
    rules = policy(signed_in.get(path))

    assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in str(rules)
    assert "http" not in str(rules)


def test_a_page_is_kept_nowhere_and_gives_nothing_away(signed_in: Client, scope: Any) -> None:
    person = CandidateFactory.create(keeper=scope.organisation)
    for path in ("/personer/", f"/personer/{person.public_id}/", "/konto/password/change/", "/findes-ikke/"):
        response = signed_in.get(path)
        assert "no-store" in response["Cache-Control"], path
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=()" in response["Permissions-Policy"]
        assert "publickey-credentials-get=(self)" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    "path", ["/mig/", "/mig/KXTR-4P9D-W2HM/", "/invitation/abc/", "/konto/password/reset/key/1-a/"]
)
def test_an_address_that_is_a_secret_is_told_to_nobody(client: Client, db: None, path: str) -> None:
    response = client.get(path)

    assert response["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response["Cache-Control"]


def test_static_files_may_be_kept(client: Client, db: None) -> None:
    response = client.get("/static/css/app.css")
    response.close()

    assert "no-store" not in response.get("Cache-Control", "")


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(client: Client, membership: Any) -> None:
    client.get("/konto/login/")
    client.force_login(membership.user)
    client.get("/personer/?q=070684-2358")  # something is said, so the session is saved

    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax"


def test_what_is_said_to_somebody_does_not_lie_in_a_cookie(signed_in: Client) -> None:
    signed_in.get("/personer/?q=070684-2358")

    assert "messages" not in signed_in.cookies
    assert "Skriv ikke et CPR-nummer her" in signed_in.get("/personer/").content.decode()


def in_production(code: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *code],
        cwd=settings.ROOT,
        env={**GOOD, "SECRET_KEY": "abcdefghij" * 6},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_djangos_own_check() -> None:
    done = in_production(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_production_speaks_https_only_and_its_cookies_belong_to_one_host() -> None:
    code = (
        "import django; django.setup();"
        "from django.test import Client;"
        "plain = Client().get('/konto/login/', headers={'host': 'smaajob.example'});"
        "safe = Client(raise_request_exception=False).get('/findes-ikke/', headers={'host': 'smaajob.example'}, secure=True);"
        "from django.conf import settings as s;"
        "print(plain.status_code, plain['Location']);"
        "print(safe.status_code, safe['Strict-Transport-Security']);"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.DEBUG,"
        " s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH)"
    )
    done = in_production(["-c", f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'smaajob.settings'; {code}"])

    assert done.returncode == 0, done.stderr
    plain, safe, cookies = done.stdout.splitlines()
    assert plain == "301 https://smaajob.example/konto/login/"
    assert safe.endswith("max-age=31536000; includeSubDomains; preload")
    assert cookies == "__Host-session __Host-csrf True True False None None / /"
