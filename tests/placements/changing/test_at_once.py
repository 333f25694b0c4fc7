"""Two at one moment: one comes first, the other is told why not, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from placements.actions import by_hand, change_requests, extending, hiring, pauses, relocating
from placements.actions import placements as placement_actions
from placements.law.facts import Purpose, Said
from placements.law.loader import Told
from placements.models import ChangeRequest, Move, Pause, Placement, WishAnswer
from smaajob.accounts.scope import Scope
from smaajob.schedule import parse_window
from tests.factories import ChangeRequestFactory, WorkplaceFactory
from tests.placements.law import world

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 3, 16)


def both(*acts: Callable[[], object]) -> list[str]:
    """Do them at one moment; gives what those who were refused were told."""
    refused: list[str] = []
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except ValidationError as refusal:
            refused.append(" ".join(refusal.messages))
        finally:
            connections.close_all()

    threads = [Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_two_pauses_on_the_same_days(scope: Scope, placement: Placement) -> None:
    def pause() -> None:
        pauses.pause(by=scope, placement=placement, first_day=TODAY, last_day=None, why="exam")

    refused = both(pause, pause)
    assert len(refused) == 1
    assert "allerede pause" in refused[0]
    assert Pause.objects.count() == 1


def test_a_pause_and_an_end(scope: Scope, placement: Placement) -> None:
    refused = both(
        lambda: pauses.pause(by=scope, placement=placement, first_day=date(2026, 3, 19), last_day=None, why="exam"),
        lambda: placement_actions.end(by=scope, placement=placement, on=TODAY, reason="gennemført"),
    )
    assert Placement.objects.get().is_over
    # Either the pause came first and was called off by the end, or it was told that it is over.
    assert not Pause.objects.standing().exists()
    assert len(refused) == 1 - Pause.objects.count()


def test_a_pause_and_a_correction_that_plans_shifts(scope: Scope, placement: Placement) -> None:
    both(
        lambda: pauses.pause(by=scope, placement=placement, first_day=date(2026, 3, 19), last_day=None, why="exam"),
        lambda: by_hand.update(by=scope, placement=placement, planned_end=date(2026, 6, 30)),
    )
    assert Pause.objects.exists()
    assert not placement.shifts.filter(day__gte=date(2026, 3, 19)).exists()


def test_two_extensions(scope: Scope, placement: Placement) -> None:
    def extend() -> None:
        extending.extend(by=scope, placement=placement, until=date(2026, 5, 28))

    refused = both(extend, extend)
    assert len(refused) == 1
    assert "varer allerede til 28. maj 2026" in refused[0]


def test_hired_and_extended(scope: Scope, placement: Placement) -> None:
    job = hiring.Job("job", date(2026, 6, 15))
    refused = both(
        lambda: hiring.hire(by=scope, placement=placement, on=TODAY, job=job),
        lambda: extending.extend(by=scope, placement=placement, until=date(2026, 5, 28)),
    )
    assert Placement.objects.get(pk=placement.pk).end_reason == "ansat"
    assert len(refused) <= 1
    assert not placement.shifts.filter(day__gt=TODAY).exists()


def test_two_answers(scope: Scope, placement: Placement) -> None:
    asked = ChangeRequestFactory.create(placement=placement)

    def answer() -> None:
        change_requests.answer(by=scope, request=asked, answer=WishAnswer.TALKED)

    refused = both(answer, answer)
    assert refused == ["En kollega har allerede svaret på det."]
    assert ChangeRequest.objects.get().answer == "talked"


def test_two_who_move_to_the_last_place_at_a_p_number(scope: Scope) -> None:
    """With nine employees there may be one: the second sees the first, in whichever tasks they are."""
    here = world.bakery(scope.organisation, 60)
    shop = WorkplaceFactory.create(
        keeper=here.keeper, employer=here.employer, name="Brødbutikken", p_number="1003388402", employees=9
    )
    told = Told(purposes=(Purpose.JOB,), law_group="kth_aktivitetsparat", statement=Said.YES)

    def moving() -> Callable[[], object]:
        placement = placement_actions.start(
            by=scope, candidate=world.amina(scope.organisation), task=world.task_at(here), kind="praktik", start=TODAY,
            planned_end=date(2026, 4, 12), windows=[parse_window("man 09:00-12:00")], told=told,
        )  # fmt: skip
        to = world.task_at(shop)
        return lambda: relocating.move(
            by=scope, placement=placement, workplace=shop, task=to, on=TODAY, reason="Mere at lave", told=told
        )

    refused = both(moving(), moving())
    assert len(refused) == 1
    assert "Der er ikke plads til én til" in refused[0]
    assert Placement.objects.filter(workplace=shop).count() == 1
    assert Move.objects.count() == 1
