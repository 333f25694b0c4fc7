"""Min uge: today on top, who meets me, whom to call; only days inside the period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.actions import access
from candidates.models import Candidate
from placements.actions.agreements import first_agreement
from placements.models import Attendance, Placement, Shift
from placements.week import week_of
from smaajob.accounts.models import Membership, Organisation, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.schedule import DatedWindow
from tests.acting import act_for
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    PlacementFactory,
    ShiftFactory,
    TaskFactory,
    UserFactory,
    WorkplaceFactory,
)

WEEK = reverse("placements:my_week")
pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(municipality: Organisation, membership: Membership) -> Candidate:
    """Mette is her consultant, Samir the stand-in; both have a phone."""
    membership.user.phone = "94 31 20 30"
    membership.user.save()
    return CandidateFactory.create(
        keeper=municipality,
        first_name="Amina",
        consultant=membership.user,
        stand_in=UserFactory.create(name="Samir Aziz", phone="94 31 40 50"),
    )


@pytest.fixture
def me(client: Client, scope: Scope, amina: Candidate) -> Client:
    """A client in which Amina came by her link."""
    chosen = access.give(by=scope, candidate=amina)
    client.force_login(chosen.user)
    session = client.session
    session["assurance"], session["membership"] = "link", str(chosen.public_id)
    session.save()
    return client


def placement(person: Candidate, place: str = "Bageriet", **values: object) -> Placement:
    today = timezone.localdate()
    workplace = WorkplaceFactory.create(keeper=person.keeper, name=place, address="Algade 7")
    ContactFactory.create(workplace=workplace, name=f"Bente fra {place}", phone="98 12 34 56")
    task = TaskFactory.create(keeper=person.keeper, workplace=workplace, title="Pakke ordrer", start=today)
    told = {"start": today - timedelta(days=1), "planned_end": today + timedelta(days=20), **values}
    row: Placement = PlacementFactory.create(candidate=person, workplace=workplace, task=task, **told)
    return row


def shift(row: Placement, days: int, hour: int = 9) -> Shift:
    day = timezone.localdate() + timedelta(days=days)
    made: Shift = ShiftFactory.create(placement=row, window=DatedWindow(day, hour * 60, (hour + 3) * 60))
    return made


def test_today_is_on_top_with_when_where_and_who(me: Client, amina: Candidate) -> None:
    row = placement(amina)
    for days in (0, 1, 5):
        shift(row, days)
    text = me.get("/min-uge/").content.decode()
    assert text.index(">I dag ") < text.index(">I morgen ") < text.index(">Senere<")
    for said in (
        "Kl. 9–12",
        "Bageriet",
        "Algade 7",
        "9000 Aalborg",
        "Du møder Bente fra Bageriet",
        "tel:98123456",
        "Pakke ordrer",
    ):
        assert said in text
    for who in ("Mette Holm", "tel:94312030", "Samir Aziz", "tel:94314050"):
        assert who in text


def test_several_placements_come_in_the_order_of_the_clock(me: Client, amina: Candidate) -> None:
    late, early = placement(amina, "Lageret"), placement(amina, "Bageriet")
    shift(late, 0, 13)
    shift(early, 0, 8)
    text = me.get("/min-uge/").content.decode()
    assert text.index("Du møder Bente fra Bageriet") < text.index("Du møder Bente fra Lageret")


def test_nothing_today_says_when_next(me: Client, amina: Candidate) -> None:
    shift(placement(amina), 3)
    assert "I dag skal du ikke møde. Næste gang er" in " ".join(me.get("/min-uge/").content.decode().split())


def test_nothing_at_all_says_so_and_whom_to_call(me: Client, amina: Candidate) -> None:
    text = me.get("/min-uge/").content.decode()
    assert "Der er ikke aftalt noget" in text
    assert "tel:94312030" in text


def test_a_placement_without_days_tells_whom_to_agree_with(me: Client, amina: Candidate) -> None:
    placement(amina)
    assert "Aftal dem med Bente fra Bageriet" in me.get("/min-uge/").content.decode()


def test_only_days_inside_the_period_and_of_what_still_holds(amina: Candidate) -> None:
    today = timezone.localdate()
    row = placement(amina, planned_end=today + timedelta(days=3))
    inside = shift(row, 2)
    outside = shift(row, 5)
    beyond = shift(placement(amina, "Lageret", planned_end=today + timedelta(days=90)), 40)
    yesterday = shift(row, -1)
    found = [one.shift for day in week_of(amina, today).later for one in day.meetings]
    assert found == [inside]
    assert not {outside, beyond, yesterday} & set(found)
    assert week_of(amina, today).today is None


def test_somebody_elses_shifts_are_nobodys_business(me: Client, amina: Candidate) -> None:
    shift(placement(CandidateFactory.create(keeper=amina.keeper), "Et helt andet sted"), 0)
    assert "Et helt andet sted" not in me.get("/min-uge/").content.decode()


def test_who_is_in_the_archive_is_told_kindly(me: Client, amina: Candidate) -> None:
    Candidate.objects.update(archived_at=timezone.now(), archived_as="done")
    text = me.get("/min-uge/").content.decode()
    assert "Her er ikke noget lige nu" in text
    assert "tel:94312030" in text


def test_the_week_asks_as_much_for_many_shifts_as_for_one(me: Client, amina: Candidate) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            me.get("/min-uge/")
        return sum(one["sql"].startswith("SELECT") for one in seen)

    row = placement(amina)
    shift(row, 0)
    few = asked()
    for days in range(1, 15):
        shift(row, days)
    shift(placement(amina, "Lageret"), 0, 14)
    assert asked() == few
    assert few <= 12


def test_the_clock_is_the_municipalitys(amina: Candidate) -> None:
    row = placement(amina, start=date(2026, 1, 1), planned_end=date(2026, 12, 31))
    day = date(2026, 3, 29)  # summer time begins in the night
    ShiftFactory.create(placement=row, window=DatedWindow(day, 60, 5 * 60))
    [meeting] = week_of(amina, day).today.meetings  # type: ignore[union-attr]
    assert timezone.localtime(meeting.shift.starts_at, amina.keeper.zone).hour == 1


def test_what_one_must_know_comes_from_the_agreement_then_the_task_then_the_contact(
    me: Client, amina: Candidate
) -> None:
    row = placement(amina)
    shift(row, 1)
    assert "Ring til Bente fra Bageriet" in me.get(WEEK).content.decode()

    assert row.task is not None
    row.task.find_way, row.task.bring, row.task.meets_name = "Gå ind ad porten", "Sko", "Lis"
    row.task.save()
    agreement = first_agreement(row, row.task, [])
    agreement.find_way = ""
    agreement.meets_name, agreement.meets_phone, agreement.bring = "Ole", "20 11 22 33", "Madpakke"
    agreement.save()
    page = me.get(WEEK).content.decode()
    for words in ("Gå ind ad porten", "Madpakke", "Du møder Ole", "20 11 22 33"):
        assert words in page
    assert "Bente" not in page
    assert "Sko" not in page


def test_what_was_moved_and_cancelled_is_said_plainly(me: Client, amina: Candidate) -> None:
    row = placement(amina)
    off, moved = shift(row, 1), shift(row, 2)
    off.cancelled_at, off.cancelled_by, off.cancelled_why = timezone.now(), "employer", "closed"
    off.save()
    moved.moved_from_start, moved.moved_from_end = moved.starts_at, moved.ends_at
    moved.moved_why, moved.starts_at = "Lukket", moved.starts_at + timedelta(hours=1)
    moved.save()

    page = me.get(WEEK).content.decode()
    assert "Aflyst." in page
    assert "Du skal ikke møde." in page
    assert "Flyttet." in page
    assert page.count("Jeg kan ikke komme</a>") == 0
    assert page.count(reverse("placements:cannot_come", args=[moved.public_id])) == 1
    assert reverse("placements:cannot_come", args=[off.public_id]) not in page
    assert "Næste gang er" in page
    assert "Algade 7" in page, "where it is stands at the first day that they are to come"


def test_by_the_link_one_says_it_oneself_and_of_ones_own_shifts_alone(me: Client, amina: Candidate) -> None:
    mine = shift(placement(amina), 1)
    url = reverse("placements:cannot_come", args=[mine.public_id])
    assert me.post(url, {"comment": "Jeg ringer"}).status_code == 422
    page = me.post(url, {"why": "ill", "comment": "Jeg ringer"}, follow=True).content.decode()
    assert "Du har sagt, at du ikke kan komme." in page
    row = Attendance.objects.get()
    assert (row.state, row.said_by, row.person_comment, row.said_user) == (
        "ill",
        "person",
        "Jeg ringer",
        amina_user(me),
    )

    page = me.post(reverse("placements:come_after_all", args=[mine.public_id]), follow=True).content.decode()
    assert "at du kommer" in page
    assert not Attendance.objects.exists()
    others = shift(placement(CandidateFactory.create(keeper=amina.keeper), "Skolen"), 1)
    assert me.get(reverse("placements:cannot_come", args=[others.public_id])).status_code == 404


def test_a_colleague_in_their_place_is_named_and_the_word_is_the_persons(
    signed_in: Client, membership: Membership, amina: Candidate
) -> None:
    mine = shift(placement(amina), 1)
    act_for(signed_in, "candidate", amina)
    signed_in.post(reverse("placements:cannot_come", args=[mine.public_id]), {"why": "transport"})

    row = Attendance.objects.get()
    assert (row.said_by, row.said_user) == ("person", membership.user)
    assert str(amina.public_id) in Event.objects.get(verb="attendance.cannot_come").on_behalf_of


def amina_user(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])
