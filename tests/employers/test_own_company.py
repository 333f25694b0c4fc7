"""A company's own page: whom to call, where they are, what is open; nothing else, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from employers.actions import registrations
from employers.models import Contact
from smaajob.accounts import behalf
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Behalf, Scope
from smaajob.audit.models import Event
from tests.acting import act_for
from tests.employers.filling import send
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    EmployerFactory,
    EmployerOrganisationFactory,
    LogEntryFactory,
    MembershipFactory,
    MunicipalityFactory,
    PlacementFactory,
    RegistrationFactory,
    TaskFactory,
    UnitFactory,
    WorkplaceFactory,
    cvr_number,
)

OWN = "/min-virksomhed/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Organisation:
    """Bageriet Sol."""
    return EmployerOrganisationFactory.create(phone="98 00 00 00")


@pytest.fixture
def bente(company: Organisation) -> Client:
    """A client that is signed in as the one who steers the bakery's access."""
    client = Client()
    client.force_login(
        MembershipFactory.create(
            organisation=company, role=Role.EMPLOYER_ADMIN, user__name="Bente Bager", user__email="bente@sol.example"
        ).user
    )
    return client


def workplace(keeper: Organisation, company: Organisation, **other: Any) -> Any:
    return WorkplaceFactory.create(
        keeper=keeper,
        employer=EmployerFactory.create(keeper=keeper, country=company.country, cvr=company.cvr),
        **other,
    )


def test_the_baker_sees_whom_to_call_her_workplaces_and_her_tasks(
    bente: Client, company: Organisation, membership: Membership
) -> None:
    membership.user.phone = "20 30 40 50"
    membership.user.save()
    samir = MembershipFactory.create(
        organisation=membership.organisation, user__name="Samir Haddad", user__phone="20 30 40 60"
    )
    here = workplace(
        membership.organisation, company, name="Sol i Vejgaard", consultant=membership.user, stand_in=samir.user
    )
    ContactFactory.create(workplace=here, name="Frida Bager", call_when="efter kl. 14")
    TaskFactory.create(keeper=here.keeper, workplace=here, title="Pakke boller", seats=2)
    TaskFactory.create(keeper=here.keeper, workplace=here, title="Gammel opgave", end=date(2026, 1, 9))

    page = bente.get(OWN).text

    for text in ("Mette Holm", "Ring 20 30 40 50", membership.user.email, "Samir Haddad", "Ring 20 30 40 60"):
        assert text in page
    for text in ("Sol i Vejgaard", "Frida Bager", "Ring: efter kl. 14", "Pakke boller", "man 9–12", "2 pladser"):
        assert text in page
    assert 'href="tel:20304050"' in page
    assert "Gammel opgave" not in page
    assert page.index("Dem kan du ringe til") < page.index("Jeres åbne opgaver") < page.index("Jeres arbejdspladser")


def test_it_tells_nothing_of_people_notes_or_others(
    bente: Client, company: Organisation, municipality: Organisation
) -> None:
    here = workplace(municipality, company, about="Chefen er lidt hård.")
    person = CandidateFactory.create(keeper=municipality, first_name="Aaserikke", last_name="Kvist")
    PlacementFactory.create(candidate=person, workplace=here)
    LogEntryFactory.create(workplace=here, text="De betaler for sent.", signed=True)
    WorkplaceFactory.create(keeper=municipality, name="Konkurrenten")
    other = TaskFactory.create(keeper=municipality, title="Konkurrentens opgave")

    page = bente.get(OWN).text

    for text in ("Aaserikke", "Kvist", "lidt hård", "for sent", "Konkurrenten", other.title):
        assert text not in page


def test_several_municipalities_keep_workplaces_of_one_company(
    bente: Client, company: Organisation, municipality: Organisation
) -> None:
    vejle = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    workplace(municipality, company, name="Sol i Aalborg")
    workplace(vejle, company, name="Sol i Vejle")
    UnitFactory.create(keeper=vejle, name="Erhverv Vejle", phone="76 81 00 00", employer_entrance=True)

    page = bente.get(OWN).text

    assert "Sol i Aalborg" in page
    assert "· Vejle Kommune" in page
    assert "Erhverv Vejle" in page
    assert "Ring 76 81 00 00" in page


