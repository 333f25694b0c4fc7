"""A placement moves to another of the employer's workplaces: at once or on a day, and the record keeps both places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from candidates.models import Disclosure
from employers.models import Task
from placements.actions import placements as placement_actions
from placements.actions import relocating as actions
from placements.models import Move, Placement
from placements.tasks import carry_out_moves
from reports.extent import Extent
from reports.figures import compute
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from smaajob.schedule import parse_window
from tests.factories import (
    CandidateFactory,
    ConsentFactory,
    ContactFactory,
    ParticipationFactory,
    ProgrammeFactory,
    TaskFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


@pytest.fixture
def shop(placement: Placement) -> Task:
    """The bakery's shop in the same town, where somebody is needed at the counter."""
    place = WorkplaceFactory.create(name="Brødbutikken", employer=placement.workplace.employer)
    ContactFactory.create(workplace=place, name="Per", email="per@butik.example", phone="")
    return TaskFactory.create(workplace=place, title="Stå i butikken", start=date(2026, 1, 1), seats=1)


def moved(scope: Scope, placement: Placement, task: Task, on: date = TODAY, **more: object) -> Move:
    values = {"reason": "Der er mere at lave i butikken", **more}
    return actions.move(by=scope, placement=placement, workplace=task.workplace, task=task, on=on, **values)


def test_it_moves_at_once_and_the_record_keeps_both(scope: Scope, placement: Placement, shop: Task) -> None:
    shifts = list(placement.shifts.values_list("pk", flat=True))
    row = moved(scope, placement, shop)
    placement.refresh_from_db()
    assert (placement.workplace, placement.task, row.state) == (shop.workplace, shop, "done")
    assert list(placement.shifts.values_list("pk", flat=True)) == shifts
    event = Event.objects.about(placement).first()
    assert event.verb == "placement.move"
    assert event.changes["place"] == ["Bageriet, Bage boller", "Brødbutikken, Stå i butikken"]
    assert event.reason == "Der er mere at lave i butikken"


def test_it_is_still_one_placement_in_the_figures(scope: Scope, placement: Placement, shop: Task) -> None:
    programme = ProgrammeFactory.create()
    ParticipationFactory.create(programme=programme, candidate=placement.candidate, start=date(2026, 1, 1))
    Placement.objects.update(programme=programme)
    placement.refresh_from_db()
    extent = Extent(date(2026, 1, 1), date(2026, 12, 31), programme)
    before = compute(extent)
    moved(scope, placement, shop)
    assert compute(extent) == before


def test_its_seat_is_there_now_and_here_free(scope: Scope, placement: Placement, shop: Task) -> None:
    here = placement.task
    moved(scope, placement, shop)
    assert placement_actions.free_seats(shop, TODAY) == 0
    assert placement_actions.free_seats(here, TODAY) == here.seats


def test_who_held_the_seat_before_the_move_is_in_nobodys_way(scope: Scope, placement: Placement, shop: Task) -> None:
    """Bo was in the shop until yesterday; the seat is Amina's from today, though her placement began before he left."""
    bo = placement_actions.start(
        by=scope, candidate=CandidateFactory.create(), task=shop, kind="småjob", start=date(2026, 3, 2),
        planned_end=date(2026, 3, 13), windows=[parse_window("tir 09:00-12:00")],
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Opgaven har én plads"):
        moved(scope, placement, shop)
    placement_actions.end(by=scope, placement=bo, on=date(2026, 3, 15), reason="gennemført")
    moved(scope, placement, shop)
    assert Placement.objects.get(pk=placement.pk).task == shop


def test_the_old_place_is_told_no_more_and_the_new_one_is(scope: Scope, placement: Placement, shop: Task) -> None:
    ConsentFactory.create(candidate=placement.candidate, given_on=date(2026, 3, 1), until=date(2026, 12, 31))
    from placements.actions.disclosing import tell_workplace

    tell_workplace(by=scope, placement=placement)
    moved(scope, placement, shop)
    ended, told = Disclosure.objects.order_by("pk")
    assert ended.ended_at is not None
    assert (told.to_id, told.ended_at, told.end) == (shop.workplace.public_id, None, date(2026, 4, 30))


def test_all_three_are_told(scope: Scope, placement: Placement, shop: Task) -> None:
    moved(scope, placement, shop, on=date(2026, 3, 23))
    told = {one.address: one.text for one in Message.objects.filter(kind="placement_changed")}
    assert "Fra 23. mar. 2026 er det hos Brødbutikken" in told["amina@mail.example"]
    assert "Fra 23. mar. 2026 er det hos Brødbutikken" in told["per@butik.example"]
    assert "Fra 23. mar. 2026 er personen ikke hos jer mere." in told["lone@bageriet.example"]
    assert not any("mere at lave" in text for text in told.values())


def test_new_times_are_planned_and_agreed(scope: Scope, placement: Placement, shop: Task) -> None:
    moved(scope, placement, shop, on=date(2026, 3, 23), windows=[parse_window("fre 10:00-14:00")])
    assert placement.agreements.count() == 1
    assert not placement.shifts.filter(day=date(2026, 3, 27)).exists()


def test_what_comes_happens_on_its_day_and_once(
    scope: Scope, placement: Placement, shop: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(scope, placement, shop, on=date(2026, 3, 23), windows=[parse_window("fre 10:00-14:00")])
    assert actions.carry_out_due(by=scope) == 0
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 23, 4, tzinfo=UTC))
    carry_out_moves()
    assert actions.carry_out_due(by=scope) == 0
    placement.refresh_from_db()
    assert placement.workplace == shop.workplace
    assert [f"{day:%-d/%-m}" for day in placement.shifts.values_list("day", flat=True)][:7] == [
        "2/3", "5/3", "9/3", "12/3", "16/3", "19/3", "27/3",
    ]  # fmt: skip
    second = placement.agreements.get(number=2)
    assert (second.valid_from, second.description, second.postcode) == (date(2026, 3, 23), shop.description, shop.place)


