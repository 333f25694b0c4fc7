"""A message goes out once, over a real SMTP connection and a real HTTP one; trouble is told, and tried again or not."""

from __future__ import annotations

import socket
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.utils import timezone

from smaajob.accounts.models import Channel
from smaajob.environment import MailServer, SmsGateway
from smaajob.jobs import run
from smaajob.jobs.models import JobState
from smaajob.messages.channels import email
from smaajob.messages.models import Message, MessageKind
from tests.factories import MessageFactory
from tests.messages.conftest import Gateway, Mailbox

pytestmark = pytest.mark.django_db
LABEL = "outbox.message"


def perform(message: Message) -> Message:
    run.perform(LABEL, message.pk)
    message.refresh_from_db()
    return message


def rested(message: Message) -> Message:
    """Time passes until the next attempt, and that is made."""
    Message.objects.filter(pk=message.pk, state=JobState.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    return perform(message)


def sms(**fields: Any) -> Message:
    words = {"address": "+4512345678", "text": "Din uge: https://smaajob.example/mig", "html": ""}
    return MessageFactory.create(channel=Channel.SMS, subject="", **{**words, **fields})


class TestEmail:
    def test_goes_out_once_in_text_and_html(self, mailbox: Mailbox) -> None:
        message = MessageFactory.create(
            name="Søren Ågård", text="Hej\n.\n.punktum\nSlut\n", html="<p>Hej Søren</p>", language="da"
        )
        assert run.waiting() == [(LABEL, message.pk)]
        perform(message)
        assert (message.state, message.sent_again, message.problem) == (JobState.DONE, False, "")
        assert not run.perform(LABEL, message.pk)
        [mail] = mailbox.arrived
        assert mail["To"] == "Søren Ågård <amina@example.org>"
        assert mail["From"] == "Småjob <smaajob@kommunen.example>"
        assert mail["Subject"] == "Du er inviteret til Småjob"
        assert mail["Message-ID"] == f"<{message.public_id}@kommunen.example>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Content-Language"] == "da"
        plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert plain is not None
        assert html is not None
        # A line with a dot is the end to a server; it must arrive as it was written.
        assert plain.get_content().replace("\r\n", "\n") == "Hej\n.\n.punktum\nSlut\n"
        assert html.get_content().strip() == "<p>Hej Søren</p>"

    def test_a_name_can_write_no_header_of_its_own(self, mailbox: Mailbox) -> None:
        perform(MessageFactory.create(name="Ond\r\nBcc: alle@example.org", subject="Hej\r\nBcc: alle@example.org"))
        assert all(mail["Bcc"] is None for mail in mailbox.arrived)

    @pytest.mark.parametrize("address", ["amina", "@example.org", "amina@", "søren@example.org", "a b@example.org"])
    def test_an_address_that_is_none_is_told_and_not_tried_again(self, mailbox: Mailbox, address: str) -> None:
        message = perform(MessageFactory.create(address=address))
        assert message.state == JobState.FAILED
        assert "Er den skrevet rigtigt?" in message.problem
        assert mailbox.arrived == []

    def test_a_domain_in_letters_of_ours_is_reached(self, mailbox: Mailbox) -> None:
        assert perform(MessageFactory.create(address="mette@købmand.example")).state == JobState.DONE

    def test_an_unknown_address_is_told_and_not_tried_again(self, mailbox: Mailbox) -> None:
        mailbox.answers["RCPT"] = "550 5.1.1 <amina@example.org>: no such user"
        message = perform(MessageFactory.create())
        assert message.state == JobState.FAILED
        assert message.problem == "Mailserveren siger, at adressen ikke findes (550 5.1.1)."
        assert message.handed_over_at is None

    @pytest.mark.parametrize("command", ["RCPT", "DATA"])
    def test_a_server_that_can_not_now_is_asked_again(self, mailbox: Mailbox, command: str) -> None:
        mailbox.answers[command] = "451 4.7.1 greylisted"
        message = perform(MessageFactory.create())
        assert message.state == JobState.RUNNING
        assert message.problem == "Mailserveren tager ikke imod nu (451)."
        assert message.handed_over_at is None, "it said that it has not got it"
        mailbox.answers.clear()
        rested(message)
        assert (message.state, message.sent_again, message.attempts) == (JobState.DONE, False, 2)
        assert len(mailbox.arrived) == 1

    def test_a_server_that_refuses_the_text_is_not_asked_again(self, mailbox: Mailbox) -> None:
        mailbox.answers["DATA"] = "554 5.7.1 spam"
        message = perform(MessageFactory.create())
        assert (message.state, message.problem) == (
            JobState.FAILED,
            "Mailserveren vil ikke have beskeden (554 5.7.1).",
        )

    def test_a_mail_server_away_for_a_day_loses_nothing(self, mailbox: Mailbox, settings: Any) -> None:
        there = settings.MAIL_SERVER
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # nobody listens there
            settings.MAIL_SERVER = MailServer("127.0.0.1", taken.getsockname()[1], "", "", "none")
            message = perform(MessageFactory.create())
            away, first = timedelta(), timedelta()
            while away < timedelta(days=1):
                assert message.state == JobState.RUNNING
                assert message.problem == "Mailserveren svarer ikke."
                assert message.lease_until is not None
                pause = message.lease_until - timezone.now()
                first, away = first or pause, away + pause
                rested(message)
            assert first < timedelta(seconds=5)
        settings.MAIL_SERVER = there
        assert rested(message).state == JobState.DONE
        assert len(mailbox.arrived) == 1

    def test_a_server_without_tls_is_not_spoken_to_in_the_open(self, mailbox: Mailbox, settings: Any) -> None:
        settings.MAIL_SERVER = MailServer("127.0.0.1", mailbox.port, "", "", "starttls")
        message = perform(MessageFactory.create())
        assert message.problem == "Forbindelsen til mailserveren kan ikke gøres sikker."
        assert mailbox.arrived == []


