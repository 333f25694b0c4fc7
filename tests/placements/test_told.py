"""What a company sees of people: what each said yes to, while the yes holds; nothing else, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.actions.consents import withdraw
from candidates.models import Candidate, Consent
from placements.actions.disclosing import tell_workplace
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.actions.sealing import seal
from smaajob.audit.models import Access, AccessFlag
from smaajob.reach import whole_organisation
from smaajob.schedule import parse_window
from tests.acting import act_for
from tests.factories import (
    CandidateFactory,
    ConsentFactory,
    EmployerFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    MunicipalityFactory,
    NoteFactory,
    PlacementFactory,
    TargetGroupSpellFactory,
    WorkplaceFactory,
    cvr_number,
)

TOLD = reverse("placements:told_people")
pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Organisation:
    return EmployerOrganisationFactory.create(name="Bageriet Sol")


@pytest.fixture
def bente(company: Organisation) -> Client:
    """A client that is signed in as the baker."""
    client = Client()
    client.force_login(MembershipFactory.create(organisation=company, role=Role.EMPLOYER).user)
    return client


@pytest.fixture
def amina(membership: Membership, company: Organisation) -> Candidate:
    """Placed with the bakery by Mette, with a yes to all that can be told."""
    return placed(membership, company, address_protected=True, consultant=membership.user)


def placed(membership: Membership, company: Organisation, items: list[str] | None = None, **person: Any) -> Candidate:
    keeper = membership.organisation
    one = CandidateFactory.create(
        keeper=keeper,
        **{
            "first_name": "Amina",
            "last_name": "Kvistgaard",
            "phone": "+45 20 11 22 33",
            "certificates": ["hygiejnebevis"],
            "languages": ["ar"],
            "accommodations": ["pauser"],
            "availability": [parse_window("man 09:00-12:00")],
            **person,
        },
    )
    ConsentFactory.create(candidate=one, **({"items": items} if items else {}))
    employer = EmployerFactory.create(keeper=keeper, country=company.country, cvr=company.cvr)
    place = WorkplaceFactory.create(keeper=keeper, employer=employer, name="Sol i Vejgaard")
    today = timezone.localdate()
    placement = PlacementFactory.create(
        candidate=one, workplace=place, start=today, planned_end=today + timedelta(days=60)
    )
    assert tell_workplace(by=Scope(keeper, membership.user), placement=placement)
    return one


def test_the_baker_reads_what_amina_said_yes_to(bente: Client, amina: Candidate) -> None:
    TargetGroupSpellFactory.create(candidate=amina, group="kontanthjælp")
    NoteFactory.create(candidate=amina, text="Hun bor på Skovvej.", signed=True)
    page = bente.get(TOLD).text
    for text in ("Sol i Vejgaard", "Amina", "Hygiejnebevis", "Taler arabisk", "ekstra pauser", "man 9–12"):
        assert text in page
    for text in ("Kvistgaard", "20 11 22 33", amina.postcode, "ontanthjælp", "Skovvej", str(amina.public_id)):
        assert text not in page


def test_what_was_not_said_yes_to_is_not_there(bente: Client, membership: Membership, company: Organisation) -> None:
    placed(membership, company, items=["times"])
    page = bente.get(TOLD).text
    assert "En person" in page
    assert "man 9–12" in page
    for text in ("Amina", "Hygiejnebevis", "arabisk", "pauser"):
        assert text not in page


def test_a_yes_that_is_taken_back_is_gone_at_once(bente: Client, amina: Candidate, membership: Membership) -> None:
    withdraw(by=Scope(membership.organisation, membership.user), consent=Consent.objects.get(candidate=amina))
    page = bente.get(TOLD).text
    assert "Amina" not in page
    assert "I har ikke hørt om nogen lige nu." in page


def test_another_company_and_another_municipality_s_consultant_see_nobody(
    amina: Candidate, company: Organisation, client: Client
) -> None:
    other = MembershipFactory.create(
        organisation=EmployerOrganisationFactory.create(cvr=cvr_number(77)), role=Role.EMPLOYER
    )
    client.force_login(other.user)
    assert "Amina" not in client.get(TOLD).text

    vejle = MembershipFactory.create(organisation=MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"))
    with whole_organisation(vejle.organisation):
        employer = EmployerFactory.create(keeper=vejle.organisation, country=company.country, cvr=company.cvr)
        WorkplaceFactory.create(keeper=vejle.organisation, employer=employer)
    client.force_login(vejle.user)
    act_for(client, "employer", company)
    assert "Amina" not in client.get(TOLD).text


def test_mette_sees_the_page_in_the_baker_s_place(signed_in: Client, amina: Candidate, company: Organisation) -> None:
    act_for(signed_in, "employer", company)
    assert "Amina" in signed_in.get(TOLD).text


def test_the_look_is_in_the_log_of_the_municipality_and_no_flag(
    bente: Client, amina: Candidate, membership: Membership, company: Organisation
) -> None:
    bente.get(TOLD)
    look = Access.objects.get(people__contains=[amina.public_id])
    assert (look.organisation, look.role, look.place) == (membership.organisation, "employer", "Bageriet Sol")
    assert look.purpose == "Det, arbejdspladsen må vide"
    assert not Access.objects.filter(organisation=company).exists()
    seal(membership.organisation)
    assert not AccessFlag.objects.exists(), "a company sees no more than it has been told"
