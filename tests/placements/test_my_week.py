"""Min uge: today on top, who meets me, whom to call; only days inside the period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candidates.actions import access
from candidates.models import Candidate
from placements.models import Placement, Shift
from placements.week import week_of
from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.scope import Scope
from smaajob.schedule import DatedWindow
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    PlacementFactory,
    ShiftFactory,
    TaskFactory,
    UserFactory,
    WorkplaceFactory,
)

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
