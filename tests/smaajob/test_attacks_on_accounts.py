"""What somebody tries who wants in where they do not belong: each was possible once, or nearly."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import Client, RequestFactory

from smaajob.accounts import codes
from smaajob.accounts.actions import invitations, joining
from smaajob.accounts.codes import Answer, Asked, Purpose
from smaajob.accounts.entering import safe_path
from smaajob.accounts.models import Invitation, Membership, Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.accounts.sessions import SessionStore
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from tests.factories import EmployerOrganisationFactory, MembershipFactory, PartnerFactory
from tests.smaajob.test_codes import ASK, CONFIRM, code_sent, signed_in_as

PHONE = "20 11 22 33"


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "http://testserver//evil.example/",
        "http://testserver/\\evil.example/",
        "http://testserver///evil.example",
        "javascript:alert(1)",
        "http://testserver",
        "min-uge/",
        "http://testserver@evil.example/",
    ],
)
def test_nobody_is_led_away_from_here(url: str) -> None:
    assert safe_path(RequestFactory().get("/"), url) == ""


@pytest.mark.parametrize("url", ["/min-uge/?a=1", "http://testserver/min-uge/?a=1"])
def test_a_page_of_ours_is_gone_back_to(url: str) -> None:
    assert safe_path(RequestFactory().get("/"), url) == "/min-uge/?a=1"


def test_a_code_leads_to_no_other_site(client: Client, db: None) -> None:
    MembershipFactory.create(
        user__email="sanne@bageriet.example", organisation=EmployerOrganisationFactory.create(), role=Role.EMPLOYER
    )
    client.post(ASK, {"who": "sanne@bageriet.example", "next": "http://testserver//evil.example/"})
    answer = client.post(CONFIRM, {"code": code_sent()})

    assert "evil" not in answer["Location"]


@pytest.fixture
def company(db: None) -> Scope:
    organisation = EmployerOrganisationFactory.create()
    chief = MembershipFactory.create(organisation=organisation, role=Role.EMPLOYER_ADMIN)
    return Scope(organisation, chief.user, chief.role)


def link(invitation: Invitation) -> str:
    text = Message.objects.get(about_id=invitation.public_id).text
    return next(word for word in text.split() if "/invitation/" in word).partition("127.0.0.1:8000")[2]


def test_a_phone_that_was_only_typed_signs_nobody_in(company: Scope) -> None:
    asked = {"name": "Sofie Lund", "email": "sofie@example.org", "phone": PHONE}
    invitation = invitations.invite(by=company, role=Role.EMPLOYER, **asked)
    guest, stranger = Client(), Client()

    answer = guest.post(link(invitation), {"name": "Sofie Lund", "phone": PHONE})

    assert answer["Location"] == "/konto/mig/kode/"
    user = User.objects.get(email="sofie@example.org")
    assert (user.phone, user.phone_number) == ("", "")
    sent = code_sent()
    before = Message.objects.count()
    stranger.post(ASK, {"who": PHONE})
    assert Message.objects.count() == before, "no code goes to the phone yet"

    guest.post("/konto/mig/kode/", {"code": sent})
    user.refresh_from_db()
    assert user.phone_number == "+4520112233"


def test_reset_by_another_organisation_is_refused(client: Client, membership: Membership, settings: Any) -> None:
    """Whoever runs a partner could else take the second step from a municipality's user, and set up one of their own."""
    partner = PartnerFactory.create()
    admin = MembershipFactory.create(organisation=partner, role=Role.ADMIN)
    there = MembershipFactory.create(user=membership.user, organisation=partner, role=Role.CONSULTANT)
    Authenticator.objects.create(user=membership.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(admin.user)

    page = client.post(f"/brugere/{there.public_id}/to-trin/", follow=True).content.decode()
    assert "arbejder også hos andre" in page
    assert Authenticator.objects.filter(user=membership.user).exists()

    membership.active = False
    membership.save()
    client.post(f"/brugere/{there.public_id}/to-trin/")
    assert not Authenticator.objects.filter(user=membership.user).exists()


@pytest.fixture
def admin(municipality: Organisation) -> Scope:
    one = MembershipFactory.create(organisation=municipality, role=Role.ADMIN, user__email="styrer@example.org")
    return Scope(municipality, one.user, one.role)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.DPO])
