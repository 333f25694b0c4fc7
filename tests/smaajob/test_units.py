"""An organisation and its units, under the words that it uses itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from smaajob.accounts.models import Membership, Organisation, Role, Unit
from smaajob.audit.models import Event
from tests.factories import MembershipFactory, PartnerFactory, UnitFactory


@pytest.fixture
def as_admin(client: Client, municipality: Organisation) -> Client:
    member = MembershipFactory.create(organisation=municipality, user__name="Anna Bak", role=Role.ADMIN)
    client.force_login(member.user)
    return client


def send(client: Client, path: str, values: dict[str, Any]) -> Any:
    """As a browser does: what the page had seen goes along."""
    page = client.get(path).content.decode()
    seen = page.split('name="_seen" value="')[1].split('"')[0]
    return client.post(path, {**values, "_seen": seen})


def edit(unit: Unit) -> str:
    return f"/enheder/{unit.public_id}/ret/"


def test_the_number_to_call_is_kept_and_told(as_admin: Client, municipality: Organisation) -> None:
    sent = {"name": "Aalborg Kommune", "phone": "99 31 31 31", "email": "job@aalborg.example"}
    assert send(as_admin, "/organisation/ret/", sent).status_code == 302
    municipality.refresh_from_db()
    assert (municipality.phone, municipality.email) == ("99 31 31 31", "job@aalborg.example")
    history = as_admin.get("/organisation/ret/").content.decode()
    assert "<ins>" in history
    assert "99 31 31 31" in history


@pytest.mark.parametrize("path", ["/organisation/ret/", "/enheder/ny/", "/brugere/inviter/"])
def test_an_email_longer_than_any_is_refused_beside_its_field(as_admin: Client, path: str) -> None:
    response = send(as_admin, path, {"name": "Ungehuset", "email": f"{'e' * 300}@aalborg.example"})

    assert response.status_code == 422
    assert "Så lang er ingen e-mail." in response.content.decode()
    assert not Unit.objects.exists()


def test_the_history_says_that_all_was_exported(as_admin: Client, municipality: Organisation) -> None:
    for with_cpr in (False, True):
        Event.objects.create(
            organisation=municipality,
            verb="export",
            subject=municipality._meta.label_lower,
            subject_id=municipality.public_id,
            changes={"format": "zip", "with_cpr": with_cpr, "purpose": ""},
        )
    history = as_admin.get("/organisation/ret/").content.decode()
    assert "Alle oplysninger blev eksporteret, uden CPR-numre." in history
    assert "Alle oplysninger blev eksporteret, med CPR-numre." in history
    assert "Ændret." not in history


def test_two_organisations_do_not_share_a_name(as_admin: Client) -> None:
    PartnerFactory.create(name="Jobplaneten")
    answer = send(as_admin, "/organisation/ret/", {"name": "jobplaneten"})
    assert answer.status_code == 422
    assert "Der er allerede en organisation, der hedder det" in answer.content.decode()
    assert "jobplaneten" in answer.content.decode()


def test_only_a_partner_says_what_kind_it_is(as_admin: Client, municipality: Organisation) -> None:
    assert "slags" not in as_admin.get("/organisation/ret/").content.decode()
    send(as_admin, "/organisation/ret/", {"name": "Aalborg Kommune", "partner_kind": "housing"})
    municipality.refresh_from_db()
    assert municipality.partner_kind == ""

    partner = PartnerFactory.create()
    chief = MembershipFactory.create(organisation=partner, role=Role.ADMIN)
    there = Client()
    there.force_login(chief.user)
    send(there, "/organisation/ret/", {"name": partner.name, "partner_kind": "housing"})
    partner.refresh_from_db()
    assert partner.partner_kind == "housing"


def test_the_first_unit_is_the_employer_entrance_and_another_takes_it_over(
    as_admin: Client, municipality: Organisation
) -> None:
    assert send(as_admin, "/enheder/ny/", {"name": "Jobcenter Aalborg"}).status_code == 302
    assert send(as_admin, "/enheder/ny/", {"name": "Erhvervsservice"}).status_code == 302
    first, second = Unit.objects.order_by("pk")
    assert (first.employer_entrance, second.employer_entrance) == (True, False)

    send(as_admin, edit(second), {"name": "Erhvervsservice", "employer_entrance": "on", "active": "on"})
    assert list(Unit.objects.filter(employer_entrance=True)) == [second]
    page = as_admin.get("/organisation/ret/").content.decode()
    assert page.count("Virksomhedsindgang") == 1


def test_the_employer_entrance_can_not_be_taken_out_of_use(as_admin: Client, municipality: Organisation) -> None:
    unit = UnitFactory.create(keeper=municipality, employer_entrance=True)
    assert 'name="active"' not in as_admin.get(edit(unit)).content.decode()
    send(as_admin, edit(unit), {"name": unit.name})
    unit.refresh_from_db()
    assert (unit.active, unit.employer_entrance) == (True, True)


def test_a_unit_with_users_stays_in_use(as_admin: Client, municipality: Organisation) -> None:
    unit = UnitFactory.create(keeper=municipality, name="Ungeindsatsen")
    member = MembershipFactory.create(organisation=municipality, unit=unit)
    answer = send(as_admin, edit(unit), {"name": "Ungeindsatsen"})
    assert answer.status_code == 422
    assert "Én bruger hører til enheden" in answer.content.decode()

    Membership.objects.filter(pk=member.pk).update(unit=None)
    assert send(as_admin, edit(unit), {"name": "Ungeindsatsen"}).status_code == 302
    unit.refresh_from_db()
    assert not unit.active
    assert str(unit.public_id) not in as_admin.get("/brugere/inviter/").content.decode()


def test_two_units_do_not_share_a_name(as_admin: Client, municipality: Organisation) -> None:
    UnitFactory.create(keeper=municipality, name="Jobcenter")
    answer = send(as_admin, "/enheder/ny/", {"name": "JOBCENTER"})
    assert answer.status_code == 422
    assert "Der er allerede en enhed med det navn" in answer.content.decode()


def test_a_unit_of_another_organisation_is_not_there(as_admin: Client) -> None:
    unit = UnitFactory.create(keeper=PartnerFactory.create())
    assert as_admin.get(edit(unit)).status_code == 404
    assert as_admin.post(edit(unit), {"name": "x"}).status_code == 404


def test_only_those_who_manage_it_change_it(signed_in: Client, municipality: Organisation) -> None:
    unit = UnitFactory.create(keeper=municipality)
    for path in ("/organisation/ret/", "/enheder/ny/", edit(unit)):
        assert signed_in.get(path).status_code == 403


def test_the_unit_of_a_user_stands_on_their_pages(client: Client, municipality: Organisation) -> None:
    unit = UnitFactory.create(keeper=municipality, name="Arbejdsmarkedscentret")
    member = MembershipFactory.create(organisation=municipality, unit=unit)
    client.force_login(member.user)
    assert "Arbejdsmarkedscentret" in client.get("/personer/").content.decode()
