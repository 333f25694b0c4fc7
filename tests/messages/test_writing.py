"""A message is written with its cause: in the receiver's language, by the channel they chose, with nothing lost or told on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from smaajob.accounts.models import Channel, Organisation
from smaajob.jobs import run
from smaajob.messages.models import Message, MessageKind
from smaajob.messages.writing import Receiver, write

pytestmark = pytest.mark.django_db
AMINA = Receiver("Amina O'Brien", email="amina@example.org", phone="12 34 56 78", postal="Vesterbro 1\n9000 Aalborg")


@pytest.fixture
def texts(tmp_path: Path, settings: Any) -> Path:
    """Texts of a kind of its own, so that this test says nothing about the real ones."""
    folder = tmp_path / "outbox" / "employer_confirmed"
    folder.mkdir(parents=True)
    said = {
        "subject.txt": "{% load i18n %}{% translate 'Monday' %}",
        "text.txt": "{% extends 'outbox/base_text.txt' %}{% block body %}Hej {{ to.name }}\n\n{{ link }}{% endblock %}",
        "body.html": "{% extends 'outbox/base_email.html' %}{% block body %}Hej {{ to.name }}"
        "{% include 'outbox/button.html' with url=link text='Se' %}{% endblock %}",
        "sms.txt": "Se {{ link }}\n",
        "letter.html": "{% extends 'outbox/letter.html' %}{% load outbox %}{% block heading %}Hej{% endblock %}"
        "{% block body %}{% qr link 'Kode' %}{% endblock %}",
    }
    for name, text in said.items():
        (folder / name).write_text(text, encoding="utf-8")
    templates = settings.TEMPLATES
    settings.TEMPLATES = [{**templates[0], "DIRS": [tmp_path, *templates[0]["DIRS"]]}]
    return folder


def written(keeper: Organisation | None, to: Receiver = AMINA, **more: Any) -> Message:
    context = {"link": "https://smaajob.example/x?a=1&b=2"}
    return write(MessageKind.EMPLOYER_CONFIRMED, to, context, keeper=keeper, **more)


def test_an_email_in_text_and_html(texts: Path, municipality: Organisation) -> None:
    municipality.phone = "99 31 31 31"
    message = written(municipality)
    assert message.channel == Channel.EMAIL
    assert message.address == "amina@example.org"
    assert "Hej Amina O'Brien\n\nhttps://smaajob.example/x?a=1&b=2\n" in message.text, "plain text is not escaped"
    assert "Ring til Aalborg Kommune på 99 31 31 31." in message.text
    assert "Hej Amina O&#x27;Brien" in message.html
    assert 'href="tel:99313131"' in message.html
    assert 'lang="da" dir="ltr"' in message.html
    assert "http://" not in message.html, "nothing is fetched"
    assert "<img" not in message.html


def test_nothing_personal_lies_open_in_the_row(texts: Path, municipality: Organisation) -> None:
    row = Message.objects.filter(pk=written(municipality).pk).values().get()
    assert not any("Amina" in str(value) or "example.org" in str(value) for value in row.values())


def test_in_the_receivers_language(texts: Path, municipality: Organisation, settings: Any) -> None:
    settings.LANGUAGES = [("da", "Dansk"), ("ar", "العربية")]
    message = written(municipality, Receiver("Amina", email="amina@example.org", language="ar"))
    assert message.subject == "الاثنين"
    assert 'lang="ar" dir="rtl"' in message.html
    assert message.language == "ar"
    assert written(municipality).subject == "mandag"


@pytest.mark.parametrize("channel", ["email", "sms", "letter"])
def test_by_the_channel_they_chose(texts: Path, municipality: Organisation, channel: str) -> None:
    to = Receiver(AMINA.name, AMINA.email, AMINA.phone, AMINA.postal, channel=channel)
    message = written(municipality, to)
    assert message.channel == channel
    assert message.address == {"email": AMINA.email, "sms": "+4512345678", "letter": AMINA.postal}[channel]


def test_a_letter_has_all_that_an_envelope_shows(texts: Path, municipality: Organisation) -> None:
    letter = written(municipality, channel="letter")
    for sign in ("<bdi>Vesterbro 1</bdi>", "<bdi>9000 Aalborg</bdi>", "O&#x27;Brien", "Aalborg, ", "<svg"):
        assert sign in letter.html


def test_who_can_not_be_reached_is_told_and_nothing_is_written(texts: Path, municipality: Organisation) -> None:
    with pytest.raises(ValidationError, match="Vi mangler en e-mail"):
        written(municipality, Receiver("Amina"))
    with pytest.raises(ValidationError, match="Vi mangler en e-mail"):
        written(municipality, Receiver("Amina", email="amina@example.org"), channel="sms")
    assert not Message.objects.exists()


def test_a_kind_without_a_text_is_not_sent_by_that_channel(texts: Path, municipality: Organisation) -> None:
    (texts / "letter.html").unlink()
    to = Receiver("Amina", email="amina@example.org", postal="Vesterbro 1\n9000 Aalborg")
    assert "letter" not in written(municipality, to).others_encrypted
    assert written(municipality, to).others_encrypted == ""


def test_in_production_an_sms_that_nothing_sends_is_not_the_first_choice(
    texts: Path, municipality: Organisation, settings: Any, mailbox: object
) -> None:
    settings.PRODUCTION, settings.SMS_GATEWAY = True, None
    to = Receiver("Amina", email="amina@example.org", phone="12345678", channel="sms")
    assert written(municipality, to).channel == Channel.EMAIL


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_its_cause(
    texts: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    mailbox: object,
    django_capture_on_commit_callbacks: Any,
) -> None:
    told: list[int] = []
    monkeypatch.setattr(run, "send", lambda label, pk: told.append(pk))
    with pytest.raises(RuntimeError), transaction.atomic():
        written(None)
        raise RuntimeError("the act was refused")
    assert not Message.objects.exists()
    assert told == []
    with transaction.atomic():
        message = written(None)
        assert told == [], "not before the commit"
    assert told == [message.pk]
    with transaction.atomic():
        written(None, channel="letter")
    assert told == [message.pk], "a letter is nothing for the worker"


def test_valkey_away_the_row_waits(texts: Path, municipality: Organisation, settings: Any, mailbox: object) -> None:
    from smaajob.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = "redis+socket:///nowhere/at/all.sock"
    try:
        assert not run.send("outbox.message", written(municipality).pk)
    finally:
        app.conf.broker_url = before
    assert len(run.waiting()) == 1
