"""Who can have which paper of an agreement: the case all of them, each party its own, and nobody a draft or another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import CircleMember, Disclosure
from placements.actions import drafting, sending
from placements.actions.asking import Link
from placements.documents.content import fingerprint, stored
from placements.models import AgreementVersion, Party, Placement
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Access
from smaajob.messages.models import Message
from smaajob.messages.printing import pdf
from tests.factories import ConsentFactory, MembershipFactory
from tests.factories.agreements import drafted, employer_of, monday, noted, paper, sent, signed, to_be_agreed
from tests.placements.agreements.test_signing import as_person, as_user, companys, own
from tests.placements.documents.reading import pages, root, whole

pytestmark = pytest.mark.django_db
SHEETS = ("opgaveark", "kontaktkort", "hvis-du-ikke-kan-komme")


@pytest.fixture
def placement(municipality: Organisation) -> Placement:
    return to_be_agreed(municipality, kind="praktik")


@pytest.fixture
def company(placement: Placement) -> Membership:
    return employer_of(placement)


def mine(version: AgreementVersion, word: str) -> str:
    return reverse("placements:my_paper", args=[version.public_id, word])


def theirs(version: AgreementVersion, word: str) -> str:
    return reverse("placements:company_paper", args=[version.public_id, word])


def told_of_needs(placement: Placement) -> None:
    """The workplace hears the name and what the person needs, under the person's yes."""
    person = placement.candidate
    person.accommodations = ["pauser", "stille"]
    person.save()
    consent = ConsentFactory.create(candidate=person, items=["name", "needs"])
    Disclosure.objects.create(
        keeper=person.keeper, consent=consent, candidate=person, items=["name", "needs"], to_name="Bageriet Sol",
        to_id=placement.workplace.public_id, start=timezone.localdate(), end=placement.planned_end,
    )  # fmt: skip


def test_the_person_has_the_agreement_to_sign_and_the_sheets_when_it_holds(
    scope: Scope, placement: Placement, company: Membership
) -> None:
    noted(placement)
    version = sent(scope, placement, purpose="training")
    client = as_person(placement)
    page = client.get(own(placement)).content.decode()
    assert "til underskrift (PDF)" in page

    answer = client.get(mine(version, "aftale"))
    assert answer["Content-Disposition"] == 'attachment; filename="aftale.pdf"'
    assert answer["Cache-Control"] == "no-store"
    text = whole(answer.content)
    assert "Amina Hassan" in text
    assert "Må ikke starte" in text or "mangler" in text
    look = Access.objects.get(kind="print")
    assert look.people == [placement.candidate.public_id]
    assert client.get(mine(version, "opgaveark")).status_code == 404, "no sheet of what does not hold yet"


def test_when_it_holds_the_sheets_are_on_min_uge_a_page_each(
    scope: Scope, placement: Placement, company: Membership
) -> None:
    version = signed(scope, placement, purpose="training")
    client = as_person(placement)
    week = client.get(reverse("placements:my_week")).content.decode()
    for word in SHEETS:
        assert mine(version, word) in week
        answer = client.get(mine(version, word))
        assert len(pages(answer.content)) == 1, word
        assert answer["Content-Disposition"] == f'attachment; filename="{word}.pdf"'
        assert b"pdfuaid:part" in root(answer.content)["/Metadata"].get_data()
    sheet = whole(client.get(mine(version, "opgaveark")).content)
    first = placement.shifts.order_by("starts_at").first()
    assert first is not None
    assert f"Første gang: mandag den {first.day.day}." in sheet
    assert client.get(mine(version, "vitas-klar")).status_code == 404
    assert client.get(mine(version, "andet")).status_code == 404

    placement.refresh_from_db()
    placement.actual_end, placement.end_reason = placement.planned_end, "gennemført"
    placement.save()
    assert client.get(mine(version, "opgaveark")).status_code == 404, "it is over"
    assert client.get(mine(version, "aftale")).status_code == 200, "what was signed can be had"


def test_what_was_noted_without_signatures_has_its_sheets_too(placement: Placement) -> None:
    version = noted(placement)
    client = as_person(placement)
    assert "Pakke brød." in whole(client.get(mine(version, "opgaveark")).content)
    assert client.get(mine(version, "aftale")).status_code == 404, "nobody has signed it"


