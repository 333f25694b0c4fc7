"""Mentors and guardians: invited, see no more than they need, and gone at once when it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.actions import circle
from candidates.models import Candidate, CircleMember, turns_eighteen
from placements.actions import merges, unmerge
from smaajob.accounts.actions.joining import accept_as_new
from smaajob.accounts.models import Invitation, Membership, Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from tests.factories import (
    CandidateFactory,
    MembershipFactory,
    NoteFactory,
    PartnerFactory,
    PlacementFactory,
    TargetGroupSpellFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(municipality: Organisation, membership: Membership) -> Candidate:
    """Sixteen years old; Mette is her consultant."""
    membership.user.phone = "94 31 20 30"
    membership.user.save()
    born = timezone.localdate() - timedelta(days=16 * 365 + 100)
    return CandidateFactory.create(
        keeper=municipality,
        first_name="Nadia",
        last_name="Holgersen",
        birth_date=born,
        phone="20 11 22 33",
        consultant=membership.user,
    )


def token_of(message: Message) -> str:
    return message.text.split("/invitation/")[1].split("/")[0]


def follower(person: Candidate, role: str = Role.MENTOR, user_name: str = "Bo Mentor") -> Membership:
    """Somebody who follows the person already."""
    row: Membership = MembershipFactory.create(organisation=person.keeper, role=role, user__name=user_name)
    circle.begin(candidate=person, user=row.user, role=role)
    return row


def as_(client: Client, membership: Membership) -> Client:
    client.force_login(membership.user)
    session = client.session
    session["assurance"] = "code"
    session.save()
    return client


def test_an_invitation_that_is_accepted_opens_the_persons_week(
    signed_in: Client, scope: Scope, nadia: Candidate
) -> None:
    data = {"role": "guardian", "name": "Ida Holgersen", "email": "", "phone": "30 40 50 60"}
    answer = signed_in.post(reverse("candidates:invite_circle", args=[nadia.public_id]), data, follow=True)
    assert "Invitationen er sendt" in answer.content.decode()
    assert "Inviteret" in answer.content.decode()
    message = Message.objects.get()
    assert message.channel == "sms"
    assert "Nadia" not in message.text

    accept_as_new(token=token_of(message), name="Ida Holgersen")

    member = CircleMember.objects.get()
    assert (member.candidate, member.role, member.start) == (nadia, "guardian", timezone.localdate())
    assert member.end == turns_eighteen(nadia.birth_date) - timedelta(days=1)
    text = signed_in.get(reverse("candidates:access", args=[nadia.public_id])).content.decode()
    assert "Ida Holgersen" in text
    assert "til personen fylder 18" in text
    assert "begyndte at følge personen" in text
    assert "guardian" not in text
    assert "Værge" in text


@pytest.mark.parametrize("email", ["", "ida@example.org"])
def test_a_number_nobody_can_call_is_told(signed_in: Client, nadia: Candidate, email: str) -> None:
    data = {"role": "guardian", "name": "Ida Holgersen", "email": email, "phone": "12 34"}
    answer = signed_in.post(reverse("candidates:invite_circle", args=[nadia.public_id]), data)
    assert answer.status_code == 422
    assert "Se efter, om nummeret er rigtigt." in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_invitation_is_sent_again_or_withdrawn_from_the_persons_page(
    signed_in: Client, scope: Scope, nadia: Candidate
) -> None:
    invitation = circle.invite(by=scope, candidate=nadia, role="mentor", name="Bo", email="bo@example.org", phone="")
    url = reverse("candidates:circle_invitation", args=[invitation.public_id])
    assert "Et nyt link er på vej til Bo" in signed_in.post(url, {"act": "again"}, follow=True).content.decode()
    assert "trukket tilbage" in signed_in.post(url, {"act": "withdraw"}, follow=True).content.decode()
    assert not Invitation.objects.open().exists()
    assert "allerede" in signed_in.post(url, {"act": "again"}, follow=True).content.decode()


def test_a_guardian_is_for_children_only(signed_in: Client, scope: Scope, nadia: Candidate) -> None:
    Candidate.objects.update(birth_date=date(1984, 5, 17))
    page = reverse("candidates:invite_circle", args=[nadia.public_id])
    assert "ærge" not in signed_in.get(page).content.decode()
    answer = signed_in.post(page, {"role": "guardian", "name": "Ida", "email": "ida@example.org"})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_who_turns_eighteen_before_the_answer_gets_no_guardian(scope: Scope, nadia: Candidate) -> None:
    circle.invite(by=scope, candidate=nadia, role="guardian", name="Ida", email="ida@example.org", phone="")
    Candidate.objects.update(birth_date=date(1984, 5, 17))
    with pytest.raises(Exception, match="gælder ikke mere"):
        accept_as_new(token=token_of(Message.objects.get()), name="Ida")
    assert not CircleMember.objects.exists()
    assert Invitation.objects.open().exists(), "nothing of it happened"


def test_an_invitation_to_a_double_leads_to_the_record_that_is_left(scope: Scope, nadia: Candidate) -> None:
    double = CandidateFactory.create(keeper=nadia.keeper, birth_date=nadia.birth_date)
    circle.invite(by=scope, candidate=double, role="mentor", name="Bo", email="bo@example.org", phone="")
    merges.merge(by=scope, kind="candidate", kept_id=nadia.pk, gone_id=double.pk)
    accept_as_new(token=token_of(Message.objects.get()), name="Bo")
    assert CircleMember.objects.get().candidate == nadia


def test_a_mentor_sees_the_first_name_the_phone_the_week_and_whom_to_call_and_no_more(
    client: Client, scope: Scope, nadia: Candidate
) -> None:
    TargetGroupSpellFactory.create(candidate=nadia)
    NoteFactory.create(candidate=nadia, signed=True, text="Bor hos sin tante.")
    PlacementFactory.create(
        candidate=nadia, workplace__name="Bageriet", start=timezone.localdate(), planned_end=timezone.localdate()
    )
    me = as_(client, follower(nadia))
    texts = [
        me.get(path).content.decode()
        for path in (
            "/mine-personer/",
            reverse("candidates:circle_person", args=[nadia.public_id]),
            reverse("placements:week_of", args=[nadia.public_id]),
        )
    ]
    assert "Nadia" in texts[0]
    assert "tel:20112233" in texts[1]
    assert "94 31 20 30" in texts[1]
    assert "Bageriet" in texts[2]
    for text in texts:
        for hidden in ("Holgersen", "9000 Aalborg</", "antanthjælp", "tante", nadia.birth_date.isoformat()):
            assert hidden not in text
    for name in ("candidates:detail", "candidates:access", "placements:for_candidate", "placements:history"):
        assert me.get(reverse(name, args=[nadia.public_id])).status_code == 403


def test_nobody_else_is_seen(client: Client, nadia: Candidate) -> None:
    other = CandidateFactory.create(keeper=nadia.keeper, first_name="Viggo")
    me = as_(client, follower(nadia))
    assert "Viggo" not in me.get("/mine-personer/").content.decode()
    for name in ("candidates:circle_person", "placements:week_of"):
        assert me.get(reverse(name, args=[other.public_id])).status_code == 404


def test_when_it_ends_they_are_gone_at_once(signed_in: Client, client: Client, scope: Scope, nadia: Candidate) -> None:
    mentor = follower(nadia)
    CircleMember.objects.update(start=timezone.localdate() - timedelta(days=30))
    member = CircleMember.objects.get()
    answer = signed_in.post(reverse("candidates:end_circle", args=[member.public_id]), follow=True)
    assert "Bo Mentor kan ikke se Nadia mere" in answer.content.decode()
    me = as_(Client(), mentor)
    assert "Du følger ingen lige nu" in me.get("/mine-personer/").content.decode()
    assert me.get(reverse("candidates:circle_person", args=[nadia.public_id])).status_code == 404
    member.refresh_from_db()
    assert member.end == timezone.localdate() - timedelta(days=1)


def test_what_began_today_by_mistake_leaves_no_row_but_its_trace(scope: Scope, nadia: Candidate) -> None:
    follower(nadia)
    circle.end(by=scope, member=CircleMember.objects.get())
    assert not CircleMember.objects.exists()
    assert Event.objects.about(nadia).first().verb == "circle.end"


def test_a_guardian_is_gone_on_the_eighteenth_birthday(client: Client, nadia: Candidate) -> None:
    guardian = follower(nadia, Role.GUARDIAN, "Ida")
    me = as_(client, guardian)
    assert "Nadia" in me.get("/mine-personer/").content.decode()
    # The birth date was a year wrong and is put right: she has been 18 since this morning.
    today = timezone.localdate()
    born = date(today.year - 18, 3, 1) if (today.month, today.day) == (2, 29) else today.replace(year=today.year - 18)
    Candidate.objects.update(birth_date=born)
    assert "Nadia" not in me.get("/mine-personer/").content.decode()
    Candidate.objects.update(birth_date=born + timedelta(days=1))
    assert "Nadia" in me.get("/mine-personer/").content.decode()


@pytest.mark.parametrize(
    ("born", "eighteen"),
    [
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2008, 2, 28), date(2026, 2, 28)),
        (date(2010, 7, 1), date(2028, 7, 1)),
    ],
)
def test_when_somebody_turns_eighteen(born: date, eighteen: date) -> None:
    assert turns_eighteen(born) == eighteen
    assert Candidate(birth_date=born).age_on(eighteen) == 18
    assert Candidate(birth_date=born).age_on(eighteen - timedelta(days=1)) == 17


def test_who_follows_both_records_follows_one_after_a_merge(scope: Scope, nadia: Candidate) -> None:
    double = CandidateFactory.create(keeper=nadia.keeper)
    mentor, other = UserFactory.create(name="Bo"), UserFactory.create(name="Eva")
    for person in (nadia, double):
        circle.begin(candidate=person, user=mentor, role="mentor")
    circle.begin(candidate=double, user=other, role="mentor")
    done = merges.merge(by=scope, kind="candidate", kept_id=nadia.pk, gone_id=double.pk)
    assert sorted(nadia.circle.values_list("user__name", flat=True)) == ["Bo", "Eva"]
    unmerge.undo(by=scope, merge=done)
    assert nadia.circle.get().user == mentor
    assert double.circle.count() == 2


def test_the_archive_and_other_organisations_are_out_of_sight(client: Client, nadia: Candidate) -> None:
    me = as_(client, follower(nadia))
    Candidate.objects.update(archived_at=timezone.now(), archived_as="done")
    assert "Nadia" not in me.get("/mine-personer/").content.decode()
    stranger = MembershipFactory.create(organisation=PartnerFactory.create())
    client.force_login(stranger.user)
    member = CircleMember.objects.get()
    assert client.post(reverse("candidates:end_circle", args=[member.public_id])).status_code == 404
