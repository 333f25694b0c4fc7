"""Acting in a person's place: openly, with a reason, on every page, and on record."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.history import told_of
from candidates.models import Candidate
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from tests.factories import CandidateFactory, MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db

BANNER = "Du handler på vegne af"


@pytest.fixture
def amina(municipality: Organisation) -> Candidate:
    return CandidateFactory.create(keeper=municipality, first_name="Amina", last_name="Hassan", phone="20 11 22 33")


def begin(client: Client, person: Candidate, reason: str = "Bad om det i telefonen") -> str:
    url = reverse("act_for", args=["candidate", person.public_id])
    return client.post(url, {"reason": reason}, follow=True).content.decode()


def test_a_consultant_acts_for_a_person_with_a_reason_and_stops(signed_in: Client, amina: Candidate) -> None:
    text = begin(signed_in, amina)
    assert "Ugen for Amina" in text
    for page in ("/", reverse("candidates:list"), "/min-uge/", "/mine-oplysninger/"):
        assert BANNER in signed_in.get(page).content.decode(), page
    event = Event.objects.get(verb="behalf.begin")
    assert (event.reason, event.on_behalf_of) == ("Bad om det i telefonen", f"candidate:{amina.public_id}")

    stopped = signed_in.post(reverse("stop_acting"), follow=True)
    assert BANNER not in stopped.content.decode()
    assert signed_in.get("/min-uge/").status_code == 403
    assert Event.objects.filter(verb="behalf.end").count() == 1


def test_what_is_done_is_the_persons_and_the_record_says_who_did_it(
    signed_in: Client, membership: Membership, amina: Candidate
) -> None:
    begin(signed_in, amina)
    seen = signed_in.get("/mine-oplysninger/").context["page"]._seen
    data = {"_seen": seen, "phone": "30 11 22 33", "email": "", "channel": "sms"}
    saved = signed_in.post("/mine-oplysninger/", data, follow=True).content.decode()
    assert "Fra nu af hører Amina fra os sådan." in saved
    assert "din kontakt" not in saved
    amina.refresh_from_db()
    assert amina.phone == "30 11 22 33"
    event = Event.objects.about(amina).get(verb="access.own")
    assert (event.actor, event.on_behalf_of) == (membership.user, f"candidate:{amina.public_id}")
    assert told_of(amina, Scope(membership.organisation, membership.user))[0].who == "Mette Holm på vegne af personen"


def test_the_reason_is_asked_for(signed_in: Client, amina: Candidate) -> None:
    url = reverse("act_for", args=["candidate", amina.public_id])
    asked = signed_in.post(url)
    assert asked.status_code == 200
    assert "Hvorfor handler du på deres vegne?" in asked.content.decode()
    assert signed_in.post(url, {"reason": "  "}).status_code == 422
    assert signed_in.get(url).status_code == 405
    assert BANNER not in signed_in.get("/").content.decode()


@pytest.mark.parametrize("kind", ["candidate", "employer", "user", "konge"])
def test_nobody_who_is_not_seen_can_be_acted_for(signed_in: Client, kind: str) -> None:
    stranger = CandidateFactory.create(keeper=PartnerFactory.create())
    for public_id in (stranger.public_id, uuid4()):
        answer = signed_in.post(reverse("act_for", args=[kind, public_id]), {"reason": "Fordi"})
        assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DPO, Role.ADMIN, Role.PARTNER_WORKER, Role.MENTOR, Role.CANDIDATE])
def test_others_may_not(client: Client, amina: Candidate, role: Role) -> None:
    client.force_login(MembershipFactory.create(organisation=amina.keeper, role=role).user)
    answer = client.post(reverse("act_for", args=["candidate", amina.public_id]), {"reason": "Fordi"})
    assert answer.status_code == 403


def test_it_stops_when_the_person_is_out_of_sight(signed_in: Client, amina: Candidate) -> None:
    begin(signed_in, amina)
    Candidate.objects.filter(pk=amina.pk).update(archived_at=timezone.now(), archived_as="done")
    assert BANNER not in signed_in.get("/").content.decode()
    Candidate.objects.filter(pk=amina.pk).update(archived_at=None, archived_as="")
    assert BANNER not in signed_in.get("/").content.decode(), "it does not begin again by itself"


def test_it_stops_with_another_hat_and_at_sign_out(signed_in: Client, membership: Membership, amina: Candidate) -> None:
    other = MembershipFactory.create(user=membership.user, organisation=PartnerFactory.create())
    begin(signed_in, amina)
    signed_in.post(reverse("switch_organisation"), {"membership": str(other.public_id)})
    signed_in.post(reverse("switch_organisation"), {"membership": str(membership.public_id)})
    assert BANNER not in signed_in.get("/").content.decode()

    begin(signed_in, amina)
    signed_in.post(reverse("account_logout"))
    signed_in.force_login(membership.user)
    assert BANNER not in signed_in.get("/").content.decode()


def test_to_stop_without_having_begun_does_no_harm(signed_in: Client) -> None:
    assert signed_in.post(reverse("stop_acting")).status_code == 302
    assert not Event.objects.filter(verb="behalf.end").exists()


def test_one_at_a_time(signed_in: Client, amina: Candidate) -> None:
    begin(signed_in, amina)
    other = CandidateFactory.create(keeper=amina.keeper, first_name="Viggo")
    assert "Ugen for Viggo" in begin(signed_in, other)
    assert "Hassan" not in signed_in.get("/min-uge/").content.decode()
