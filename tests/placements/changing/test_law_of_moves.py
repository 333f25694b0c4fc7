"""The law at a move: the other place has a P-number of its own, and the other task demands of its own. It is Monday 16 March 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from candidates.models import Candidate
from employers.models import Task, Workplace
from placements.actions import relocating
from placements.actions.placements import start
from placements.law.facts import Purpose, Said
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import LawDoor, Move, MoveState, Placement
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from smaajob.schedule import parse_window
from tests.factories import WorkplaceFactory
from tests.placements.law import world

pytestmark = pytest.mark.django_db
TODAY, LATER = date(2026, 3, 16), date(2026, 3, 23)
AGREED = Told(purposes=(Purpose.JOB,), law_group="kth_aktivitetsparat", statement=Said.YES)


def shop_of(here: Workplace, employees: int | None = 9, **more: Any) -> Workplace:
    """The bakery's shop, with a P-number of its own."""
    values = {"name": "Brødbutikken", "p_number": "1003388402", "employees": employees, **more}
    made: Workplace = WorkplaceFactory.create(keeper=here.keeper, employer=here.employer, **values)
    return made


def in_praktik(scope: Scope, person: Candidate, task: Task, told: Told = AGREED, **more: Any) -> Placement:
    """At the bakery on Mondays from nine to twelve, from today for four weeks."""
    terms = {"kind": "praktik", "start": TODAY, "planned_end": date(2026, 4, 12), **more}
    terms.setdefault("windows", [parse_window("man 15:00-17:00")])
    return start(by=scope, candidate=person, task=task, told=told, **terms)


def moved(scope: Scope, placement: Placement, to: Task, on: date = TODAY, **more: Any) -> Move:
    values = {"reason": "Der er mere at lave i butikken", "told": Told(statement=Said.YES), **more}
    return relocating.move(by=scope, placement=placement, workplace=to.workplace, task=to, on=on, **values)


def nothing_is_moved(placement: Placement) -> bool:
    now = Placement.objects.get(pk=placement.pk)
    here = (now.workplace_id, now.task_id) == (placement.workplace_id, placement.task_id)
    told = Message.objects.filter(kind="placement_changed").exists()
    return here and not told and not placement.law_checks.filter(door=LawDoor.MOVE).exists()


@pytest.fixture
def here(municipality: Organisation) -> Workplace:
    return world.bakery(municipality)


@pytest.fixture
def placement(scope: Scope, municipality: Organisation, here: Workplace) -> Placement:
    return in_praktik(scope, world.amina(municipality), world.task_at(here))


# ── how many there may be at the new place ──────────────────────────────────────────────────────────────


def test_with_nine_employees_and_one_there_it_is_refused_and_nothing_happens(
    scope: Scope, placement: Placement, here: Workplace
) -> None:
    shop = world.task_at(shop_of(here, 9))
    world.there(shop.workplace)

    with world.refused(r"Med 9 ansatte må der være 1 .* ikke plads til én til. \(LAB § 63") as refusal:
        moved(scope, placement, shop, law_reason="Det går nok")
    assert list(refusal.value.message_dict) == ["workplace"]
    assert nothing_is_moved(placement)
    assert not Move.objects.exists()


def test_with_ten_it_is_asked_whether_they_are_counted_and_the_answer_is_kept(
    scope: Scope, placement: Placement, here: Workplace
) -> None:
    shop = world.task_at(shop_of(here, 10))
    world.there(shop.workplace)

    with world.refused("Skriv, om de er talt med") as refusal:
        moved(scope, placement, shop)
    assert list(refusal.value.message_dict) == ["law_reason"]
    assert nothing_is_moved(placement)
    moved(scope, placement, shop, law_reason="Hun er ikke talt med")
    kept = placement.law_checks.get(door=LawDoor.MOVE)
    assert (kept.outcome, kept.reason, kept.by) == ("needs_reason", "Hun er ikke talt med", scope.user)
    event = Event.objects.about(placement).get(verb="placement.plan_move")
    assert event.changes["law"][1]["ratio"] == "needs_reason"
    assert event.reason == "Der er mere at lave i butikken"