def test_nobody_outside_the_case_has_a_draft_or_what_was_taken_back(
    scope: Scope, placement: Placement, company: Membership
) -> None:
    version = signed(scope, placement, purpose="training")
    change = drafting.amend(by=scope, placement=placement)
    person, firm = as_person(placement), as_user(company)
    for word in ("aftale", "opgaveark"):
        assert person.get(mine(change, word)).status_code == 404
        assert firm.get(theirs(change, word)).status_code == 404
    steps = [replace(drafting.steps_of_row(change)[0], first_day=monday(3))]
    values = {"reason": "Flere timer", "valid_from": monday(3), "remarks": "Nyt", "purpose": "training"}
    change = drafting.change(by=scope, agreement=change, values=values, steps=steps)
    change = sending.send(by=scope, agreement=change)
    both = person.get(own(placement)).content.decode()
    assert mine(change, "aftale") in both
    assert mine(version, "aftale") in both, "what holds meanwhile"
    assert person.get(mine(change, "aftale"))["Content-Disposition"].endswith('"aftale-aendring.pdf"')
    sending.withdraw(by=scope, agreement=change, why="En fejl")
    assert person.get(mine(change, "aftale")).status_code == 404
    assert firm.get(theirs(change, "aftale")).status_code == 404


def test_the_company_has_its_agreement_and_a_sheet_without_what_was_not_released(
    scope: Scope, placement: Placement, company: Membership
) -> None:
    told_of_needs(placement)
    version = signed(scope, placement, accommodations=["pauser"], purpose="training")
    firm = as_user(company)
    page = firm.get(companys(placement)).content.decode()
    assert theirs(version, "aftale") in page
    assert theirs(version, "kontaktkort") not in page
    for word in ("kontaktkort", "hvis-du-ikke-kan-komme", "vitas-klar"):
        assert firm.get(theirs(version, word)).status_code == 404
    sheet = whole(firm.get(theirs(version, "opgaveark")).content)
    assert "Amina" in sheet
    assert "Hassan" not in sheet
    assert "pauser" in sheet.lower()
    assert "Stille" not in sheet
    look = Access.objects.filter(kind="print").latest("pk")
    assert (look.organisation, look.people) == (placement.keeper, [placement.candidate.public_id])

    placement.candidate.disclosures.update(ended_at=timezone.now())
    sheet = whole(firm.get(theirs(version, "opgaveark")).content)
    assert "pauser" not in sheet.lower()
    assert "Amina" not in sheet
    assert "Amina Hassan" in whole(firm.get(theirs(version, "aftale")).content), "as it was signed"


def test_the_company_is_not_offered_what_was_only_noted(
    scope: Scope, placement: Placement, company: Membership
) -> None:
    """It would be put together from the person's row, which a company does not see."""
    version = noted(placement)
    sent(scope, placement, purpose="training")
    firm = as_user(company)
    assert "Opgavearket" not in firm.get(companys(placement)).content.decode()
    assert firm.get(theirs(version, "opgaveark")).status_code == 404


def test_a_stranger_has_nothing_of_it(scope: Scope, placement: Placement, company: Membership) -> None:
    version = signed(scope, placement, purpose="training")
    other = to_be_agreed(placement.keeper, candidate=None, workplace={"name": "Et andet sted"})
    stranger = as_person(other)
    assert stranger.get(mine(version, "aftale")).status_code == 404
    mentor = MembershipFactory.create(organisation=placement.keeper, role=Role.MENTOR)
    CircleMember.objects.create(
        keeper=placement.keeper,
        candidate=placement.candidate,
        user=mentor.user,
        role="mentor",
        start=timezone.localdate(),
    )
    assert as_user(mentor).get(mine(version, "opgaveark")).status_code == 403


def test_a_guardian_has_the_young_persons_papers(scope: Scope, municipality: Organisation) -> None:
    born = timezone.localdate() - timedelta(days=16 * 365)
    placement = to_be_agreed(municipality, birth_date=born)
    employer_of(placement)
    member = MembershipFactory.create(organisation=municipality, role=Role.GUARDIAN, user__name="Fatma Hassan")
    CircleMember.objects.create(
        keeper=municipality,
        candidate=placement.candidate,
        user=member.user,
        role="guardian",
        start=timezone.localdate(),
    )
    version = signed(scope, placement)
    client = as_user(member)
    assert mine(version, "hvis-du-ikke-kan-komme") in client.get(reverse("placements:papers_waiting")).content.decode()
    assert "Fatma Hassan" in whole(client.get(mine(version, "aftale")).content)


def test_who_came_by_a_link_has_the_paper_after_the_code_and_not_before(
    scope: Scope, placement: Placement, company: Membership
) -> None:
    sent(scope, placement, purpose="training")
    message = next(one for one in Message.objects.order_by("-pk") if one.address == "rikke@example.org")
    path = next(word for word in message.text.split() if "/underskriv/" in word).split("/underskriv/")[1]
    client = Client()
    assert client.get(f"/underskriv/{path}aftale.pdf")["Location"] == f"/underskriv/{path}"
    client.post(f"/underskriv/{path}", {"channel": "email"})
    code = next(one for one in Message.objects.order_by("-pk") if one.address == "rikke@example.org")
    digits = "".join(sign for sign in code.text if sign.isdigit())[:6]
    client.post(f"/underskriv/{path}", {"code": digits})
    page = client.get(f"/underskriv/{path}").content.decode()
    assert f"/underskriv/{path}aftale.pdf" in page
    answer = client.get(f"/underskriv/{path}aftale.pdf")
    assert "Amina Hassan" in whole(answer.content)
    look = Access.objects.filter(kind="print").latest("pk")
    assert (look.user, look.purpose) == (None, "Henter en aftale for at skrive under, med link og kode")
    assert client.get("/underskriv/findes-ikke/aftale.pdf").status_code == 302


