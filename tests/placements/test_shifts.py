"""A shift is moved, cancelled, taken back; somebody can't come, or came late. Every state of a shift meets every verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from placements.actions import attending, moving
from placements.models import Attendance, Placement, Shift
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message, MessageKind
from smaajob.schedule import DatedWindow
from smaajob.secrets import decrypt
from tests.factories import (
    AttendanceFactory,
    CandidateFactory,
    ContactFactory,
    EmployerOrganisationFactory,
    HoursFactory,
    PlacementFactory,
    ShiftFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def placement(municipality: Organisation, scope: Scope) -> Placement:
    """Amina works at the bakery; both can be reached, and so can her consultant."""
    today = timezone.localdate()
    person = CandidateFactory.create(
        keeper=municipality, first_name="Amina", email="amina@example.org", consultant=scope.user
    )
    row: Placement = PlacementFactory.create(
        candidate=person, start=today - timedelta(days=30), planned_end=today + timedelta(days=60)
    )
    ContactFactory.create(workplace=row.workplace, name="Bente", email="bente@example.org")
    return row


def shift(placement: Placement, days: int, **more: Any) -> Shift:
    day = timezone.localdate() + timedelta(days=days)
    made: Shift = ShiftFactory.create(placement=placement, window=DatedWindow(day, 540, 720), **more)
    return made


def at(days: int, hour: int = 13) -> DatedWindow:
    return DatedWindow(timezone.localdate() + timedelta(days=days), hour * 60, hour * 60 + 120)


def told(kind: MessageKind) -> list[str]:
    """What was written, as each reads it."""
    return [decrypt(one.text_encrypted) for one in Message.objects.filter(kind=kind).order_by("pk")]


STATES: dict[str, Callable[[Placement], Shift]] = {
    "coming": lambda placement: shift(placement, 3),
    "over": lambda placement: shift(placement, -3),
    "moved": lambda placement: moved(shift(placement, 3)),
    "cancelled": lambda placement: cancelled(shift(placement, 3)),
    "cancelled and over": lambda placement: cancelled(shift(placement, -3)),
    "can't come": lambda placement: with_attendance(shift(placement, 3), "transport"),
    "came": lambda placement: with_attendance(shift(placement, -3), "present"),
    "stayed away": lambda placement: with_attendance(shift(placement, -3), "absent"),
}
VERBS: dict[str, Callable[[Scope, Shift], Any]] = {
    "move": lambda by, one: moving.move(by=by, shift=one, to=at(5), reason="Ferie"),
    "cancel": lambda by, one: moving.cancel(by=by, shift=one, side="municipality", why="agreed"),
    "restore": lambda by, one: moving.restore(by=by, shift=one),
    "can't come": lambda by, one: attending.cannot_come(by=by, shift=one, why="ill"),
    "take back": lambda by, one: attending.take_back(by=by, shift=one),
    "came": lambda by, one: attending.note(by=by, shift=one, state="present", reason="Det var en fejl"),
}
MAY = {
    ("coming", "move"), ("coming", "cancel"), ("coming", "can't come"),
    ("over", "came"),
    ("moved", "move"), ("moved", "cancel"), ("moved", "can't come"),
    ("cancelled", "restore"),
    ("can't come", "move"), ("can't come", "cancel"), ("can't come", "can't come"), ("can't come", "take back"),
    ("came", "came"), ("stayed away", "came"),
}  # fmt: skip


def moved(one: Shift) -> Shift:
    one.moved_from_start, one.moved_from_end = one.starts_at - timedelta(days=1), one.ends_at - timedelta(days=1)
    one.moved_why = "Lukket"
    one.save()
    return one


def cancelled(one: Shift) -> Shift:
    one.cancelled_at, one.cancelled_by, one.cancelled_why = timezone.now(), "employer", "closed"
    one.save()
    return one


def with_attendance(one: Shift, state: str) -> Shift:
    AttendanceFactory.create(shift=one, state=state)
    return one


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_every_state_meets_every_verb(scope: Scope, placement: Placement, state: str, verb: str) -> None:
    one = STATES[state](placement)
    before = Shift.everything.values().get(pk=one.pk), list(Attendance.objects.values())

    if (state, verb) in MAY:
        VERBS[verb](scope, one)
        assert Event.objects.about(placement).count() == 1
    else:
        with pytest.raises(ValidationError) as refusal:
            VERBS[verb](scope, one)
        assert refusal.value.messages[0].endswith("."), "why, in a sentence"
        assert (Shift.everything.values().get(pk=one.pk), list(Attendance.objects.values())) == before
        assert not Event.objects.exists()
        assert not Message.objects.exists()


@pytest.mark.parametrize("verb", ["move", "cancel", "restore"])
def test_nothing_is_planned_in_a_placement_that_is_over(scope: Scope, placement: Placement, verb: str) -> None:
    one = shift(placement, -3) if verb != "restore" else cancelled(shift(placement, -3))
    placement.actual_end, placement.end_reason = timezone.localdate() - timedelta(days=1), "gennemført"
    placement.save()

    with pytest.raises(ValidationError, match="Forløbet er slut"):
        VERBS[verb](scope, one)


def test_a_moved_shift_is_told_to_both_with_its_reason_and_counts_its_changes(
    scope: Scope, placement: Placement
) -> None:
    one = moving.move(by=scope, shift=shift(placement, 3), to=at(4), reason="Kantinen holder lukket")

    assert (one.sequence, one.is_moved, one.day) == (1, True, at(4).day)
    to_person, to_workplace = told(MessageKind.SHIFT_CHANGED)
    assert "Hej Amina" in to_person
    assert "er flyttet til" in to_person
    assert "Kantinen holder lukket" in to_workplace
    assert "Amina" not in to_workplace, "the workplace was never told her name"
    assert not any("Amina" in one.subject for one in Message.objects.all())

    # Back to where the pattern has it: it is as if it had never moved.
    again = moving.move(by=scope, shift=one, to=DatedWindow(at(3).day, 540, 720), reason="Alligevel ikke")
    assert (again.is_moved, again.moved_why, again.sequence) == (False, "", 2)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (lambda: at(80), "Dagen skal ligge i forløbet"),
        (lambda: at(-1), "Tiden er gået"),
        (lambda: DatedWindow(at(3).day, 540, 720), "har nu"),
    ],
    ids=["after the end", "yesterday", "no change"],
)
def test_where_a_shift_cant_be_moved(
    scope: Scope, placement: Placement, to: Callable[[], DatedWindow], words: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        moving.move(by=scope, shift=shift(placement, 3), to=to(), reason="Ferie")

    assert words in refusal.value.message_dict["day"][0]


def test_a_clash_is_named_and_a_cancelled_shift_takes_no_time(scope: Scope, placement: Placement) -> None:
    elsewhere = PlacementFactory.create(candidate=placement.candidate, planned_end=placement.planned_end)
    other, one = shift(elsewhere, 5), shift(placement, 3)
    with pytest.raises(ValidationError, match=elsewhere.workplace.name):
        moving.move(by=scope, shift=one, to=at(5, hour=10), reason="Ferie")

    moving.cancel(by=scope, shift=other, side="employer", why="closed")
    moving.move(by=scope, shift=one, to=at(5, hour=10), reason="Ferie")
    with pytest.raises(ValidationError, match=placement.workplace.name):
        moving.restore(by=scope, shift=other)


def test_what_the_employer_cancels_stands_on_their_side_until_it_is_taken_back(
    scope: Scope, placement: Placement
) -> None:
    one = moving.cancel(by=scope, shift=shift(placement, 3), side="employer", why="no_work")

    assert Attendance.objects.get().side == "employer"
    assert not Shift.objects.exists()
    assert Shift.everything.count() == 1
    moving.restore(by=scope, shift=one)
    assert not Attendance.objects.exists()
    assert Shift.objects.exists()


def test_a_day_with_hours_is_not_cancelled(scope: Scope, placement: Placement) -> None:
    one, today = shift(placement, 0), timezone.localdate()
    Shift.everything.update(ends_at=timezone.now() + timedelta(minutes=1), starts_at=timezone.now())
    HoursFactory.create(placement=placement, first_day=today, last_day=today, hours=2)

    with pytest.raises(ValidationError, match="Der er skrevet timer"):
        moving.cancel(by=scope, shift=one, side="employer", why="closed")


def test_whoever_cant_come_is_told_of_at_once_and_their_words_stay_with_the_municipality(
    scope: Scope, placement: Placement, me: Scope
) -> None:
    back = at(9).day
    row = attending.cannot_come(
        by=me, shift=shift(placement, 3), why="child_ill", comment="Ali har feber", back_on=back
    )

    assert (row.side, row.said_by, row.back_on, row.person_comment) == ("person", "person", back, "Ali har feber")
    to_workplace, to_consultant = told(MessageKind.CANNOT_COME)
    assert "Kan ikke komme" in to_workplace
    assert "en af dine" in to_consultant
    for text in (to_workplace, to_consultant, str(Event.objects.about(placement).get().changes)):
        assert "feber" not in text
    attending.take_back(by=me, shift=row.shift)
    assert "Kommer alligevel" in told(MessageKind.CANNOT_COME)[-1]


def test_the_day_they_are_back_comes_after_the_shift(placement: Placement, me: Scope) -> None:
    with pytest.raises(ValidationError) as refusal:
        attending.cannot_come(by=me, shift=shift(placement, 3), why="ill", back_on=at(3).day)

    assert "back_on" in refusal.value.message_dict


def test_the_workplace_never_puts_its_cause_in_the_place_of_the_persons(baker: Scope, placement: Placement) -> None:
    one = with_attendance(shift(placement, -1), "ill")

    assert attending.note(by=baker, shift=one, state="absent").state == "ill"


@pytest.mark.parametrize("state", ["ill", "agreed_free", "transport"])
def test_the_workplace_says_nothing_of_why(baker: Scope, placement: Placement, state: str) -> None:
    with pytest.raises(ValidationError):
        attending.note(by=baker, shift=shift(placement, -1), state=state)


def test_the_workplace_says_what_it_saw_for_a_week(baker: Scope, placement: Placement) -> None:
    late = attending.note(by=baker, shift=shift(placement, -7), state="late")
    assert (late.said_by, late.side) == ("employer", "person")

    with pytest.raises(ValidationError, match="mere end en uge"):
        attending.note(by=baker, shift=shift(placement, -8), state="present")


def test_when_somebody_came_late_lies_in_the_shift(scope: Scope, placement: Placement) -> None:
    one = shift(placement, -1)
    row = attending.note(by=scope, shift=one, state="late", at=one.starts_at + timedelta(minutes=30))
    assert (row.from_at, row.to_at) == (one.starts_at + timedelta(minutes=30), None)

    with pytest.raises(ValidationError, match="Klokkeslættet skal ligge i vagten"):
        attending.note(by=scope, shift=one, state="left_early", at=one.ends_at, reason="Gik før")


def test_what_somebody_has_said_is_corrected_with_a_reason(scope: Scope, placement: Placement) -> None:
    one = with_attendance(shift(placement, -1), "absent")
    with pytest.raises(ValidationError, match="hvorfor det skal rettes"):
        attending.note(by=scope, shift=one, state="ill")

    row = attending.note(by=scope, shift=one, state="late", side="employer", reason="De havde skrevet forkert op")
    assert row.side == "employer"
    assert Event.objects.about(placement).get().reason == "De havde skrevet forkert op"


def test_whoever_stayed_away_is_asked_for_no_hours(placement: Placement) -> None:
    for days, state in ((-2, "ill"), (-3, "employer_cancelled"), (-4, "late"), (-5, None)):
        one = shift(placement, days)
        if state:
            with_attendance(one, state)

    missing = Shift.objects.without_hours(timezone.now()).values_list("day", flat=True)
    assert set(missing) == {at(-4).day, at(-5).day}


def test_the_database_holds_what_must_be(placement: Placement) -> None:
    one, stranger = shift(placement, 3), CandidateFactory.create(keeper=placement.keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(
            keeper=placement.keeper, shift=one, candidate=stranger, state="present", said_by="person",
            said_at=timezone.now(),
        )  # fmt: skip
        transaction.get_connection().check_constraints()
    for wrong in ({"cancelled_at": timezone.now()}, {"moved_why": "x"}, {"cancelled_by": "employer"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Shift.everything.filter(pk=one.pk).update(**wrong)


@pytest.fixture
def me(placement: Placement) -> Scope:
    """Amina herself."""
    return Scope(placement.keeper, None, "candidate")


@pytest.fixture
def baker(placement: Placement) -> Scope:
    """Somebody at the workplace's company."""
    return Scope(EmployerOrganisationFactory.create(), None, "employer")
