"""Somebody under 18 comes back from a pause: the shifts that come again are held to the law. It is Monday 16 March 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from placements.actions import pauses
from placements.actions.placements import start
from placements.law.facts import Said
from placements.law.loader import Told
from placements.models import LawDoor, Pause, Placement
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.schedule import parse_window
from tests.placements.law import world

pytestmark = pytest.mark.django_db
FIRST = date(2026, 4, 13)  # a Monday with school


def working(scope: Scope, keeper: Organisation, told: Told, *times: str) -> Placement:
    return start(
        by=scope, candidate=world.pupil(keeper), task=world.task_at(world.bakery(keeper), kind="småjob"), kind="småjob",
        start=FIRST, planned_end=date(2026, 6, 7), windows=[parse_window(one) for one in times], told=told, reason="",
    )  # fmt: skip


def away(scope: Scope, placement: Placement) -> Pause:
    row, _gone = pauses.pause(by=scope, placement=placement, first_day=FIRST, last_day=date(2026, 4, 26), why="exam")
    return row


PUPIL = Told(guardian=Said.YES, in_school=True)


def test_a_shift_that_comes_back_is_counted_with_what_they_work_elsewhere_by_now(
    scope: Scope, municipality: Organisation
) -> None:
    placement = working(scope, municipality, PUPIL, "man 15:00-17:00")
    row = away(scope, placement)
    world.also_works(placement, date(2026, 4, 20))

    with world.refused("man 20. apr.: 3 timer i alt. .* højst være 2 timer") as refusal:
        pauses.resume(by=scope, pause=row, on=date(2026, 4, 20))
    assert list(refusal.value.message_dict) == ["on"]
    row.refresh_from_db()
    assert (row.last_day, row.resumed_at) == (date(2026, 4, 26), None)
    assert not placement.shifts.filter(day__lt=date(2026, 4, 27)).exists()


def test_what_has_begun_comes_back_as_it_was_and_counts(
    scope: Scope, municipality: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Wednesday somebody writes that she came on Monday after all; she works an hour elsewhere on Saturday by now. Eleven hours
    are lawful as long as twelve are the most."""
    placement = working(
        scope, municipality, PUPIL, *(f"{day} 15:00-17:00" for day in ("man", "tir", "ons", "tor", "fre"))
    )
    row = away(scope, placement)
    world.also_works(placement, date(2026, 4, 18))
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 4, 15, 10, tzinfo=UTC))
    _row, _gone, added = pauses.resume(by=scope, pause=row, on=FIRST)
    assert added == 10

    other = away(scope, placement)
    world.corrected(municipality, "young.school_week_hours", "10", date(2026, 4, 15))
    with world.refused("Uge 16, .*: 11 timer i alt"):
        pauses.resume(by=scope, pause=other, on=FIRST)


def test_whether_there_is_school_is_asked_where_it_decides_and_kept(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality, Told(guardian=Said.YES), "man 15:00-17:00")
    row = away(scope, placement)
    world.also_works(placement, date(2026, 4, 20))

    with world.refused(r"Har personen undervisningspligt\?") as refusal:
        pauses.resume(by=scope, pause=row, on=date(2026, 4, 20))
    assert list(refusal.value.message_dict) == ["law_reason"]
    pauses.resume(by=scope, pause=row, on=date(2026, 4, 20), told=Told(in_school=False))
    assert placement.law_checks.get(door=LawDoor.SHIFTS).told["in_school_is"] == "nej"


def test_the_reason_is_kept_with_the_rule_that_it_is_for(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality, Told(guardian=Said.YES), "man 15:00-17:00")
    row = away(scope, placement)
    world.also_works(placement, date(2026, 4, 20))

    pauses.resume(by=scope, pause=row, on=date(2026, 4, 20), law_reason="Skolen holder fri")
    kept = placement.law_checks.get(door=LawDoor.SHIFTS)
    assert (kept.reason, [one["rule"] for one in kept.findings]) == ("Skolen holder fri", ["day"])
    assert Event.objects.about(placement).first().changes["law"][1]["day"] == "needs_reason"  # type: ignore[union-attr]
