"""What is put away: nothing runs there, nothing new begins there; what is over still counts, what was a mistake never does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from candidates.models import Candidate
from employers.models import Contact, Task, Workplace
from placements import todo
from placements.actions import placements as actions
from placements.matching.loader import people_for, tasks_for
from placements.models import Placement
from smaajob import archive
from smaajob.accounts.scope import Scope
from smaajob.schedule import parse_window
from tests.factories import (
    CandidateFactory,
    ContactFactory,
    PlacementFactory,
    ProgrammeFactory,
    ShiftFactory,
    TaskFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
PARTIES = ("candidate", "workplace", "task")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noon on the organisation's clock, Monday 16 March 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 16, 11, tzinfo=UTC))


@pytest.fixture
def placement(scope: Scope) -> Placement:
    """Somebody in a task since January."""
    task = TaskFactory.create(seats=2)
    return PlacementFactory.create(task=task, workplace=task.workplace)


def begin(scope: Scope, task: Task, person: Candidate) -> Placement:
    return actions.start(
        by=scope,
        candidate=person,
        task=task,
        kind="småjob",
        start=date(2026, 3, 2),
        planned_end=date(2026, 4, 30),
        windows=[parse_window("man 09:00-12:00")],
    )


def end(placement: Placement) -> None:
    placement.actual_end, placement.end_reason = date(2026, 2, 1), "gennemført"
    placement.save()


@pytest.mark.parametrize("party", PARTIES)
def test_nobody_is_put_away_while_a_placement_runs(scope: Scope, placement: Placement, party: str) -> None:
    thing = getattr(placement, party)
    with pytest.raises(ValidationError, match="Afslut forløbet først"):
        archive.archive(by=scope, thing=thing)
    end(placement)
    archive.archive(by=scope, thing=thing)
    with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(actual_end=None, end_reason="")


@pytest.mark.parametrize("party", PARTIES)
def test_a_cancelled_placement_is_no_hindrance_until_it_comes_back(
    scope: Scope, placement: Placement, party: str
) -> None:
    Placement.everything.update(cancelled_at=datetime(2026, 3, 1, tzinfo=UTC))
    archive.archive(by=scope, thing=getattr(placement, party))
    with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
        Placement.everything.update(cancelled_at=None)


@pytest.mark.parametrize("party", PARTIES)
def test_nothing_begins_with_what_is_put_away(scope: Scope, placement: Placement, party: str) -> None:
    person, task = CandidateFactory.create(), TaskFactory.create()
    thing = {"candidate": person, "workplace": task.workplace, "task": task}[party]
    archive.archive(by=scope, thing=thing)
    with pytest.raises(ValidationError, match="ligger i arkivet"):
        begin(scope, task, person)
    with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
        PlacementFactory.create(candidate=person, task=task, workplace=task.workplace)
    archive.restore(by=scope, thing=thing)
    begin(scope, Task.objects.get(pk=task.pk), Candidate.objects.get(pk=person.pk))


def test_what_is_over_may_be_written_down_of_what_is_put_away(scope: Scope) -> None:
    """An import of last year's placements finds people who are put away since."""
    person = CandidateFactory.create()
    archive.archive(by=scope, thing=person)
    PlacementFactory.create(candidate=person, actual_end=date(2026, 2, 1), end_reason="gennemført")


def test_matching_knows_only_the_current(scope: Scope) -> None:
    task, person, other = TaskFactory.create(), CandidateFactory.create(), CandidateFactory.create()
    archive.archive(by=scope, thing=other)
    assert [one.row for one in people_for(task, scope, TODAY)[1]] == [person]

    assert [one.row for one in tasks_for(person, scope, TODAY)[1]] == [task]
    assert tasks_for(Candidate.objects.get(pk=other.pk), scope, TODAY)[1] == []
    archive.archive(by=scope, thing=task)
    assert tasks_for(person, scope, TODAY)[1] == []
    assert people_for(Task.objects.get(), scope, TODAY)[0].free_from is None
    archive.restore(by=scope, thing=task)
    archive.archive(by=scope, thing=task.workplace)
    assert tasks_for(person, scope, TODAY)[1] == []


def test_nothing_waits_of_a_person_who_is_put_away(scope: Scope) -> None:
    placement = PlacementFactory.create(candidate__consultant=scope.user)
    ShiftFactory.create(placement=placement)
    ShiftFactory.create()
    end(placement)
    assert todo.has_people(scope)
    assert len([one for one in todo.waiting(scope, TODAY) if one.kind == "hours"]) == 2
    archive.archive(by=scope, thing=placement.candidate)
    assert not todo.has_people(scope)
    assert len([one for one in todo.waiting(scope, TODAY) if one.kind == "hours"]) == 1


def test_a_contact_that_is_put_away_is_not_called(signed_in: Client, placement: Placement) -> None:
    contact = ContactFactory.create(workplace=placement.workplace)
    page = reverse("placements:detail", args=[placement.public_id])
    assert "Bente Bager" in signed_in.get(page).content.decode()
    Contact.objects.filter(pk=contact.pk).update(
        main=False, archived_at=datetime(2026, 3, 1, tzinfo=UTC), archived_as="done"
    )
    assert "Bente Bager" not in signed_in.get(page).content.decode()
    assert todo.contacts_of([placement.workplace_id]) == {}


def test_the_start_form_offers_no_programme_that_is_put_away(scope: Scope, signed_in: Client) -> None:
    task, person = TaskFactory.create(), CandidateFactory.create()
    programme = ProgrammeFactory.create(name="Små job i fortiden")
    url = reverse("placements:start", args=[task.public_id, person.public_id])
    assert "Små job i fortiden" in signed_in.get(url).content.decode()
    archive.archive(by=scope, thing=programme)
    assert "Små job i fortiden" not in signed_in.get(url).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("party", PARTIES)
def test_a_start_and_the_archive_never_pass_each_other(scope: Scope, party: str) -> None:
    for _round in range(3):
        place: Workplace = WorkplaceFactory.create()
        task, person = TaskFactory.create(workplace=place), CandidateFactory.create()
        thing: Any = {"candidate": person, "workplace": place, "task": task}[party]
        barrier, refused = Barrier(2), []

        def act(what: Any, barrier: Barrier = barrier, refused: list[str] = refused) -> None:
            try:
                barrier.wait()
                what()
            except ValidationError as refusal:
                refused.append(refusal.messages[0])
            finally:
                connections.close_all()

        threads = [
            Thread(target=act, args=(lambda task=task, person=person: begin(scope, task, person),)),
            Thread(target=act, args=(lambda thing=thing: archive.archive(by=scope, thing=thing),)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused) == 1
        thing.refresh_from_db()
        assert thing.is_archived != Placement.objects.filter(candidate=person).exists()