def test_an_administrator_gives_themselves_no_role_while_there_is_another(admin: Scope, role: Role) -> None:
    MembershipFactory.create(organisation=admin.organisation, role=Role.ADMIN)
    with pytest.raises(ValidationError, match="Du kan ikke give dig selv en rolle"):
        invitations.invite(by=admin, role=role, name="Mig", email="Styrer@example.org")


def test_nor_by_an_address_that_becomes_theirs_afterwards(admin: Scope) -> None:
    MembershipFactory.create(organisation=admin.organisation, role=Role.ADMIN)
    invitation = invitations.invite(by=admin, role=Role.CONSULTANT, name="Mig", email="anden@example.org")
    assert admin.user
    User.objects.filter(pk=admin.user.pk).update(email="anden@example.org")
    admin.user.refresh_from_db()

    with pytest.raises(ValidationError, match="Du kan ikke give dig selv en rolle"):
        joining.accept_as(token=link(invitation).split("/")[2], user=admin.user)
    assert not Membership.objects.filter(user=admin.user, role=Role.CONSULTANT).exists()


def test_an_only_administrator_may_and_it_is_on_record(admin: Scope) -> None:
    invitation = invitations.invite(by=admin, role=Role.CONSULTANT, name="Mig", email="styrer@example.org")
    assert admin.user
    made = joining.accept_as(token=link(invitation).split("/")[2], user=admin.user)

    client = Client()
    client.force_login(admin.user)
    session = client.session
    session["membership"] = str(Membership.objects.get(user=admin.user, role=Role.ADMIN).public_id)
    session.save()
    assert "Gav sig selv rollen." in client.get(f"/brugere/{made.public_id}/").content.decode()
    assert Event.objects.filter(verb="join.own", subject_id=made.public_id).exists()


def test_attempts_at_the_same_moment_are_all_counted(client: Client, db: None) -> None:
    """Ten requests that read the session before any of them has saved it are no thirty guesses."""
    MembershipFactory.create(
        user__email="sanne@bageriet.example", organisation=EmployerOrganisationFactory.create(), role=Role.EMPLOYER
    )
    client.post(ASK, {"who": "sanne@bageriet.example"})
    right = code_sent()
    wrong = next(one for one in ("000000", "111111") if one != right)
    at_once = [_waiting(client) for _number in range(4)]

    answers = [codes.check(request, asked, wrong) for request, asked in at_once[:3]]
    late, asked = at_once[3]

    assert answers == [Answer.WRONG, Answer.WRONG, Answer.USED_UP]
    assert codes.check(late, asked, right) == Answer.USED_UP


def _waiting(client: Client) -> tuple[HttpRequest, Asked]:
    request = RequestFactory().post(CONFIRM)
    request.session = SessionStore(client.session.session_key)
    asked = codes.asked_for(request, Purpose.SIGN_IN)
    assert asked
    return request, asked


def test_a_code_alone_ends_no_role_that_takes_a_password(client: Client, membership: Membership) -> None:
    company = MembershipFactory.create(
        user=membership.user, organisation=EmployerOrganisationFactory.create(), role=Role.EMPLOYER
    )
    client.force_login(membership.user)
    session = client.session
    session["assurance"] = "code"
    session.save()

    assert client.post(f"/konto/forlad/{membership.public_id}/").status_code == 404
    membership.refresh_from_db()
    assert membership.active
    assert client.get(f"/konto/forlad/{company.public_id}/").status_code == 200


def test_a_closed_account_stands_in_nobodys_way(client: Client, db: None) -> None:
    organisation = EmployerOrganisationFactory.create()
    old, now = (
        MembershipFactory.create(user__phone=PHONE, organisation=organisation, role=Role.EMPLOYER) for _n in range(2)
    )
    User.objects.filter(pk=old.user.pk).update(is_active=False)

    client.post(ASK, {"who": PHONE})
    client.post(CONFIRM, {"code": code_sent()})
    assert signed_in_as(client) == str(now.user.pk)
