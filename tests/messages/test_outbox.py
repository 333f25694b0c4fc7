"""The outbox: what waits, went and failed, and why; a failed one is sent again; who reads it learns no secret."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from smaajob import secrets
from smaajob.accounts.models import Channel, Membership, Organisation, Role
from smaajob.audit.models import Event
from smaajob.audit.telling import history_of
from smaajob.environment import MailServer
from smaajob.jobs.models import JobState
from smaajob.messages.models import Message, MessageKind
from tests.factories import EmployerOrganisationFactory, MembershipFactory, MessageFactory, PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_server_somewhere(settings: Any) -> None:
    settings.MAIL_SERVER = MailServer("mail.example", 25, "", "", "none")


def failed(keeper: Organisation, **fields: Any) -> Message:
    why = {"problem": "Mailserveren siger, at adressen ikke findes (550 5.1.1).", "attempts": 1}
    return MessageFactory.create(
        **{"keeper": keeper, "state": JobState.FAILED, "finished_at": timezone.now(), **why, **fields}
    )


def resting(keeper: Organisation) -> Message:
    later = timezone.now() + timedelta(minutes=10)
    state = {"state": JobState.RUNNING, "claim": "0" * 32, "lease_until": later, "attempts": 5}
    return MessageFactory.create(keeper=keeper, problem="Mailserveren svarer ikke.", name="Bo Hvile", **state)


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_tells_what_waits_rests_went_and_failed_and_why(signed_in: Client, municipality: Organisation) -> None:
    MessageFactory.create(keeper=municipality, name="Anna Vente")
    resting(municipality)
    failed(municipality, name="Carl Fejl")
    done = {"state": JobState.DONE, "finished_at": timezone.now()}
    MessageFactory.create(keeper=municipality, name="Dina Gik", sent_again=True, **done)
    page = shown(signed_in, "/beskeder/")
    for name in ("Anna Vente", "Bo Hvile", "Carl Fejl", "Dina Gik"):
        assert name in page
    assert "Mailserveren svarer ikke. Næste forsøg" in page
    assert "adressen ikke findes (550 5.1.1)" in page
    assert "Måske er den kommet to gange." in page
    for key, name in (("venter", "Anna Vente"), ("igen", "Bo Hvile"), ("fejl", "Carl Fejl"), ("sendt", "Dina Gik")):
        only = shown(signed_in, f"/beskeder/?nu={key}")
        assert only.count("example.org") == 1
        assert name in only


def test_the_address_is_not_shown_whole_and_the_text_never(
    signed_in: Client, municipality: Organisation, settings: Any
) -> None:
    message = MessageFactory.create(keeper=municipality, address="amina.yusuf@example.org", text="Link: hemmelig\n")
    for path in ("/beskeder/", f"/beskeder/{message.public_id}/"):
        page = shown(signed_in, path)
        assert "a•••@example.org" in page
        assert "amina.yusuf" not in page
        assert "hemmelig" not in page


def test_search_by_name_forgives_how_it_is_written(signed_in: Client, municipality: Organisation) -> None:
    MessageFactory.create(keeper=municipality, name="Søren Ågård")
    MessageFactory.create(keeper=municipality, name="Bodil Bæk")
    page = shown(signed_in, "/beskeder/?q=agard+soeren")
    assert "Søren Ågård" in page
    assert "Bodil" not in page


def test_nothing_of_another_organisation(signed_in: Client, municipality: Organisation) -> None:
    theirs = failed(PartnerFactory.create(), name="Fremmed", about_kind="candidates.candidate")
    Message.objects.update(about_id=theirs.public_id)
    assert "Fremmed" not in shown(signed_in, "/beskeder/")
    assert "Fremmed" not in shown(signed_in, f"/beskeder/om/candidates.candidate/{theirs.public_id}/")
    assert signed_in.get(f"/beskeder/{theirs.public_id}/").status_code == 404
    answer = signed_in.post(f"/beskeder/{theirs.public_id}/igen/", {"channel": "email"})
    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == JobState.FAILED


@pytest.mark.parametrize("role", [Role.PARTNER_WORKER, Role.MENTOR, Role.CANDIDATE])
def test_who_may_not_see_it_does_not(client: Client, municipality: Organisation, role: Role) -> None:
    client.force_login(MembershipFactory.create(organisation=municipality, role=role).user)
    for path in ("/beskeder/", "/beskeder/breve/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMIN, Role.DPO])
def test_who_sees_no_people_sees_no_messages_to_them(client: Client, municipality: Organisation, role: Role) -> None:
    candidate = MembershipFactory.create(organisation=municipality, role=Role.CANDIDATE)
    code = MessageFactory.create(keeper=municipality, name="Amina Kode", receiver=candidate.user)
    link = MessageFactory.create(keeper=municipality, name="Bilal Link", kind=MessageKind.PERSONAL_LINK)
    MessageFactory.create(keeper=municipality, name="Carl Kollega")
    client.force_login(MembershipFactory.create(organisation=municipality, role=role).user)
    page = shown(client, "/beskeder/")
    assert "Carl Kollega" in page
    assert "Amina Kode" not in page
    assert "Bilal Link" not in page
    assert [client.get(f"/beskeder/{one.public_id}/").status_code for one in (code, link)] == [404, 404]


def test_a_failed_one_is_sent_again(signed_in: Client, municipality: Organisation) -> None:
    message = failed(municipality, handed_over_at=timezone.now(), sent_again=True)
    answer = signed_in.post(f"/beskeder/{message.public_id}/igen/", {"channel": "email"}, follow=True)
    assert "Beskeden er på vej igen." in answer.content.decode()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.problem) == (JobState.ORDERED, 0, "")
    assert (message.handed_over_at, message.sent_again) == (None, False)
    assert Event.objects.about(message).get().verb == "message.retry"
    [told] = history_of(message)
    assert told.what == "Beskeden blev sendt igen."


def test_by_another_channel_the_receiver_has(signed_in: Client, municipality: Organisation) -> None:
    other = {
        "channel": "letter",
        "address": "Vesterbro 1\n9000 Aalborg",
        "subject": "",
        "text": "",
        "html": "<p>Brev</p>",
    }
    message = failed(municipality, others_encrypted=secrets.encrypt(json.dumps([other])))
    assert "Brev" in shown(signed_in, f"/beskeder/{message.public_id}/")
    answer = signed_in.post(f"/beskeder/{message.public_id}/igen/", {"channel": "letter"}, follow=True)
    assert "blandt dem, der skal skrives ud" in answer.content.decode()
    message.refresh_from_db()
    assert (message.channel, message.address, message.html) == (Channel.LETTER, other["address"], "<p>Brev</p>")
    assert list(Message.objects.all().to_print()) == [message]
    [old] = json.loads(secrets.decrypt(message.others_encrypted))
    assert (old["channel"], old["address"]) == ("email", "amina@example.org")
    [told] = history_of(message)
    assert [(one.label, one.before, one.after) for one in told.changes] == [("Sendes som", "E-mail", "Brev")]


@pytest.mark.parametrize("channel", ["sms", "letter", "", "nonsense"])
def test_not_by_a_channel_they_do_not_have(signed_in: Client, municipality: Organisation, channel: str) -> None:
    message = failed(municipality)
    answer = signed_in.post(f"/beskeder/{message.public_id}/igen/", {"channel": channel})
    assert answer.status_code == 422
    assert Message.objects.get().state == JobState.FAILED


@pytest.mark.parametrize("how", ["a code", "forgotten", "sent meanwhile"])
def test_what_can_not_be_sent_again_is_not_offered(signed_in: Client, municipality: Organisation, how: str) -> None:
    gone = {"address": "", "text": "", "html": "", "forgotten_at": timezone.now()}
    fields: dict[str, Any] = {
        "a code": {"kind": MessageKind.LOGIN_CODE}, "forgotten": gone, "sent meanwhile": {"state": JobState.DONE},
    }[how]  # fmt: skip
    message = failed(municipality, **fields)
    assert "Send beskeden igen" not in shown(signed_in, f"/beskeder/{message.public_id}/")
    assert signed_in.post(f"/beskeder/{message.public_id}/igen/", {"channel": "email"}).status_code == 422


def test_in_a_demo_its_page_shows_what_it_says(signed_in: Client, municipality: Organisation, settings: Any) -> None:
    settings.MAIL_SERVER = None
    text = "Hej <b>Amina</b>\n\nhttp://127.0.0.1:8000/invitation/abc/\n"
    message = MessageFactory.create(keeper=municipality, text=text)
    page = shown(signed_in, f"/beskeder/{message.public_id}/")
    assert "Demo: der er ingen mailserver. Her er beskeden." in page
    assert 'href="http://127.0.0.1:8000/invitation/abc/"' in page
    assert "&lt;b&gt;Amina" in page
    settings.PRODUCTION = True
    page = shown(signed_in, f"/beskeder/{message.public_id}/")
    assert "/invitation/abc/" not in page
    assert "Demo" not in page


@pytest.mark.parametrize("whose", ["nobody's", "a company's"])
def test_in_a_demo_an_employers_code_and_invitation_are_read_there_too(
    signed_in: Client, settings: Any, whose: str
) -> None:
    keeper = EmployerOrganisationFactory.create() if whose == "a company's" else None
    message = MessageFactory.create(keeper=keeper, name="Tina Bek", text="Din kode er 123 456.")
    other = MessageFactory.create(keeper=PartnerFactory.create(), name="En anden")
    path = f"/beskeder/{message.public_id}/"
    assert signed_in.get(path).status_code == 404  # there is a mail server
    settings.MAIL_SERVER = None
    listed = shown(signed_in, "/beskeder/")
    assert "Tina Bek" in listed
    assert "En anden" not in listed
    assert "123 456" in shown(signed_in, path)
    assert signed_in.get(f"/beskeder/{other.public_id}/").status_code == 404
    settings.PRODUCTION = True
    assert signed_in.get(path).status_code == 404


def test_what_was_sent_about_somebody_is_a_part_of_their_page(signed_in: Client, municipality: Organisation) -> None:
    message = MessageFactory.create(keeper=municipality, about_kind="candidates.candidate")
    Message.objects.update(about_id=message.public_id)
    MessageFactory.create(keeper=municipality, name="En anden")
    path = f"/beskeder/om/candidates.candidate/{message.public_id}/"
    part = signed_in.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "Amina Yusuf" in part
    assert "En anden" not in part
    assert "<html" not in part
    assert "<html" in shown(signed_in, path)


def test_the_list_asks_the_same_of_ten_and_of_a_hundred(
    signed_in: Client, municipality: Organisation, membership: Membership
) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(signed_in, path)
        return len(queries)

    MessageFactory.create_batch(2, keeper=municipality, receiver=membership.user)
    MessageFactory.create_batch(2, keeper=municipality, channel=Channel.LETTER, address="Vej 1\n9000 Aalborg")
    paths = ("/beskeder/", "/beskeder/?q=amina", "/beskeder/breve/")
    few = [asked(path) for path in paths]
    MessageFactory.create_batch(20, keeper=municipality, receiver=membership.user)
    MessageFactory.create_batch(20, keeper=municipality, channel=Channel.LETTER, address="Vej 1\n9000 Aalborg")
    assert [asked(path) for path in paths] == few
    assert max(few) <= 14
