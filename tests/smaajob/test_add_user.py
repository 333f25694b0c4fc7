"""The first user of an installation."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from smaajob.accounts.models import Membership, Organisation


def add(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = "gule grise galer\n") -> str:
    out = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO(password))
    call_command("add_user", *arguments, stdout=out)
    return out.getvalue()


def test_a_new_user_can_sign_in(monkeypatch: pytest.MonkeyPatch, municipality: Organisation, client: Client) -> None:
    add(monkeypatch, "Anna@example.org", "--name", "Anna Bak", "--organisation", "851", "--role", "manager")
    response = client.post("/konto/login/", {"login": "anna@example.org", "password": "gule grise galer"})
    assert response.status_code == 302
    assert Membership.objects.get(user__email="anna@example.org").role == "manager"


def test_a_user_who_is_there_gets_a_new_place(monkeypatch: pytest.MonkeyPatch, membership: Membership) -> None:
    membership.active = False
    membership.save()
    add(monkeypatch, membership.user.email, "--organisation", "aalborg kommune")
    membership.refresh_from_db()
    assert membership.active


@pytest.mark.parametrize(
    ("arguments", "password", "message"),
    [
        (
            ["x@example.org", "--name", "X", "--organisation", "Ukendt"],
            "gule grise galer\n",
            "There is no organisation",
        ),
        (["x@example.org", "--organisation", "851"], "gule grise galer\n", "needs a --name"),
        (["x@example.org", "--name", "X", "--organisation", "851"], "1234567890\n", "adgangskode"),
        (["ikke en adresse", "--name", "X", "--organisation", "851"], "gule grise galer\n", "e-mail"),
    ],
)
def test_what_can_not_be_is_told(
    monkeypatch: pytest.MonkeyPatch, municipality: Organisation, arguments: list[str], password: str, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        add(monkeypatch, *arguments, password=password)
    assert not Membership.objects.exists()
