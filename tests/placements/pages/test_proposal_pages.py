"""The pages of a proposal: the consultant's, the person's on a phone, the workplace's; each in the reach that it has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Consent, Disclosure
from employers.models import Workplace
from placements.actions import proposal_answers as answers
from placements.actions import proposals
from placements.law.loader import Told
from placements.models import EmployerAsk, Placement, Proposal, ProposalState, WaitingEntry
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.audit.models import Access
from smaajob.formpage import fingerprint
from smaajob.messages.models import Message
from smaajob.secrets import decrypt
from tests.acting import act_for
from tests.factories import (
    CandidateFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    ProposalFactory,
    cvr_number,
)
from tests.placements.proposing import IN_STATE, Sides, sent, sides, with_employer

pytestmark = pytest.mark.django_db
S = ProposalState


@pytest.fixture
def of(municipality: Organisation, membership: Membership) -> Sides:
    membership.user.phone = "94 31 20 30"
    membership.user.save()
    return sides(municipality, membership)


def client_of(scope: Any, assurance: str = "") -> Client:
    client = Client()
    client.force_login(scope.user)
    session = client.session
    session["membership"] = str(scope.membership.public_id)
    if assurance:
        session["assurance"] = assurance
    session.save()
    return client


@pytest.fixture
def amina(of: Sides) -> Client:
    """By her personal link."""
    return client_of(of.amina, "link")


@pytest.fixture
def bente(of: Sides) -> Client:
    return client_of(of.bente)


def url(name: str, *about: Any) -> str:
    return reverse(f"placements:{name}", args=[getattr(one, "public_id", one) for one in about])


def typed(**values: Any) -> dict[str, Any]:
    """What the form of a proposal is sent with: Mondays from nine to twelve."""
    start = timezone.localdate() + timedelta(days=28 - timezone.localdate().weekday())
    told = {
        "kind": "småjob", "start": f"{start:%d-%m-%Y}", "planned_end": f"{start + timedelta(days=90):%d-%m-%Y}",
        "dag-0": "mandag", "fra-0": "9", "til-0": "12", "items": ["name", "skills"], "forwards": "on",
        "words_to_person": "Du er god til at stå tidligt op.", "words_to_employer": "Er vant til at bage.",
        "deadline": f"{timezone.localdate() + timedelta(days=8):%d-%m-%Y}",
    }  # fmt: skip
    return {**told, **values}


def text_of(message: Message) -> str:
    return decrypt(message.text_encrypted) + decrypt(message.html_encrypted) + message.subject


def test_from_a_yes_to_a_placement_by_the_pages_alone(
    of: Sides, signed_in: Client, amina: Client, bente: Client
) -> None:
    page = signed_in.get(url("candidates_for_task", of.task)).text
    assert url("propose", of.task, of.person) in page
    assert signed_in.get(url("propose", of.task, of.person)).status_code == 200
    answer = signed_in.post(url("propose", of.task, of.person), typed())
    row = Proposal.objects.get()
    assert answer.headers["Location"] == url("proposal", row)
    assert row.state == S.WITH_PERSON

    week = amina.get("/min-uge/").text
    assert "Du har et forslag" in week
    page = amina.get(url("my_proposal", row)).text
    for said in (
        "Pakke boller",
        "Sol i Vejgaard",
        "Algade 7",
        "man 9–12",
        "Du er god til at stå tidligt op.",
        "dit fornavn",
        "Bente Bager",
        "tel:94312030",
    ):
        assert said in page, said
    assert "Er vant til at bage" not in page, "that is for the workplace"
    answer = amina.post(url("my_proposal", row), {"answer": "yes"}, follow=True)
    assert "Nu spørger vi arbejdspladsen" in answer.text

    page = bente.get(url("employer_proposals")).text
    assert "Amina, Pakke boller" in page
    page = bente.get(url("employer_proposal", row)).text
    for said in ("Amina vil gerne: Pakke boller", "Er vant til at bage", "Taler dansk", "Mette Holm"):
        assert said in page, said
    for hidden in ("Kvistgaard", "20 11 22 33", "Du er god til", "Kan arbejde"):
        assert hidden not in page, hidden
    answer = bente.post(url("employer_proposal", row), follow=True)
    assert "Det er aftalt" in answer.text
    placement = Placement.objects.get()
    assert placement.candidate == of.person
    assert "Se forløbet" in signed_in.get(url("proposal", row)).text
    assert "Det er aftalt" in amina.get(url("my_proposal", row)).text


def test_a_praktik_is_held_to_the_law_at_each_yes_and_neither_side_reads_why(
    of: Sides, amina: Client, bente: Client, signed_in: Client
) -> None:
    """Each in the reach that they have: the person's own, the company's."""
    Workplace.objects.filter(pk=of.workplace.pk).update(p_number="1003388394", employees=1)
    told = Told(purposes=("ordinary",), law_group="kth_aktivitetsparat")
    row = of.draft(kind="praktik", items=["name", "skills", "times"])
    reason = "Hun skal lære kassen"
    row = proposals.send(by=of.mette, proposal=row, told=told, reason=reason)

    assert "Nu spørger vi arbejdspladsen" in amina.post(url("my_proposal", row), {"answer": "yes"}, follow=True).text
    assert reason not in amina.get(url("my_proposal", row)).text
    assert reason not in bente.get(url("employer_proposal", row)).text
    assert "Det er aftalt" in bente.post(url("employer_proposal", row), follow=True).text

    placement = Placement.objects.get()
    kept = placement.law_checks.get()
    assert (kept.reason, kept.told["law_group_is"]) == (reason, "kth_aktivitetsparat")
    assert kept.by == of.bente.user
    assert reason in signed_in.get(url("detail", placement)).text


def test_the_look_of_the_workplace_is_in_the_log_of_the_municipality(of: Sides, bente: Client) -> None:
    row = with_employer(of)
    bente.get(url("employer_proposal", row))
    assert Access.objects.filter(
        people__contains=[of.person.public_id], organisation=of.mette.organisation, role="employer"
    ).exists()


def test_a_draft_is_for_colleagues_alone(of: Sides, signed_in: Client, amina: Client, bente: Client) -> None:
    signed_in.post(url("propose", of.task, of.person), typed(keep="1"))
    row = Proposal.objects.get()
    assert row.state == S.DRAFT
    assert not Message.objects.filter(kind="proposal_person").exists()
    assert "forslag" not in amina.get("/min-uge/").text
    for name in ("my_proposal", "my_proposal_no", "my_proposal_yes"):
        assert amina.get(url(name, row)).status_code in {302, 404}
    assert amina.get(url("my_proposal", row)).status_code == 404
    assert bente.get(url("employer_proposal", row)).status_code == 404
    assert "Ingen har set forslaget endnu" in signed_in.get(url("proposal", row)).text
    signed_in.post(url("edit_proposal", row), typed(words_to_person="Ny tekst", _seen=fingerprint(row)))
    signed_in.post(url("send_proposal", row))
    row.refresh_from_db()
    assert (row.state, row.words_to_person) == (S.WITH_PERSON, "Ny tekst")


def test_what_waits_with_the_person_is_not_the_workplaces_to_see(of: Sides, bente: Client) -> None:
    row = sent(of)
    assert bente.get(url("employer_proposal", row)).status_code == 404
    assert "Intet venter" in bente.get(url("employer_proposals")).text


def test_another_company_never_sees_it(of: Sides) -> None:
    row = with_employer(of)
    other = EmployerOrganisationFactory.create(cvr=cvr_number(77), name="Et andet firma")
    membership = MembershipFactory.create(organisation=other, role=Role.EMPLOYER)
    client = Client()
    client.force_login(membership.user)
    for name in ("employer_proposal", "employer_proposal_no", "employer_proposal_talk"):
        assert client.get(url(name, row)).status_code == 404
        assert client.post(url(name, row)).status_code == 404


def test_a_message_says_nothing_of_people_or_workplaces_where_others_may_read_it(of: Sides) -> None:
    with_employer(of)
    told = list(Message.objects.filter(kind__startswith="proposal_"))
    assert {one.kind for one in told} == {"proposal_person", "proposal_employer"}
    for one in told:
        said = text_of(one) if one.channel != "letter" else one.subject
        for word in ("Kvistgaard", "Sol i Vejgaard", "Pakke boller"):
            assert word not in said
    [sms] = [one for one in told if one.channel == "sms"]
    assert "Amina" not in text_of(sms)
    assert "/l/" in text_of(sms) or "http" in text_of(sms)


def test_a_yes_to_tell_something_new_takes_a_code(of: Sides, amina: Client) -> None:
    row = sent(of, items=["name", "needs"])
    page = amina.get(url("my_proposal", row)).text
    assert "sender vi en kode" in page
    answer = amina.post(url("my_proposal", row), {"answer": "yes"})
    assert answer.headers["Location"] == url("my_proposal_yes", row)
    assert amina.post(url("my_proposal_yes", row)).status_code in {302, 403}
    assert Proposal.objects.get().person_answer == "", "the link alone gives no new consent"
    whole = client_of(of.amina)
    page = whole.get(url("my_proposal_yes", row)).text
    assert "hvad du har brug for" in page
    whole.post(url("my_proposal_yes", row))
    given = Consent.objects.get(candidate=of.person, text_version="et-forslag-1")
    assert (given.form, given.to_id, sorted(given.items)) == ("on_screen", of.workplace.public_id, ["name", "needs"])
    told = Disclosure.objects.get(candidate=of.person)
    assert (told.consent, told.items) == (given, ["name", "needs"])


def test_a_no_asks_why_and_does_not_insist(of: Sides, amina: Client, signed_in: Client) -> None:
    row = sent(of)
    page = amina.get(url("my_proposal_no", row)).text
    assert "Det er helt i orden at sige nej" in page
    assert amina.post(url("my_proposal_no", row), {"words": "Mit nummer er 170584-1231"}).status_code == 422
    answer = amina.post(url("my_proposal_no", row), {"reason": "way", "words": "Bussen kører ikke"}, follow=True)
    assert "helt i orden" in answer.text
    row.refresh_from_db()
    assert (row.state, row.person_reason) == (S.DECLINED, "way")
    for page in (
        signed_in.get(url("propose", of.task, of.person)).text,
        signed_in.get(url("candidates_for_task", of.task)).text,
    ):
        assert "Sagde nej tak" in page
        assert "Der er for langt" in page
    today = signed_in.get("/?hvem=alle").text
    assert "Svar på forslag" in today
    assert "Sagde nej tak til Sol i Vejgaard" in today
    signed_in.post(url("read_proposal", row))
    assert "Svar på forslag" not in signed_in.get("/?hvem=alle").text


def test_the_workplace_says_no_kindly_and_sees_the_name_no_more(of: Sides, bente: Client) -> None:
    row = with_employer(of)
    answer = bente.post(
        url("employer_proposal_no", row), {"reason": "filled", "words": "Vi fandt en nabo"}, follow=True
    )
    assert "Amina" not in answer.text
    assert not Disclosure.objects.filter(ended_at__isnull=True).exists()
    assert Message.objects.filter(kind="proposal_person").count() == 2, "asked, and told that it came to nothing"


def test_talk_first_and_a_meeting_between(of: Sides, bente: Client, amina: Client, signed_in: Client) -> None:
    row = with_employer(of)
    bente.post(url("employer_proposal_talk", row), {"words": "Torsdag efter to"})
    assert "vil tale om det først" in signed_in.get("/?hvem=alle").text
    wrong = signed_in.post(url("meet_proposal", row), {"day": "1-1-2020", "clock": "10", "place": "Her"})
    assert wrong.status_code == 422
    assert "ude i tiden" in wrong.text
    day = timezone.localdate() + timedelta(days=3)
    right = {"day": f"{day:%d-%m-%Y}", "clock": "10.30", "place": "I bageriet", "with_whom": "Mette og Amina"}
    assert signed_in.post(url("meet_proposal", row), right).status_code == 302
    for page in (amina.get("/min-uge/").text, bente.get(url("employer_proposal", row)).text):
        assert "kl. 10.30, I bageriet" in page


def test_a_consultant_writes_down_what_was_said_in_the_telephone(of: Sides, signed_in: Client) -> None:
    row = sent(of)
    assert signed_in.post(url("note_person", row), {}).status_code == 422
    signed_in.post(url("note_person", row), {"answer": "yes", "words": "Glædede sig"})
    signed_in.post(url("note_employer", row), {"answer": "yes"})
    row.refresh_from_db()
    assert (row.state, row.person_by_phone, row.employer_by_phone) == (S.AGREED, True, True)
    assert "sagt til Mette Holm" in signed_in.get(url("proposal", row)).text


def test_in_her_place_the_consent_is_written_down_as_heard(of: Sides, signed_in: Client) -> None:
    row = sent(of, items=["name", "needs"])
    act_for(signed_in, "candidate", of.person)
    signed_in.post(url("my_proposal_yes", row))
    assert Consent.objects.get(candidate=of.person, text_version="et-forslag-1").form == "spoken"


def test_a_workplace_asks_for_somebody_it_knows(of: Sides, bente: Client, signed_in: Client, amina: Client) -> None:
    assert bente.post(url("employer_ask"), {"place": of.workplace.public_id}).status_code == 422
    bente.post(
        url("employer_ask"), {"place": of.workplace.public_id, "who": "Hende fra i sommer", "words": "Om lørdagen"}
    )
    row = EmployerAsk.objects.get()
    assert row.keeper == of.mette.organisation
    assert "efter en, de kender" in signed_in.get("/?hvem=alle").text
    page = signed_in.get(url("ask", row)).text
    assert "Hende fra i sommer" in page
    assert f"oenske={row.public_id}" in page
    assert (
        f"oenske={row.public_id}" in signed_in.get(f"{url('candidates_for_task', of.task)}?oenske={row.public_id}").text
    )
    signed_in.post(f"{url('propose', of.task, of.person)}?oenske={row.public_id}", typed())
    made = Proposal.objects.get()
    assert (made.origin, made.employer_answer) == ("employer", "yes")
    assert "Personen bliver spurgt" in bente.get(url("employer_proposals")).text
    answer = amina.post(url("my_proposal", made), {"answer": "yes"}, follow=True)
    assert "Det er aftalt" in answer.text
    assert Placement.objects.get().candidate == of.person


def test_a_wish_that_cannot_be_met_gets_an_answer(of: Sides, bente: Client, signed_in: Client) -> None:
    bente.post(url("employer_ask"), {"place": of.workplace.public_id, "who": "Ali"})
    row = EmployerAsk.objects.get()
    assert signed_in.post(url("ask", row), {"answer": ""}).status_code == 422
    signed_in.post(url("ask", row), {"answer": "Det kan desværre ikke lade sig gøre lige nu."})
    assert "Det kan desværre ikke lade sig gøre lige nu." in bente.get(url("employer_proposals")).text


def test_a_full_task_has_a_waiting_list(of: Sides, signed_in: Client) -> None:
    sent(of)
    other = CandidateFactory.create(keeper=of.mette.organisation, first_name="Ali", says_yes=True)
    page = signed_in.get(url("candidates_for_task", of.task)).text
    assert url("join_waiting_list", of.task, other) in page
    signed_in.post(url("join_waiting_list", of.task, other), {"words": "Kan først fra marts"})
    assert signed_in.post(url("join_waiting_list", of.task, other), {}).status_code == 422
    page = signed_in.get(url("waiting_list", of.task)).text
    assert "Kan først fra marts" in page
    assert url("propose", of.task, other) not in page, "while there is no seat"
    proposals.withdraw(by=of.mette, proposal=Proposal.objects.get(), reason="mistake")
    assert url("propose", of.task, other) in signed_in.get(url("waiting_list", of.task)).text
    signed_in.post(url("leave_waiting_list", WaitingEntry.objects.get()))
    assert not WaitingEntry.objects.waiting().exists()


@pytest.mark.parametrize("state", list(ProposalState))
def test_every_state_can_be_read_by_whom_it_concerns(
    of: Sides, signed_in: Client, amina: Client, bente: Client, state: S
) -> None:
    row = IN_STATE[state](of)
    assert signed_in.get(url("proposal", row)).status_code == 200
    assert signed_in.get(f"{url('proposals')}?tilstand={state}").text.count("Amina") >= 1
    mine = amina.get(url("my_proposal", row))
    assert mine.status_code == (404 if state == S.DRAFT else 200)
    if state != S.DRAFT:
        assert "tel:94312030" in mine.text, "whom to call"
    theirs = bente.get(url("employer_proposal", row))
    assert theirs.status_code == (200 if row.shown_to_employer_at else 404)
    for name in ("note_person", "note_employer", "meet_proposal", "more_time_for_proposal", "withdraw_proposal"):
        assert signed_in.get(url(name, row)).status_code == 200


def test_a_protected_person_is_for_their_own_consultant(of: Sides, signed_in: Client) -> None:
    row = sent(of)
    of.person.address_protected, of.person.consultant = True, None
    of.person.save()
    assert signed_in.get(url("proposal", row)).status_code == 404
    for where in (
        url("proposals"),
        url("waiting_list", of.task),
        url("proposals_of_workplace", of.workplace),
        "/?hvem=alle",
    ):
        assert "Amina" not in signed_in.get(where).text


def test_the_seat_is_not_there_for_another_while_it_is_promised(of: Sides, signed_in: Client) -> None:
    sent(of)
    other = CandidateFactory.create(keeper=of.mette.organisation, says_yes=True)
    page = signed_in.post(url("propose", of.task, other), typed())
    assert page.status_code == 422
    assert "Amina Kvistgaard (et forslag)" in page.text
    assert Proposal.objects.count() == 1
    answers.answer_person(by=of.amina, proposal=Proposal.objects.get(), answer="no")
    assert signed_in.post(url("propose", of.task, other), typed()).status_code == 302
    assert ProposalFactory._meta.model.objects.active().count() == 1
