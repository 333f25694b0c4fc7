"""Signing in with a code: who gets in, who does not, and that nobody learns who is known."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from smaajob.accounts import codes
from smaajob.accounts.models import Membership, Role, User
from smaajob.messages.models import Message
from smaajob.messages.telling import masked
from smaajob.phones import written
from tests.factories import EmployerOrganisationFactory, MembershipFactory, MunicipalityFactory, UserFactory

ASK, CONFIRM = "/konto/login/code/", "/konto/login/code/confirm/"
PHONE = "+4520112233"


@pytest.fixture
def employer(db: None) -> Membership:
    """Sanne of the bakery, who has no password."""
    return MembershipFactory.create(
        user__name="Sanne Sol",
        user__email="sanne@bageriet.example",
        user__phone="20 11 22 33",
        organisation=EmployerOrganisationFactory.create(),
        role=Role.EMPLOYER,
    )


def code_sent() -> str:
    """The six digits of the newest message."""
    found = re.search(r"\b(\d{3}) (\d{3})\b", Message.objects.latest("pk").text)
    assert found
    return found[1] + found[2]


def wrong_code(client: Client) -> str:
    """Six digits that are not the code."""
    return next(one for one in ("000000", "111111") if codes._hash(one) != client.session["code_asked"]["code"])


def signed_in_as(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def ask(client: Client, who: str, **more: str) -> Any:
    return client.post(ASK, {"who": who, **more})


@pytest.mark.parametrize("written", ["sanne@bageriet.example", " Sanne@Bageriet.example "])
def test_an_employer_signs_in_with_a_code_by_mail(client: Client, employer: Membership, written: str) -> None:
    response = ask(client, written)
    assert response.url == CONFIRM
    message = Message.objects.get()
    assert (message.channel, message.address) == ("email", "sanne@bageriet.example")
    assert code_sent() not in message.subject
    before = client.session.session_key

    response = client.post(CONFIRM, {"code": code_sent()})

    assert response.status_code == 302
    assert signed_in_as(client) == str(employer.user.pk)
    assert client.session["assurance"] == "code"
    assert client.session.session_key != before


@pytest.mark.parametrize("written", ["20112233", "20 11 22 33", "+45 20 11 22 33", "0045 20112233"])
def test_a_phone_number_is_known_however_it_is_written(client: Client, employer: Membership, written: str) -> None:
    ask(client, written)

    assert (Message.objects.get().channel, Message.objects.get().address) == ("sms", PHONE)
    code = code_sent()
    client.post(CONFIRM, {"code": f"{code[:3]}-{code[3:]}"})
    assert signed_in_as(client)


def test_who_was_on_the_way_to_a_page_comes_there(client: Client, employer: Membership) -> None:
    ask(client, PHONE, next="/hvem-maa-hvad/")
    assert client.post(CONFIRM, {"code": code_sent()}).url == "/hvem-maa-hvad/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, employer: Membership, elsewhere: str) -> None:
    ask(client, PHONE, next=elsewhere)
    assert "evil" not in client.post(CONFIRM, {"code": code_sent()}).url


def test_three_wrong_codes_and_the_right_one_holds_no_more(client: Client, employer: Membership) -> None:
    ask(client, PHONE)
    right, wrong = code_sent(), wrong_code(client)

    for _attempt in range(2):
        response = client.post(CONFIRM, {"code": wrong})
        assert response.status_code == 422
        assert "Koden passer ikke" in response.content.decode()
    last = client.post(CONFIRM, {"code": wrong}, follow=True)

    assert "Koden var forkert tre gange" in last.content.decode()
    client.post(CONFIRM, {"code": right})
    assert not signed_in_as(client)


@pytest.mark.parametrize("by_mail", [True, False])
def test_where_to_look_for_the_code_is_where_it_went(client: Client, employer: Membership, by_mail: bool) -> None:
    ask(client, employer.user.email if by_mail else PHONE)
    page = client.get(CONFIRM).content.decode()
    assert ("uønskede post" in page) is by_mail
    assert "Kommer der ingen kode" in page


def test_what_can_be_no_code_is_no_attempt(client: Client, employer: Membership) -> None:
    ask(client, PHONE)
    for typed in ("", "12345", "abcdef", "1234567", "١٢٣٤٥٦"):
        assert client.post(CONFIRM, {"code": typed}).status_code == 422
    client.post(CONFIRM, {"code": code_sent()})
    assert signed_in_as(client)


def test_a_code_runs_out_and_is_worth_nothing_in_another_browser(
    client: Client, employer: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, PHONE)
    assert Client().post(CONFIRM, {"code": code_sent()}).url == ASK

    later = codes.time.time() + 15 * 60 + 1
    monkeypatch.setattr(codes.time, "time", lambda: later)
    response = client.post(CONFIRM, {"code": code_sent()}, follow=True)

    assert "Koden gælder ikke længere" in response.content.decode()
    assert not signed_in_as(client)


def test_a_new_code_puts_the_old_one_out_of_force(client: Client, employer: Membership) -> None:
    ask(client, PHONE)
    old = code_sent()
    page = client.post(CONFIRM, {"more": "1"}, follow=True).content.decode()
    assert "Vi har sendt en ny kode" in page
    new = code_sent()

    if old != new:
        assert client.post(CONFIRM, {"code": old}).status_code == 422
    client.post(CONFIRM, {"code": new})
    assert signed_in_as(client)


def test_only_two_more_codes_can_be_had(client: Client, employer: Membership) -> None:
    ask(client, PHONE)
    for _more in range(3):
        client.post(CONFIRM, {"more": "1"})

    assert Message.objects.count() == 3
    assert "Send en ny kode" not in client.get(CONFIRM).content.decode()


def test_one_with_a_password_never_gets_in_by_code_alone(client: Client, membership: Membership) -> None:
    ask(client, str(membership.user.email))

    assert not Message.objects.exists()
    for guess in ("000000", "123456"):
        client.post(CONFIRM, {"code": guess})
    assert not signed_in_as(client)


def test_one_who_also_works_in_the_municipality_is_that_only_by_password(client: Client, employer: Membership) -> None:
    ask(client, PHONE)
    MembershipFactory.create(user=employer.user, organisation=MunicipalityFactory.create(), role=Role.CONSULTANT)
    client.post(CONFIRM, {"code": code_sent()})

    assert "Skift til Aalborg Kommune" not in client.get("/hvem-maa-hvad/").content.decode()
    assert client.get("/personer/").status_code == 403


def test_nobody_is_guessed_where_two_share_a_phone(client: Client, employer: Membership) -> None:
    UserFactory.create(phone="+45 20112233")
    ask(client, PHONE)
    assert not Message.objects.exists()


def test_one_who_may_no_more_gets_no_code_and_a_code_on_its_way_opens_nothing(
    client: Client, employer: Membership
) -> None:
    ask(client, PHONE)
    User.objects.filter(pk=employer.user.pk).update(is_active=False)
    client.post(CONFIRM, {"code": code_sent()})
    assert not signed_in_as(client)

    ask(Client(), PHONE)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "sanne@", "12", "hej med dig"])
def test_what_is_no_address_is_told_and_kept(client: Client, db: None, typed: str) -> None:
    response = ask(client, typed)

    assert response.status_code == 422
    assert typed in response.content.decode()
    assert "Der er én ting at rette" in response.content.decode()


def test_one_who_is_in_already_asks_for_nothing(signed_in: Client) -> None:
    assert signed_in.get(ASK).status_code == 302
    assert signed_in.get(CONFIRM).status_code == 302


def _kinds(queries: list[dict[str, str]]) -> list[str]:
    """The statements without their values; to keep and to take back are the same step."""
    ends = re.compile(r"^(ROLLBACK TO|RELEASE) SAVEPOINT")
    return [" ".join(re.sub(r"[0-9].*", "", ends.sub("END", one["sql"])).split()[:3]) for one in queries]


def test_an_unknown_address_is_the_same_page_the_same_text_and_the_same_work(db: None, employer: Membership) -> None:
    consultant = MembershipFactory.create(user__phone="30 30 30 30")
    UserFactory.create(email="stoppet@example.org", phone="40404040", is_active=False)
    UserFactory.create(phone="50505050"), UserFactory.create(phone="50505050")
    known = ["sanne@bageriet.example", PHONE]
    others = [
        "ukendt@example.org", "70707070", str(consultant.user.email), "30303030",
        "stoppet@example.org", "40404040", "50505050",
    ]  # fmt: skip

    def seen(who: str) -> Any:
        client = Client()
        with CaptureQueriesContext(connection) as work:
            asked = ask(client, who)
            page = client.get(CONFIRM)
            wrong = client.post(CONFIRM, {"code": wrong_code(client)})
            more = client.post(CONFIRM, {"more": "1"})
        told = [re.sub(r'"[A-Za-z0-9]{64}"', "", one.content.decode()) for one in (page, wrong)]
        address = client.session["code_asked"]["address"]
        headers = [sorted(one.headers) for one in (asked, page, wrong, more)]
        statuses = [one.status_code for one in (asked, page, wrong, more)]
        return [text.replace(written(address), "X") for text in told], statuses, headers, _kinds(work.captured_queries)

    by_mail, by_phone = (seen(who) for who in known)
    for who in others:
        assert seen(who) == (by_mail if "@" in who else by_phone), who
    assert {one.receiver for one in Message.objects.all()} == {employer.user}


def test_a_session_tells_nothing_to_who_reads_the_database(client: Client, employer: Membership) -> None:
    ask(client, "sanne@bageriet.example")
    stored = "".join(Session.objects.values_list("session_data", flat=True))

    assert stored.startswith("gAAAA")
    assert code_sent() not in str(dict(client.session))
    client.post(CONFIRM, {"code": code_sent()})
    assert signed_in_as(client)
    Session.objects.update(session_data="gAAAAnonsense")
    assert client.get("/hvem-maa-hvad/").status_code == 302


def test_an_address_is_masked() -> None:
    assert masked("sms", "+4520112233") == "••• 22 33"
    assert masked("email", "anna@example.org") == "a•••@example.org"