def test_what_can_not_be_carried_out_says_why_and_waits(
    scope: Scope, placement: Placement, shop: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = moved(scope, placement, shop, on=date(2026, 3, 23))
    placement_actions.start(
        by=scope, candidate=CandidateFactory.create(first_name="Bo", last_name="Bak"), task=shop, kind="småjob",
        start=date(2026, 3, 17), planned_end=date(2026, 5, 30), windows=[parse_window("tir 09:00-12:00")],
    )  # fmt: skip
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 23, 4, tzinfo=UTC))
    assert actions.carry_out_due(by=scope) == 0
    row.refresh_from_db()
    assert row.state == "planned"
    assert "Bo Bak" in row.problem
    assert Placement.objects.get(pk=placement.pk).task != shop


def elsewhere(placement: Placement, shop: Task) -> Task:
    return TaskFactory.create(workplace__name="Et andet firma", start=date(2026, 1, 1))


def the_same(placement: Placement, shop: Task) -> Task:
    return placement.task


def too_short(placement: Placement, shop: Task) -> Task:
    Task.objects.filter(pk=shop.pk).update(end=date(2026, 4, 1))
    return Task.objects.get(pk=shop.pk)


def not_begun(placement: Placement, shop: Task) -> Task:
    Task.objects.filter(pk=shop.pk).update(start=date(2026, 4, 1))
    return Task.objects.get(pk=shop.pk)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (elsewhere, "samme arbejdsgiver"),
        (the_same, "Der er forløbet allerede"),
        (too_short, "Opgaven er slut 1. apr. 2026"),
        (not_begun, "begynder først 1. apr. 2026"),
    ],
)
def test_where_it_can_not_move(
    scope: Scope, placement: Placement, shop: Task, where: Callable[[Placement, Task], Task], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        moved(scope, placement, where(placement, shop))
    assert not Move.objects.exists()


def test_a_reason_is_asked_for(scope: Scope, placement: Placement, shop: Task) -> None:
    with pytest.raises(ValidationError, match="hvorfor der flyttes"):
        moved(scope, placement, shop, reason="  ")


def test_one_move_at_a_time(scope: Scope, placement: Placement, shop: Task) -> None:
    moved(scope, placement, shop, on=date(2026, 3, 23))
    with pytest.raises(ValidationError, match="allerede aftalt en flytning"):
        moved(scope, placement, shop, on=date(2026, 3, 24))


def test_each_state_and_taking_it_back(scope: Scope, placement: Placement, shop: Task) -> None:
    row = actions.call_off(by=scope, move=moved(scope, placement, shop, on=date(2026, 3, 23)))
    assert row.state == "called_off"
    for settled in (row, moved(scope, placement, shop)):
        with pytest.raises(ValidationError, match="ikke planlagt mere"):
            actions.call_off(by=scope, move=settled)
        assert not actions.carry_out(by=scope, move=settled)


def test_an_end_takes_the_move_along(scope: Scope, placement: Placement, shop: Task) -> None:
    row = moved(scope, placement, shop, on=date(2026, 3, 23))
    placement_actions.end(by=scope, placement=placement, on=TODAY, reason="andet")
    row.refresh_from_db()
    assert row.state == "called_off"
    with pytest.raises(ValidationError, match="Forløbet er slut"):
        moved(scope, Placement.objects.get(pk=placement.pk), shop)
