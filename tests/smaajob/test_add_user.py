"""The first user of an installation."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from smaajob.accounts.models import Membership, Organisation, Role, User
from smaajob.audit.models import Event
from tests.factories import EmployerOrganisationFactory


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
    assert Event.objects.get().verb == "return"

    add(monkeypatch, membership.user.email, "--organisation", "aalborg kommune")
    assert Event.objects.count() == 1, "who is here already does not come back"


def test_a_user_can_be_two_things(monkeypatch: pytest.MonkeyPatch, membership: Membership) -> None:
    add(monkeypatch, membership.user.email, "--organisation", "851", "--role", "admin")
    assert set(Membership.objects.values_list("role", flat=True)) == {Role.CONSULTANT, Role.ADMIN}


def test_who_signs_in_with_a_code_is_asked_for_no_password(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    EmployerOrganisationFactory.create(name="Bageriet Sol ApS")
    words = ["--name", "Eva Sol", "--organisation", "Bageriet Sol ApS", "--role", "employer_admin"]
    add(monkeypatch, "eva@example.org", *words, password="")
    assert not User.objects.get(email="eva@example.org").has_usable_password()


def test_a_role_that_the_organisation_has_not(monkeypatch: pytest.MonkeyPatch, municipality: Organisation) -> None:
    with pytest.raises(CommandError, match="There is no employer in Aalborg Kommune"):
        add(monkeypatch, "x@example.org", "--name", "X", "--organisation", "851", "--role", "employer")
    assert not User.objects.exists()


def test_an_installation_begins_with_a_municipality(monkeypatch: pytest.MonkeyPatch, db: None, client: Client) -> None:
    call_command(
        "add_organisation", "Thisted Kommune", "--municipality", "787", "--phone", "99 17 17 17", stdout=StringIO()
    )
    add(monkeypatch, "anna@example.org", "--name", "Anna Bak", "--organisation", "787", "--role", "admin")
    client.post("/konto/login/", {"login": "anna@example.org", "password": "gule grise galer"})
    assert client.get("/brugere/").status_code == 200

    for arguments, told in (
        (["Thisted", "--municipality", "787"], "here already"),
        (["thisted kommune"], "of that name"),
        (["X", "--municipality", "9999"], "no municipality's code"),
        (["X", "--municipality", "851", "--partner", "housing"], "not both"),
    ):
        with pytest.raises(CommandError, match=told):
            call_command("add_organisation", *arguments, stdout=StringIO())


@pytest.mark.parametrize(
    ("arguments", "password", "message"),
    [
        (
            ["x@example.org", "--name", "X", "--organisation", "Ukendt"],
            "gule grise galer\n",
            "There is no organisation",
        ),
        (["x@example.org", "--organisation", "851"], "gule grise galer\n", "needs a --name"),
        (["x@example.org", "--name", "X", "--organisation", "851"], "1234567890\n", "Adgangskoden"),
        (["ikke en adresse", "--name", "X", "--organisation", "851"], "gule grise galer\n", "e-mail"),
    ],
)
def test_what_can_not_be_is_told(
    monkeypatch: pytest.MonkeyPatch, municipality: Organisation, arguments: list[str], password: str, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        add(monkeypatch, *arguments, password=password)
    assert not Membership.objects.exists()