def test_a_company_without_a_workplace_yet_is_told_what_happens_now(scope: Scope, municipality: Organisation) -> None:
    UnitFactory.create(keeper=municipality, name="Virksomhedsservice", phone="99 82 00 00", employer_entrance=True)
    registrations.confirm(by=scope, registration=RegistrationFactory.create(keeper=municipality))
    client = Client()
    client.force_login(Membership.objects.get(role=Role.EMPLOYER_ADMIN).user)

    page = client.get("/", follow=True).text

    assert "Kommunen er ved at lægge jeres arbejdsplads ind." in page
    assert "Virksomhedsservice" in page
    assert "Ring 99 82 00 00" in page


def test_the_company_corrects_whom_to_call_and_its_own_phone(
    bente: Client, company: Organisation, municipality: Organisation
) -> None:
    here = workplace(municipality, company)
    contact = ContactFactory.create(workplace=here)

    send(bente, reverse("employers:edit_own_contact", args=[contact.public_id]), phone="11 22 33 44")
    added = send(bente, reverse("employers:new_own_contact", args=[here.public_id]), name="Carla Friis")
    changed = send(bente, reverse("employers:edit_own_company"), phone="99 99 99 99", name="Sol og Måne ApS")

    contact.refresh_from_db()
    company.refresh_from_db()
    assert contact.phone == "11 22 33 44"
    assert "Carla Friis er nu en af dem, kommunen kan ringe til" in added.text
    assert Contact.objects.get(name="Carla Friis").keeper == municipality
    assert "Sol og Måne ApS" in changed.text
    assert company.phone == "99 99 99 99"
    event = Event.objects.get(subject="employers.contact", verb="update", subject_id=contact.public_id)
    assert (event.actor.name, event.on_behalf_of) == ("Bente Bager", "")  # type: ignore[union-attr]
    assert event.changes["phone"][1] == "11 22 33 44"


def test_what_is_wrong_stays_with_what_was_typed(bente: Client, company: Organisation) -> None:
    answer = send(bente, reverse("employers:edit_own_company"), name="", email="sol@", phone="98 76 54 32")

    assert answer.status_code == 422
    assert "Skriv, hvad virksomheden hedder." in answer.text
    assert "Skriv hele e-mailadressen" in answer.text
    assert "98 76 54 32" in answer.text


def test_another_company_s_are_not_there(bente: Client, company: Organisation, municipality: Organisation) -> None:
    theirs = ContactFactory.create(workplace__keeper=municipality)
    sweden = workplace(municipality, replace_country(company), name="Samme nummer i Sverige")

    for name, thing in (
        ("edit_own_contact", theirs.public_id),
        ("new_own_contact", theirs.workplace.public_id),
        ("new_own_contact", sweden.public_id),
        ("edit_own_contact", uuid4()),
    ):
        assert bente.get(reverse(f"employers:{name}", args=[thing])).status_code == 404
        assert bente.post(reverse(f"employers:{name}", args=[thing]), {"name": "Ny"}).status_code == 404
    assert "Samme nummer i Sverige" not in bente.get(OWN).text


def replace_country(company: Organisation) -> Organisation:
    """A company of another number, in Sweden."""
    return EmployerOrganisationFactory.create(country="SE", cvr="5560160680", name=company.name)


@pytest.mark.parametrize(
    "path",
    ["/personer/", "/arbejdspladser/", "/arbejdspladser/ny/", "/opgaver/", "/forloeb/", "/arbejdsgivere/",
     "/indsatser/", "/rapporter/", "/import/", "/eksport/"],
)  # fmt: skip
@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.EMPLOYER_ADMIN])
def test_an_employer_opens_no_page_of_the_consultants(company: Organisation, role: Role, path: str) -> None:
    client = Client()
    client.force_login(MembershipFactory.create(organisation=company, role=role).user)

    assert client.get(path).status_code == 403


def test_a_consultant_has_no_company_unless_they_act_for_one(signed_in: Client) -> None:
    for path in (OWN, f"{OWN}ret/"):
        assert signed_in.get(path).status_code == 403


