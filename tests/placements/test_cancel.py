"""A placement that was a mistake is cancelled: it leaves every figure, list and calendar, its trace stays, and it can come back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate
from placements import todo
from placements.actions import cancel as actions
from placements.actions import hours as hours_actions
from placements.actions import placements as placement_actions
from placements.matching.loader import pair, people_for, tasks_for
from placements.models import Hours, Placement, Shift
from reports import breakdowns
from reports.extent import Extent
from reports.figures import as_json, compute
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.schedule import DatedWindow, parse_window
from tests.factories import (
    CandidateFactory,
    HoursFactory,
    ParticipationFactory,
    PartnerFactory,
    PlacementFactory,
    ProgrammeFactory,
    ShiftFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
    TaskFactory,
    WorkplaceFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noon on the organisation's clock, Monday 16 March 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 16, 11, tzinfo=UTC))


@pytest.fixture
def placement(scope: Scope) -> Placement:
    """Amina at Bageriet on Mondays in March and April, with six hours written."""
    task = TaskFactory.create(workplace__name="Bageriet", title="Bage boller", start=date(2026, 1, 1))
    person = CandidateFactory.create(first_name="Amina", last_name="Hassan")
    row = placement_actions.start(
        by=scope,
        candidate=person,
        task=task,
        kind="småjob",
        start=date(2026, 3, 2),
        planned_end=date(2026, 4, 30),
        windows=[parse_window("man 09:00-12:00")],
    )
    HoursFactory.create(placement=row, first_day=date(2026, 3, 2), last_day=date(2026, 3, 9), hours=Decimal(6))
    return row


def cancelled(scope: Scope, placement: Placement) -> Placement:
    actions.cancel(by=scope, placement=placement, reason="Oprettet to gange")
    return Placement.everything.get(pk=placement.pk)


def text(response: HttpResponse) -> str:
    return response.content.decode().replace("\xa0", " ")


def test_cancelling_tells_what_went_and_leaves_the_trace(scope: Scope, placement: Placement) -> None:
    gone = actions.cancel(by=scope, placement=placement, reason=" Oprettet to gange ")
    assert (gone.shifts, gone.hours) == (8, Decimal(6))
    assert not Placement.objects.exists()
    assert not Hours.objects.exists()
    assert not Shift.objects.exists()
    assert Hours.everything.get().hours == 6
    event = Event.objects.about(placement).first()
    assert (event.verb, event.reason, event.actor) == ("placement.cancel", "Oprettet to gange", scope.user)
    assert event.changes["shifts_removed"] == [8, 0]
    with pytest.raises(ValidationError, match="allerede annulleret"):
        actions.cancel(by=scope, placement=placement, reason="igen")


def test_a_reason_is_asked_for(scope: Scope, placement: Placement) -> None:
    with pytest.raises(ValidationError, match="hvorfor"):
        actions.cancel(by=scope, placement=placement, reason="  ")
    assert Placement.objects.exists()


def test_its_seat_is_free_at_once(scope: Scope, placement: Placement) -> None:
    task = placement.task
    assert task is not None
    assert placement_actions.free_seats(task, TODAY) == 0
    cancelled(scope, placement)
    assert placement_actions.free_seats(task, TODAY) == 1
    PlacementFactory.create(task=task, workplace=task.workplace)
    with pytest.raises(IntegrityError, match="no free seat"), transaction.atomic():
        Placement.everything.filter(pk=placement.pk).update(cancelled_at=None)
    row = Placement.everything.get(pk=placement.pk)
    with pytest.raises(ValidationError, match="én plads"):
        actions.undo_cancel(by=scope, placement=row)


def test_undoing_puts_the_shifts_back_as_agreed(scope: Scope, placement: Placement) -> None:
    before = list(placement.shifts.values_list("day", "starts_at", "ends_at"))
    assert actions.undo_cancel(by=scope, placement=cancelled(scope, placement)) == 8
    assert list(placement.shifts.values_list("day", "starts_at", "ends_at")) == before
    assert Hours.objects.get().hours == 6
    assert Event.objects.about(placement).first().verb == "placement.undo_cancel"
    with pytest.raises(ValidationError, match="ikke annulleret"):
        actions.undo_cancel(by=scope, placement=placement)


def test_undoing_is_refused_where_the_calendar_is_taken(scope: Scope, placement: Placement) -> None:
    row = cancelled(scope, placement)
    other = PlacementFactory.create(candidate=placement.candidate, workplace__name="Zoo", start=date(2026, 3, 1))
    ShiftFactory.create(placement=other, window=DatedWindow(date(2026, 3, 23), 10 * 60, 11 * 60))
    with pytest.raises(ValidationError, match=r"vagt mandag 23\. marts 2026 .* hos Zoo"):
        actions.undo_cancel(by=scope, placement=row)
    assert Placement.everything.get(pk=row.pk).is_cancelled
    assert not Shift.objects.filter(placement=row).exists()


def test_undoing_is_refused_where_the_person_is_put_away(scope: Scope, placement: Placement) -> None:
    row = cancelled(scope, placement)
    Candidate.objects.update(archived_at=timezone.now(), archived_as="done")
    with pytest.raises(ValidationError, match="Amina Hassan ligger i arkivet"):
        actions.undo_cancel(by=scope, placement=row)


def test_a_cancelled_placement_gets_no_shifts_no_hours_and_no_end(scope: Scope, placement: Placement) -> None:
    row = cancelled(scope, placement)
    with pytest.raises(IntegrityError, match="has no shifts"), transaction.atomic():
        ShiftFactory.create(placement=row, day=date(2026, 3, 2))
    with pytest.raises(ValidationError, match="netop annulleret"):
        hours_actions.record_days(by=scope, placement=placement, days={date(2026, 3, 16): Decimal(3)})
    with pytest.raises(ValidationError, match="netop annulleret"):
        hours_actions.correct(by=scope, row=Hours.everything.get(), hours=Decimal(1), reason="x")
    with pytest.raises(ValidationError, match="netop annulleret"):
        placement_actions.end(by=scope, placement=placement, on=TODAY, reason="andet")


def test_the_database_keeps_no_shifts_of_what_is_cancelled(placement: Placement) -> None:
    with pytest.raises(IntegrityError, match="has no shifts"), transaction.atomic():
        Placement.everything.filter(pk=placement.pk).update(cancelled_at=timezone.now())


def everything_counted(programme: Any, keeper: Organisation) -> list[Any]:
    extents = [
        Extent(date(2026, 1, 1), date(2026, 12, 31), programme=programme),
        Extent(date(2026, 1, 1), date(2026, 12, 31), municipality="DK-851", keeper=keeper),
        Extent(date(2026, 1, 1), date(2026, 12, 31), municipality="DK-851"),
    ]
    return [
        [
            as_json(compute(one)),
            breakdowns.by_kind(one),
            breakdowns.by_group(one),
            breakdowns.through_time(one, "month"),
        ]
        for one in extents
    ]


def test_every_figure_is_as_if_it_had_never_been(scope: Scope, municipality: Organisation) -> None:
    programme = ProgrammeFactory.create(keeper=municipality, target_placements=5, target_participants=5)
    known = CandidateFactory.create(keeper=municipality)
    newcomer = CandidateFactory.create(keeper=municipality)
    for person in (known, newcomer):
        ParticipationFactory.create(candidate=person, programme=programme, start=date(2026, 1, 1))
        TargetGroupSpellFactory.create(candidate=person, group="flygtning")
        StatusSpellFactory.create(candidate=person, status="integrationsprogram")
    real = PlacementFactory.create(candidate=known, programme=programme, kind="praktik")
    HoursFactory.create(placement=real)
    before = everything_counted(programme, municipality)

    mistakes = [
        PlacementFactory.create(candidate=known, programme=programme, workplace=WorkplaceFactory.create()),
        PlacementFactory.create(candidate=newcomer, programme=programme, kind="fleksjob"),
        PlacementFactory.create(
            candidate=newcomer,
            programme=programme,
            start=date(2026, 2, 1),
            actual_end=date(2026, 3, 1),
            end_reason="ansat",
        ),
    ]
    for row in mistakes:
        HoursFactory.create(placement=row, first_day=date(2026, 2, 2), last_day=date(2026, 2, 2), hours=Decimal(4))
        ShiftFactory.create(placement=row, candidate=row.candidate, window=_day(row))
    during = everything_counted(programme, municipality)
    assert all(one != other for one, other in zip(before, during, strict=True))

    for row in mistakes:
        actions.cancel(by=scope, placement=row, reason="Fejl")
    assert everything_counted(programme, municipality) == before


def _day(row: Placement) -> DatedWindow:
    return DatedWindow(row.start, 8 * 60 + row.pk % 100, 8 * 60 + row.pk % 100 + 30)


def test_every_list_is_as_if_it_had_never_been(scope: Scope, signed_in: Client, placement: Placement) -> None:
    task, person = placement.task, placement.candidate
    assert task is not None
    late = PlacementFactory.create(candidate=person, start=date(2026, 1, 5), planned_end=date(2026, 2, 1))
    assert todo.waiting(scope, TODAY)
    for row in (placement, late):
        cancelled(scope, row)

    assert todo.waiting(scope, TODAY) == []
    assert list(todo.at_work(scope, TODAY, mine=False)) == []
    opening, [found] = people_for(task, scope, TODAY)
    assert opening.free_from == TODAY
    assert (found.person.shifts, found.person.placed_in, found.person.without_times) == ((), frozenset(), 0)
    assert [one.row for one in tasks_for(person, scope, TODAY)[1]] == [task]
    assert pair(task, person, scope, TODAY)[0].placed_in == frozenset()
    for name, thing in (("list", None), ("today", None), ("history", person)):
        page = signed_in.get(reverse(f"placements:{name}", args=[thing.public_id] if thing else []))
        assert reverse("placements:detail", args=[placement.public_id]) not in text(page), name


def test_it_is_folded_under_the_persons_and_the_workplaces_placements(
    scope: Scope, signed_in: Client, placement: Placement
) -> None:
    cancelled(scope, placement)
    for name, thing in (("for_candidate", placement.candidate), ("for_workplace", placement.workplace)):
        page = text(signed_in.get(reverse(f"placements:{name}", args=[thing.public_id])))
        assert "Ét annulleret forløb" in page
        assert reverse("placements:detail", args=[placement.public_id]) in page


def test_the_page_says_what_happens_and_asks_why(signed_in: Client, placement: Placement) -> None:
    url = reverse("placements:cancel", args=[placement.public_id])
    page = text(signed_in.get(url))
    assert "8 vagter bliver taget ud af kalenderen." in page
    assert "6 timer går ud af tallene." in page
    assert "Pladsen i opgaven Bage boller bliver ledig" in page

    refused = signed_in.post(url, {"reason": " "})
    assert refused.status_code == 422
    assert "Skriv, hvorfor forløbet skal annulleres." in text(refused)
    assert Placement.objects.exists()

    done = signed_in.post(url, {"reason": "Det var en anden Amina."}, follow=True)
    assert "8 vagter er taget ud af kalenderen." in text(done)
    assert "Annulleret" in text(done)
    assert "Det var en anden Amina." in text(done)
    assert "af Mette Holm" in text(done)
    assert "6 timer, som ikke tæller med" in text(done)
    assert reverse("placements:end", args=[placement.public_id]) not in text(done)


def test_the_cancellation_is_taken_back_on_its_own_page(scope: Scope, signed_in: Client, placement: Placement) -> None:
    cancelled(scope, placement)
    url = reverse("placements:undo_cancel", args=[placement.public_id])
    assert "8 vagter kommer i kalenderen" in text(signed_in.get(url))
    done = signed_in.post(url, follow=True)
    assert "Forløbet gælder igen. 8 vagter er i kalenderen." in text(done)
    history = text(signed_in.get(reverse("placements:detail", args=[placement.public_id]) + "?fane=historik"))
    assert "Annulleringen blev fortrudt" in history
    assert "Forløbet blev annulleret: Det var en fejl." in history


def test_a_clash_is_told_on_the_page(scope: Scope, signed_in: Client, placement: Placement) -> None:
    cancelled(scope, placement)
    PlacementFactory.create(task=placement.task, workplace=placement.workplace, candidate__first_name="Bo")
    refused = signed_in.post(reverse("placements:undo_cancel", args=[placement.public_id]))
    assert refused.status_code == 422
    assert "Den er taget af Bo" in text(refused)


def test_what_can_no_longer_be_done_leads_back(scope: Scope, signed_in: Client, placement: Placement) -> None:
    undo = reverse("placements:undo_cancel", args=[placement.public_id])
    assert signed_in.get(undo).status_code == 302
    cancelled(scope, placement)
    assert signed_in.get(reverse("placements:cancel", args=[placement.public_id])).status_code == 302
    for name in ("end", "hours"):
        assert signed_in.get(reverse(f"placements:{name}", args=[placement.public_id])).status_code == 404


def test_another_organisations_placement_is_not_there(signed_in: Client) -> None:
    other = PlacementFactory.create(
        candidate=CandidateFactory.create(keeper=PartnerFactory.create()), cancelled_at=timezone.now()
    )
    for name in ("detail", "cancel", "undo_cancel"):
        assert signed_in.get(reverse(f"placements:{name}", args=[other.public_id])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_freed_seat_is_given_once(scope: Scope, placement: Placement) -> None:
    """Somebody takes the cancellation back while somebody else takes the seat."""
    row, task = cancelled(scope, placement), placement.task
    assert task is not None
    newcomer = CandidateFactory.create()
    barrier, refused = Barrier(2), []

    def act(what: Any) -> None:
        try:
            barrier.wait()
            what()
        except ValidationError as refusal:
            refused.append(refusal.messages[0])
        finally:
            connections.close_all()

    def take() -> None:
        placement_actions.start(
            by=scope, candidate=newcomer, task=task, kind="småjob", start=date(2026, 3, 2),
            planned_end=date(2026, 4, 30), windows=[parse_window("tir 09:00-12:00")],
        )  # fmt: skip

    threads = [
        Thread(target=act, args=(what,)) for what in (take, lambda: actions.undo_cancel(by=scope, placement=row))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert "én plads" in refused[0]
    assert Placement.objects.count() == 1
