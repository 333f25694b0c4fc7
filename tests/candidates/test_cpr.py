"""A CPR number is shown as `170584-••••`; whole it is shown once, for a purpose, on record."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from candidates.models import Candidate
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.audit.models import Access
from smaajob.secrets import encrypt, keyed_hash
from tests.factories import CandidateFactory, MembershipFactory

pytestmark = pytest.mark.django_db
NUMBER = "1705841231"


@pytest.fixture
def amina(municipality: Organisation) -> Candidate:
    return CandidateFactory.create(keeper=municipality, cpr_encrypted=encrypt(NUMBER), cpr_hash=keyed_hash(NUMBER))


def url(person: Candidate) -> str:
    return reverse("candidates:cpr", args=[person.public_id])


def test_the_profile_shows_the_day_and_no_more(signed_in: Client, amina: Candidate) -> None:
    page = signed_in.get(f"/personer/{amina.public_id}/?fane=profil").content.decode()
    assert "170584-••••" in page
    assert "170584-1231" not in page
    assert NUMBER not in page


def test_with_a_purpose_it_is_shown_once_and_on_record(signed_in: Client, amina: Candidate) -> None:
    answer = signed_in.post(url(amina), {"purpose": "indberetning", "words": "Refusion for maj"})
    assert "170584-1231" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    row = Access.objects.get(kind="unmask")
    assert row.people == [amina.public_id]
    assert row.purpose == "CPR-nummer: Indberette til en myndighed. Refusion for maj"
    assert signed_in.get(url(amina)).status_code == 405, "and in no history of the browser"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Vælg, hvad du skal bruge nummeret til."),
        ({"purpose": "nysgerrig"}, "nysgerrig er ikke en af"),
        ({"purpose": "andet"}, "Skriv, hvad du skal bruge nummeret til."),
        ({"purpose": "andet", "words": "Se 010190-1234"}, "Skriv ikke et CPR-nummer her."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_without_a_purpose_it_is_not(
    signed_in: Client, amina: Candidate, typed: dict[str, str], told: str, htmx: bool
) -> None:
    answer = signed_in.post(url(amina), typed, headers={"HX-Request": "true"} if htmx else {})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "form-error" in page
    assert told in page
    assert "1231" not in page.replace(str(amina.public_id), "")
    assert ("<html" in page) is not htmx
    assert not Access.objects.filter(kind="unmask").exists()


def test_only_consultants_may_and_only_where_there_is_one(
    client: Client, signed_in: Client, municipality: Organisation, amina: Candidate, membership: Membership
) -> None:
    assert signed_in.post(url(CandidateFactory.create(keeper=municipality)), {"purpose": "samme"}).status_code == 404
    client.force_login(MembershipFactory.create(organisation=municipality, role=Role.MANAGER).user)
    assert client.post(url(amina), {"purpose": "samme"}).status_code == 403
