"""Amina's calendar: a secret address that she makes, changes and stops, and what her phone reads at it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from candidates.actions import access
from candidates.models import Candidate
from placements.actions import calendar_links as actions
from placements.actions import moving, pauses
from placements.actions.agreements import first_agreement
from placements.calendar.feed import Event, events
from placements.calendar.ics import as_ics
from placements.models import CalendarLink, Shift
from smaajob.accounts.models import Membership
from smaajob.audit.models import Access
from smaajob.audit.models import Event as Recorded
from smaajob.schedule import DatedWindow, parse_window
from tests.acting import act_for
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    MembershipFactory,
    PlacementFactory,
    ShiftFactory,
    TargetGroupSpellFactory,
    TaskFactory,
)
from tests.placements.hours_world import Bakery, bakery

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 3, 16, 11, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _it_is_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def sol(membership: Membership) -> Bakery:
    """At the bakery on Tuesday 17 March and, after the clocks change, on 31 March, nine to twelve."""
    here = bakery(membership)
    place = here.placement.workplace
    place.address, place.postcode = "Bagerstræde 3; i gården", "9000"
    place.save()
    task = TaskFactory.create(
        workplace=place, keeper=place.keeper, title="Pakke brød, kager og æsker", meets_name="Bente Bager", meets_phone="+4598101112",
        find_way="Gennem porten, og ring på hos nr. 3", bring="Forklæde og gode sko",
    )  # fmt: skip
    here.placement.task = task
    here.placement.save()
    for day in (date(2026, 3, 17), date(2026, 3, 31)):
        ShiftFactory.create(placement=here.placement, window=DatedWindow(day, 9 * 60, 12 * 60))
    return here


def made(sol: Bakery, client: Client) -> str:
    """She makes an address on her phone; gives its path."""
    client.post(reverse("placements:make_calendar"))
    page = client.get(reverse("placements:my_calendar")).text
    return "/kalender/" + page.split("/kalender/")[1].split('"')[0]


def read(path: str) -> Calendar:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found: Calendar = Calendar.from_ical(answer.content)
    return found


def test_her_phone_reads_when_where_whom_and_what_to_bring(sol: Bakery) -> None:
    ical = read(made(sol, sol.client("amina")))
    first, second = ical.walk("VEVENT")
    assert first.decoded("dtstart") == datetime(2026, 3, 17, 9, tzinfo=COPENHAGEN)
    assert second.decoded("dtend") == datetime(2026, 3, 31, 12, tzinfo=COPENHAGEN)
    assert second.decoded("dtend").utcoffset() == timedelta(hours=2), "summer time has come"
    assert str(first["summary"]) == "Sol i Vejgaard"
    assert str(first["location"]) == "Sol i Vejgaard, Bagerstræde 3; i gården, 9000 Aalborg"
    for said in ("Pakke brød, kager og æsker", "Bente Bager, +45 98 10 11 12", "Gennem porten", "Forklæde og gode sko"):
        assert said in str(first["description"])
    assert (first["sequence"], str(first["status"]), str(first["class"])) == (0, "CONFIRMED", "PRIVATE")
    assert [str(one["tzid"]) for one in ical.walk("VTIMEZONE")] == ["Europe/Copenhagen"]
    assert str(ical["x-wr-calname"]) == "Min uge"
    keys = [Shift.objects.get(day=one.decoded("dtstart").date()).public_id for one in (first, second)]
    assert [str(one["uid"]) for one in (first, second)] == [f"{key}@smaajob" for key in keys]


def test_nothing_about_why_or_about_others(sol: Bakery) -> None:
    TargetGroupSpellFactory.create(candidate=sol.person, group="kontanthjælp")
    ShiftFactory.create(
        placement=PlacementFactory.create(workplace=sol.placement.workplace),
        window=DatedWindow(date(2026, 3, 18), 60, 120),
    )
    content = Client().get(made(sol, sol.client("amina"))).content.decode()
    assert content.count("BEGIN:VEVENT") == 2
    for text in ("kontanthj", "Kvistgaard", "Amina", "småjob\r\n", str(sol.person.public_id)):
        assert text not in content.replace("\r\n ", "")


def test_each_line_is_as_the_standard_wants(sol: Bakery) -> None:
    content = Client().get(made(sol, sol.client("amina"))).content
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_new_address_stops_the_old_one_at_once(sol: Bakery) -> None:
    amina = sol.client("amina")
    old = made(sol, amina)
    new = made(sol, amina)
    assert old != new
    gone = Client().get(old)
    assert gone.status_code == 410
    assert "Kalenderen virker ikke længere" in gone.text
    assert read(new)
    assert list(Recorded.objects.about(sol.person).values_list("verb", flat=True)) == [
        "calendar.change",
        "calendar.make",
    ]


def test_it_can_be_stopped_and_the_page_says_so(sol: Bakery) -> None:
    amina = sol.client("amina")
    path = made(sol, amina)
    answer = amina.post(reverse("placements:stop_calendar"), follow=True)
    assert "Kalenderen er stoppet." in answer.text
    assert path not in answer.text
    assert Client().get(path).status_code == 410
    assert "allerede stoppet" in amina.post(reverse("placements:stop_calendar"), follow=True).text


def test_the_secret_is_stored_nowhere_and_shown_in_that_session_alone(sol: Bakery) -> None:
    path = made(sol, sol.client("amina"))
    token = path.split("/")[2]
    assert token not in str(list(CalendarLink.objects.values()))
    assert token not in str(list(Recorded.objects.values()))
    again = sol.client("amina").get(reverse("placements:my_calendar")).text
    assert token not in again
    assert "Vi har ikke gemt den" in again


def test_an_address_that_is_nobody_s_says_the_same_kindly(sol: Bakery) -> None:
    answer = Client().get(reverse("placements:calendar_feed", args=["x" * 43]))
    assert answer.status_code == 404
    assert "Kalenderen virker ikke længere" in answer.text


def test_it_is_kept_by_nobody_on_the_way_and_leaks_in_no_referrer(sol: Bakery) -> None:
    answer = Client().get(made(sol, sol.client("amina")))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "strict-origin"
    assert answer["Content-Disposition"] == 'inline; filename="min-uge.ics"'
    assert not answer.cookies


@pytest.mark.parametrize("why", ["archived", "access ended"])
def test_who_has_left_has_no_calendar(sol: Bakery, why: str) -> None:
    path = made(sol, sol.client("amina"))
    if why == "archived":
        sol.placement.delete()
        Candidate.objects.filter(pk=sol.person.pk).update(archived_at=NOW, archived_as="done")
    else:
        access.end(by=sol.mette, candidate=sol.person)
    assert Client().get(path).status_code == 410


def test_too_many_are_asked_to_wait(sol: Bakery, settings: Any) -> None:
    path = made(sol, sol.client("amina"))
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "calendar_feed": "2/h/key",
        "calendar_unknown": "1/h/ip",
    }
    assert [Client().get(path).status_code for _time in range(3)] == [200, 200, 429]
    unknown = reverse("placements:calendar_feed", args=["y" * 43])
    assert [Client().get(unknown).status_code for _time in range(2)] == [404, 429]


def test_that_it_was_fetched_is_in_her_log_once_a_day(sol: Bakery) -> None:
    path = made(sol, sol.client("amina"))
    Access.objects.all()
    for _time in range(3):
        read(path)
    look = Access.objects.get(page="placements:calendar_feed")
    assert (look.organisation, look.user, look.people) == (sol.placement.keeper, None, [sol.person.public_id])
    assert look.purpose == "Personens egen kalender, ved en hemmelig adresse"
    cache.clear()
    read(path)
    assert Access.objects.filter(page="placements:calendar_feed").count() == 2


def test_mette_in_her_place_can_stop_it_and_never_have_it(sol: Bakery, signed_in: Client) -> None:
    path = made(sol, sol.client("amina"))
    act_for(signed_in, "candidate", sol.person)
    answer = signed_in.post(reverse("placements:make_calendar"), follow=True)
    assert "Den kan kun laves af personen selv" in answer.text
    assert read(path)
    signed_in.post(reverse("placements:stop_calendar"))
    assert Client().get(path).status_code == 410


def test_the_way_to_it_stands_on_her_week(sol: Bakery) -> None:
    page = sol.client("amina").get(reverse("placements:my_week")).text
    assert "Få det i din kalender" in page
    assert reverse("placements:my_calendar") in page


def test_a_protected_person_is_told_to_think_of_who_sees_the_phone(membership: Membership) -> None:
    sol = bakery(membership, address_protected=True)
    assert "Din adresse er beskyttet" in sol.client("amina").get(reverse("placements:my_calendar")).text


def test_what_was_agreed_goes_before_the_task_and_the_workplace_s_contact_comes_last(sol: Bakery) -> None:
    ContactFactory.create(workplace=sol.placement.workplace, name="Lager-Lis", phone="+4520304050")
    [first, _second] = events(sol.person, NOW)
    assert "Bente Bager" in first.tells
    version = first_agreement(sol.placement, sol.placement.task, [parse_window("tir 09:00-12:00")])
    version.meets_name = "Sanne"
    version.save()
    assert "Sanne" in events(sol.person, NOW)[0].tells
    version.delete()
    sol.placement.task.meets_name = ""
    sol.placement.task.save()
    assert "Lager-Lis, +45 20 30 40 50" in events(Candidate.objects.get(pk=sol.person.pk), NOW)[0].tells


def test_a_draft_and_what_waits_for_signatures_say_nothing_yet(sol: Bakery) -> None:
    version = first_agreement(sol.placement, sol.placement.task, [parse_window("tir 09:00-12:00")])
    version.meets_name, version.state = "Sanne", "draft"
    version.save()
    assert "Sanne" not in events(sol.person, NOW)[0].tells
    week = sol.client("amina").get("/min-uge/").content.decode()
    assert "Sanne" not in week


def test_what_is_cancelled_stays_and_says_so(sol: Bakery) -> None:
    """So that the telephone that has it hears of it."""
    shift = sol.placement.shifts.order_by("starts_at").first()
    assert shift is not None
    shift.cancelled_at, shift.cancelled_by, shift.cancelled_why = NOW, "employer", "closed"
    shift.sequence, shift.changed_at = 3, NOW
    shift.save()
    one = events(sol.person, NOW)[0]
    assert (one.cancelled, one.sequence, one.changed_at) == (True, 3, NOW)
    assert one.uid == f"{shift.public_id}@smaajob"
    assert one.summary.startswith("Aflyst: ")
    assert "lukket" not in one.tells


def test_only_what_is_near_enough(sol: Bakery) -> None:
    for day in (date(2026, 2, 15), date(2026, 2, 16), date(2026, 6, 30)):
        ShiftFactory.create(placement=sol.placement, window=DatedWindow(day, 60, 120))
    days = [one.starts_at.astimezone(COPENHAGEN).date() for one in events(sol.person, NOW)]
    assert days == [date(2026, 2, 16), date(2026, 3, 17), date(2026, 3, 31), date(2026, 6, 30)]


def test_nobody_s_calendar_is_an_empty_one(membership: Membership) -> None:
    sol = bakery(membership)
    assert read(made(sol, sol.client("amina"))).walk("VEVENT") == []


def test_who_is_archived_can_not_have_one(membership: Membership) -> None:
    person = CandidateFactory.create(archived_at=NOW, archived_as="done")
    by = sol_scope(MembershipFactory.create(organisation=person.keeper))
    with pytest.raises(ValidationError, match="Ring til din kontakt"):
        actions.make(by=by, person=person)


def sol_scope(member: Membership) -> Any:
    from tests.placements.hours_world import scope_of

    return scope_of(member)


def moved_and_cancelled() -> bytes:
    """One that was moved twice and one that is cancelled."""
    nine = datetime(2026, 3, 17, 9, tzinfo=COPENHAGEN)
    moved = Event("a@smaajob", nine, nine + timedelta(hours=3), "Bageriet", "Bagerstræde 3", "Du møder: Bente", 2, NOW)
    gone = Event(
        "b@smaajob",
        nine + timedelta(days=1),
        nine + timedelta(days=1, hours=3),
        "Aflyst: Bageriet",
        "",
        "",
        1,
        NOW,
        True,
    )
    return as_ics([moved, gone], name="Min uge", zone=COPENHAGEN, now=NOW)


def test_moved_keeps_its_uid_and_cancelled_says_so() -> None:
    moved, gone = Calendar.from_ical(moved_and_cancelled()).walk("VEVENT")
    assert (str(moved["uid"]), moved["sequence"], str(moved["status"])) == ("a@smaajob", 2, "CONFIRMED")
    assert moved.decoded("last-modified") == NOW
    assert (str(gone["status"]), gone["sequence"], str(gone["transp"])) == ("CANCELLED", 1, "TRANSPARENT")
    assert "description" not in gone


def test_her_phone_hears_what_was_moved_and_cancelled_and_a_pause_has_nothing(sol: Bakery) -> None:
    path, first, second = made(sol, sol.client("amina")), *Shift.objects.order_by("day")
    moving.move(by=sol.mette, shift=first, to=DatedWindow(date(2026, 3, 18), 600, 720), reason="Læge")
    moving.cancel(by=sol.mette, shift=second, side="employer", why="closed")
    ShiftFactory.create(placement=sol.placement, window=DatedWindow(date(2026, 4, 7), 540, 720))
    moved, gone, _coming = read(path).walk("VEVENT")
    assert moved.decoded("dtstart") == datetime(2026, 3, 18, 10, tzinfo=COPENHAGEN)
    assert (moved["sequence"], str(gone["status"])) == (1, "CANCELLED")
    pauses.pause(by=sol.mette, placement=sol.placement, first_day=date(2026, 3, 23), last_day=None, why="illness")
    left = read(path).walk("VEVENT")
    assert [str(one["status"]) for one in left] == ["CONFIRMED", "CANCELLED"]
