"""From rows to values: what the rules are given is what stands in the database, at a constant price."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidates.models import Candidate
from employers.models import Task
from placements.matching.loader import free_from, pair, people_for, tasks_for
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.schedule import DatedWindow, parse_window
from tests.factories import (
    CandidateFactory,
    PartnerFactory,
    PlacementFactory,
    ShiftFactory,
    StatusSpellFactory,
    TaskFactory,
    WorkplaceFactory,
)
from tests.placements.matching.make import dates

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 4)  # a Wednesday


def make_task(keeper: Organisation, **fields: object) -> Task:
    return TaskFactory.create(keeper=keeper, **fields)


def test_a_task_is_seen_with_what_its_workplace_offers_and_refuses(municipality: Organisation, scope: Scope) -> None:
    workplace = WorkplaceFactory.create(
        keeper=municipality, offered=["stille", "mentor"], not_offered=["kørestol"], postcode="9220"
    )
    task = make_task(
        municipality,
        workplace=workplace,
        offered=["tolk"],
        not_offered=["mentor"],
        demands=["tunge_løft", "kørekort"],
        languages=["da:A2"],
        flexible=True,
        hours=Decimal("7.33"),
        min_session_hours=Decimal("2.5"),
        end=date(2026, 6, 30),
    )
    work = people_for(task, scope, TODAY)[0].work
    assert work.offered == {"stille", "mentor", "tolk"}
    assert work.refused == {"kørestol", "mentor", "ingen_tunge_løft"}
    assert work.certificates == {"kørekort"}
    assert (work.need, work.shortest, work.postcode, work.country) == (440, 150, "9220", "DK")
    assert (work.start, work.end) == (TODAY, date(2026, 6, 30))


def test_a_tasks_own_postcode_wins(municipality: Organisation, scope: Scope) -> None:
    assert people_for(make_task(municipality, postcode="9400"), scope, TODAY)[0].work.postcode == "9400"


def test_a_person_is_seen_with_limits_needs_and_shifts_from_this_monday(
    municipality: Organisation, scope: Scope
) -> None:
    candidate = CandidateFactory.create(
        keeper=municipality, hours_per_week=Decimal("7.5"), accommodations=["stille"], reach_km=Decimal("9.5")
    )
    placement = PlacementFactory.create(candidate=candidate)
    windows = dates("2026-03-01 09:00-12:00", "2026-03-02 09:00-12:00", "2026-03-30 09:00-12:00")
    for window in windows:
        ShiftFactory.create(placement=placement, window=window)
    person, _work = pair(make_task(municipality), candidate, scope, TODAY)
    # The Sunday before is loaded in case it reaches past midnight; it is another week.
    assert person.shifts[-2:] == windows[1:]
    assert (person.week_limit, person.day_limit, person.reach_km) == (450, None, 9.5)
    assert person.needs == {"stille"}
    assert person.without_times == 0


def test_shifts_are_by_the_local_clock_across_summer_time_and_midnight(
    municipality: Organisation, scope: Scope
) -> None:
    placement = PlacementFactory.create(candidate__keeper=municipality)
    zone = municipality.zone
    ShiftFactory.create(placement=placement, window=DatedWindow(date(2026, 3, 28), 9 * 60, 12 * 60))
    ShiftFactory.create(placement=placement, window=DatedWindow(date(2026, 3, 30), 9 * 60, 12 * 60))
    ShiftFactory.create(
        placement=placement,
        day=date(2026, 4, 1),
        starts_at=datetime(2026, 4, 1, 22, tzinfo=zone),
        ends_at=datetime(2026, 4, 2, 2, tzinfo=zone),
    )
    person, _work = pair(make_task(municipality), placement.candidate, scope, TODAY)
    assert person.shifts == dates(
        "2026-03-28 09:00-12:00", "2026-03-30 09:00-12:00", "2026-04-01 22:00-24:00", "2026-04-02 00:00-02:00"
    )


def test_running_placements_are_known_and_those_without_times_counted(municipality: Organisation, scope: Scope) -> None:
    task = make_task(municipality, seats=3)
    candidate = CandidateFactory.create(keeper=municipality)
    for end, planned in ((None, date(2026, 6, 30)), (date(2026, 3, 1), date(2026, 3, 1)), (None, date(2026, 2, 1))):
        PlacementFactory.create(
            candidate=candidate,
            task=task if end is None else None,
            planned_end=planned,
            actual_end=end,
            end_reason="andet" if end else "",
        )
    person, _work = pair(make_task(municipality), candidate, scope, TODAY)
    assert person.placed_in == {task.pk}
    # One runs without shifts; one has ended; one should have ended, so nobody expects it to go on.
    assert person.without_times == 1


def test_who_lives_here_and_is_ours_is_looked_at(municipality: Organisation, scope: Scope) -> None:
    stays = CandidateFactory.create(keeper=municipality, first_name="Anna", last_name="Berg")
    StatusSpellFactory.create(
        candidate=CandidateFactory.create(keeper=municipality), status="fraflyttet", start=date(2026, 3, 4)
    )
    StatusSpellFactory.create(candidate=stays, status="fraflyttet", start=date(2026, 3, 5))
    CandidateFactory.create(keeper=PartnerFactory.create())
    task = make_task(municipality)
    assert [row for row, _person in people_for(task, scope, TODAY)[1]] == [stays]
    assert [row for row, _person in people_for(task, scope, TODAY, "ber ann")[1]] == [stays]
    assert people_for(task, scope, TODAY, "Carl")[1] == []


def test_open_tasks_are_ours_not_over_and_have_a_seat(municipality: Organisation, scope: Scope) -> None:
    candidate = CandidateFactory.create(keeper=municipality)
    free = make_task(municipality, title="Fylde varer op")
    taken, mine = make_task(municipality), make_task(municipality)
    make_task(municipality, end=date(2026, 3, 3))
    make_task(PartnerFactory.create())
    PlacementFactory.create(task=taken, workplace=taken.workplace, candidate__keeper=municipality)
    PlacementFactory.create(task=mine, workplace=mine.workplace, candidate=candidate)
    _person, openings = tasks_for(candidate, scope, TODAY)
    assert {one.row for one in openings} == {free, mine}
    assert [one.row for one in tasks_for(candidate, scope, TODAY, "varer")[1]] == [free, mine]
    assert tasks_for(candidate, scope, TODAY, "græs")[1] == []


def test_a_seat_that_is_given_back_is_free_from_the_day_after(municipality: Organisation, scope: Scope) -> None:
    task = make_task(municipality)
    PlacementFactory.create(task=task, workplace=task.workplace, actual_end=date(2026, 3, 20), end_reason="andet")
    opening = people_for(task, scope, TODAY)[0]
    assert opening.free_from == opening.work.start == date(2026, 3, 21)


@pytest.mark.parametrize(
    ("seats", "held", "expected"),
    [
        (1, [], 4),
        (1, [(1, None)], None),
        (2, [(1, None)], 4),
        (1, [(1, 3)], 4),
        (1, [(1, 4)], 5),
        (1, [(10, None)], None),  # somebody begins later: the seat is not free for good
        (1, [(10, 12)], 13),
        (2, [(1, 10), (11, 20)], 4),
        (2, [(1, 10), (10, 20)], 11),
        (2, [(1, 10), (5, None)], 11),
    ],
)
def test_the_first_day_with_a_seat(seats: int, held: list[tuple[int, int | None]], expected: int | None) -> None:
    days = [(date(2026, 3, start), None if end is None else date(2026, 3, end)) for start, end in held]
    assert free_from(seats, days, TODAY) == (None if expected is None else date(2026, 3, expected))


def test_ten_times_as_many_people_cost_no_more_queries(municipality: Organisation, scope: Scope) -> None:
    task, candidate = make_task(municipality), CandidateFactory.create(keeper=municipality)

    def add(count: int) -> None:
        for number in range(count):
            placement = PlacementFactory.create(candidate__keeper=municipality)
            ShiftFactory.create(placement=placement, window=DatedWindow(TODAY + timedelta(days=number), 540, 600))
            make_task(municipality, windows=[parse_window("man 08:00-12:00")])

    def cost() -> tuple[int, int, int]:
        with CaptureQueriesContext(
            connection,
        ) as people:
            people_for(task, scope, TODAY)
        with CaptureQueriesContext(connection) as tasks:
            tasks_for(Candidate.objects.get(pk=candidate.pk), scope, TODAY)
        with CaptureQueriesContext(connection) as one:
            pair(task, candidate, scope, TODAY)
        return len(people), len(tasks), len(one)

    add(2)
    before = cost()
    add(18)
    assert cost() == before
    assert max(before) <= 6
