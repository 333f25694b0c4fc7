"""Signing on a screen: the person, a guardian, the company, somebody with a link; an old page never signs what it showed."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import CircleMember
from placements.actions import drafting, sending, signing
from placements.actions.asking import Link
from placements.actions.signing import MovedOn
from placements.models import AgreementState, AgreementVersion, Party, Placement, Signature
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Behalf, Scope
from smaajob.audit.models import Access
from smaajob.messages.models import Message
from tests.acting import act_for
from tests.factories import CandidateFactory, MembershipFactory
from tests.factories.agreements import (
    employer_of,
    paper,
    person_scope,
    scope_of,
    sent,
    signed,
    to_be_agreed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def placement(municipality: Organisation) -> Placement:
    return to_be_agreed(municipality)


@pytest.fixture
def company(placement: Placement) -> Membership:
    return employer_of(placement)


@pytest.fixture
def version(scope: Scope, placement: Placement, company: Membership) -> AgreementVersion:
    return sent(scope, placement)


def as_user(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    client.get("/hvem-maa-hvad/")
    return client


def as_person(placement: Placement) -> Client:
    return as_user(Membership.objects.get(user=placement.candidate.user))


def own(placement: Placement) -> str:
    return reverse("placements:my_agreement", args=[placement.public_id])


def companys(placement: Placement) -> str:
    return reverse("placements:company_agreement", args=[placement.public_id])


def test_the_person_reads_and_signs_with_their_name(placement: Placement, version: AgreementVersion) -> None:
    client = as_person(placement)
    week = client.get(reverse("placements:papers_waiting")).content.decode()
    assert "Der er en aftale, som venter på dig" in week
    page = client.get(own(placement))
    assert "Pakke brød." in page.content.decode()
    assert version.content_hash in page.content.decode()

    answer = client.post(
        own(placement), {"shown": version.content_hash, "name": "Amina Hassan", "yes": "1"}, follow=True
    )
    assert "Du har skrevet under" in answer.content.decode()
    signature = version.signatures.get()
    assert (signature.party, signature.method, signature.name, signature.content_hash) == (
        "person", "screen", "Amina Hassan", version.content_hash,
    )  # fmt: skip
    assert signature.user == placement.candidate.user


@pytest.mark.parametrize("name", ["", "  ", "7", "!?"])
def test_a_signature_takes_a_name(placement: Placement, version: AgreementVersion, name: str) -> None:
    answer = as_person(placement).post(own(placement), {"shown": version.content_hash, "name": name, "yes": "1"})
    assert answer.status_code == 422
    assert "Skriv dit navn" in answer.content.decode()
    assert not version.signatures.exists()


def test_a_no_asks_kindly_for_a_reason_and_the_consultant_sees_it(
    signed_in: Client, placement: Placement, version: AgreementVersion
) -> None:
    client = as_person(placement)
    said = {"shown": version.content_hash, "name": "Amina Hassan", "no": "1"}
    answer = client.post(own(placement), {**said, "words": ""})
    assert answer.status_code == 422
    assert "Skriv kort hvorfor" in answer.content.decode()
    client.post(own(placement), {**said, "words": "Det er for tidligt om morgenen."})
    today = signed_in.get("/?hvem=alle").content.decode()
    assert "Personen vil ikke skrive under på aftalen" in today
    tab = signed_in.get(reverse("placements:detail", args=[placement.public_id]) + "?fane=aftale").content.decode()
    assert "Det er for tidligt om morgenen." in tab


def test_the_company_signs_and_sees_no_more_of_the_person_than_the_agreement_says(
    placement: Placement, version: AgreementVersion, company: Membership
) -> None:
    client = as_user(company)
    listed = client.get(reverse("placements:company_papers")).content.decode()
    assert "Amina Hassan" in listed
    page = client.get(companys(placement)).content.decode()
    assert "Amina Hassan" in page
    assert "20 11 22 33" not in page
    assert "amina@example.org" not in page
    answer = client.post(
        companys(placement), {"shown": version.content_hash, "name": "Ole Olsen", "yes": "1"}, follow=True
    )
    assert "Du har skrevet under" in answer.content.decode()
    assert version.signatures.get().party == Party.EMPLOYER
    look = Access.objects.filter(organisation=placement.keeper, user=company.user).first()
    assert look is not None
    assert look.people == [placement.candidate.public_id], "the person reads in their own log that the company looked"


def test_a_draft_and_another_companys_papers_are_not_there(
    scope: Scope, placement: Placement, company: Membership
) -> None:
    drafting.draft(by=scope, placement=placement)
    client = as_user(company)
    assert client.get(companys(placement)).status_code == 404
    assert "ingen aftaler endnu" in client.get(reverse("placements:company_papers")).content.decode()
    assert as_person(placement).get(own(placement)).status_code == 404
    stranger = MembershipFactory.create(organisation=placement.keeper, role=Role.CANDIDATE)
    CandidateFactory.create(keeper=placement.keeper, user=stranger.user)
    assert as_user(stranger).get(own(placement)).status_code == 404


def test_an_old_page_signs_nothing_and_shows_what_changed(
    scope: Scope, placement: Placement, version: AgreementVersion
) -> None:
    client = as_person(placement)
    old = version.content_hash
    sending.withdraw(by=scope, agreement=version, why="Lønnen var forkert")
    gone = client.post(own(placement), {"shown": old, "name": "Amina Hassan", "yes": "1"})
    assert gone.status_code == 409
    assert "Aftalen er trukket tilbage" in gone.content.decode()
    again = drafting.draft(by=scope, placement=placement)
    drafting.change(by=scope, agreement=again, values={"hourly_pay": 150}, steps=drafting.steps_of_row(again))
    again = sending.send(by=scope, agreement=again)

    answer = client.post(own(placement), {"shown": old, "name": "Amina Hassan", "yes": "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Aftalen er ændret, mens du læste" in text
    assert "Du har ikke skrevet under på noget" in text
    assert "150 kr. i timen" in text
    assert "Lønnen var forkert" in text
    assert again.content_hash in text
    assert not Signature.objects.exists()
    assert 'value="Amina Hassan"' in text, "what was typed is not lost"
    client.post(own(placement), {"shown": again.content_hash, "name": "Amina Hassan", "yes": "1"})
    assert again.signatures.count() == 1


def test_nobody_signs_in_somebody_elses_place(
    client: Client, scope: Scope, membership: Membership, placement: Placement, version: AgreementVersion
) -> None:
    acting = Scope(
        scope.organisation, scope.user, scope.role, behalf=Behalf("candidate", placement.candidate.public_id, "Amina")
    )
    with pytest.raises(ValidationError, match="på vegne af"):
        signing.sign(by=acting, placement=placement, shown=version.content_hash, name="Amina Hassan")
    client.force_login(membership.user)
    act_for(client, "candidate", placement.candidate)
    page = client.get(own(placement)).content.decode()
    assert "ikke skrive under" in page
    assert "Skriv dit navn" not in page


def test_a_mentor_and_a_colleague_without_the_right_sign_nothing(
    placement: Placement, version: AgreementVersion
) -> None:
    for role in (Role.MENTOR, Role.MANAGER, Role.PARTNER_WORKER):
        member = MembershipFactory.create(organisation=placement.keeper, role=role)
        with pytest.raises(ValidationError):
            signing.sign(by=scope_of(member), placement=placement, shown=version.content_hash, name="En Anden")
    assert not Signature.objects.exists()


def test_under_eighteen_a_guardian_signs_beside_the_person(scope: Scope, municipality: Organisation) -> None:
    born = timezone.localdate() - timedelta(days=16 * 365)
    placement = to_be_agreed(municipality, birth_date=born, kind="fritidsjob")
    guardian = MembershipFactory.create(organisation=municipality, role=Role.GUARDIAN, user__name="Fatma Hassan")
    CircleMember.objects.create(
        keeper=municipality, candidate=placement.candidate, user=guardian.user, role="guardian", start=born
    )
    version = sent(scope, placement)
    assert version.asks[:2] == ["person", "guardian"]
    names = {one.role: one.name for one in version.read.parties}
    assert names["guardian"] == "Fatma Hassan"
    client = as_user(guardian)
    assert "Amina Hassan" in client.get(reverse("placements:my_papers")).content.decode()
    client.post(own(placement), {"shown": version.content_hash, "name": "Fatma Hassan", "yes": "1"})
    assert version.signatures.get().party == Party.GUARDIAN


def test_who_came_by_a_personal_link_needs_a_code_to_sign(placement: Placement, version: AgreementVersion) -> None:
    client = as_person(placement)
    session = client.session
    session["assurance"] = "link"
    session.save()
    assert client.get(own(placement)).status_code == 302
    assert "venter på dig" in client.get(reverse("placements:papers_waiting")).content.decode()


def test_the_guardian_of_a_protected_person_gets_a_link_to_the_paper_alone(
    scope: Scope, municipality: Organisation
) -> None:
    born = timezone.localdate() - timedelta(days=16 * 365)
    placement = to_be_agreed(municipality, birth_date=born, kind="fritidsjob")
    person = placement.candidate
    person.address_protected, person.consultant = True, scope.user
    person.save()
    guardian = MembershipFactory.create(organisation=municipality, role=Role.GUARDIAN)
    CircleMember.objects.create(keeper=municipality, candidate=person, user=guardian.user, role="guardian", start=born)
    sent(scope, placement)
    assert as_user(guardian).get(own(placement)).status_code == 404
    assert placement.signing_links.filter(party="guardian").exists()
    colleague = MembershipFactory.create(organisation=municipality)
    paper = reverse("placements:agreement", args=[placement.agreements.get(state="sent").public_id])
    assert as_user(colleague).get(paper).status_code == 404


class TestByLink:
    """The employees' representative has no login: a link and a code."""

    @pytest.fixture
    def paper(self, scope: Scope, municipality: Organisation) -> AgreementVersion:
        return sent(scope, to_be_agreed(municipality, kind="praktik"), purpose="training")

    @pytest.fixture
    def url(self, paper: AgreementVersion) -> str:
        return link_in(newest_to("rikke@example.org"))

    def test_a_code_opens_it_and_a_name_signs_it(self, client: Client, paper: AgreementVersion, url: str) -> None:
        page = client.get(url).content.decode()
        assert "Amina" not in page
        assert "r•••@example.org" in page
        client.post(url, {"channel": "email"})
        wrong = client.post(url, {"code": "000000"})
        assert wrong.status_code == 422
        client.post(url, {"code": code_in(newest_to("rikke@example.org"))})
        page = client.get(url).content.decode()
        assert "Pakke brød." in page
        client.post(url, {"shown": paper.content_hash, "name": "Rikke Repræsentant", "yes": "1"})
        signature = paper.signatures.get()
        assert (signature.party, signature.method, signature.user) == ("employee_rep", "link", None)
        look = Access.objects.filter(page="placements:sign_by_link").get()
        assert look.people == [paper.placement.candidate.public_id]

    def test_her_no_with_reasons_is_kept(self, client: Client, paper: AgreementVersion, url: str) -> None:
        self._open(client, url)
        client.post(url, {"shown": paper.content_hash, "name": "Rikke", "words": "Kollegerne er ikke hørt.", "no": "1"})
        assert paper.signatures.get().words == "Kollegerne er ikke hørt."

    def test_an_old_link_shows_the_new_content(
        self, client: Client, scope: Scope, paper: AgreementVersion, url: str
    ) -> None:
        sending.withdraw(by=scope, agreement=paper, why="Forkert sted")
        again = drafting.draft(by=scope, placement=paper.placement)
        values = {"description": "Feje gården.", "purpose": "training"}
        drafting.change(by=scope, agreement=again, values=values, steps=drafting.steps_of_row(again))
        again = sending.send(by=scope, agreement=again)
        self._open(client, url)
        page = client.get(url).content.decode()
        assert "Feje gården." in page
        assert "Pakke brød." not in page
        client.post(url, {"shown": paper.content_hash, "name": "Rikke Repræsentant", "yes": "1"})
        assert not Signature.objects.exists()

    def test_another_browser_has_to_ask_for_its_own_code(self, client: Client, url: str) -> None:
        self._open(client, url)
        assert "Pakke brød." not in Client().get(url).content.decode()

    def test_a_link_that_is_closed_or_never_was_says_the_same(
        self, client: Client, paper: AgreementVersion, url: str
    ) -> None:
        paper.placement.signing_links.update(revoked_at=timezone.now())
        for address in (url, "/underskriv/findes-ikke/"):
            answer = client.get(address)
            assert answer.status_code == 410
            assert "Linket virker ikke længere" in answer.content.decode()

    def test_a_new_address_closes_links_to_the_old(
        self, client: Client, scope: Scope, paper: AgreementVersion, url: str
    ) -> None:
        sending.send_link(by=scope, agreement=paper, party="employee_rep", to=Link("Rikke", "ny@example.org"))
        assert client.get(url).status_code == 410
        assert client.get(link_in(newest_to("ny@example.org"))).status_code == 200

    def test_three_wrong_codes_and_it_must_be_asked_for_again(self, client: Client, url: str) -> None:
        client.post(url, {"channel": "email"})
        right = code_in(newest_to("rikke@example.org"))
        for _try in range(3):
            client.post(url, {"code": "000000"})
        client.post(url, {"code": right})
        assert "Pakke brød." not in client.get(url).content.decode()

    def _open(self, client: Client, url: str) -> None:
        client.post(url, {"channel": "email"})
        client.post(url, {"code": code_in(newest_to("rikke@example.org"))})


