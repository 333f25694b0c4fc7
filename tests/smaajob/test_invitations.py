"""An invitation: one link, once, for fourteen days, by whoever it was sent to."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from candidates.models import Programme, ProgrammeWorker
from smaajob.accounts.actions import invitations as actions
from smaajob.accounts.actions.joining import NotOpen, accept_as_new
from smaajob.accounts.models import INVITATION_DAYS, Channel, Invitation, Membership, Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message, MessageKind
from tests.factories import (
    EmployerOrganisationFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
    UnitFactory,
    UserFactory,
)

PASSWORD = "gule grise galer"


@pytest.fixture
def admin(municipality: Organisation) -> Membership:
    """Anna, who manages the users of Aalborg."""
    return MembershipFactory.create(organisation=municipality, user__name="Anna Bak", role=Role.ADMIN)


@pytest.fixture
def by(admin: Membership) -> Scope:
    return Scope(admin.organisation, admin.user, admin.role)


@pytest.fixture
def as_admin(client: Client, admin: Membership) -> Client:
    client.force_login(admin.user)
    return client


def token_of(invitation: Invitation) -> str:
    """The secret in the newest message about an invitation."""
    message = Message.objects.filter(about_id=invitation.public_id).latest("pk")
    found = re.search(r"/invitation/([^/\s]+)/", message.text)
    assert found
    return found[1]


def link_of(invitation: Invitation) -> str:
    return f"/invitation/{token_of(invitation)}/"


def ran_out(invitation: Invitation) -> None:
    before = timezone.now() - timedelta(days=INVITATION_DAYS + 1)
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=before, expires_at=before + timedelta(days=14))


def invite(by: Scope, role: Role = Role.CONSULTANT, **values: Any) -> Invitation:
    return actions.invite(by=by, role=role, **{"name": "Sofie Lund", "email": "sofie@example.org", **values})


def test_somebody_new_is_invited_and_works_here(as_admin: Client, by: Scope) -> None:
    unit = UnitFactory.create(keeper=by.organisation, name="Ungeindsatsen")
    sent = {"name": "Sofie Lund", "email": "Sofie@Example.org", "role": "consultant", "unit": str(unit.public_id)}
    page = as_admin.post("/brugere/inviter/", sent, follow=True).content.decode()
    assert "Invitationen til Sofie Lund er på vej" in page
    assert "sofie@<wbr>example.org" in page
    assert "Venter på svar" in page

    invitation = Invitation.objects.get()
    guest = Client()
    assert "Aalborg Kommune har inviteret dig som konsulent" in guest.get(link_of(invitation)).content.decode()
    answer = guest.post(
        link_of(invitation), {"name": "Sofie Lund", "password1": PASSWORD, "password2": PASSWORD}, follow=True
    )

    assert "Velkommen. Du er nu konsulent hos Aalborg Kommune" in answer.content.decode()
    user = User.objects.get(email="sofie@example.org")
    assert user.check_password(PASSWORD)
    here = Membership.objects.get(user=user)
    assert (here.role, here.unit, here.active) == (Role.CONSULTANT, unit, True)
    assert guest.get("/personer/").status_code == 200
    assert list(Event.objects.about(invitation).values_list("verb", flat=True)) == ["invite.accept", "invite"]


def test_staff_set_up_the_second_factor_at_once(by: Scope, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    invitation = invite(by)
    guest = Client()
    guest.post(link_of(invitation), {"name": "Sofie Lund", "password1": PASSWORD, "password2": PASSWORD})

    answer = guest.get("/personer/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/konto/to-trin/")


def test_an_employer_says_a_name_and_is_in_without_a_password(db: None) -> None:
    company = EmployerOrganisationFactory.create()
    chief = MembershipFactory.create(organisation=company, role=Role.EMPLOYER_ADMIN)
    invitation = invite(Scope(company, chief.user, chief.role), Role.EMPLOYER, email="", phone="22 33 44 55")
    message = Message.objects.get(about_id=invitation.public_id)
    assert message.channel == Channel.SMS
    assert message.address == "+4522334455"
    assert "Sofie" not in message.text

    guest = Client()
    page = guest.get(link_of(invitation)).content.decode()
    assert "22 33 44 55" in page
    assert 'type="password"' not in page
    guest.post(link_of(invitation), {"name": "Sofie Lund"})

    user = Membership.objects.get(organisation=company, role=Role.EMPLOYER).user
    assert (user.email, user.phone_number, user.has_usable_password()) == (None, "+4522334455", False)
    assert guest.session["assurance"] == "code"


def test_the_link_is_used_once(by: Scope) -> None:
    invitation = invite(by)
    link = link_of(invitation)
    Client().post(link, {"name": "Sofie Lund", "password1": PASSWORD, "password2": PASSWORD})

    again = Client().get(link)
    assert again.status_code == 410
    assert "Linket virker kun én gang" in again.content.decode()
    second = Client().post(link, {"name": "En Anden", "password1": PASSWORD, "password2": PASSWORD})
    assert second.status_code == 410
    assert not User.objects.filter(name="En Anden").exists()
    with pytest.raises(NotOpen):
        accept_as_new(token=link.split("/")[2], name="En Anden", password=PASSWORD)


def test_looking_at_the_link_changes_nothing(by: Scope) -> None:
    invitation = invite(by)
    for _time in range(3):
        assert Client().get(link_of(invitation)).status_code == 200
    invitation.refresh_from_db()
    assert invitation.is_open
    assert not User.objects.filter(email="sofie@example.org").exists()


def test_only_the_hash_of_the_link_is_kept(by: Scope) -> None:
    invitation = invite(by)
    token = token_of(invitation)
    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert token not in str(Message.objects.values().get())


def test_the_link_leaves_no_trace_outside(by: Scope) -> None:
    answer = Client().get(link_of(invite(by)))
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]
    assert 'href="http' not in answer.content.decode()


def test_an_expired_link_ends_in_a_new_one_to_the_same_address(as_admin: Client, by: Scope) -> None:
    invitation = invite(by)
    old = link_of(invitation)
    ran_out(invitation)

    page = Client().get(old)
    assert page.status_code == 410
    assert "Send mig et nyt link" in page.content.decode()
    assert "sofie@example.org" not in page.content.decode()
    sent = Client().post(old, follow=True)
    assert "Et nyt link er på vej" in sent.content.decode()

    assert Message.objects.latest("pk").address == "sofie@example.org"
    assert Client().get(link_of(invitation)).status_code == 200
    assert Client().get(old).status_code == 404
    assert "Bad selv om et nyt link" in as_admin.get("/brugere/?vis=inviteret").content.decode()


def test_an_expired_link_can_not_be_accepted_by_hand(by: Scope) -> None:
    invitation = invite(by)
    ran_out(invitation)
    Client().post(link_of(invitation), {"name": "Sofie", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="sofie@example.org").exists()


def test_sent_again_the_old_link_is_dead(as_admin: Client, by: Scope) -> None:
    invitation = invite(by)
    old = link_of(invitation)
    answer = as_admin.post(f"/invitationer/{invitation.public_id}/send-igen/", follow=True)
    assert "Et nyt link er på vej til Sofie Lund" in answer.content.decode()
    assert Client().get(old).status_code == 404
    assert Client().get(link_of(invitation)).status_code == 200


def test_a_withdrawn_invitation_opens_nothing(as_admin: Client, by: Scope) -> None:
    invitation = invite(by)
    as_admin.post(f"/invitationer/{invitation.public_id}/traek-tilbage/")

    page = Client().get(link_of(invitation))
    assert page.status_code == 410
    assert "har trukket den tilbage" in page.content.decode()
    assert "sofie@example.org" not in as_admin.get("/brugere/?vis=inviteret").content.decode()
    again = as_admin.post(f"/invitationer/{invitation.public_id}/send-igen/", follow=True)
    assert "allerede trukket tilbage" in again.content.decode()


def test_a_link_that_never_was_has_a_way_on(db: None) -> None:
    answer = Client().get("/invitation/vroevl/")
    assert answer.status_code == 404
    assert "Se efter den seneste besked fra os" in answer.content.decode()


def test_links_can_not_be_guessed_at_without_end(db: None, by: Scope) -> None:
    guesser = Client()
    seen = {guesser.get(f"/invitation/gaet{n}/").status_code for n in range(31)}
    assert seen == {404, 429}
    # A good link is not held back by what others try from the same place.
    assert guesser.get(link_of(invite(by))).status_code == 200


def test_a_user_who_is_not_signed_in_signs_in_first_and_comes_back(by: Scope) -> None:
    partner = PartnerFactory.create()
    old = MembershipFactory.create(organisation=partner, user__email="sofie@example.org")
    invitation = invite(by, Role.MANAGER)
    guest = Client()
    page = guest.get(link_of(invitation)).content.decode()
    assert "Du har en konto i forvejen" in page
    assert 'type="password"' not in page

    answer = guest.post(link_of(invitation))
    assert answer["Location"].startswith("/konto/login/?next=")
    assert token_of(invitation) not in answer["Location"]
    back = guest.post(
        answer["Location"],
        {"login": "sofie@example.org", "password": "et langt kodeord", "next": "/invitation/videre/"},
        follow=True,
    )
    assert "Siger du ja, bliver du leder her" in back.content.decode()
    done = guest.post(link_of(invitation), follow=True)
    assert "Du er nu leder hos Aalborg Kommune" in done.content.decode()
    assert Membership.objects.filter(user=old.user, active=True).count() == 2


def test_one_tap_for_those_who_are_signed_in(by: Scope) -> None:
    there = MembershipFactory.create(organisation=PartnerFactory.create(), user__email="sofie@example.org")
    invitation = invite(by)
    guest = Client()
    guest.force_login(there.user)
    guest.post(link_of(invitation))
    assert guest.session["membership"] == str(
        Membership.objects.get(organisation=by.organisation, user=there.user).public_id
    )


def test_somebody_else_is_told_whose_it_is_and_can_sign_out(by: Scope) -> None:
    other = MembershipFactory.create(organisation=by.organisation, user__name="Bo Krag")
    invitation = invite(by, Role.ADMIN)
    guest = Client()
    guest.force_login(other.user)
    page = guest.get(link_of(invitation)).content.decode()
    assert "Den er til Sofie Lund, og du er logget ind som Bo Krag" in page

    answer = guest.post(link_of(invitation), {"name": "Bo", "password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert "Velkommen til Småjob" in answer.content.decode()
    assert not Membership.objects.filter(user=other.user, role=Role.ADMIN).exists()
    assert not User.objects.filter(email="sofie@example.org").exists()


def test_a_user_who_belongs_nowhere_any_more_can_come_back(by: Scope) -> None:
    gone = MembershipFactory.create(organisation=by.organisation, user__email="sofie@example.org", active=False)
    guest = Client()
    guest.force_login(gone.user)
    assert guest.get("/personer/").status_code == 403
    guest.post(link_of(invite(by)))
    gone.refresh_from_db()
    assert gone.active
    assert gone.left_at is None
    assert guest.get("/personer/").status_code == 200


def test_who_has_signed_in_with_codes_chooses_a_password_to_work_here(by: Scope) -> None:
    company = EmployerOrganisationFactory.create()
    user = UserFactory.create(email="sofie@example.org", password=None)
    user.set_unusable_password()
    user.save()
    MembershipFactory.create(organisation=company, user=user, role=Role.EMPLOYER)
    invitation = invite(by)
    guest = Client()
    guest.force_login(user)
    assert guest.post(link_of(invitation)).status_code == 422
    assert not Membership.objects.filter(user=user, organisation=by.organisation).exists()

    guest.post(link_of(invitation), {"password1": PASSWORD, "password2": PASSWORD})
    assert guest.get("/personer/").status_code == 200
    assert guest.session["assurance"] == "full"


def test_a_personal_link_is_not_enough_to_accept(by: Scope) -> None:
    user = MembershipFactory.create(
        organisation=by.organisation, user__email="sofie@example.org", role=Role.CANDIDATE
    ).user
    guest = Client()
    guest.force_login(user)
    session = guest.session
    session["assurance"] = "link"
    session.save()
    assert guest.post(link_of(invite(by, Role.MENTOR)))["Location"].startswith("/konto/")
    assert not Membership.objects.filter(user=user, role=Role.MENTOR).exists()


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("kort", "kort", "for kort"),
        (PASSWORD, "noget andet her", "De to er ikke ens"),
        ("1234567890", "1234567890", "som mange bruger"),
        ("", "", "Vælg en adgangskode"),
    ],
)
def test_a_poor_password_is_told_and_the_name_stays(by: Scope, first: str, second: str, told: str) -> None:
    invitation = invite(by)
    answer = Client().post(link_of(invitation), {"name": "Sofie L.", "password1": first, "password2": second})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "Sofie L." in answer.content.decode()
    # One sentence, also where a password is poor in more than one way.
    assert "Der er én ting at rette" in answer.content.decode() or not first
    invitation.refresh_from_db()
    assert invitation.is_open


def test_who_is_here_already_is_told(as_admin: Client, by: Scope) -> None:
    MembershipFactory.create(organisation=by.organisation, user__name="Sofie Lund", user__email="sofie@example.org")
    sent = {"name": "Sofie", "email": "SOFIE@example.org", "role": "consultant"}
    answer = as_admin.post("/brugere/inviter/", sent)
    assert answer.status_code == 422
    assert "Sofie Lund er allerede konsulent hos jer" in answer.content.decode()


def test_one_open_invitation_an_address_and_role(as_admin: Client, by: Scope) -> None:
    invite(by)
    sent = {"name": "Sofie", "email": "sofie@example.org", "role": "consultant"}
    answer = as_admin.post("/brugere/inviter/", sent)
    assert answer.status_code == 422
    assert "Der ligger allerede en invitation til den adresse" in answer.content.decode()
    assert Message.objects.filter(kind=MessageKind.INVITATION).count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"email": ""}, "Skriv e-mailadressen"),
        ({"email": "ikke en adresse"}, "Skriv hele e-mailadressen"),
        ({"name": " "}, "Skriv navnet"),
        ({"role": ""}, "Vælg en rolle"),
        ({"role": "candidate"}, "candidate"),
        ({"role": "employer"}, "employer"),
    ],
)
def test_what_is_missing_is_told(as_admin: Client, changed: dict[str, str], told: str) -> None:
    sent = {"name": "Sofie", "email": "sofie@example.org", "role": "consultant", **changed}
    answer = as_admin.post("/brugere/inviter/", sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.fixture
def as_company(client: Client, db: None) -> Client:
    """Bo, who manages the users of a company: they may have an e-mail, a phone or both."""
    company = EmployerOrganisationFactory.create()
    client.force_login(MembershipFactory.create(organisation=company, role=Role.EMPLOYER_ADMIN).user)
    return client


@pytest.mark.parametrize(("phone", "field"), [("", "E-mail"), ("123", "Telefon")])
def test_all_that_is_missing_is_told_at_once(as_company: Client, phone: str, field: str) -> None:
    answer = as_company.post("/brugere/inviter/", {"phone": phone})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Der er 3 ting at rette" in html
    for told in ("Navn: Skriv navnet.", f"{field}: Skriv en e-mail eller et telefonnummer", "Rolle: Vælg en rolle."):
        assert told in html


@pytest.mark.parametrize("to", [{"phone": "20 11 22 33"}, {"email": "ida@example.org"}])
def test_an_invitation_that_waits_is_one_click_away(as_company: Client, to: dict[str, str]) -> None:
    sent = {"name": "Ida", "role": "employer", **to}
    way = '<a href="/brugere/?vis=inviteret">Find invitationen'
    assert way not in as_company.post("/brugere/inviter/", sent, follow=True).content.decode()
    again = as_company.post("/brugere/inviter/", sent)
    assert again.status_code == 422
    assert "Der ligger allerede en invitation" in again.content.decode()
    assert way in again.content.decode()
    assert "Ida" in as_company.get("/brugere/?vis=inviteret").content.decode()


def test_a_role_of_another_kind_of_organisation_is_refused(by: Scope) -> None:
    with pytest.raises(ValidationError, match="Den rolle findes ikke"):
        invite(by, Role.EMPLOYER)


def test_a_unit_of_another_organisation_is_refused(by: Scope) -> None:
    with pytest.raises(ValidationError, match="egne enheder"):
        invite(by, unit=UnitFactory.create(keeper=PartnerFactory.create()))


def test_a_partner_worker_is_invited_to_a_programme_and_sees_its_people_only(as_admin: Client, by: Scope) -> None:
    programme: Programme = ProgrammeFactory.create(keeper=by.organisation, name="Haveholdet")
    sent = {
        "name": "Sofie Lund",
        "email": "sofie@example.org",
        "role": "partner_worker",
        "works_in": str(programme.public_id),
    }
    assert as_admin.post("/brugere/inviter/", sent).status_code == 302
    Client().post(link_of(Invitation.objects.get()), {"name": "Sofie", "password1": PASSWORD, "password2": PASSWORD})
    assert ProgrammeWorker.objects.get().programme == programme
    assert ProgrammeWorker.objects.get().user.email == "sofie@example.org"


def test_the_programme_of_another_organisation_is_no_choice(as_admin: Client) -> None:
    ProgrammeFactory.create(keeper=Organisation.objects.get(), name="Haveholdet")
    theirs = ProgrammeFactory.create(keeper=PartnerFactory.create(), name="Køkkenet")
    page = as_admin.get("/brugere/inviter/").content.decode()
    assert "Haveholdet" in page
    assert "Køkkenet" not in page
    sent = {"name": "S", "email": "s@example.org", "role": "partner_worker", "works_in": str(theirs.public_id)}
    assert as_admin.post("/brugere/inviter/", sent).status_code == 422


def test_only_those_who_manage_users_invite(signed_in: Client, by: Scope) -> None:
    invitation = invite(by)
    assert signed_in.get("/brugere/inviter/").status_code == 403
    assert signed_in.post(f"/invitationer/{invitation.public_id}/send-igen/").status_code == 403


def test_another_organisations_invitation_is_not_there(client: Client, by: Scope) -> None:
    invitation = invite(by)
    stranger = MembershipFactory.create(organisation=PartnerFactory.create(), role=Role.ADMIN)
    client.force_login(stranger.user)
    assert client.post(f"/invitationer/{invitation.public_id}/send-igen/").status_code == 404
    assert client.post(f"/invitationer/{invitation.public_id}/traek-tilbage/").status_code == 404
    assert "Sofie" not in client.get("/brugere/?vis=inviteret").content.decode()


def test_the_message_says_who_and_for_how_long(by: Scope) -> None:
    invite(by, name="Sofie <b>Lund</b>")
    message = Message.objects.get()
    assert message.subject == "Du er inviteret til Småjob"
    assert "Anna Bak fra Aalborg Kommune har inviteret dig" in message.text
    assert "Sofie <b>Lund</b>" in message.text
    assert "&lt;b&gt;" in message.html


def test_a_refused_invitation_sends_nothing(by: Scope) -> None:
    with pytest.raises(ValidationError):
        invite(by, email="", phone="ikke et nummer")
    assert not Message.objects.exists()
