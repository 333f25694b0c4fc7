"""Somebody says that something about them is wrong; it lands with those who answer, and the answer stays as it was given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.actions import access, corrections
from candidates.models import Candidate, Correction
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message, MessageKind
from tests.acting import act_for
from tests.candidates.test_access import own
from tests.factories import CandidateFactory, MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db
ASKED = {"wrong": "I tror, at jeg kan løfte tungt.", "right": "Jeg må ikke løfte mere end 5 kilo."}


@pytest.fixture
def amina(scope: Scope, municipality: Organisation) -> Candidate:
    person: Candidate = CandidateFactory.create(
        keeper=municipality, first_name="Amina", last_name="Hassan", phone="20 11 22 33", email="amina@example.org",
        consultant=scope.user,
    )  # fmt: skip
    access.give(by=scope, candidate=person)
    return person


@pytest.fixture
def me(amina: Candidate) -> Client:
    """Amina, signed in with a code."""
    return own(Client(), amina)


def ask(me: Client, **typed: str) -> str:
    return me.post("/mine-oplysninger/ret/", {**ASKED, **typed}, follow=True).content.decode()


def test_what_is_wrong_lands_with_the_consultant_and_the_answer_with_the_person(
    signed_in: Client, me: Client, amina: Candidate
) -> None:
    text = ask(me)
    assert "Din kontakt læser det og svarer dig." in text
    assert "Venter på svar" in text

    today = signed_in.get("/").content.decode()
    assert "Noget skal rettes" in today
    assert "Skrev i dag, at noget er forkert" in today
    detail = signed_in.get(reverse("candidates:detail", args=[amina.public_id])).content.decode()
    assert "Amina har skrevet, at noget er forkert." in detail
    listed = signed_in.get(reverse("candidates:corrections", args=[amina.public_id])).content.decode()
    assert "Jeg må ikke løfte mere end 5 kilo." in listed

    page = reverse("candidates:answer_correction", args=[Correction.objects.get().public_id])
    seen = signed_in.get(page).context["page"]._seen
    said = {"answer": "yes", "reason": "Nu står der, at du ikke må løfte tungt.", "_seen": seen}
    after = signed_in.post(page, said, follow=True).content.decode()
    assert "Svaret er gemt, og Amina får besked." in after
    assert "Mette Holm svarede" in after
    assert "Noget skal rettes" not in signed_in.get("/").content.decode()
    assert signed_in.get(page).status_code == 302

    mine = me.get("/mine-oplysninger/ret/").content.decode()
    assert "Nu står der, at du ikke må løfte tungt." in mine
    assert "Rettet" in mine
    assert "Mette Holm svarede" not in mine


def test_who_when_and_why_are_kept_and_the_record_has_none_of_the_words(
    scope: Scope, me: Client, amina: Candidate
) -> None:
    ask(me)
    corrections.answer(by=scope, correction=Correction.objects.get(), answer="no", reason="Det står i lægens brev.")

    row = Correction.objects.get()
    assert (row.asked_by, row.answered_by, row.answer, row.reason) == (
        amina.user, scope.user, "no", "Det står i lægens brev.",
    )  # fmt: skip
    assert row.answered_at is not None
    events = list(
        Event.objects.about(amina).filter(verb__startswith="correction.").values_list("verb", "actor", "changes")
    )
    assert events == [
        ("correction.answer", scope.user.pk, {"correction_answer": [None, "Nej, det bliver stående"]}),  # type: ignore[union-attr]
        ("correction.ask", amina.user_id, {}),
    ]
    mine = me.get("/mine-oplysninger/ret/").content.decode()
    assert "Du kan også klage til Datatilsynet (datatilsynet.dk)." in " ".join(mine.split())


def test_who_gets_it_on_paper_has_a_letter_that_waits_to_be_printed(
    signed_in: Client, scope: Scope, amina: Candidate
) -> None:
    Candidate.objects.filter(pk=amina.pk).update(email="", phone="", channel="")
    row = corrections.ask(by=scope, candidate=amina, wrong="Min adresse er forkert.", right="")
    page = reverse("candidates:answer_correction", args=[row.public_id])
    seen = signed_in.get(page).context["page"]._seen
    after = signed_in.post(page, {"answer": "yes", "reason": "Rettet.", "_seen": seen}, follow=True).content.decode()
    assert "Amina får et brev. Det ligger klar under Beskeder og skal skrives ud." in after
    assert Message.objects.get(kind=MessageKind.CORRECTION_ANSWERED).channel == "letter"


@pytest.mark.parametrize("channel", ["email", "sms", "letter"])
def test_the_person_is_told_and_only_paper_says_what(scope: Scope, amina: Candidate, channel: str) -> None:
    Candidate.objects.filter(pk=amina.pk).update(channel=channel)
    row = corrections.ask(by=scope, candidate=amina, wrong="Min adresse er forkert.", right="")
    corrections.answer(by=scope, correction=row, answer="yes", reason="Vi har rettet den.")

    told = Message.objects.get(kind=MessageKind.CORRECTION_ANSWERED)
    words = f"{told.text} {told.html}"
    assert told.channel == channel
    assert "Amina" not in told.subject
    assert ("Vi har rettet den." in words) == (channel == "letter")
    assert ("/mine-oplysninger/ret/" in words) == (channel != "letter")


def test_who_can_not_be_reached_is_answered_all_the_same(scope: Scope) -> None:
    person = CandidateFactory.create(
        keeper=scope.organisation, first_name="", last_name="", phone="", email="", postcode=""
    )
    row = corrections.ask(by=scope, candidate=person, wrong="Alt", right="")
    assert corrections.answer(by=scope, correction=row, answer="yes", reason="Rettet.").is_answered


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"wrong": "  "}, "Skriv, hvad der er forkert."),
        ({"right": "Mit CPR-nummer er 170584-1234."}, "Skriv ikke hele CPR-nummeret her."),
        ({"wrong": "x" * 2001}, "2000"),
    ],
)
def test_what_can_not_be_sent_is_told_beside_the_field(me: Client, typed: dict[str, str], told: str) -> None:
    answer = me.post("/mine-oplysninger/ret/", {**ASKED, **typed})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert ASKED["right" if "wrong" in typed else "wrong"] in answer.content.decode(), "what was typed stays"
    assert not Correction.objects.exists()


def test_so_many_wait_at_once_and_no_more(me: Client) -> None:
    for _n in range(10):
        ask(me)
    answer = me.post("/mine-oplysninger/ret/", ASKED)
    assert answer.status_code == 422
    assert "Ring til din kontakt i stedet." in answer.content.decode()
    assert Correction.objects.count() == 10


@pytest.mark.parametrize("missing", [{"answer": ""}, {"reason": ""}, {"answer": "måske"}])
def test_an_answer_without_a_yes_or_no_or_a_reason_is_none(
    signed_in: Client, scope: Scope, amina: Candidate, missing: dict[str, str]
) -> None:
    row = corrections.ask(by=scope, candidate=amina, **ASKED)
    page = reverse("candidates:answer_correction", args=[row.public_id])
    data = {"_seen": signed_in.get(page).context["page"]._seen, "answer": "no", "reason": "Det er rigtigt.", **missing}

    assert signed_in.post(page, data).status_code == 422
    row.refresh_from_db()
    assert not row.is_answered


def test_two_who_answer_at_once_leave_one_answer(scope: Scope, amina: Candidate) -> None:
    row = corrections.ask(by=scope, candidate=amina, **ASKED)
    corrections.answer(by=scope, correction=row, answer="no", reason="Nej.")
    with pytest.raises(ValidationError, match="allerede svaret"):
        corrections.answer(by=scope, correction=row, answer="yes", reason="Ja.")
    assert Correction.objects.get().reason == "Nej."


@pytest.mark.parametrize(
    "changed", [{"wrong": "Noget andet"}, {"reason": "En anden grund"}, {"answer": "yes"}, {"answered_at": None}]
)
def test_the_database_lets_nobody_rewrite_it(scope: Scope, amina: Candidate, changed: dict[str, object]) -> None:
    row = corrections.ask(by=scope, candidate=amina, **ASKED)
    corrections.answer(by=scope, correction=row, answer="no", reason="Nej.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=row.pk).update(**changed)


def test_the_database_takes_no_answer_without_a_reason(scope: Scope, amina: Candidate) -> None:
    row = corrections.ask(by=scope, candidate=amina, **ASKED)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE candidates_correction SET answer = 'yes', answered_at = now() WHERE id = %s", [row.pk])


def test_another_organisations_people_are_nobodys_to_answer(client: Client, scope: Scope, amina: Candidate) -> None:
    row = corrections.ask(by=scope, candidate=amina, **ASKED)
    stranger = MembershipFactory.create(organisation=PartnerFactory.create(), role=Role.CONSULTANT)
    client.force_login(stranger.user)
    for path in (
        reverse("candidates:answer_correction", args=[row.public_id]),
        reverse("candidates:corrections", args=[amina.public_id]),
    ):
        assert client.get(path).status_code == 404
    assert "Noget skal rettes" not in client.get("/").content.decode()


def test_a_manager_can_answer_and_a_programmes_worker_is_told_nothing(
    client: Client, scope: Scope, amina: Candidate, municipality: Organisation
) -> None:
    row = corrections.ask(by=scope, candidate=amina, **ASKED)
    page = reverse("candidates:answer_correction", args=[row.public_id])
    for role, status in ((Role.MANAGER, 200), (Role.PARTNER_WORKER, 403)):
        member: Membership = MembershipFactory.create(organisation=municipality, role=role)
        client.force_login(member.user)
        assert client.get(page).status_code == status
        assert ("Noget skal rettes" in client.get("/").content.decode()) == (status == 200)


def test_what_was_written_another_day_says_so(signed_in: Client, amina: Candidate) -> None:
    Correction.objects.create(
        keeper=amina.keeper, candidate=amina, wrong="Gammelt", asked_at=timezone.now() - timedelta(days=1)
    )
    assert "Skrev i går, at noget er forkert" in signed_in.get("/").content.decode()


def test_a_colleague_in_their_place_writes_it_openly(signed_in: Client, scope: Scope, amina: Candidate) -> None:
    act_for(signed_in, "candidate", amina)
    ask(signed_in)

    assert Correction.objects.get().asked_by == scope.user
    event = Event.objects.about(amina).get(verb="correction.ask")
    assert event.on_behalf_of == f"candidate:{amina.public_id}"
