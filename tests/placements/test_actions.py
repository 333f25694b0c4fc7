"""Start a placement, write its hours, end it: what the verbs do and what they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from placements.actions import hours as hours_actions
from placements.actions import placements as actions
from placements.actions.shifts import planned_shifts
from placements.models import AgreementVersion, Hours, Placement, Shift
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.schedule import parse_window
from tests.factories import (
    CandidateFactory,
    HoursFactory,
    MunicipalityFactory,
    PartnerFactory,
    PlacementFactory,
    StatusSpellFactory,
    TaskFactory,
    WorkplaceFactory,
)

MONDAY = [parse_window("man 09:00-12:00")]


def start(scope: Scope, **changes: object) -> Placement:
    task = changes.pop("task", None) or TaskFactory.create(start=date(2026, 1, 1))
    values: dict[str, object] = {
        "candidate": changes.pop("candidate", None) or CandidateFactory.create(),
        "task": task,
        "kind": "småjob",
        "start": date(2026, 3, 2),
        "planned_end": date(2026, 4, 30),
        "windows": MONDAY,
        **changes,
    }
    return actions.start(by=scope, **values)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_starting_plans_the_shifts_and_leaves_public_holidays_out(scope: Scope) -> None:
    placement = start(scope)
    days = list(placement.shifts.values_list("day", flat=True))
    assert date(2026, 3, 2) in days
    assert date(2026, 4, 6) not in days, "Easter Monday is a holiday"
    assert len(days) == 8
    agreement = AgreementVersion.objects.get(placement=placement)
    assert agreement.windows == MONDAY
    assert Event.objects.about(placement).get().actor == scope.user


@pytest.mark.django_db
def test_a_clash_is_named_with_its_shift(scope: Scope) -> None:
    first = start(scope)
    with pytest.raises(ValidationError) as refusal:
        start(scope, candidate=first.candidate, windows=[parse_window("man 11:00-13:00")])
    message = refusal.value.message_dict["windows"][0]
    assert "mandag 2. marts 2026 kl. 9–12" in message
    assert first.workplace.name in message
    assert Placement.objects.count() == 1, "nothing is half done"


@pytest.mark.django_db
def test_the_taken_seat_is_told_with_who_holds_it(scope: Scope) -> None:
    first = start(scope)
    with pytest.raises(ValidationError, match=str(first.candidate)):
        start(scope, task=first.task)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"planned_end": date(2026, 3, 1)}, "planned_end"),
        ({"start": date(2025, 12, 31)}, "start"),
        ({"windows": []}, "windows"),
        ({"planned_end": date(2036, 3, 1)}, "planned_end"),
    ],
)
def test_dates_that_do_not_fit_are_refused_beside_their_field(
    scope: Scope, change: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        start(scope, **change)
    assert field in refusal.value.message_dict


@pytest.mark.django_db
def test_a_night_across_summer_time_has_its_real_hours(scope: Scope) -> None:
    nights = [parse_window("søn 00:00-06:00")]
    spring = planned_shifts(nights, date(2026, 3, 29), date(2026, 3, 29), "DK")
    autumn = planned_shifts(nights, date(2026, 10, 25), date(2026, 10, 25), "DK")
    assert spring[0][1:] == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 4, tzinfo=UTC))
    assert autumn[0][1:] == (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 5, tzinfo=UTC))
    placement = start(scope, windows=nights, start=date(2026, 3, 28), planned_end=date(2026, 4, 6))
    assert [shift.hours for shift in placement.shifts.all()] == [Decimal(5)], "Easter Sunday is a holiday"
    assert planned_shifts([parse_window("søn 02:00-03:00")], date(2026, 3, 29), date(2026, 3, 29), "DK") == []


@pytest.mark.django_db
def test_a_shift_may_end_at_midnight(scope: Scope) -> None:
    placement = start(scope, windows=[parse_window("man 20:00-24:00"), parse_window("tir 00:00-01:00")])
    assert [shift.hours for shift in placement.shifts.all()[:2]] == [Decimal(4), Decimal(1)]


@pytest.mark.django_db
def test_ending_takes_the_later_shifts_away_and_sets_the_situation(scope: Scope) -> None:
    placement = start(scope)
    StatusSpellFactory.create(candidate=placement.candidate)
    removed = actions.end(by=scope, placement=placement, on=date(2026, 3, 31), reason="ansat", status="job")
    assert removed == 3
    assert list(placement.candidate.statuses.values_list("status", "start"))[-1] == ("job", date(2026, 4, 1))
    with pytest.raises(ValidationError, match="allerede afsluttet"):
        actions.end(by=scope, placement=placement, on=date(2026, 3, 31), reason="ansat")


@pytest.mark.django_db
def test_a_placement_is_not_ended_before_its_hours(scope: Scope) -> None:
    hours = HoursFactory.create()
    with pytest.raises(ValidationError, match=r"11\. januar 2026"):
        actions.end(by=scope, placement=hours.placement, on=date(2026, 1, 10), reason="sygdom")


@pytest.mark.django_db
def test_hours_are_corrected_with_a_reason_and_the_old_figure_stays_on_record(scope: Scope) -> None:
    row = HoursFactory.create()
    with pytest.raises(ValidationError, match="hvorfor"):
        hours_actions.correct(by=scope, row=row, hours=Decimal(5), reason=" ")
    hours_actions.correct(by=scope, row=row, hours=Decimal(5), reason="Gik tidligt hjem")
    row.refresh_from_db()
    assert row.hours == 5
    event = Event.objects.about(row.placement).get(verb="hours.correct")
    assert event.reason == "Gik tidligt hjem"
    assert event.changes == {"2026-01-05/2026-01-11": ["6", "5"]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "amount", "field"),
    [
        (date(2026, 1, 4), date(2026, 1, 4), 3, "first_day"),
        (date(2026, 1, 6), date(2026, 1, 5), 3, "last_day"),
        (date(2026, 1, 5), date(2026, 1, 5), 25, "hours"),
        (date(2026, 1, 5), date(2026, 1, 5), -1, "hours"),
        (date(2090, 1, 5), date(2090, 1, 5), 3, "last_day"),
    ],
)
def test_impossible_hours_are_refused(scope: Scope, first: date, last: date, amount: int, field: str) -> None:
    placement = PlacementFactory.create()
    with pytest.raises(ValidationError) as refusal:
        hours_actions.record(by=scope, placement=placement, first_day=first, last_day=last, hours=Decimal(amount))
    assert field in refusal.value.message_dict


@pytest.mark.django_db
def test_several_days_are_written_at_once_or_not_at_all(scope: Scope) -> None:
    placement = PlacementFactory.create()
    days = {date(2026, 1, 5): Decimal(3), date(2026, 1, 7): Decimal("2.5")}
    assert hours_actions.record_days(by=scope, placement=placement, days=days) == 2
    with pytest.raises(ValidationError, match=r"7\. januar 2026"):
        hours_actions.record_days(
            by=scope, placement=placement, days={date(2026, 1, 6): Decimal(1), date(2026, 1, 7): Decimal(1)}
        )
    assert Hours.objects.filter(placement=placement).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_start_the_last_seat_at_the_same_moment_and_one_is_told_so() -> None:
    scope = Scope(MunicipalityFactory.create())
    task = TaskFactory.create(start=date(2026, 1, 1), seats=1)
    people = CandidateFactory.create_batch(2)
    ready, outcome = Barrier(2), []

    def try_it(candidate: object) -> None:
        try:
            ready.wait()
            start(scope, task=task, candidate=candidate)
            outcome.append("started")
        except ValidationError as refusal:
            outcome.append(refusal.messages[0])
        finally:
            connections.close_all()

    threads = [Thread(target=try_it, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = Placement.objects.get()
    assert "started" in outcome
    told = next(text for text in outcome if text != "started")
    assert "ikke ledig" in told
    assert str(winner.candidate) in told


@pytest.mark.django_db(transaction=True)
def test_one_person_started_in_two_tasks_at_once_gets_one() -> None:
    scope = Scope(MunicipalityFactory.create())
    tasks = TaskFactory.create_batch(2, start=date(2026, 1, 1))
    person = CandidateFactory.create()
    ready, outcome = Barrier(2), []

    def try_it(task: object) -> None:
        try:
            ready.wait()
            start(scope, task=task, candidate=person)
            outcome.append("started")
        except ValidationError as refusal:
            outcome.append(refusal.messages[0])
        finally:
            connections.close_all()

    threads = [Thread(target=try_it, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Placement.objects.count() == 1
    assert Shift.objects.filter(candidate=person).count() == 8
    assert any("allerede en vagt" in text for text in outcome)
    assert connection.vendor == "postgresql"


@pytest.mark.django_db
def test_the_same_person_is_not_put_in_a_task_twice_nor_anothers_person_at_all(scope: Scope) -> None:
    task = TaskFactory.create(start=date(2026, 1, 1), seats=2)
    first = start(scope, task=task)
    with pytest.raises(ValidationError, match="allerede i opgaven"):
        start(scope, task=task, candidate=first.candidate, windows=[parse_window("tir 09:00-12:00")])
    stranger = CandidateFactory.create(keeper=PartnerFactory.create())
    with pytest.raises(ValidationError, match="egen organisation"):
        start(scope, task=task, candidate=stranger)


@pytest.mark.django_db
def test_weekdays_and_dates_are_not_mixed(scope: Scope) -> None:
    with pytest.raises(ValidationError, match="ikke begge dele"):
        start(scope, windows=[*MONDAY, parse_window("2026-03-03 09:00-12:00")])


@pytest.mark.django_db
def test_the_workplaces_holidays_count_not_the_persons(scope: Scope) -> None:
    swedish = WorkplaceFactory.create(country="SE", postcode="21119")
    task = TaskFactory.create(workplace=swedish, start=date(2026, 1, 1))
    placement = start(
        scope,
        task=task,
        start=date(2026, 6, 1),
        planned_end=date(2026, 6, 30),
        windows=[parse_window("lør 09:00-12:00")],
    )
    assert date(2026, 6, 6) not in set(placement.shifts.values_list("day", flat=True)), "Sweden's national day"


@pytest.mark.django_db
def test_the_situation_that_an_end_replaces_stays_on_record(scope: Scope) -> None:
    placement = start(scope)
    StatusSpellFactory.create(candidate=placement.candidate, status="ledig", start=date(2026, 4, 1))
    actions.end(by=scope, placement=placement, on=date(2026, 3, 31), reason="ansat", status="job")
    event = Event.objects.about(placement).get(verb="placement.end")
    assert event.changes["status"] == ["ledig", "job"]


@pytest.mark.django_db
def test_hours_set_to_nought_after_the_end_do_not_stand_in_its_way(scope: Scope) -> None:
    row = HoursFactory.create(first_day=date(2026, 1, 7), last_day=date(2026, 1, 7))
    hours_actions.correct(by=scope, row=row, hours=Decimal(0), reason="Skrevet på den forkerte dag")
    actions.end(by=scope, placement=row.placement, on=date(2026, 1, 6), reason="sygdom")
    assert not Hours.objects.exists()
    event = Event.objects.about(row.placement).get(verb="placement.end")
    assert event.changes["empty_hours_removed"] == [["2026-01-07"], None], "what went stays on record"