def test_who_is_alone_there_is_lawful_and_that_is_kept_too(scope: Scope, placement: Placement, here: Workplace) -> None:
    moved(scope, placement, world.task_at(shop_of(here, 9)))
    kept = placement.law_checks.get(door=LawDoor.MOVE)
    assert (kept.outcome, kept.reason) == ("lawful", "")
    assert {one["rule"] for one in kept.findings} == {"ratio", "statement"}


def test_another_task_at_the_same_place_takes_nobodys_room(scope: Scope, placement: Placement, here: Workplace) -> None:
    """There are too many by now; whoever is there already does not become one more."""
    world.there(here, 3)
    moved(scope, placement, world.task_at(here, title="Stå i butikken"))
    assert Placement.objects.get(pk=placement.pk).task.title == "Stå i butikken"  # type: ignore[union-attr]
    assert not placement.law_checks.filter(door=LawDoor.MOVE).exists()


def test_ordinary_work_is_not_counted(scope: Scope, municipality: Organisation, here: Workplace) -> None:
    shop = world.task_at(shop_of(here, 9))
    world.there(shop.workplace)
    job = in_praktik(scope, world.amina(municipality), world.task_at(here), NOTHING_TOLD, kind="småjob")
    assert moved(scope, job, shop).state == MoveState.DONE


def test_those_who_are_heard_are_those_of_the_new_place(scope: Scope, placement: Placement, here: Workplace) -> None:
    """Those at the bakery have said their word; there are two in the shop, and the law asks where there is more than one."""
    shop = world.task_at(shop_of(here, 2))

    with world.refused("Medarbejdernes repræsentant skal udtale sig") as refusal:
        moved(scope, placement, shop, told=NOTHING_TOLD)
    assert list(refusal.value.message_dict) == ["law_reason"]
    moved(scope, placement, shop, told=Told(statement=Said.YES))
    kept = placement.law_checks.get(door=LawDoor.MOVE)
    assert kept.told["statement_is"] == "ja"
    assert kept.told["law_group_is"] == "kth_aktivitetsparat", "what was answered before goes along"


# ── under 18 ────────────────────────────────────────────────────────────────────────────────────────────


def young(scope: Scope, here: Workplace, born: date, told: Told | None = None) -> Placement:
    person = world.pupil(here.keeper, birth_date=born)
    told = told or Told(guardian=Said.YES, in_school=False)
    return in_praktik(scope, person, world.task_at(here), told, kind="småjob")


def test_the_day_before_the_birthday_dangerous_work_is_refused(scope: Scope, here: Workplace) -> None:
    truck = world.task_at(shop_of(here), demands=["truckbevis"])
    placement = young(scope, here, born=date(2008, 3, 24))

    with world.refused(r"truck.* Det må man ikke arbejde med under 18 år. \(") as refusal:
        moved(scope, placement, truck, on=LATER, law_reason="Kun lidt")
    assert list(refusal.value.message_dict) == ["workplace"]
    assert nothing_is_moved(placement)


def test_on_the_birthday_it_is_not(scope: Scope, here: Workplace) -> None:
    truck = world.task_at(shop_of(here), demands=["truckbevis"])
    placement = young(scope, here, born=date(2008, 3, 23))
    assert moved(scope, placement, truck, on=LATER).state == MoveState.PLANNED


def test_heavy_work_is_weighed_for_the_new_task_again(scope: Scope, here: Workplace) -> None:
    placement = young(scope, here, born=date(2009, 1, 1))
    heavy = world.task_at(shop_of(here), demands=["tunge_løft"])

    with world.refused("Skriv, hvordan det bliver forsvarligt"):
        moved(scope, placement, heavy)
    moved(scope, placement, heavy, law_reason="To om hver kasse")
    assert placement.law_checks.get(door=LawDoor.MOVE).reason == "To om hver kasse"


