"""The second factor of municipal and partner staff: setting up, signing in, losing it, and what a change brings with it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from smaajob.accounts.actions.security import reset_factors
from smaajob.accounts.models import Membership, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from tests.factories import MembershipFactory
from tests.factories.factors import code_of, codes_of, give_app, give_passkey, secret_of

PASSWORD = "et langt kodeord"


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def second(membership: Membership) -> Client:
    """Mette's other browser, signed in."""
    other = Client()
    other.force_login(membership.user)
    return other


def password(client: Client, membership: Membership) -> Any:
    return client.post("/konto/login/", {"login": membership.user.email, "password": PASSWORD})


def signed_out(client: Client) -> bool:
    return bool(client.get("/konto/password/change/").status_code == 302)


def text(response: Any) -> str:
    return str(response.content.decode())


def told(membership: Membership) -> list[str]:
    """What Mette has been told by mail about her account, newest last."""
    return [one.text for one in Message.objects.filter(kind="account_changed", receiver=membership.user).order_by("pk")]


def set_up_app(client: Client) -> Any:
    """Begin the app and answer with its code."""
    client.get("/konto/to-trin/app/")
    secret = client.session["mfa.totp.secret"]
    return client.post("/konto/to-trin/app/", {"code": code_of(secret)})


# The first time


def test_nothing_opens_before_a_factor_is_set_up(client: Client, membership: Membership) -> None:
    assert password(client, membership).status_code == 302

    for path in ("/", "/personer/", "/hvem-maa-hvad/"):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"] == "/konto/to-trin/begynd/"
    assert client.post("/organisation/", {}).status_code == 302
    page = text(client.get("/konto/to-trin/begynd/"))
    assert "Brug en adgangsnøgle" in page
    assert "Brug en app med koder" in page
    assert "Hovedmenu" not in page
    assert "Log ud" in page


def test_an_app_is_set_up_the_codes_are_kept_and_the_day_begins(client: Client, membership: Membership) -> None:
    password(client, membership)
    page = text(client.get("/konto/to-trin/app/"))
    assert "<svg" in page
    assert "<?xml" not in page
    assert "style=" not in page
    secret = client.session["mfa.totp.secret"]
    assert all(f"<span>{secret[start : start + 4]}</span>" in page for start in range(0, 32, 4))

    response = client.post("/konto/to-trin/app/", {"code": code_of(secret)})
    assert response["Location"] == "/konto/to-trin/noedkoder/"
    shown = text(client.get("/konto/to-trin/noedkoder/"))
    first = codes_of(membership.user)[0]
    assert f"{first[:4]} {first[4:]}" in shown
    assert "/konto/to-trin/begynd/" in client.get("/personer/")["Location"]
    assert client.get("/konto/to-trin/begynd/")["Location"] == "/konto/to-trin/noedkoder/"

    file = client.get("/konto/to-trin/noedkoder/hent/")
    assert f"{first[:4]} {first[4:]}" in text(file)
    assert "smaajob-noedkoder.txt" in file["Content-Disposition"]

    assert client.post("/konto/to-trin/noedkoder/gemt/")["Location"] == "/"
    assert client.get("/personer/").status_code == 200
    assert first[:4] not in text(client.get("/konto/to-trin/noedkoder/"))
    assert client.get("/konto/to-trin/noedkoder/hent/").status_code == 404


def test_the_first_factor_keeps_this_browser_only(client: Client, membership: Membership, second: Client) -> None:
    password(client, membership)
    set_up_app(client)

    assert client.get("/konto/to-trin/noedkoder/").status_code == 200
    assert signed_out(second)
    assert "koblet en app" in told(membership)[-1]
    assert Event.objects.get(verb="account.app_added").actor == membership.user


def test_the_secret_lies_encrypted(client: Client, membership: Membership) -> None:
    password(client, membership)
    client.get("/konto/to-trin/app/")
    secret = client.session["mfa.totp.secret"]
    client.post("/konto/to-trin/app/", {"code": code_of(secret)})

    assert secret_of(membership.user) == secret
    assert not Authenticator.objects.filter(data__icontains=secret).exists()


