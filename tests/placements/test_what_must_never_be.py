"""What the database refuses, whatever the code does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import (
    CandidateFactory,
    EmployerFactory,
    HoursFactory,
    PlacementFactory,
    ShiftFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db


def test_a_person_has_no_two_shifts_at_once_even_in_two_placements() -> None:
    shift = ShiftFactory.create()
    other = PlacementFactory.create(candidate=shift.candidate)
    with pytest.raises(IntegrityError, match="shift_one_at_a_time"), transaction.atomic():
        ShiftFactory.create(
            placement=other, starts_at=shift.ends_at - timedelta(minutes=1), ends_at=shift.ends_at + timedelta(hours=1)
        )
    ShiftFactory.create(placement=other, starts_at=shift.ends_at, ends_at=shift.ends_at + timedelta(hours=1))


def test_a_shift_belongs_to_the_placements_person() -> None:
    shift = ShiftFactory.build(placement=PlacementFactory.create(), candidate=CandidateFactory.create())
    shift.keeper = shift.placement.keeper
    with pytest.raises(IntegrityError, match="shift_person_is_the_placements"), transaction.atomic():
        shift.save()
        connection.check_constraints()


@pytest.mark.parametrize("days", [-1, 0])
def test_a_shift_lies_inside_its_placement(days: int) -> None:
    placement = PlacementFactory.create(start=date(2026, 1, 6), actual_end=date(2026, 1, 6), end_reason="andet")
    with pytest.raises(IntegrityError, match="shift lies outside"), transaction.atomic():
        ShiftFactory.create(placement=placement, day=date(2026, 1, 6) + timedelta(days=days or 1))


def test_the_last_seat_is_held_until_its_placement_has_ended() -> None:
    task = TaskFactory.create(seats=1)
    first = PlacementFactory.create(task=task, workplace=task.workplace, planned_end=date(2026, 2, 1))
    with pytest.raises(IntegrityError, match="no free seat"), transaction.atomic():
        # Planned to be over, but nobody has ended it: the seat is still held.
        PlacementFactory.create(task=task, workplace=task.workplace, start=date(2026, 5, 1))
    first.actual_end, first.end_reason = date(2026, 2, 1), "gennemført"
    first.save()
    PlacementFactory.create(task=task, workplace=task.workplace, start=date(2026, 2, 2))
    with pytest.raises(IntegrityError, match="no free seat"), transaction.atomic():
        first.actual_end = date(2026, 2, 2)
        first.save()


def test_seats_are_counted_day_by_day_not_over_the_period() -> None:
    task = TaskFactory.create(seats=2)
    for start, end in ((date(2026, 1, 5), date(2026, 1, 9)), (date(2026, 1, 12), date(2026, 1, 16))):
        PlacementFactory.create(task=task, workplace=task.workplace, start=start, actual_end=end, end_reason="andet")
    PlacementFactory.create(task=task, workplace=task.workplace, start=date(2026, 1, 5))
    with pytest.raises(IntegrityError, match="no free seat"), transaction.atomic():
        PlacementFactory.create(
            task=task,
            workplace=task.workplace,
            start=date(2026, 1, 16),
            actual_end=date(2026, 1, 16),
            end_reason="andet",
        )


def test_seats_can_not_be_taken_away_from_those_who_hold_them() -> None:
    task = TaskFactory.create(seats=2)
    PlacementFactory.create_batch(2, task=task, workplace=task.workplace)
    task.seats = 1
    with pytest.raises(IntegrityError, match="more placements hold a seat"), transaction.atomic():
        task.save()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"planned_end": date(2026, 1, 4)}, "placement_planned_end_after_start"),
        ({"actual_end": date(2026, 1, 4), "end_reason": "andet"}, "placement_end_after_start"),
        ({"actual_end": date(2026, 2, 1)}, "placement_end_has_reason"),
        ({"end_reason": "andet"}, "placement_end_has_reason"),
        ({"kind": "fængsel"}, "placement_kind_known"),
    ],
)
def test_a_placements_dates_and_reason_agree(change: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PlacementFactory.create(**change)


def test_hours_lie_inside_their_placement_and_apart() -> None:
    hours = HoursFactory.create()
    placement = hours.placement
    for first, last in ((date(2026, 1, 4), date(2026, 1, 4)), (date(2026, 1, 11), date(2026, 1, 12))):
        with pytest.raises(IntegrityError), transaction.atomic():
            HoursFactory.create(placement=placement, first_day=first, last_day=last)
    with pytest.raises(IntegrityError, match="hours outside its dates"), transaction.atomic():
        placement.actual_end, placement.end_reason = date(2026, 1, 10), "andet"
        placement.save()


def test_a_day_has_24_hours() -> None:
    with pytest.raises(IntegrityError, match="hours_no_more_than_the_days_hold"), transaction.atomic():
        HoursFactory.create(last_day=date(2026, 1, 5), hours=Decimal("24.25"))
    HoursFactory.create(last_day=date(2026, 1, 5), hours=Decimal(24))


@pytest.mark.parametrize(
    ("country", "number"), [("DK", "12345678"), ("DK", "01234569"), ("DK", "1"), ("SE", "5560360794"), ("DK", "abc")]
)
def test_a_register_number_passes_its_check(country: str, number: str) -> None:
    with pytest.raises(IntegrityError, match="employer_cvr_fits"), transaction.atomic():
        EmployerFactory.create(country=country, cvr=number)


@pytest.mark.parametrize(("country", "number"), [("DK", "13585628"), ("SE", "5560360793"), ("DK", "")])
def test_a_good_register_number_is_taken(country: str, number: str) -> None:
    EmployerFactory.create(country=country, cvr=number)


def test_an_unknown_accommodation_is_refused() -> None:
    with pytest.raises(IntegrityError, match="candidate_accommodations_known"), transaction.atomic():
        CandidateFactory.create(accommodations=["en diagnose"])


def test_the_application_can_not_change_the_record_or_become_the_owner() -> None:
    with connection.cursor() as cursor:
        for statement in ("UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event", "DROP TABLE audit_event"):
            with pytest.raises(Exception, match="permission denied|must be owner"), transaction.atomic():
                cursor.execute(statement)
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            cursor.execute("SET ROLE smaajob_owner")
