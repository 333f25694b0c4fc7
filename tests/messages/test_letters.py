"""Letters wait for a person: printed one or many into one PDF, then said to be on paper or put back."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from smaajob import secrets
from smaajob.accounts.models import Channel, Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.audit.telling import history_of
from smaajob.jobs import run
from smaajob.jobs.models import JobState
from smaajob.messages import actions
from smaajob.messages.models import Message, PrintRun
from smaajob.messages.printing import pdf
from smaajob.messages.writing import Receiver
from tests.factories import MessageFactory, PartnerFactory
from tests.messages.conftest import Mailbox

pytestmark = pytest.mark.django_db
LETTER = (
    "{% extends 'outbox/letter.html' %}{% load outbox %}{% block heading %}Din side{% endblock %}"
    "{% block body %}<p class='to-type'>KXTR-4P9D-W2HM</p>{% qr 'https://smaajob.example/mig/KXTR' 'Kode' %}{{ more }}{% endblock %}"
)


def page(name: str, postal: str = "Vesterbro 1\n9000 Aalborg", more: str = "") -> str:
    to = Receiver(name, postal=postal)
    return str(Template(LETTER).render(Context({"to": to, "keeper": None, "more": more})))


def letter(keeper: Organisation, name: str = "Amina Yusuf", **fields: Any) -> Message:
    words = {"channel": Channel.LETTER, "address": "Vesterbro 1\n9000 Aalborg", "subject": "", "text": ""}
    return MessageFactory.create(keeper=keeper, name=name, html=page(name), **{**words, **fields})


def made(order: PrintRun) -> PrintRun:
    run.perform("outbox.printrun", order.pk)
    order.refresh_from_db()
    assert order.state == JobState.DONE, order.problem
    return order


def texts(content: bytes) -> list[str]:
    return [one.extract_text() for one in PdfReader(io.BytesIO(content)).pages]


def test_from_the_list_to_paper(signed_in: Client, municipality: Organisation, mailbox: Mailbox) -> None:
    amina, bo, _later = letter(municipality), letter(municipality, "Bo Bæk"), letter(municipality, "Carl Cæsar")
    shown = signed_in.get("/beskeder/breve/").content.decode()
    assert "Amina Yusuf" in shown
    answer = signed_in.post("/beskeder/breve/skriv-ud/", {"valgte": [amina.public_id, bo.public_id]})
    order = PrintRun.objects.get()
    assert answer["Location"] == f"/beskeder/breve/{order.public_id}/"
    assert "Brevene bliver lavet" in signed_in.get(answer["Location"]).content.decode()
    made(order)
    assert b"%PDF" not in bytes(order.content), "it lies encrypted"
    assert "2 breve er klar" in signed_in.get(answer["Location"]).content.decode()

    paper = signed_in.post(f"/beskeder/breve/{order.public_id}/pdf/")
    assert paper["Content-Type"] == "application/pdf"
    assert "amina" not in paper["Content-Disposition"].lower()
    first, second = texts(paper.content)
    assert "Amina Yusuf" in first
    assert "9000 Aalborg" in first
    assert "KXTR-4P9D-W2HM" in first
    assert "Bo Bæk" in second
    assert all("Side 1 af 1" in text for text in (first, second)), "each letter counts its own pages"

    said = signed_in.post(f"/beskeder/breve/{order.public_id}/svar/", {"svar": "ja"}, follow=True).content.decode()
    assert "2 breve står nu som skrevet ud." in said
    assert "Carl Cæsar" in said
    amina.refresh_from_db()
    assert amina.state == JobState.DONE
    assert str(amina.printed_by) == "Mette Holm"
    assert PrintRun.objects.get().content is None
    verbs = list(Event.objects.about(order).values_list("verb", flat=True))
    assert verbs == ["letters.printed", "letters.fetch", "letters.print"]
    told = ["Brevene blev skrevet ud.", "Brevene blev hentet.", "Breve blev samlet til at skrive ud."]
    assert [one.what for one in history_of(order)] == told
    assert mailbox.arrived == []


def test_put_back_and_printed_anew(scope: Scope, municipality: Organisation) -> None:
    one = letter(municipality)
    order = made(actions.order_letters(by=scope, letters=None))
    assert not Message.objects.all().to_print()
    assert actions.settle(by=scope, run=order, printed=False) == 1
    assert list(Message.objects.all().to_print()) == [one]
    assert history_of(order)[0].what == "Brevene kom ikke ud på papir og venter igen."
    assert made(actions.order_letters(by=scope, letters=[one.public_id])).content


def test_nobody_prints_a_letter_twice_by_accident(scope: Scope, municipality: Organisation) -> None:
    one = letter(municipality)
    actions.order_letters(by=scope, letters=[one.public_id])
    with pytest.raises(Exception, match="Sæt kryds ved mindst ét brev"):
        actions.order_letters(by=scope, letters=[one.public_id])


def test_a_run_that_failed_leaves_its_letters(scope: Scope, municipality: Organisation, signed_in: Client) -> None:
    one = letter(municipality)
    order = actions.order_letters(by=scope, letters=None)
    PrintRun.objects.update(state=JobState.FAILED, finished_at=order.ordered_at, problem="Papiret slap op.")
    assert list(Message.objects.all().to_print()) == [one]
    assert "Brevene ligger stadig på listen." in signed_in.get(f"/beskeder/breve/{order.public_id}/").content.decode()


@pytest.mark.parametrize("chosen", [[], ["nonsense"], ["00000000-0000-0000-0000-000000000000"]])
def test_nothing_chosen_is_told(signed_in: Client, municipality: Organisation, chosen: list[str]) -> None:
    letter(municipality)
    said = signed_in.post("/beskeder/breve/skriv-ud/", {"valgte": chosen}, follow=True).content.decode()
    assert "Sæt kryds ved mindst ét brev" in said
    assert not PrintRun.objects.exists()


def test_another_organisations_letters_are_not_mine(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    theirs = letter(PartnerFactory.create())
    signed_in.post("/beskeder/breve/skriv-ud/", {"valgte": [theirs.public_id], "alle": "1"})
    assert not PrintRun.objects.exists()
    order = PrintRun.objects.create(keeper=theirs.keeper)
    for path, data in (("", None), ("pdf/", {}), ("svar/", {"svar": "ja"})):
        url = f"/beskeder/breve/{order.public_id}/{path}"
        answer = signed_in.get(url) if data is None else signed_in.post(url, data)
        assert answer.status_code == 404


def test_it_can_be_said_once_only(signed_in: Client, scope: Scope, municipality: Organisation) -> None:
    letter(municipality)
    order = made(actions.order_letters(by=scope, letters=None))
    actions.settle(by=scope, run=order, printed=True)
    said = signed_in.post(f"/beskeder/breve/{order.public_id}/svar/", {"svar": "nej"}, follow=True).content.decode()
    assert "Det er der allerede sagt noget om." in said
    gone = signed_in.post(f"/beskeder/breve/{order.public_id}/pdf/", follow=True).content.decode()
    assert "ligger her ikke længere" in gone


def test_a_name_stands_once_where_it_is_all_or_part_of_the_address() -> None:
    """Of people we keep no street; with a protected address not even the town."""
    said = texts(pdf([(page("Bo Bæk", postal="Bo Bæk\n9310 Vodskov"), ""), (page("Bo Bæk", postal="Bo Bæk"), "")]))
    assert [one.count("Bo Bæk") for one in said] == [1, 1]
    assert "9310 Vodskov" in said[0]


def test_long_and_arabic_names_and_many_pages() -> None:
    long = "Maximiliane Alexandra Christiansdatter von Hohenzollern-Sigmaringen-Østergaard"
    content = pdf(
        [(page(long, more="Ord. " * 500), ""), (page("فاطمة الزهراء بنت محمد"), ""), (page("Bo", postal=""), "")]
    )
    said = texts(content)
    assert len(said) == 4
    assert "Side 1 af 2" in said[0]
    assert "Side 2 af 2" in said[1]
    assert "Side 1 af 1" in said[2]
    catalogue = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "da"
    assert b"pdfuaid" in PdfReader(io.BytesIO(content)).xmp_metadata.stream.get_data()  # type: ignore[union-attr]


PAPER = "<html lang='da'><head><title>Aftale</title><style>@page { size: A5 }</style></head><body><h1>Aftale om praktik</h1></body></html>"


def test_a_paper_lies_after_its_own_letter_with_its_own_style() -> None:
    content = pdf([(page("Amina Yusuf"), PAPER), (page("Bo Bæk"), "")])
    said = texts(content)
    assert ["Amina Yusuf" in said[0], "Aftale om praktik" in said[1], "Bo Bæk" in said[2]] == [True] * 3
    assert len(said) == 3
    sizes = [round(float(one.mediabox.width)) for one in PdfReader(io.BytesIO(content)).pages]
    assert sizes == [595, 420, 595]
    assert b"pdfuaid:part" in PdfReader(io.BytesIO(content)).trailer["/Root"]["/Metadata"].get_data()  # type: ignore[index]


def test_what_fails_by_sms_can_go_as_a_letter_with_its_paper(scope: Scope, municipality: Organisation) -> None:
    other = {
        "channel": "letter",
        "address": "Bo Bæk",
        "subject": "",
        "text": "",
        "html": page("Bo Bæk"),
        "enclosed": PAPER,
    }
    message = MessageFactory.create(
        keeper=municipality, channel=Channel.SMS, state=JobState.FAILED, finished_at=timezone.now(),
        others_encrypted=secrets.encrypt(json.dumps([other])),
    )  # fmt: skip
    row = actions.retry(by=scope, message=message, channel="letter")
    assert row.enclosed == PAPER
    order = made(actions.order_letters(by=scope, letters=[row.public_id]))
    assert "Aftale om praktik" in texts(actions.fetch_letters(by=scope, run=order))[1]
    Message.objects.filter(pk=row.pk).update(state=JobState.FAILED, finished_at=timezone.now())
    again = actions.retry(by=scope, message=row, channel="sms")
    assert again.enclosed == "", "an SMS has no paper"
