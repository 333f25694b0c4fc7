"""Min konto, the machines one is signed in on, and more than a personal link opens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from smaajob.accounts.actions.sessions import tidy
from smaajob.accounts.devices import in_words
from smaajob.accounts.models import Membership, Role, User
from smaajob.audit.models import Event
from smaajob.messages.models import Message, MessageKind
from tests.factories import EmployerOrganisationFactory, MembershipFactory, UserFactory

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"


def sign_in(user: User, agent: str = CHROME) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/konto/login/", {"login": user.email, "password": "et langt kodeord"})
    assert client.session["_auth_user_id"] == str(user.pk)
    return client


def by_link(membership: Membership) -> Client:
    """As a personal link and a birth date open it."""
    client = Client()
    client.force_login(membership.user)
    session = client.session
    session["assurance"] = "link"
    session.save()
    UserSession.objects.create(user=membership.user, session_key=session.session_key, ip="10.0.0.1", user_agent=IPHONE)
    return client


def code_sent() -> str:
    found = re.search(r"\b(\d{3}) (\d{3})\b", Message.objects.filter(kind=MessageKind.LOGIN_CODE).latest("pk").text)
    assert found
    return found[1] + found[2]


@pytest.fixture
def candidate(db: None) -> Membership:
    return MembershipFactory.create(role=Role.CANDIDATE, user__phone="20 11 34 12", user__email="anna@example.org")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome på Windows"),
        (CHROME + " Edg/126.0", "Edge på Windows"),
        (IPHONE, "Safari på iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox på Linux"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit SamsungBrowser/25.0 Chrome/121 Mobile Safari", "Samsung Internet på Android"),
        ("curl/8", "En enhed, vi ikke kender"),
    ],
)  # fmt: skip
def test_a_machine_in_words(agent: str, words: str) -> None:
    assert in_words(agent) == words


def test_one_sees_where_one_is_signed_in_and_ends_one(membership: Membership) -> None:
    here, phone = sign_in(membership.user), sign_in(membership.user, IPHONE)
    stranger = sign_in(MembershipFactory.create().user)
    page = here.get("/konto/enheder/").content.decode()

    assert page.index("Chrome på Windows") < page.index("Denne enhed") < page.index("Safari på iPhone")
    assert page.count("Sidst brugt") == 2
    number = UserSession.objects.get(user_agent=IPHONE).pk
    stranger.post("/konto/enheder/", {"session": number})
    assert phone.get("/personer/").status_code == 200

    after = here.post("/konto/enheder/", {"session": number}, follow=True).content.decode()
    assert "Du er logget ud på en anden enhed" in after
    assert "Safari på iPhone" not in after
    out = phone.get("/personer/", follow=True)
    assert out.redirect_chain == [("/konto/login/?next=%2Fpersoner%2F", 302)]
    assert "Du er logget ud på denne enhed" in out.content.decode()


def test_all_others_are_ended_at_once(membership: Membership) -> None:
    here, others = sign_in(membership.user), [sign_in(membership.user, IPHONE) for _one in range(2)]
    page = here.post("/konto/enheder/", {"others": "1"}, follow=True).content.decode()

    assert "Du er logget ud på 2 andre enheder" in page
    assert "Du er ikke logget ind andre steder" in page
    assert here.get("/personer/").status_code == 200
    assert all(one.get("/personer/").status_code == 302 for one in others)


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30])
def test_what_is_no_session_ends_nothing(membership: Membership, number: str) -> None:
    here = sign_in(membership.user)
    assert here.post("/konto/enheder/", {"session": number}).status_code == 404
    assert here.get("/personer/").status_code == 200


def test_the_list_asks_as_often_for_one_as_for_ten(
    membership: Membership, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    here = sign_in(membership.user)
    here.get("/konto/enheder/")
    with django_assert_max_num_queries(12) as few:
        here.get("/konto/enheder/")
        count = len(few)
    for _one in range(10):
        sign_in(membership.user, IPHONE)
    with django_assert_num_queries(count):
        here.get("/konto/enheder/")


def test_ended_sessions_are_in_no_list_and_tidied(membership: Membership) -> None:
    here, gone, changed = (sign_in(membership.user) for _one in range(3))
    gone.post("/konto/logout/")
    session = changed.session
    session["_auth_user_hash"] = "of an older password"
    session.save()

    assert here.get("/konto/enheder/").content.decode().count("Sidst brugt") == 1
    tidy()
    assert UserSession.objects.count() == 2
    Session.objects.update(expire_date="2001-01-01T00:00:00Z")
    tidy()
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_a_link_and_a_code_open_more(candidate: Membership) -> None:
    client = by_link(candidate)
    before = client.session.session_key
    asked = client.get("/mine-oplysninger/")
    assert asked.url == "/konto/kode/?next=%2Fmine-oplysninger%2F"
    page = client.get(asked.url).content.decode()
    assert "SMS til ••• 34 12" in page
    assert "E-mail til a•••@example.org" in page
    assert "20 11" not in page

    assert client.post("/konto/kode/", {"way": "sms", "next": "/mine-oplysninger/"}).url == "/konto/kode/svar/"
    message = Message.objects.get()
    assert (message.address, message.receiver) == ("+4520113412", candidate.user)
    assert "••• 34 12" in client.get("/konto/kode/svar/").content.decode()
    done = client.post("/konto/kode/svar/", {"code": code_sent()})

    assert done.url == "/mine-oplysninger/"
    assert client.session["assurance"] == "code"
    assert client.session.session_key != before
    assert UserSession.objects.get().session_key == client.session.session_key


def test_a_code_for_more_is_not_guessed_and_leads_nowhere_else(candidate: Membership) -> None:
    client = by_link(candidate)
    client.post("/konto/kode/", {"way": "email", "next": "https://evil.example/"})
    wrong = "000000" if code_sent() != "000000" else "111111"
    assert [client.post("/konto/kode/svar/", {"code": wrong}).status_code for _try in range(3)] == [422, 422, 302]
    assert client.post("/konto/kode/svar/", {"code": code_sent()}).url == "/konto/kode/"
    assert client.session["assurance"] == "link"

    client.post("/konto/kode/", {"way": "email", "next": "https://evil.example/"})
    assert client.post("/konto/kode/svar/", {"code": code_sent()}).url == "/"


def test_a_code_to_sign_in_is_none_to_do_more(candidate: Membership) -> None:
    client = by_link(candidate)
    assert client.post("/konto/kode/svar/", {"code": "123456"}).url == "/konto/kode/"
    assert client.post("/konto/kode/", {"way": "letter"}).status_code == 422
    assert client.post("/konto/kode/", {}).status_code == 422


def test_who_can_not_be_reached_is_told_whom_to_call(db: None) -> None:
    nobody = MembershipFactory.create(role=Role.CANDIDATE, user__email=None)
    nobody.organisation.phone = "99 31 31 31"
    nobody.organisation.save()
    page = by_link(nobody).get("/konto/kode/").content.decode()

    assert "Vi kan ikke sende dig en kode" in page
    assert 'href="tel:99313131"' in page


def test_codes_for_more_are_throttled(candidate: Membership) -> None:
    client = by_link(candidate)
    statuses = [client.post("/konto/kode/", {"way": "sms"}).status_code for _try in range(4)]
    assert statuses == [302, 302, 302, 429]


def test_my_account_is_not_for_a_link_alone(candidate: Membership) -> None:
    for path in ("/konto/mig/", "/konto/mig/email/", "/konto/mig/telefon/", "/konto/mig/kode/"):
        assert by_link(candidate).get(path).url.startswith("/konto/kode/?next=")


def test_name_and_channel_are_changed_and_on_record(membership: Membership) -> None:
    User.objects.filter(pk=membership.user.pk).update(phone="20112233", phone_number="+4520112233")
    client = sign_in(membership.user)
    page = client.get("/konto/mig/").content.decode()
    assert "Aalborg Kommune" in page
    assert "Sprog" not in page

    assert client.post("/konto/mig/", {"name": "", "channel": "sms"}).status_code == 422
    assert client.post("/konto/mig/", {"name": "Mette Høj", "channel": "sms"}).status_code == 302
    membership.user.refresh_from_db()
    assert (membership.user.name, membership.user.channel) == ("Mette Høj", "sms")
    assert Event.objects.get().changes["name"] == ["Mette Holm", "Mette Høj"]
    assert client.post("/konto/mig/", {"name": "Mette Høj", "channel": "letter"}).status_code == 422


def test_a_new_email_is_confirmed_there_and_told_to_the_old(membership: Membership) -> None:
    old = membership.user.email
    client, phone = sign_in(membership.user), sign_in(membership.user, IPHONE)
    client.post("/konto/mig/email/", {"address": "Ny@Example.org"})
    assert Message.objects.get().address == "ny@example.org"
    membership.user.refresh_from_db()
    assert membership.user.email == old

    page = client.post("/konto/mig/kode/", {"code": code_sent()}, follow=True).content.decode()

    assert "ny@example.org" in page
    membership.user.refresh_from_db()
    assert membership.user.email == "ny@example.org"
    told = Message.objects.get(kind=MessageKind.ACCOUNT_CHANGED)
    assert told.address == old
    assert "ny@example.org" not in told.text + str(Event.objects.get().changes)
    assert client.get("/personer/").status_code == 200
    assert phone.get("/personer/").status_code == 302


def test_an_email_that_somebody_has_is_answered_in_the_same_way(membership: Membership) -> None:
    UserFactory.create(email="optaget@example.org")
    client = sign_in(membership.user)

    response = client.post("/konto/mig/email/", {"address": "optaget@example.org"}, follow=True)
    assert "Vi sender en kode til optaget@example.org, hvis den kan bruges her" in response.content.decode()
    assert not Message.objects.exists()
    for wrong in ("", "ikke en mail", "20112233", str(membership.user.email)):
        assert client.post("/konto/mig/email/", {"address": wrong}).status_code == 422


def test_an_employer_gets_a_new_phone(db: None) -> None:
    employer = MembershipFactory.create(organisation=EmployerOrganisationFactory.create(), role=Role.EMPLOYER)
    User.objects.filter(pk=employer.user.pk).update(password="!")
    employer.user.refresh_from_db()
    client = Client()
    client.post("/konto/login/code/", {"who": employer.user.email})
    client.post("/konto/login/code/confirm/", {"code": code_sent()})

    client.post("/konto/mig/telefon/", {"address": "30 40 50 60"})
    client.post("/konto/mig/kode/", {"code": code_sent()})

    employer.user.refresh_from_db()
    assert employer.user.phone_number == "+4530405060"
    assert Message.objects.get(kind=MessageKind.ACCOUNT_CHANGED).address == employer.user.email


def test_whoever_is_not_sure_enough_for_any_of_their_roles_leaves_none(candidate: Membership) -> None:
    """A link that was closed asks for a code before any page of the account; a code alone makes nobody staff."""
    by = by_link(candidate)
    Membership.objects.filter(pk=candidate.pk).update(active=False, left_at="2026-01-01T12:00Z")
    mentor = MembershipFactory.create(user=candidate.user, organisation=candidate.organisation, role=Role.MENTOR)
    for page in ("/konto/mig/", f"/konto/forlad/{mentor.public_id}/"):
        answer = by.get(page)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/konto/kode/?next=")
    staff = MembershipFactory.create(role=Role.CONSULTANT)
    by_code = by_link(staff)
    session = by_code.session
    session["assurance"] = "code"
    session.save()
    assert by_code.get(f"/konto/forlad/{staff.public_id}/").status_code == 404
