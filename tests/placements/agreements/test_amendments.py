"""A change of an agreement: what is changed is said, and only those it concerns are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from placements.actions import drafting, moving, sending
from placements.actions.cancel import agreed_shifts, cancel, undo_cancel
from placements.agreeing.differences import LABELS
from placements.agreeing.rules import CONCERNS
from placements.agreeing.standing import standing_of
from placements.models import AgreementState, AgreementVersion, Party, Placement, Shift
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.schedule import DatedWindow
from tests.factories.agreements import noted, paper, sent, signed, to_be_agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(scope: Scope, municipality: Organisation) -> Placement:
    placement = to_be_agreed(municipality)
    signed(scope, placement)
    placement.refresh_from_db()
    return placement


def amended(scope: Scope, placement: Placement, **values: Any) -> AgreementVersion:
    version = drafting.amend(by=scope, placement=placement, reason="Bente har fået nyt nummer", **values)
    return sending.send(by=scope, agreement=version)


def test_each_thing_that_can_change_says_whom_it_concerns() -> None:
    assert set(LABELS) == set(CONCERNS)


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({"meets_name": "Bo Brød"}, ["person", "employer"]),
        ({"description": "Rydde op."}, ["person", "employer"]),
        ({"hourly_pay": 150}, ["person", "employer", "municipality"]),
        ({"remarks": "Fri i ferien."}, ["person", "employer", "municipality"]),
    ],
)
def test_a_change_asks_those_it_concerns(
    scope: Scope, agreed: Placement, values: dict[str, Any], asked: list[str]
) -> None:
    version = amended(scope, agreed, **values)
    assert (version.number, version.state, version.asks) == (2, "sent", asked)
    [change] = version.read.changes
    assert change.before != change.after
    assert set(change.concerns) == set(asked)


@pytest.mark.parametrize("values", [{"meets_phone": "98 12 34 57"}, {"find_way": "Ring på"}, {"bring": "Madpakke"}])
def test_a_typo_in_a_phone_number_asks_nobody_and_holds_at_once(
    scope: Scope, agreed: Placement, values: dict[str, Any]
) -> None:
    held = list(agreed.shifts.values_list("pk", flat=True))
    version = amended(scope, agreed, **values)
    assert (version.state, version.asks, version.reason) == ("in_force", [], "Bente har fået nyt nummer")
    assert version.is_intact
    assert list(agreed.shifts.values_list("pk", flat=True)) == held, "the calendar is left alone"


def test_a_change_says_why_and_something_must_be_changed(scope: Scope, agreed: Placement) -> None:
    version = drafting.amend(by=scope, placement=agreed)
    with pytest.raises(ValidationError, match="ikke ændret noget"):
        sending.send(by=scope, agreement=version)
    drafting.discard(by=scope, agreement=version)
    version = drafting.amend(by=scope, placement=agreed, bring="Madpakke")
    with pytest.raises(ValidationError, match="hvorfor aftalen ændres"):
        sending.send(by=scope, agreement=version)


def test_a_step_up_plans_the_shifts_from_its_day_and_leaves_those_before(scope: Scope, agreed: Placement) -> None:
    day = agreed.start + timedelta(weeks=3)
    before = set(agreed.shifts.filter(day__lt=day).values_list("pk", flat=True))
    mondays = set(agreed.shifts.filter(day__gte=day, day__week_day=2).values_list("pk", flat=True))
    version = drafting.amend(by=scope, placement=agreed, valid_from=day, reason="Det går godt")
    [step] = drafting.steps_of_row(version)
    assert step.first_day == day
    more = replace(step, windows=("man 09:00-12:00", "tir 09:00-12:00", "ons 09:00-12:00"), hours=step.hours + 3)
    drafting.change(by=scope, agreement=version, values={}, steps=[more])
    version = sending.send(by=scope, agreement=version)
    assert version.asks == ["person", "employer", "municipality"]
    [change] = version.read.changes
    assert "6 timer" in change.before.replace("\xa0", " ")
    assert "9 timer" in change.after.replace("\xa0", " ")
    for party in version.asks:
        paper(scope, version, party)

    assert before <= set(agreed.shifts.values_list("pk", flat=True))
    assert mondays <= set(agreed.shifts.values_list("pk", flat=True)), "what is as it was stays the same row"
    assert not agreed.shifts.filter(day__lt=day, day__week_day=3).exists()
    assert agreed.shifts.filter(day__gte=day, day__week_day=3).exists()


def test_an_extension_moves_the_end_of_the_placement_and_asks_all(scope: Scope, agreed: Placement) -> None:
    later = agreed.planned_end + timedelta(weeks=4)
    version = amended(scope, agreed, end=later)
    assert version.asks == ["person", "employer", "municipality"]
    for party in version.asks:
        paper(scope, version, party)
    agreed.refresh_from_db()
    assert agreed.planned_end == later
    last = agreed.shifts.order_by("-day").first()
    assert last is not None
    assert last.day > later - timedelta(days=7)


def test_what_is_noted_can_be_changed_too(scope: Scope, municipality: Organisation) -> None:
    placement = to_be_agreed(municipality)
    noted(placement)
    standing = standing_of(placement, timezone.localdate())
    assert standing.is_noted
    assert standing.may_start
    version = amended(scope, placement, remarks="Fri i ferien.")
    assert version.number == 2


def test_it_may_not_start_until_all_have_signed(scope: Scope, municipality: Organisation) -> None:
    placement = to_be_agreed(municipality)
    version = sent(scope, placement)
    standing = standing_of(placement, timezone.localdate())
    assert not standing.may_start
    assert standing.waiting is not None
    assert [one.party for one in standing.waiting.missing] == ["person", "employer", "municipality"]
    for party in version.asks:
        paper(scope, version, party)
    assert standing_of(placement, timezone.localdate()).may_start


def test_a_version_that_was_taken_back_leaves_its_number(scope: Scope, municipality: Organisation) -> None:
    placement = to_be_agreed(municipality)
    version = sent(scope, placement)
    sending.withdraw(by=scope, agreement=version, why="Forkert løn")
    again = drafting.draft(by=scope, placement=placement)
    assert (again.number, version.number) == (1, 1)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AgreementVersion.objects.filter(pk=version.pk).update(remarks="x")


def test_shifts_come_back_from_the_agreements_that_hold(scope: Scope, agreed: Placement) -> None:
    held = list(agreed.shifts.values_list("starts_at", flat=True))
    assert [start for _day, start, _end in agreed_shifts(agreed)] == held
    cancel(by=scope, placement=agreed, reason="Forkert person")
    undo_cancel(by=scope, placement=agreed)
    assert list(agreed.shifts.values_list("starts_at", flat=True)) == held


def test_the_states_of_two_versions_are_told(scope: Scope, agreed: Placement) -> None:
    amended(scope, agreed, hourly_pay=150)
    standing = standing_of(agreed, timezone.localdate())
    assert standing.holds is not None
    assert standing.waiting is not None
    assert standing.holds.row.state == AgreementState.IN_FORCE
    assert standing.waiting.row.asks[-1] == Party.MUNICIPALITY
    assert standing.may_start, "what was agreed first is signed"


def test_a_placement_without_times_is_drafted_all_the_same_and_says_that_they_are_missing(
    scope: Scope, municipality: Organisation
) -> None:
    placement = to_be_agreed(municipality, task={"windows": [], "flexible": True, "hours": 6})
    version = drafting.draft(by=scope, placement=placement)
    assert drafting.steps_of_row(version) == []
    assert sending.outgoing(version, drafting.whole(placement)).content.steps == ()
    with pytest.raises(ValidationError, match="hvornår personen skal møde"):
        drafting.change(by=scope, agreement=version, values={}, steps=[])


def test_what_was_moved_or_cancelled_by_hand_stays_so_when_an_amendment_holds(scope: Scope, agreed: Placement) -> None:
    moved, called_off = agreed.shifts.order_by("starts_at")[2:4]
    was = {moved.starts_at, called_off.starts_at}
    to = DatedWindow(moved.day + timedelta(days=1), 16 * 60, 18 * 60)
    moving.move(by=scope, shift=moved, to=to, reason="Bageriet har lukket")
    moving.cancel(by=scope, shift=called_off, side="employer", why="no_work")
    version = amended(scope, agreed, end=agreed.planned_end + timedelta(weeks=4))
    for party in version.asks:
        paper(scope, version, party)

    agreed.refresh_from_db()
    assert agreed.shifts.filter(pk=moved.pk, day=to.day).exists()
    assert Shift.everything.get(pk=called_off.pk).is_cancelled
    assert not agreed.shifts.filter(starts_at__in=was).exists(), "nothing is planned again where it was"
    assert agreed.shifts.filter(day__gt=version.end - timedelta(weeks=2)).exists()
