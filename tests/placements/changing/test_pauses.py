"""A pause: nobody is expected on its days, the seat is held, the shifts come back; and nobody is told why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from placements.actions import by_hand, cancel, pauses
from placements.actions import placements as placement_actions
from placements.models import ChangeRequest, Pause, PauseState, Placement, Shift
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from smaajob.schedule import parse_window
from tests.factories import CandidateFactory, ChangeRequestFactory, HoursFactory, PauseFactory, TaskFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


def days(placement: Placement) -> list[str]:
    return [f"{day:%-d/%-m}" for day in placement.shifts.values_list("day", flat=True)]


def held(scope: Scope, placement: Placement, first: date, last: date | None = None, why: str = "exam") -> Pause:
    row, _removed = pauses.pause(by=scope, placement=placement, first_day=first, last_day=last, why=why)
    return row


def test_the_shifts_of_the_pause_go_and_those_after_it_stay(scope: Scope, placement: Placement) -> None:
    row, removed = pauses.pause(
        by=scope, placement=placement, first_day=date(2026, 3, 19), last_day=date(2026, 3, 26), why="exam",
        words=" Prøver på skolen ",
    )  # fmt: skip
    assert removed == 3
    assert days(placement)[:5] == ["2/3", "5/3", "9/3", "12/3", "16/3"]
    assert days(placement)[5] == "30/3"
    assert (row.words, row.made_by, row.state_on(TODAY)) == ("Prøver på skolen", scope.user, PauseState.COMING)
    assert placement_actions.free_seats(placement.task, TODAY) == placement.task.seats - 1


def test_the_record_says_the_days_and_never_why(scope: Scope, placement: Placement) -> None:
    pauses.pause(
        by=scope, placement=placement, first_day=TODAY, last_day=None, why="illness", words="Ringer, når det går bedre"
    )
    event = Event.objects.about(placement).first()
    assert (event.verb, event.reason) == ("placement.pause", "")
    assert "illness" not in str(event.changes)
    assert "Ringer" not in str(event.changes)


def test_both_are_told_the_days_and_nobody_why(scope: Scope, placement: Placement) -> None:
    held(scope, placement, date(2026, 3, 19), date(2026, 3, 26), why="illness")
    to_person, to_place = Message.objects.filter(kind="placement_changed").order_by("pk")
    assert to_person.address == "amina@mail.example"
    assert "pause fra 19. mar. 2026 til 26. mar. 2026" in to_person.text
    assert "27. mar. 2026" in to_person.text
    assert to_place.address == "lone@bageriet.example"
    assert "pause fra 19. mar. 2026 til 26. mar. 2026" in to_place.text
    for message in (to_person, to_place):
        assert "syg" not in (message.text + message.subject).lower()
        assert "Amina" not in message.subject


def test_a_pause_until_further_takes_all_that_comes(scope: Scope, placement: Placement) -> None:
    row = held(scope, placement, TODAY)
    assert days(placement) == ["2/3", "5/3", "9/3", "12/3"]
    assert row.state_on(TODAY + timedelta(days=200)) == PauseState.ON


def test_who_comes_back_gets_the_shifts_of_the_agreement_again(scope: Scope, placement: Placement) -> None:
    before = days(placement)
    row = held(scope, placement, date(2026, 3, 19))
    row, removed, added = pauses.resume(by=scope, pause=row, on=date(2026, 4, 7))
    assert (row.last_day, removed, added) == (date(2026, 4, 6), 0, 7)
    assert [one for one in before if one not in days(placement)] == ["19/3", "23/3", "26/3", "30/3"]
    assert row.resumed_by == scope.user
    assert Event.objects.about(placement).first().verb == "placement.resume"


def test_a_pause_can_become_longer(scope: Scope, placement: Placement) -> None:
    row = held(scope, placement, date(2026, 3, 19), date(2026, 3, 22))
    row, removed, added = pauses.resume(by=scope, pause=row, on=date(2026, 3, 30))
    assert (row.last_day, removed, added) == (date(2026, 3, 29), 2, 0)


@pytest.mark.parametrize("on", [date(2026, 3, 19), date(2026, 3, 17)])
def test_a_pause_that_came_to_nothing_leaves_all_as_before(scope: Scope, placement: Placement, on: date) -> None:
    before = days(placement)
    row, _removed, added = pauses.resume(by=scope, pause=held(scope, placement, date(2026, 3, 19)), on=on)
    assert (row.state_on(TODAY), added) == (PauseState.CALLED_OFF, len(before) - 5)
    assert days(placement) == before


def test_a_clash_is_named_and_changes_nothing(scope: Scope, placement: Placement) -> None:
    row = held(scope, placement, date(2026, 3, 19))
    task = TaskFactory.create(workplace__name="Lageret", title="Pakke", start=date(2026, 1, 1))
    placement_actions.start(
        by=scope, candidate=placement.candidate, task=task, kind="småjob", start=date(2026, 3, 17),
        planned_end=date(2026, 4, 30), windows=[parse_window("tor 11:00-14:00")],
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Lageret") as refusal:
        pauses.resume(by=scope, pause=row, on=date(2026, 3, 23))
    assert list(refusal.value.message_dict) == ["on"]
    row.refresh_from_db()
    assert (row.last_day, row.resumed_at) == (None, None)
    assert days(placement) == ["2/3", "5/3", "9/3", "12/3", "16/3"]


# State by verb: what is not allowed says why and changes nothing.
def coming(scope: Scope, placement: Placement) -> Pause:
    return held(scope, placement, date(2026, 3, 19), date(2026, 3, 26))


def lasting(scope: Scope, placement: Placement) -> Pause:
    return held(scope, placement, date(2026, 3, 12), date(2026, 3, 26))


def over(scope: Scope, placement: Placement) -> Pause:
    return held(scope, placement, date(2026, 3, 5), date(2026, 3, 9))


def called_off(scope: Scope, placement: Placement) -> Pause:
    row, _removed, _added = pauses.resume(by=scope, pause=coming(scope, placement), on=date(2026, 3, 19))
    return row


def of_an_ended_one(scope: Scope, placement: Placement) -> Pause:
    row = lasting(scope, placement)
    placement_actions.end(by=scope, placement=placement, on=TODAY, reason="gennemført")
    return row


STATES = {
    coming: ("", "allerede pause"),
    lasting: ("", "allerede pause"),
    over: ("Pausen er slut", ""),
    called_off: ("blev ikke til noget", ""),
    of_an_ended_one: ("Forløbet er slut", "Forløbet er slut"),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_and_every_verb(
    scope: Scope, placement: Placement, state: Callable[[Scope, Placement], Pause]
) -> None:
    row = state(scope, placement)
    no_resume, no_pause = STATES[state]
    before = (days(placement), Pause.objects.get(pk=row.pk).last_day)
    if no_resume:
        with pytest.raises(ValidationError, match=no_resume):
            pauses.resume(by=scope, pause=row, on=date(2026, 3, 25))
        assert (days(placement), Pause.objects.get(pk=row.pk).last_day) == before
    else:
        pauses.resume(by=scope, pause=row, on=date(2026, 3, 25))
        assert Pause.objects.get(pk=row.pk).last_day == date(2026, 3, 24)
    if no_pause:
        with pytest.raises(ValidationError, match=no_pause):
            held(scope, placement, date(2026, 3, 20), date(2026, 3, 20))
    else:
        held(scope, placement, date(2026, 3, 20), date(2026, 3, 20))


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        (date(2026, 3, 1), date(2026, 3, 8), "first_day", "begynder først 2. mar. 2026"),
        (date(2026, 5, 1), None, "first_day", "slutter 30. apr. 2026"),
        (date(2026, 4, 20), date(2026, 5, 1), "last_day", "Forlæng det først"),
        (date(2026, 3, 20), date(2026, 3, 19), "last_day", "før den begynder"),
    ],
)
def test_a_pause_lies_in_its_placement(
    scope: Scope, placement: Placement, first: date, last: date | None, field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        held(scope, placement, first, last)
    assert words in refusal.value.message_dict[field][0]
    assert not Pause.objects.exists()


def test_a_day_with_hours_is_no_pause(scope: Scope, placement: Placement) -> None:
    HoursFactory.create(placement=placement, first_day=date(2026, 3, 12), last_day=date(2026, 3, 12), hours=Decimal(3))
    with pytest.raises(ValidationError, match="12. mar. 2026"):
        held(scope, placement, date(2026, 3, 9), date(2026, 3, 20))


def test_the_days_between_may_have_a_zero(scope: Scope, placement: Placement) -> None:
    """Somebody wrote that they did not come before they knew why."""
    HoursFactory.create(placement=placement, first_day=date(2026, 3, 12), last_day=date(2026, 3, 12), hours=Decimal(0))
    assert held(scope, placement, date(2026, 3, 9), date(2026, 3, 20))


def test_an_end_in_the_pause_is_the_end_of_the_pause(scope: Scope, placement: Placement) -> None:
    now, later = held(scope, placement, date(2026, 3, 12), date(2026, 3, 20)), held(scope, placement, date(2026, 4, 1))
    placement_actions.end(by=scope, placement=placement, on=TODAY, reason="andet")
    now.refresh_from_db()
    later.refresh_from_db()
    assert now.last_day == TODAY
    assert later.called_off_at is not None


def test_a_placement_that_comes_back_or_grows_keeps_its_pause(scope: Scope, placement: Placement) -> None:
    held(scope, placement, date(2026, 3, 19), date(2026, 4, 30))
    cancel.cancel(by=scope, placement=placement, reason="fejl")
    cancel.undo_cancel(by=scope, placement=Placement.everything.get())
    assert days(placement) == ["2/3", "5/3", "9/3", "12/3", "16/3"]
    by_hand.update(by=scope, placement=Placement.objects.get(), planned_end=date(2026, 5, 7))
    assert days(placement)[5:] == ["4/5", "7/5"]


def test_what_the_person_asked_for_is_done(scope: Scope, placement: Placement) -> None:
    asked = ChangeRequestFactory.create(placement=placement, side="person", wish="pause")
    ChangeRequestFactory.create(placement=placement)
    held(scope, placement, date(2026, 3, 19))
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("done", scope.user)
    assert ChangeRequest.objects.waiting().count() == 1


class TestWhatTheDatabaseRefuses:
    def refused(self, constraint: str, act: Callable[[], object]) -> None:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            act()

    def test_two_pauses_at_once(self, placement: Placement) -> None:
        PauseFactory.create(placement=placement, first_day=date(2026, 3, 9), last_day=None)
        self.refused(
            "pause_one_at_a_time",
            lambda: PauseFactory.create(placement=placement, first_day=date(2026, 4, 9), last_day=date(2026, 4, 10)),
        )
        Pause.objects.update(called_off_at=datetime(2026, 3, 1, tzinfo=UTC))
        PauseFactory.create(placement=placement, first_day=date(2026, 4, 9), last_day=date(2026, 4, 10))

    def test_an_end_before_the_beginning(self, placement: Placement) -> None:
        days = {"first_day": date(2026, 4, 10), "last_day": date(2026, 4, 9)}
        with pytest.raises(Exception, match="pause_ends_after_start|lower bound"), transaction.atomic():
            PauseFactory.create(placement=placement, **days)

    def test_a_pause_before_its_placement(self, placement: Placement) -> None:
        day = date(2026, 3, 1)
        self.refused(
            "lies outside its placement",
            lambda: PauseFactory.create(placement=placement, first_day=day, last_day=day),
        )

    def test_a_placement_that_would_leave_its_pause_outside(self, placement: Placement) -> None:
        PauseFactory.create(placement=placement, first_day=date(2026, 3, 9), last_day=None)
        Shift.objects.all().delete()
        self.refused(
            "a pause outside",
            lambda: Placement.objects.update(actual_end=date(2026, 3, 10), end_reason="andet"),
        )

    def test_a_shift_in_a_pause(self, placement: Placement) -> None:
        shift = placement.shifts.get(day=date(2026, 3, 19))
        Shift.objects.filter(pk=shift.pk).delete()
        PauseFactory.create(placement=placement, first_day=date(2026, 3, 19), last_day=date(2026, 3, 19))
        shift.pk = None
        self.refused("lies in a pause", lambda: shift.save(force_insert=True))

    def test_another_persons_pause(self, placement: Placement) -> None:
        row = PauseFactory.create(placement=placement, first_day=date(2026, 3, 19), last_day=None)
        with pytest.raises(IntegrityError, match="pause_person_is_the_placements"), transaction.atomic():
            Pause.objects.filter(pk=row.pk).update(candidate=CandidateFactory.create())
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
