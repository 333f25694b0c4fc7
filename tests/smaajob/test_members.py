"""Who is here, what they are, and how they stop; the last who manages users never does."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candidates.models import ProgrammeWorker
from smaajob.accounts.actions import invitations
from smaajob.accounts.actions import members as actions
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from tests.factories import (
    CandidateFactory,
    EmployerOrganisationFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
    UnitFactory,
)

LAST = "Der skal altid være én, der styrer brugerne"


@pytest.fixture
def admin(municipality: Organisation) -> Membership:
    """Anna, who manages the users of Aalborg."""
    return MembershipFactory.create(organisation=municipality, user__name="Anna Bak", role=Role.ADMIN)


@pytest.fixture
def as_admin(client: Client, admin: Membership) -> Client:
    client.force_login(admin.user)
    return client


def scope_of(member: Membership) -> Scope:
    return Scope(member.organisation, member.user, member.role)


def page_of(member: Membership) -> str:
    return f"/brugere/{member.public_id}/"


def test_the_list_says_who_is_here(as_admin: Client, membership: Membership, settings: Any) -> None:
    MembershipFactory.create(organisation=membership.organisation, user__name="Gitte Væk", active=False)
    MembershipFactory.create(organisation=PartnerFactory.create(), user__name="Bo Fremmed")
    MembershipFactory.create(organisation=membership.organisation, user__name="Karl Kandidat", role=Role.CANDIDATE)
    page = as_admin.get("/brugere/").content.decode()
    assert "Mette Holm" in page
    assert "Konsulent" in page
    # Nobody lacks what nobody asks for.
    assert "Mangler" not in page + as_admin.get(page_of(membership)).content.decode()
    settings.SECOND_FACTOR_REQUIRED = True
    session = as_admin.session
    session["has_second_factor"] = True
    session.save()
    assert "Mangler" in as_admin.get("/brugere/").content.decode()
    assert "Mangler" in as_admin.get(page_of(membership)).content.decode()
    for name in ("Gitte Væk", "Bo Fremmed", "Karl Kandidat"):
        assert name not in page
    assert "Gitte Væk" in as_admin.get("/brugere/?vis=stoppet").content.decode()


def test_the_list_is_searched_and_narrowed(as_admin: Client, membership: Membership) -> None:
    unit = UnitFactory.create(keeper=membership.organisation, name="Ungeindsatsen")
    MembershipFactory.create(organisation=membership.organisation, user__name="Lis Leder", role=Role.MANAGER, unit=unit)
    for query, found, missing in (
        ("q=holm", "Mette Holm", "Lis Leder"),
        ("rolle=manager", "Lis Leder", "Mette Holm"),
        (f"enhed={unit.public_id}", "Lis Leder", "Mette Holm"),
        ("trin=nej&q=lis", "Lis Leder", "Mette Holm"),
    ):
        page = as_admin.get(f"/brugere/?{query}").content.decode()
        table = page[page.index("<tbody>") :]
        assert found in table, query
        assert missing not in table, query
    assert "Ingen brugere passer" in as_admin.get("/brugere/?trin=ja").content.decode()


def test_the_list_asks_as_often_for_many_as_for_few(as_admin: Client, municipality: Organisation) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert as_admin.get(path).status_code == 200
        return len(seen)

    by = scope_of(Membership.objects.get(role=Role.ADMIN))

    def more(n: int, begin: int) -> None:
        for number in range(begin, begin + n):
            MembershipFactory.create(organisation=municipality, unit=UnitFactory.create(keeper=municipality))
            invitations.invite(by=by, role=Role.CONSULTANT, name=f"N {number}", email=f"n{number}@example.org")

    more(2, 0)
    asked("/brugere/")
    few = [asked("/brugere/"), asked("/brugere/?vis=inviteret")]
    more(18, 2)
    many = [asked("/brugere/"), asked("/brugere/?vis=inviteret")]
    assert many == few
    assert max(many) <= 14, many


def test_a_member_gets_another_role_and_unit(as_admin: Client, membership: Membership) -> None:
    unit = UnitFactory.create(keeper=membership.organisation, name="Ungeindsatsen")
    page = as_admin.get(page_of(membership)).content.decode()
    seen = page.split('name="_seen" value="')[1].split('"')[0]
    answer = as_admin.post(
        page_of(membership), {"role": "manager", "unit": str(unit.public_id), "_seen": seen}, follow=True
    )
    html = answer.content.decode()
    assert "Gemt. Det gælder fra nu af." in html
    membership.refresh_from_db()
    assert (membership.role, membership.unit) == (Role.MANAGER, unit)
    # The history says it in words.
    assert "Leder" in html
    assert "Anna Bak" in html


def test_a_partner_worker_is_given_programmes_one_by_one(as_admin: Client, municipality: Organisation) -> None:
    worker = MembershipFactory.create(organisation=municipality, role=Role.PARTNER_WORKER)
    first = ProgrammeFactory.create(keeper=municipality, name="Haveholdet")
    second = ProgrammeFactory.create(keeper=municipality, name="Køkkenet")
    for chosen in ([first, second], [second], []):
        page = as_admin.get(page_of(worker)).content.decode()
        seen = page.split('name="_seen" value="')[1].split('"')[0]
        sent = {"role": "partner_worker", "works_in": [str(one.public_id) for one in chosen], "_seen": seen}
        assert as_admin.post(page_of(worker), sent).status_code == 302
        assert {row.programme for row in ProgrammeWorker.objects.filter(user=worker.user)} == set(chosen)


def test_nobody_changes_their_own_role(as_admin: Client, admin: Membership) -> None:
    MembershipFactory.create(organisation=admin.organisation, role=Role.ADMIN)
    with pytest.raises(ValidationError, match="din egen rolle"):
        actions.change(by=scope_of(admin), membership=admin, role=Role.CONSULTANT, unit=None)
    assert "Konsulent" not in as_admin.get(page_of(admin)).content.decode()


def test_a_role_that_signs_in_otherwise_takes_an_invitation(admin: Membership, membership: Membership) -> None:
    with pytest.raises(ValidationError, match="Send en invitation"):
        actions.change(by=scope_of(admin), membership=membership, role=Role.MENTOR, unit=None)


def test_who_stops_is_out_at_once_and_can_come_back(as_admin: Client, membership: Membership) -> None:
    mette = Client()
    mette.force_login(membership.user)
    assert mette.get("/personer/").status_code == 200
    CandidateFactory.create(keeper=membership.organisation, consultant=membership.user)

    before = as_admin.get(f"{page_of(membership)}stop/").content.decode()
    assert "Er konsulent for én person" in before
    answer = as_admin.post(f"{page_of(membership)}stop/", {"reason": "Nyt job"}, follow=True).content.decode()
    assert "Mette Holm er stoppet og kan ikke komme ind mere" in answer
    assert "Nyt job" in answer
    assert mette.get("/personer/")["Location"].startswith("/konto/login/")
    membership.refresh_from_db()
    assert not membership.active
    assert membership.left_at is not None

    back = as_admin.post(f"{page_of(membership)}tilbage/", follow=True).content.decode()
    assert "Mette Holm er igen konsulent hos jer" in back
    mette.force_login(membership.user)
    assert mette.get("/personer/").status_code == 200


def test_who_comes_back_is_in_no_unit_that_was_closed_meanwhile(admin: Membership) -> None:
    unit = UnitFactory.create(keeper=admin.organisation, name="Ungeindsatsen", active=False)
    gone = MembershipFactory.create(organisation=admin.organisation, unit=unit, active=False)
    assert actions.take_back(by=scope_of(admin), membership=gone).unit is None
    assert Event.objects.get().changes == {"active": [False, True], "unit": ["Ungeindsatsen", None]}


def test_who_is_something_else_too_stays_signed_in(as_admin: Client, membership: Membership) -> None:
    MembershipFactory.create(user=membership.user, organisation=PartnerFactory.create(name="Jobplaneten"))
    mette = Client()
    mette.force_login(membership.user)
    as_admin.post(f"{page_of(membership)}stop/", {"reason": ""})
    page = mette.get("/personer/")
    assert page.status_code == 200
    assert "Jobplaneten" in page.content.decode()


def test_the_last_who_manages_users_can_not_leave(as_admin: Client, admin: Membership) -> None:
    answer = as_admin.post(f"/konto/forlad/{admin.public_id}/")
    assert answer.status_code == 422
    assert LAST in answer.content.decode()
    with pytest.raises(ValidationError, match=LAST):
        actions.end(by=Scope(admin.organisation), membership=admin)
    with pytest.raises(ValidationError, match=LAST):
        actions.change(by=Scope(admin.organisation), membership=admin, role=Role.CONSULTANT, unit=None)
    admin.refresh_from_db()
    assert (admin.active, admin.role) == (True, Role.ADMIN)


def test_nor_can_the_last_of_a_company(client: Client, db: None) -> None:
    chief = MembershipFactory.create(organisation=EmployerOrganisationFactory.create(), role=Role.EMPLOYER_ADMIN)
    client.force_login(chief.user)
    assert client.post(f"/konto/forlad/{chief.public_id}/").status_code == 422


def test_the_database_keeps_the_last_one_whatever_the_code_does(admin: Membership) -> None:
    for change in ({"active": False}, {"role": Role.CONSULTANT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=admin.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        admin.delete()


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_who_leave_at_once_one_stays() -> None:
    first = MembershipFactory.create(role=Role.ADMIN)
    second = MembershipFactory.create(organisation=first.organisation, role=Role.ADMIN)
    start, told = threading.Barrier(2), []

    def go(one: Membership) -> None:
        try:
            start.wait()
            actions.end(by=scope_of(one), membership=one)
            told.append("left")
        except ValidationError as refusal:
            told.append(refusal.messages[0][: len(LAST)])
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(one,)) for one in (first, second)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sorted(told) == sorted(["left", LAST])
    assert Membership.objects.filter(active=True, role=Role.ADMIN).count() == 1


def test_one_leaves_by_oneself(client: Client, membership: Membership) -> None:
    client.force_login(membership.user)
    assert "Du bliver logget ud" in client.get(f"/konto/forlad/{membership.public_id}/").content.decode()
    answer = client.post(f"/konto/forlad/{membership.public_id}/", follow=True)
    assert "Du er ikke længere konsulent hos Aalborg Kommune" in answer.content.decode()
    assert client.get("/personer/").status_code == 302
    membership.refresh_from_db()
    assert not membership.active
    assert Event.objects.get(verb="leave").subject_id == membership.public_id


def test_nobody_leaves_for_another(client: Client, membership: Membership, admin: Membership) -> None:
    client.force_login(membership.user)
    for method in (client.get, client.post):
        assert method(f"/konto/forlad/{admin.public_id}/").status_code == 404
    admin.refresh_from_db()
    assert admin.active


def test_only_those_who_manage_users_see_the_pages(signed_in: Client, membership: Membership) -> None:
    for path in ("/brugere/", "/brugere/inviter/", page_of(membership), f"{page_of(membership)}stop/"):
        assert signed_in.get(path).status_code == 403, path


def test_members_of_another_organisation_are_not_there(as_admin: Client) -> None:
    other = MembershipFactory.create(organisation=PartnerFactory.create())
    assert as_admin.get(page_of(other)).status_code == 404
    for path in ("stop/", "tilbage/", "to-trin/"):
        assert as_admin.post(page_of(other) + path).status_code == 404
    other.refresh_from_db()
    assert other.active


def test_a_candidate_is_no_business_of_this_page(as_admin: Client, municipality: Organisation) -> None:
    person = MembershipFactory.create(organisation=municipality, role=Role.CANDIDATE)
    assert as_admin.get(page_of(person)).status_code == 404


def test_a_lost_phone_is_set_up_again(as_admin: Client, membership: Membership) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(membership.user, generate_totp_secret())
    mette = Client()
    mette.force_login(membership.user)
    assert "Nulstil log ind i to trin" in as_admin.get(page_of(membership)).content.decode()
    page = as_admin.post(f"{page_of(membership)}to-trin/", follow=True).content.decode()
    assert "sætter log ind i to trin op igen næste gang" in page
    assert "Log ind i to trin blev nulstillet" in page
    assert not membership.user.authenticator_set.exists()
    assert mette.get("/personer/").status_code == 302


def test_a_cpr_number_is_no_reason(as_admin: Client, membership: Membership) -> None:
    answer = as_admin.post(f"{page_of(membership)}stop/", {"reason": "Se 010190-1234"})
    assert answer.status_code == 422
    assert "CPR" in answer.content.decode()


def test_a_draft_of_another_user_does_not_overwrite(as_admin: Client, membership: Membership, settings: Any) -> None:
    page = as_admin.get(page_of(membership)).content.decode()
    seen = page.split('name="_seen" value="')[1].split('"')[0]
    Membership.objects.filter(pk=membership.pk).update(role=Role.MANAGER)
    answer = as_admin.post(page_of(membership), {"role": "dpo", "_seen": seen})
    assert answer.status_code == 422
    membership.refresh_from_db()
    assert membership.role == Role.MANAGER