def test_a_wrong_code_sets_nothing_up(client: Client, membership: Membership) -> None:
    password(client, membership)
    client.get("/konto/to-trin/app/")
    response = client.post("/konto/to-trin/app/", {"code": "000000"})

    assert response.status_code == 422
    assert "Koden passer ikke" in text(response)
    assert not Authenticator.objects.exists()


def test_partners_too_and_nobody_who_signs_in_with_a_code(db: None) -> None:
    for role, wanted in (
        (Role.PARTNER_WORKER, True),
        (Role.ADMIN, True),
        (Role.MENTOR, False),
        (Role.CANDIDATE, False),
    ):
        client, member = Client(), MembershipFactory.create(role=role)
        client.force_login(member.user)
        response = client.get("/hvem-maa-hvad/")
        assert (response.status_code == 302) is wanted, role


def test_a_demo_does_without_and_says_so(client: Client, membership: Membership, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    password(client, membership)

    page = client.get("/personer/")
    assert page.status_code == 200
    assert "kun en adgangskode" in text(page)

    settings.SECOND_FACTOR_REQUIRED = True
    client.get("/personer/")
    assert "kun en adgangskode" not in text(client.get("/konto/password/change/"))


# Every time


def test_signing_in_takes_the_password_and_the_apps_code(client: Client, membership: Membership) -> None:
    secret = give_app(membership.user)

    assert password(client, membership)["Location"] == "/konto/to-trin/log-ind/"
    assert client.get("/personer/").status_code == 302
    assert "seks tal, som din app viser" in text(client.get("/konto/to-trin/log-ind/"))
    wrong = client.post("/konto/to-trin/log-ind/?med=kode", {"code": "123456"})
    assert wrong.status_code == 422
    assert "Koden passer ikke" in text(wrong)
    assert client.get("/personer/").status_code == 302
    assert client.post("/konto/to-trin/log-ind/?med=kode", {"code": code_of(secret)}).status_code == 302
    assert client.get("/personer/").status_code == 200


def test_a_code_that_is_half_a_minute_old_still_works_but_none_works_twice(membership: Membership) -> None:
    secret = give_app(membership.user)
    code = code_of(secret, steps=-1)

    for expected in (302, 422):
        client = Client()
        password(client, membership)
        assert client.post("/konto/to-trin/log-ind/", {"code": code}).status_code == expected
    client = Client()
    password(client, membership)
    assert client.post("/konto/to-trin/log-ind/", {"code": code_of(secret, steps=-3)}).status_code == 422


def test_a_recovery_code_works_once(membership: Membership) -> None:
    give_app(membership.user)
    code = codes_of(membership.user)[3]

    for expected, typed in ((302, f"{code[:4]} {code[4:]}"), (422, code)):
        client = Client()
        password(client, membership)
        assert "Nødkode" in text(client.get("/konto/to-trin/log-ind/?med=noedkode"))
        assert client.post("/konto/to-trin/log-ind/?med=noedkode", {"code": typed}).status_code == expected
    assert len(codes_of(membership.user)) == 9


def test_who_guesses_codes_is_stopped(membership: Membership) -> None:
    secret = give_app(membership.user)
    for guess in range(5):
        client = Client()
        password(client, membership)
        client.post("/konto/to-trin/log-ind/", {"code": f"00000{guess}"})
    client = Client()
    password(client, membership)
    response = client.post("/konto/to-trin/log-ind/", {"code": code_of(secret)})

    assert response.status_code == 422
    assert "for mange forsøg" in text(response)


@pytest.mark.parametrize(
    "credential", ["", "x", "{}", "[]", '{"id": 1}', '{"id": "YQ", "rawId": "YQ", "response": {}}']
)
def test_what_is_no_answer_of_a_passkey_is_refused_in_words(
    client: Client, membership: Membership, credential: str
) -> None:
    give_app(membership.user)
    password(client, membership)

    response = client.post("/konto/to-trin/log-ind/", {"credential": credential})
    assert response.status_code == 422
    assert "passer ikke" in text(response) or "Vi fik ikke svar" in text(response) or "Bekræft" in text(response)
    assert client.get("/personer/").status_code == 302


def test_who_has_lost_it_all_is_told_whom_to_call(client: Client, membership: Membership) -> None:
    give_app(membership.user)
    membership.organisation.phone = "99 31 31 31"
    membership.organisation.save()
    password(client, membership)

    page = text(client.get("/konto/to-trin/log-ind/"))
    assert 'href="tel:99313131"' in page
    client.post("/konto/logout/")
    assert client.get("/konto/login/").status_code == 200


# Changing what one has


def test_another_factor_signs_out_everywhere(client: Client, membership: Membership, second: Client) -> None:
    give_passkey(membership.user)
    give_app(membership.user)
    Authenticator.objects.filter(type="totp").delete()
    sign_in_with_recovery_code(client, membership)
    second.force_login(membership.user)

    response = set_up_app(client)
    assert response["Location"] == "/konto/login/"
    assert signed_out(client)
    assert signed_out(second)
    assert "logget dig ud alle steder" in text(client.get("/konto/login/"))


def test_removing_a_factor_signs_out_everywhere_and_is_told(
    client: Client, membership: Membership, second: Client
) -> None:
    give_app(membership.user)
    passkey = give_passkey(membership.user, "Kontorets nøgle")
    sign_in_with_recovery_code(client, membership)
    page = text(client.get("/konto/to-trin/"))
    assert "Kontorets nøgle" in page
    path = f"/konto/to-trin/noegle/{passkey.pk}/fjern/"
    assert "Vil du fjerne ”Kontorets nøgle”?" in text(client.get(path))

    assert client.post(path)["Location"] == "/konto/login/"
    assert signed_out(client)
    assert signed_out(second)
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()
    assert "adgangsnøgle er fjernet" in told(membership)[-1]
    assert "Kontorets" not in told(membership)[-1]


def test_the_last_factor_stays(client: Client, membership: Membership) -> None:
    give_app(membership.user)
    sign_in_with_recovery_code(client, membership)

    page = text(client.get("/konto/to-trin/app/fjern/"))
    assert "den eneste måde" in page
    assert "Fjern den" not in page
    response = client.post("/konto/to-trin/app/fjern/")
    assert response.status_code == 422
    assert Authenticator.objects.filter(type="totp").exists()
    assert client.get("/personer/").status_code == 200


def test_the_last_factor_may_go_where_none_is_needed(client: Client, membership: Membership, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    give_app(membership.user)
    sign_in_with_recovery_code(client, membership)

    assert client.post("/konto/to-trin/app/fjern/")["Location"] == "/konto/login/"
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_end_the_other_sessions(client: Client, membership: Membership, second: Client) -> None:
    give_app(membership.user)
    before = codes_of(membership.user)
    sign_in_with_recovery_code(client, membership)

    assert client.post("/konto/to-trin/noedkoder/nye/")["Location"] == "/konto/to-trin/noedkoder/"
    after = codes_of(membership.user)
    assert not set(before) & set(after)
    assert after[0][:4] in text(client.get("/konto/to-trin/noedkoder/"))
    assert signed_out(second)
    assert client.get("/personer/")["Location"] == "/konto/to-trin/begynd/"
    client.post("/konto/to-trin/noedkoder/gemt/")
    assert client.get("/personer/").status_code == 200
    assert "nye nødkoder" in told(membership)[-1]
    assert after[0] not in told(membership)[-1]


def test_a_passkey_gets_another_name_and_needs_one(client: Client, membership: Membership) -> None:
    give_app(membership.user)
    passkey = give_passkey(membership.user)
    sign_in_with_recovery_code(client, membership)
    path = f"/konto/to-trin/noegle/{passkey.pk}/navn/"

    empty = client.post(path, {"name": " "})
    assert empty.status_code == 422
    assert "Skriv et navn" in text(empty)
    client.post(path, {"name": "Min nye mobil"})
    assert "Min nye mobil" in text(client.get("/konto/to-trin/"))


def test_nobody_touches_another_users_passkey(client: Client, membership: Membership) -> None:
    give_app(membership.user)
    theirs = give_passkey(MembershipFactory.create(organisation=membership.organisation).user)
    sign_in_with_recovery_code(client, membership)

    for act in ("navn", "fjern"):
        path = f"/konto/to-trin/noegle/{theirs.pk}/{act}/"
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_whoever_signed_in_long_ago_shows_again_who_they_are(client: Client, membership: Membership) -> None:
    secret = give_app(membership.user)
    client.force_login(membership.user)

    response = client.get("/konto/to-trin/noegle/")
    assert response["Location"].startswith("/konto/reauthenticate/?next=")
    page = text(client.get(response["Location"]))
    assert "Bekræft, at det er dig" in page
    assert "Brug en kode fra appen eller en nødkode" in page
    wrong = client.post(response["Location"], {"password": "noget andet", "next": "/konto/to-trin/noegle/"})
    assert wrong.status_code == 422
    assert "ikke din adgangskode" in text(wrong)
    by_code = client.post("/konto/to-trin/bekraeft/", {"code": code_of(secret), "next": "/konto/to-trin/noegle/"})
    assert by_code["Location"] == "/konto/to-trin/noegle/"
    assert client.get("/konto/to-trin/noegle/").status_code == 200


# An administrator helps


def test_an_administrator_resets_what_was_lost(client: Client, membership: Membership, second: Client) -> None:
    give_app(membership.user)
    admin = MembershipFactory.create(organisation=membership.organisation, role=Role.ADMIN)

    reset_factors(by=Scope(admin.organisation, admin.user, admin.role), user=membership.user)

    assert signed_out(second)
    assert "sætter du det op igen" in told(membership)[-1]
    assert "styrer brugerne" in told(membership)[-1]
    event = Event.objects.get(verb="account.factors_reset")
    assert (event.actor, event.subject_id) == (admin.user, membership.user.public_id)
    password(client, membership)
    assert client.get("/personer/")["Location"] == "/konto/to-trin/begynd/"


# Where passkeys can be used


@pytest.mark.parametrize(
    ("host", "leads"),
    [
        ("127.0.0.1:8000", "http://localhost:8000/konto/to-trin/noegle/"),
        ("[::1]:8000", "http://localhost:8000/konto/to-trin/noegle/"),
        ("localhost:8000", ""),
    ],
)
def test_an_address_that_is_a_number_leads_to_one_that_is_a_name(
    client: Client, membership: Membership, host: str, leads: str
) -> None:
    password(client, membership)
    page = text(client.get("/konto/to-trin/noegle/", headers={"host": host}))

    assert ("hører til et navn, ikke til et tal" in page) is bool(leads)
    assert (f'href="{leads}"' in page) is bool(leads)
    assert ("passkey-data" in page) is not bool(leads)


def test_behind_a_proxy_passkeys_belong_to_the_sites_own_name(
    client: Client, membership: Membership, settings: Any
) -> None:
    settings.PRODUCTION, settings.SITE_URL = True, "https://smaajob.example.dk"
    settings.ALLOWED_HOSTS = ["inside.internal", "testserver"]
    password(client, membership)
    page = text(client.get("/konto/to-trin/noegle/", headers={"host": "inside.internal:8000"}))

    assert '"id": "smaajob.example.dk"' in page


def sign_in_with_recovery_code(client: Client, membership: Membership) -> None:
    password(client, membership)
    response = client.post("/konto/to-trin/log-ind/?med=noedkode", {"code": codes_of(membership.user)[0]})
    assert response.status_code == 302