def test_new_times_are_counted_and_the_old_ones_are_not_asked_about_again(scope: Scope, here: Workplace) -> None:
    school = Told(guardian=Said.YES, in_school=True)
    placement, shop = young(scope, here, date(2010, 5, 1), school), world.task_at(shop_of(here))

    with world.refused("man 23. mar.: 3 timer i alt. .* højst være 2 timer"):
        moved(scope, placement, shop, on=LATER, windows=[parse_window("man 14:00-17:00")])
    assert nothing_is_moved(placement)
    moved(scope, placement, shop, on=LATER, windows=[parse_window("man 14:00-16:00")])


# ── on the day itself ───────────────────────────────────────────────────────────────────────────────────


def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 23, 4, tzinfo=UTC))


def test_what_is_lawful_still_happens_with_the_reason_that_was_given(
    scope: Scope, placement: Placement, here: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.task_at(shop_of(here, 10))
    world.there(shop.workplace)
    moved(scope, placement, shop, on=LATER, law_reason="Hun er ikke talt med")
    on_the_day(monkeypatch)

    assert relocating.carry_out_due(by=scope) == 1
    event = Event.objects.about(placement).get(verb="placement.move")
    assert event.changes["law"][1]["ratio"] == "needs_reason"
    assert placement.law_checks.filter(door=LawDoor.MOVE).count() == 1


def test_the_room_that_is_taken_meanwhile_stops_it_with_its_paragraph(
    scope: Scope, placement: Placement, here: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.task_at(shop_of(here, 9))
    row = moved(scope, placement, shop, on=LATER)
    [other] = world.there(shop.workplace)
    on_the_day(monkeypatch)

    assert relocating.carry_out_due(by=scope) == 0
    row.refresh_from_db()
    assert row.state == MoveState.PLANNED
    assert "Der er ikke plads til én til" in row.problem
    assert "LAB § 63" in row.problem
    assert Placement.objects.get(pk=placement.pk).workplace == here
    other.delete()
    assert relocating.carry_out_due(by=scope) == 1


def test_what_comes_to_need_a_reason_waits_for_a_consultant(
    scope: Scope, placement: Placement, here: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = world.task_at(shop_of(here, 10))
    row = moved(scope, placement, shop, on=LATER)
    world.there(shop.workplace)
    on_the_day(monkeypatch)

    assert relocating.carry_out_due(by=scope) == 0
    row.refresh_from_db()
    assert "Skriv, om de er talt med" in row.problem
    assert row.problem.endswith("Det kræver en begrundelse. Tag flytningen tilbage, og aftal den igen.")
    relocating.call_off(by=scope, move=row)
    moved(scope, placement, shop, on=LATER, law_reason="Hun er ikke talt med")
    assert Placement.objects.get(pk=placement.pk).workplace == shop.workplace


# ── elsewhere ───────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_asked_in_sweden() -> None:
    scope, linkoping = world.swedish()
    here = world.bakery(linkoping, country="SE")
    shop = world.task_at(shop_of(here, 9, country="SE"), demands=["truckbevis"])
    world.there(shop.workplace)
    person = world.pupil(linkoping, municipality="SE-0580")
    placement = in_praktik(scope, person, world.task_at(here), NOTHING_TOLD)

    assert moved(scope, placement, shop, windows=[parse_window("man 12:00-23:00")]).state == MoveState.DONE
    assert not placement.law_checks.exists()


def test_the_reason_of_the_move_is_no_answer_to_the_law(scope: Scope, placement: Placement, here: Workplace) -> None:
    with pytest.raises(ValidationError) as refusal:
        moved(scope, placement, world.task_at(shop_of(here, None)), law_reason="   ")
    assert "Antallet af ansatte" in refusal.value.message_dict["law_reason"][0]