def test_the_case_has_all_of_them_and_vitas_field_by_field(
    signed_in: Client, scope: Scope, placement: Placement, company: Membership
) -> None:
    told_of_needs(placement)
    version = signed(scope, placement, purpose="training")
    tab = signed_in.get(reverse("placements:detail", args=[placement.public_id]) + "?fane=aftale").content.decode()
    for word in ("aftale", *SHEETS, "vitas-klar"):
        url = reverse("placements:agreement_paper", args=[version.public_id, word])
        assert url in tab, word
        assert signed_in.get(url)["Content-Disposition"] == f'attachment; filename="{word}.pdf"'
    page = signed_in.get(reverse("placements:vitas_ready", args=[version.public_id])).content.decode()
    assert placement.workplace.employer.cvr in page
    assert "rikke@example.org" in page, "the representative's, from the link that was sent"
    assert "Er enig. Skrev under" in page
    assert "Ja, givet" in page
    assert "Det her mangler" in page
    assert reverse("employers:edit", args=[placement.workplace.public_id]) in page


def test_what_nobody_was_asked_to_sign_still_says_whose_it_is(signed_in: Client, municipality: Organisation) -> None:
    version = noted(to_be_agreed(municipality, kind="løntilskud"))
    assert version.asks == []
    page = signed_in.get(reverse("placements:vitas_ready", args=[version.public_id])).content.decode()
    missing = page.partition("Det her mangler")[2].partition("</ul>")[0]
    assert missing
    assert "Personen: Navn" not in missing
    for word in ("vitas-klar", "aftale"):
        text = whole(signed_in.get(reverse("placements:agreement_paper", args=[version.public_id, word])).content)
        assert "Amina Hassan" in text, word
        assert "Underskrift Dato" not in text, "there is nobody to sign"


def test_vitas_is_not_there_for_what_it_does_not_ask_about(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    placement = to_be_agreed(municipality, kind="småjob")
    employer_of(placement)
    version = sent(scope, placement)
    assert signed_in.get(reverse("placements:vitas_ready", args=[version.public_id])).status_code == 404
    assert (
        signed_in.get(reverse("placements:agreement_paper", args=[version.public_id, "vitas-klar"])).status_code == 404
    )
    assert "VITAS" not in signed_in.get(reverse("placements:agreement", args=[version.public_id])).content.decode()


def test_papers_are_held_back_when_somebody_takes_very_many(
    settings: LazySettings, scope: Scope, placement: Placement, company: Membership
) -> None:
    version = sent(scope, placement, purpose="training")
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "agreement_paper": "1/h/key"}
    client = as_person(placement)
    assert client.get(mine(version, "aftale")).status_code == 200
    assert client.get(mine(version, "aftale")).status_code == 429


def test_who_gets_a_letter_gets_the_paper_to_sign_with_it(scope: Scope, municipality: Organisation) -> None:
    placement = to_be_agreed(municipality, with_user=False)
    person = placement.candidate
    person.phone = person.email = ""
    person.save()
    employer_of(placement)
    version = drafted(scope, placement)
    sending.send(by=scope, agreement=version, links={Party.PERSON: Link("Amina Hassan", "")}, paper=[Party.PERSON])
    assert not Message.objects.filter(channel="letter").exists(), "who signs on paper is given it by hand"

    other = to_be_agreed(municipality, workplace={"name": "Et andet sted"})
    other.candidate.phone = other.candidate.email = ""
    other.candidate.channel = "letter"
    other.candidate.save()
    version = sent(scope, other)
    letter = Message.objects.get(channel="letter")
    assert "Den ligger ved brevet." in letter.html
    assert letter.html.index("/mine-aftaler/") > 0
    version.refresh_from_db()
    made = whole(pdf([(letter.html, letter.enclosed)]))
    assert "Der er en aftale til dig" in made
    assert "Amina Hassan" in made
    assert fingerprint(stored(version.read))[:8] in made, "the very text that is signed"
    for party in version.asks:
        paper(scope, version, party)
    last = Message.objects.filter(channel="letter").latest("pk")
    assert "Her er den, som den er skrevet under." in last.html
    assert "Har skrevet under på papir" in whole(pdf([(last.html, last.enclosed)]))
    assert last.others_encrypted == ""