class TestTheLastWord:
    """Between the dot and its answer nobody can know whether a message arrived."""

    def test_a_server_that_is_gone_before_it_answers_gets_it_once_more(self, mailbox: Mailbox) -> None:
        mailbox.before_answer = lambda server: server.transport.abort()
        message = perform(MessageFactory.create())
        assert message.state == JobState.RUNNING
        assert message.handed_over_at is not None
        assert message.problem == "Mailserveren gik væk, før den havde svaret."
        mailbox.before_answer = None
        rested(message)
        assert (message.state, message.sent_again) == (JobState.DONE, True)
        assert len({mail["Message-ID"] for mail in mailbox.arrived}) == 1
        assert len(mailbox.arrived) == 2

    def test_but_not_a_third_time(self, mailbox: Mailbox) -> None:
        mailbox.before_answer = lambda server: server.transport.abort()
        message = rested(perform(MessageFactory.create()))
        assert (message.state, message.sent_again) == (JobState.FAILED, True)
        assert "sendt to gange, og vi ved ikke, om den kom frem" in message.problem
        assert len(mailbox.arrived) == 2

    def test_a_worker_killed_after_the_handing_over(self, mailbox: Mailbox) -> None:
        over = timezone.now() - timedelta(seconds=1)
        killed = {"state": JobState.RUNNING, "claim": "0" * 32, "lease_until": over, "attempts": 1}
        once = MessageFactory.create(**killed, handed_over_at=over)
        twice = MessageFactory.create(**killed, handed_over_at=over, sent_again=True)
        assert perform(once).sent_again
        assert once.state == JobState.DONE
        assert perform(twice).state == JobState.FAILED
        assert "vi ved ikke, om den kom frem" in twice.problem
        assert len(mailbox.arrived) == 1

    def test_a_clear_no_the_second_time_is_no_second_copy(self, mailbox: Mailbox) -> None:
        mailbox.before_answer = lambda server: server.transport.abort()
        message = perform(MessageFactory.create())
        mailbox.before_answer, mailbox.answers["DATA"] = None, "451 later"
        assert not rested(message).sent_again
        mailbox.answers.clear()
        assert rested(message).state == JobState.DONE
        assert message.sent_again

    def test_a_worker_that_lost_its_claim_hands_nothing_over(
        self, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from smaajob.messages.channels import email

        offer = email._offer

        def slow(*args: Any) -> None:
            offer(*args)
            Message.objects.update(claim="1" * 32)  # another worker has taken over meanwhile

        monkeypatch.setattr(email, "_offer", slow)
        message = perform(MessageFactory.create())
        assert mailbox.arrived == []
        assert str(message.claim) == "11111111-1111-1111-1111-111111111111"


class TestSms:
    def test_is_posted_once_with_its_key(self, gateway: Gateway) -> None:
        message = perform(sms(text='Hej {to} "æøå"'))
        assert message.state == JobState.DONE
        [(headers, body)] = gateway.posted
        assert headers["Authorization"] == "Bearer hemmelig"
        assert headers["Idempotency-Key"] == str(message.public_id)
        text = 'Hej {to} "æøå"'
        assert body == {"to": "+4512345678", "from": "Smaajob", "text": text, "id": str(message.public_id)}

    def test_is_shaped_as_the_gateway_wants_it(self, gateway: Gateway, settings: Any) -> None:
        shape = {"sender": "{from}", "message": "{text}", "recipients": [{"msisdn": "{to}"}], "flash": False}
        settings.SMS_GATEWAY = SmsGateway(gateway.url, "", "Smaajob", shape)
        perform(sms(text="Hej"))
        [(headers, body)] = gateway.posted
        assert "Authorization" not in headers
        assert body == {
            "sender": "Smaajob", "message": "Hej", "recipients": [{"msisdn": "+4512345678"}], "flash": False,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("status", "state"), [(400, "failed"), (422, "failed"), (401, "running"), (503, "running")]
    )
    def test_a_refusal_is_told(self, gateway: Gateway, status: int, state: str) -> None:
        gateway.status = status
        message = perform(sms())
        assert message.state == state
        assert f"({status})" in message.problem
        assert message.handed_over_at is None

    def test_a_gateway_that_breaks_off_is_asked_once_more_with_the_same_key(self, gateway: Gateway) -> None:
        gateway.status = None
        message = perform(sms())
        assert message.problem == "Sms-tjenesten gik væk, før den havde svaret."
        gateway.status = 200
        rested(message)
        assert (message.state, message.sent_again) == (JobState.DONE, True)
        assert len({headers["Idempotency-Key"] for headers, _body in gateway.posted}) == 1

    def test_a_gateway_that_is_away_loses_nothing(self, gateway: Gateway, settings: Any) -> None:
        there = settings.SMS_GATEWAY
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
            settings.SMS_GATEWAY = SmsGateway(url, "", "Smaajob", there.body)
            message = perform(sms())
            assert message.problem == "Sms-tjenesten svarer ikke."
        settings.SMS_GATEWAY = there
        assert rested(message).state == JobState.DONE
        assert not message.sent_again


class TestWhatTheWorkerLeaves:
    def test_a_letter_waits_for_a_person(self, mailbox: Mailbox) -> None:
        letter = MessageFactory.create(channel=Channel.LETTER, address="Vesterbro 1\n9000 Aalborg")
        assert run.waiting() == []
        assert not run.perform(LABEL, letter.pk)
        assert Message.objects.get().state == JobState.ORDERED

    def test_in_a_demo_what_nothing_sends_waits_to_be_read(self, settings: Any) -> None:
        settings.MAIL_SERVER = settings.SMS_GATEWAY = None
        message = MessageFactory.create()
        assert run.waiting() == []
        assert not run.perform(LABEL, message.pk)
        assert Message.objects.get().state == JobState.ORDERED

    def test_in_production_an_sms_without_a_gateway_fails_and_says_why(self, settings: Any) -> None:
        settings.PRODUCTION, settings.SMS_GATEWAY = True, None
        message = perform(sms())
        assert (message.state, message.problem) == (JobState.FAILED, "Der er ikke sat en sms-tjeneste op her.")

    def test_a_code_that_has_run_out_is_not_sent(self, mailbox: Mailbox) -> None:
        late = timezone.now() - timedelta(minutes=16)
        message = perform(MessageFactory.create(kind=MessageKind.LOGIN_CODE, ordered_at=late))
        assert (message.state, message.problem) == (JobState.FAILED, "Koden i beskeden gælder ikke længere.")
        assert mailbox.arrived == []


@pytest.mark.django_db
def test_a_long_name_with_an_address_in_it_is_nobody_elses_address() -> None:
    """The library forgets a name's quotes where it folds the line."""
    name = 'Amina "Bo" Hassan, <anden@example.org>, tredje@example.org; og et navn, der er alt for langt til linjen'
    content = email.written(MessageFactory.create(name=name, address="amina@example.org"))
    receivers = message_from_bytes(content, policy=policy.default)["To"].addresses
    assert [one.addr_spec for one in receivers] == ["amina@example.org"]