def test_a_consultant_acts_for_the_company_openly(
    signed_in: Client, company: Organisation, membership: Membership
) -> None:
    here = workplace(membership.organisation, company, name="Sol i Aalborg")
    elsewhere = workplace(MunicipalityFactory.create(name="Vejle Kommune", code="DK-630"), company, name="Sol i Vejle")
    contact = ContactFactory.create(workplace=here)
    WorkplaceFactory.create(keeper=here.keeper, name="Konkurrenten")
    act_for(signed_in, "employer", company)

    page = signed_in.get(OWN).text
    assert "Sol i Aalborg" in page
    assert "Konkurrenten" not in page
    assert "Sol i Vejle" not in page, "another municipality's workplace is none of theirs"
    send(signed_in, reverse("employers:edit_own_contact", args=[contact.public_id]), phone="11 22 33 44")
    send(signed_in, reverse("employers:edit_own_company"), phone="99 99 99 99")

    assert signed_in.get(reverse("employers:new_own_contact", args=[elsewhere.public_id])).status_code == 404
    for event in Event.objects.filter(verb="update"):
        assert (event.actor, event.on_behalf_of) == (membership.user, f"employer:{company.public_id}")
    assert Event.objects.filter(verb="update").count() == 2


def test_nobody_acts_for_a_company_that_the_municipality_does_not_know(
    signed_in: Client, scope: Scope, company: Organisation
) -> None:
    act_for(signed_in, "employer", company)
    assert signed_in.get(OWN).status_code == 403

    assert behalf.find(scope, "employer", company.public_id) is None
    here = workplace(scope.organisation, company)
    assert behalf.find(scope, "employer", company.public_id) == Behalf("employer", company.public_id, company.name)
    for role in (Role.MANAGER, Role.DPO, Role.PARTNER_WORKER):
        assert behalf.find(replace(scope, role=role), "employer", company.public_id) is None
    assert behalf.find(scope, "employer", here.public_id) is None
    assert behalf.find(scope, "employer", scope.organisation.public_id) is None


def test_a_company_with_many_places_costs_no_more(
    bente: Client, company: Organisation, municipality: Organisation
) -> None:
    employer = EmployerFactory.create(keeper=municipality, cvr=company.cvr)

    def cost(n: int) -> int:
        for place in WorkplaceFactory.create_batch(n, keeper=municipality, employer=employer):
            ContactFactory.create(workplace=place)
            place.consultant = MembershipFactory.create(organisation=municipality).user
            place.save()
            TaskFactory.create(keeper=municipality, workplace=place, start=timezone.localdate() + timedelta(days=n))
            RegistrationFactory.create(keeper=municipality, email=f"{uuid4()}@sol.example")
        with CaptureQueriesContext(connection) as seen:
            assert bente.get(OWN).status_code == 200
        return len(seen)

    few = cost(3)
    assert cost(27) == few <= 14


def test_a_workplace_s_page_says_that_its_company_is_with_us(
    signed_in: Client, company: Organisation, municipality: Organisation
) -> None:
    here = workplace(municipality, company)
    without = WorkplaceFactory.create(keeper=municipality, employer__cvr=cvr_number(77))

    assert "Virksomheden kan selv logge ind" in signed_in.get(reverse("employers:detail", args=[here.public_id])).text
    page = signed_in.get(reverse("employers:detail", args=[without.public_id])).text
    assert "Virksomheden kan selv logge ind" not in page


def test_acting_for_a_company_begins_on_the_workplace_s_page(
    signed_in: Client, company: Organisation, municipality: Organisation
) -> None:
    here = workplace(municipality, company)
    begin = reverse("act_for", args=["employer", company.public_id])
    assert f'action="{begin}"' in signed_in.get(reverse("employers:detail", args=[here.public_id])).text

    page = signed_in.post(begin, {"reason": "De bad om det i telefonen."}, follow=True)

    assert page.request["PATH_INFO"] == OWN
    assert here.name in page.text
    assert f'action="{begin}"' not in signed_in.get(reverse("employers:detail", args=[here.public_id])).text
