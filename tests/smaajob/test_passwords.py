"""Passwords: a new one by mail, changing one's own, and what a good one is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from smaajob.accounts.models import Membership, Role, User
from smaajob.messages.models import Message
from tests.factories import MembershipFactory
from tests.factories.factors import code_of, give_app, secret_of

NEW = {"password1": "gule grise galer", "password2": "gule grise galer"}


def text(response: Any) -> str:
    return str(response.content.decode())


def ask(client: Client, email: str | None) -> Any:
    return client.post("/konto/password/reset/", {"email": email})


def link(membership: Membership) -> str:
    """The path of the newest link."""
    message = Message.objects.filter(kind="password_reset").order_by("pk").last()
    assert message is not None
    assert message.address == membership.user.email
    found = re.search(r"https?://[^/]+(/konto/password/reset/key/\S+)", message.text)
    assert found
    return found[1]


# Forgotten


def test_a_forgotten_password_is_chosen_anew_by_a_link(
    client: Client, membership: Membership, signed_in: Client
) -> None:
    mine = Client()
    done = ask(mine, membership.user.email)
    assert "Se i din e-mail" in text(mine.get(done["Location"]))

    form = mine.get(link(membership), follow=True)
    assert "Vælg en ny adgangskode" in text(form)
    assert link(membership).split("-")[-1] not in form.request["PATH_INFO"]
    assert mine.post(form.request["PATH_INFO"], NEW)["Location"] == "/konto/login/"
    assert "Du har fået en ny adgangskode" in text(mine.get("/konto/login/"))

    assert signed_in.get("/personer/").status_code == 302, "the old sessions are over"
    mine.post("/konto/login/", {"login": membership.user.email, "password": "gule grise galer"})
    assert mine.get("/personer/").status_code == 200
    told = Message.objects.get(kind="account_changed")
    assert "ny adgangskode med et link" in told.text
    assert "galer" not in told.text + told.subject


def test_a_link_works_once_and_an_older_one_dies_with_it(membership: Membership) -> None:
    ask(Client(), membership.user.email)
    older = link(membership)
    ask(Client(), membership.user.email)
    newer = link(membership)

    client = Client()
    form = client.get(newer, follow=True)
    assert client.post(form.request["PATH_INFO"], NEW).status_code == 302
    for path in (older, newer):
        page = text(Client().get(path, follow=True))
        assert "Linket virker ikke mere" in page
        assert "Få et nyt link" in page


def test_two_who_open_the_same_link_do_not_both_choose(membership: Membership) -> None:
    ask(Client(), membership.user.email)
    one, two = Client(), Client()
    path = one.get(link(membership), follow=True).request["PATH_INFO"]
    two.get(link(membership), follow=True)

    assert one.post(path, NEW).status_code == 302
    late = two.post(path, {"password1": "lilla løver ler højt", "password2": "lilla løver ler højt"})
    assert late.status_code == 422
    assert "Linket virker ikke mere" in text(late)
    membership.user.refresh_from_db()
    assert membership.user.check_password("gule grise galer")


def test_a_link_runs_out(membership: Membership, settings: Any) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT <= 3600
    ask(Client(), membership.user.email)
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert "Linket virker ikke mere" in text(Client().get(link(membership), follow=True))


def test_nobody_learns_who_is_known(
    membership: Membership, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.PRODUCTION = True  # a worker is told of each message
    closed = MembershipFactory.create(user__is_active=False)
    by_code = MembershipFactory.create(role=Role.MENTOR)
    pages, work, nudges = set(), set(), set()
    ask(Client(), "varm@example.org")
    for email in (membership.user.email, "findes-ikke@example.org", closed.user.email, by_code.user.email):
        client = Client()
        with (
            CaptureQueriesContext(connection) as seen,
            django_capture_on_commit_callbacks(execute=False) as later,
        ):
            response = ask(client, email)
        pages.add((response.status_code, response["Location"], _shown(text(client.get(response["Location"])))))
        work.add(tuple(re.sub(r"[0-9a-f]{8,}|'[^']*'|\d+|NULL", "?", one["sql"])[:60] for one in seen))
        nudges.add(len(later))

    assert len(pages) == 1
    assert nudges == {1}
    # The last statement keeps the message, or takes it back; all before are the same.
    assert len({tuple(one for one in asked if "SAVEPOINT" not in one) for asked in work}) == 1, work
    assert len({len(asked) for asked in work}) == 1
    assert [one.address for one in Message.objects.all()] == [membership.user.email]


def test_an_address_is_found_however_it_is_written(membership: Membership) -> None:
    ask(Client(), f" {str(membership.user.email).upper()} ")

    assert link(membership)


def test_a_link_does_not_help_who_is_no_longer_there(membership: Membership) -> None:
    ask(Client(), membership.user.email)
    User.objects.filter(pk=membership.user.pk).update(is_active=False)

    assert "Linket virker ikke mere" in text(Client().get(link(membership), follow=True))


def test_the_second_factor_stays(membership: Membership) -> None:
    secret = give_app(membership.user)
    ask(Client(), membership.user.email)
    client = Client()
    client.post(client.get(link(membership), follow=True).request["PATH_INFO"], NEW)
    response = client.post("/konto/login/", {"login": membership.user.email, "password": "gule grise galer"})

    assert response["Location"] == "/konto/to-trin/log-ind/"
    assert client.get("/personer/").status_code == 302
    client.post(response["Location"], {"code": code_of(secret)})
    assert client.get("/personer/").status_code == 200


def test_a_link_that_is_opened_in_anothers_session_ends_it_when_the_password_is_set(
    membership: Membership, db: None
) -> None:
    other = MembershipFactory.create(user__name="Ole Bang")
    client = Client()
    client.force_login(other.user)
    ask(Client(), membership.user.email)

    page = client.get(link(membership), follow=True)
    assert "Du er logget ind som Ole Bang" in text(page)
    assert client.get("/konto/password/change/").status_code == 200
    assert client.post(page.request["PATH_INFO"], NEW).status_code == 302
    assert client.get("/konto/password/change/").status_code == 302


def test_asking_again_and_again_is_stopped(membership: Membership) -> None:
    for _time in range(3):
        assert ask(Client(), membership.user.email).status_code == 302
    assert ask(Client(), membership.user.email).status_code == 429
    assert Message.objects.count() == 3


@pytest.mark.parametrize("email", ["", "mette", "mette@"])
def test_what_is_no_address_is_told_beside_the_field(client: Client, db: None, email: str) -> None:
    response = ask(client, email)

    assert response.status_code == 422
    assert "E-mail: " in text(response)


@pytest.mark.parametrize("key", ["x-y", f"{'0' * 32}-abc", "1-set-password"])
def test_what_is_no_link_says_so(client: Client, db: None, key: str) -> None:
    assert "Linket virker ikke mere" in text(client.get(f"/konto/password/reset/key/{key}/", follow=True))


# Changing one's own


def test_what_is_empty_is_named_where_one_signs_in(client: Client, db: None) -> None:
    page = text(client.post("/konto/login/", {"login": "", "password": ""}))

    assert "Skriv din e-mail." in page
    assert "Skriv din adgangskode." in page
    assert "Skriv hele e-mailadressen" in text(client.post("/konto/login/", {"login": "mette@", "password": "x"}))


def test_after_a_change_everybody_signs_in_again(signed_in: Client, membership: Membership) -> None:
    second = Client()
    second.post("/konto/login/", {"login": membership.user.email, "password": "et langt kodeord"})
    assert second.get("/personer/").status_code == 200

    response = signed_in.post("/konto/password/change/", {**NEW, "oldpassword": "et langt kodeord"})
    assert response["Location"] == "/konto/login/"
    assert "Din adgangskode er ændret" in text(signed_in.get("/konto/login/"))
    assert signed_in.get("/personer/").status_code == 302
    assert second.get("/personer/").status_code == 302
    told = Message.objects.get(kind="account_changed")
    assert "Din adgangskode er ændret" in told.text
    assert "Var det ikke dig?" in told.text
    assert membership.user.name not in told.subject


def test_a_change_takes_the_password_that_is_there(signed_in: Client, membership: Membership) -> None:
    response = signed_in.post("/konto/password/change/", {**NEW, "oldpassword": "noget andet"})

    assert response.status_code == 422
    assert "Det er ikke din adgangskode" in text(response)
    assert signed_in.get("/personer/").status_code == 200


def test_who_signs_in_with_a_code_has_no_password_to_change(client: Client, db: None) -> None:
    mentor = MembershipFactory.create(role=Role.MENTOR)
    mentor.user.set_unusable_password()
    mentor.user.save()
    client.force_login(mentor.user)

    assert client.get("/konto/password/change/").status_code == 404


# What a good one is


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("kort", "Brug mindst 10 tegn"),
        ("password1234", "som mange bruger"),
        ("Sommer2026!!", "ord og et tal"),
        ("velkommen123", "ord og et tal"),
        ("AalborgKommune1", "ord og et tal"),
        ("2026-11-22-99", "ord og et tal"),
        ("metteholm99", "ligner dit navn"),
        ("1234567890", "som mange bruger"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused_in_words(
    signed_in: Client, membership: Membership, password: str, says: str
) -> None:
    response = signed_in.post(
        "/konto/password/change/", {"oldpassword": "et langt kodeord", "password1": password, "password2": password}
    )

    assert response.status_code == 422
    assert says in text(response)
    # One thing at a time, also where it is poor in more than one way.
    assert "Der er én ting at rette" in text(response)


@pytest.mark.parametrize("password", ["tre blå cykler i regn", "Kv4rter-Lampe-Sne", "hundekat og en tiger"])
def test_a_password_that_would_not_be_guessed_is_taken(membership: Membership, password: str) -> None:
    try:
        validate_password(password, membership.user)
    except ValidationError as error:
        pytest.fail(str(error.messages))


# Nothing of allauth's own


def test_every_page_of_allauths_is_ours_or_not_there(membership: Membership) -> None:
    """Each address that allauth has a name for: our frame and our words, a step onward, or 404."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    ours = sorted(name for name in names if name.startswith(("account_", "mfa_", "usersessions_", "socialaccount_")))
    give_app(membership.user, codes_kept=False)
    assert len(ours) > 20
    for signed in (False, True):
        client = Client()
        if signed:
            client.post("/konto/login/", {"login": membership.user.email, "password": "et langt kodeord"})
            client.post("/konto/to-trin/log-ind/", {"code": code_of(secret_of(membership.user))})
        for name in ours:
            [(pattern, arguments)] = get_resolver().reverse_dict.getlist(name)[0][0][:1]
            path = "/" + pattern % dict.fromkeys(arguments, "1")
            response = client.get(path)
            assert response.status_code in {200, 302, 404}, (name, path)
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                page = text(response)
                assert '<html lang="da">' in page, name
                assert "app.css" in page, name
                english = re.search(
                    r"\b(Sign In|Sign Out|Password|Email|Authenticator|Recovery|Security Key|the|your)\b", _shown(page)
                )
                assert not english, (name, english)


def _shown(page: str) -> str:
    """What is read: the page's main part without its tags and data."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"<script.*?</script>|<[^>]+>", " ", main, flags=re.DOTALL)