def newest_to(address: str) -> Message:
    return next(one for one in Message.objects.order_by("-pk") if one.address == address)


def link_in(message: Message) -> str:
    found = re.search(r"/underskriv/[^/\s]+/", message.text)
    assert found is not None
    return found[0]


def code_in(message: Message) -> str:
    found = re.search(r"\b(\d{3}) (\d{3})\b", message.text)
    assert found is not None
    return found[1] + found[2]


def test_the_story_on_screen_to_the_end(
    signed_in: Client, placement: Placement, version: AgreementVersion, company: Membership
) -> None:
    detail = reverse("placements:detail", args=[placement.public_id])
    assert "Må ikke starte endnu" in signed_in.get(detail).content.decode()
    shown = {"shown": version.content_hash, "yes": "1"}
    as_person(placement).post(own(placement), {**shown, "name": "Amina Hassan"})
    last = reverse("placements:sign_for_municipality", args=[version.public_id])
    early = signed_in.post(last, {**shown, "name": "Mette Holm"})
    assert early.status_code == 422
    assert "Der mangler arbejdspladsen" in early.content.decode()
    as_user(company).post(companys(placement), {**shown, "name": "Ole Olsen"})
    assert "Klar til at du skriver under" in signed_in.get("/?hvem=alle").content.decode()
    answer = signed_in.post(last, {**shown, "name": "Mette Holm"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{detail}?fane=aftale", "the case, where the next thing is"
    assert "Nu har alle skrevet under" in answer.content.decode()
    version.refresh_from_db()
    assert version.state == AgreementState.IN_FORCE
    page = signed_in.get(detail).content.decode()
    assert "Må ikke starte endnu" not in page
    assert placement.shifts.exists()
    history = signed_in.get(detail + "?fane=historik").content.decode()
    assert "Arbejdspladsen skrev under på aftalen, på skærmen." in history


def test_an_amendment_on_the_consultants_pages(signed_in: Client, scope: Scope, placement: Placement) -> None:
    signed(scope, placement)
    begun = signed_in.post(reverse("placements:draft_agreement", args=[placement.public_id]), {"change": "1"})
    page = signed_in.get(begun["Location"]).content.decode()
    assert "Hvorfor ændres aftalen?" in page
    draft = AgreementVersion.objects.get(state="draft")
    assert "Der ligger en kladde til en aftale" in signed_in.get("/?hvem=alle").text
    preview = signed_in.get(reverse("placements:agreement", args=[draft.public_id])).content.decode()
    assert "ikke ændret noget endnu" in preview


def test_the_paper_to_sign_is_a_pdf_at_every_step(signed_in: Client, scope: Scope, placement: Placement) -> None:
    draft = drafting.draft(by=scope, placement=placement)
    for which in ("aftale", "opgaveark", "kontaktkort", "hvis-du-ikke-kan-komme"):
        answer = signed_in.get(reverse("placements:agreement_paper", args=[draft.public_id, which]))
        assert answer.content.startswith(b"%PDF"), which
    version = sending.send(by=scope, agreement=draft)
    paper(scope, version, Party.PERSON, "Amina Hassan")
    answer = signed_in.get(reverse("placements:agreement_paper", args=[version.public_id, "aftale"]))
    assert answer["Content-Disposition"] == 'attachment; filename="aftale.pdf"'
    assert Access.objects.filter(kind="print").exists()
    assert signed_in.get(reverse("placements:agreement_paper", args=[version.public_id, "andet"])).status_code == 404


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two at one moment: one after the other, and the second sees the first."""

    @pytest.fixture(autouse=True)
    def _closes(self) -> Iterator[None]:
        yield
        connection.close()

    def test_two_sign_the_same_paper_and_one_of_them_is_told(self, scope: Scope, municipality: Organisation) -> None:
        placement = to_be_agreed(municipality)
        version = sent(scope, placement)
        said = self._together(*[lambda: paper(scope, version, Party.PERSON)] * 2)
        assert sorted(type(one).__name__ for one in said) == ["NoneType", "ValidationError"]
        assert version.signatures.count() == 1

    def test_the_last_two_sign_at_once_and_it_holds_once(self, scope: Scope, municipality: Organisation) -> None:
        placement = to_be_agreed(municipality)
        version = sent(scope, placement)
        person = person_scope(placement)
        company = scope_of(employer_of(placement))

        def sign(by: Scope) -> None:
            assert by.user is not None
            signing.sign(by=by, placement=placement, shown=version.content_hash, name=by.user.name)

        said = self._together(lambda: sign(person), lambda: sign(company))
        assert said == [None, None]
        sign(scope)
        version.refresh_from_db()
        assert version.state == AgreementState.IN_FORCE

    def test_signing_while_it_is_taken_back(self, scope: Scope, municipality: Organisation) -> None:
        placement = to_be_agreed(municipality)
        version = sent(scope, placement)
        person = person_scope(placement)
        said = self._together(
            lambda: signing.sign(by=person, placement=placement, shown=version.content_hash, name="Amina Hassan"),
            lambda: sending.withdraw(by=scope, agreement=version, why="Forkert løn"),
        )
        version.refresh_from_db()
        assert version.state == AgreementState.WITHDRAWN
        assert isinstance(said[0], MovedOn) or version.signatures.count() == 1

    def test_a_second_draft_while_one_is_sent(self, scope: Scope, municipality: Organisation) -> None:
        placement = to_be_agreed(municipality)
        said = self._together(*[lambda: drafting.draft(by=scope, placement=placement)] * 2)
        assert sorted(type(one).__name__ for one in said) == ["NoneType", "ValidationError"]
        assert AgreementVersion.objects.filter(state="draft").count() == 1

    @staticmethod
    def _together(*acts: Any) -> list[Any]:
        said: list[Any] = [None] * len(acts)
        begin = threading.Barrier(len(acts))

        def run(at: int) -> None:
            try:
                begin.wait(10)
                acts[at]()
            except Exception as refusal:
                said[at] = refusal
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
        for one in threads:
            one.start()
        for one in threads:
            one.join(30)
        return said
