"""Each shift of somebody under 18, wherever it is planned: those of one batch and those that are there are counted together.

It is Monday 16 March 2026; Sofie is fifteen and goes to school.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.models import Candidate
from placements.actions import moving, patterns
from placements.actions.checking import checks_for_shifts
from placements.actions.placements import start
from placements.law.facts import Said
from placements.law.loader import Told
from placements.models import LawDoor, Placement, Shift
from placements.pattern import planned
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.schedule import DatedWindow, parse_window
from tests.factories import PlacementFactory, ShiftFactory
from tests.placements.law import world
from tests.placements.law.world import FIRST
from tests.placements.pages.page import text

pytestmark = pytest.mark.django_db
PUPIL = Told(guardian=Said.YES, in_school=True)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.NOON)


def working(scope: Scope, keeper: Organisation, told: Told = PUPIL, **person: Any) -> Placement:
    """Sofie packs bread each Monday from three to five, for eight weeks."""
    task = world.task_at(world.bakery(keeper), kind="småjob")
    return start(
        by=scope, candidate=world.pupil(keeper, **person), task=task, kind="småjob", start=FIRST,
        planned_end=FIRST + timedelta(days=55), windows=[parse_window("man 15:00-17:00")], told=told, reason="",
    )  # fmt: skip


def plan(scope: Scope, placement: Placement, *times: str, **more: Any) -> Any:
    weekly = [parse_window(one) for one in times]
    return patterns.plan(by=scope, placement=placement, **{"first_day": FIRST, "weekly": weekly, **more})


def days_of(placement: Placement) -> list[tuple[date, int]]:
    return [(one.day, one.starts_at.hour) for one in placement.shifts.order_by("starts_at")]


def test_the_shifts_of_one_plan_are_counted_together(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality)
    before = days_of(placement)
    # Each is two hours on a school day; with seven on Saturday the week has fifteen, and twelve is the most.
    with world.refused(r"Uge 16, .*: 15 timer i alt. .* højst være 12 timer") as refusal:
        plan(
            scope,
            placement,
            "man 15:00-17:00",
            "tir 15:00-17:00",
            "ons 15:00-17:00",
            "tor 15:00-17:00",
            "lør 9:00-16:00",
        )

    assert list(refusal.value.message_dict) == ["weekly"]
    assert "Bekendtgørelsen om unges arbejde" in refusal.value.messages[0]
    assert days_of(placement) == before
    plan(scope, placement, "man 15:00-17:00", "tir 15:00-17:00", "ons 15:00-17:00", "lør 9:00-15:00")


def test_two_short_shifts_of_one_day_in_one_plan(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality)

    with world.refused("man 13. apr.: 3 timer i alt"):
        plan(scope, placement, "man 14:00-15:30", "man 16:00-17:30")
    plan(scope, placement, "man 14:00-15:00", "man 16:00-17:00")


def test_single_days_are_checked_with_the_week(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality)

    with world.refused("Under 18 år må man ikke arbejde fra kl. 20 til kl. 6"):
        plan(scope, placement, "man 15:00-17:00", extra=[DatedWindow(FIRST + timedelta(days=5), 19 * 60, 21 * 60)])
    plan(scope, placement, "man 15:00-17:00", extra=[DatedWindow(FIRST + timedelta(days=5), 12 * 60, 20 * 60)])


def test_what_they_work_elsewhere_counts(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality)
    elsewhere = PlacementFactory.create(
        candidate=placement.candidate, workplace=world.bakery(municipality, name="Kiosken", p_number=""),
        kind="småjob", start=FIRST, planned_end=FIRST + timedelta(days=55),
    )  # fmt: skip
    ShiftFactory.create(placement=elsewhere, window=DatedWindow(FIRST + timedelta(days=1), 17 * 60, 18 * 60))

    with world.refused("tir 14. apr.: 3 timer i alt"):
        plan(scope, placement, "tir 15:00-17:00")
    plan(scope, placement, "ons 15:00-17:00")


def test_a_moved_shift_is_counted_where_it_goes_and_not_where_it_was(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality)
    plan(scope, placement, "man 15:00-17:00", "tir 15:00-17:00")
    first = placement.shifts.order_by("starts_at")[0]

    def move(day: int, start: int, end: int) -> Shift:
        to = DatedWindow(FIRST + timedelta(days=day), start * 60, end * 60)
        return moving.move(by=scope, shift=first, to=to, reason="Der er prøve i skolen")

    with world.refused("tir 14. apr.: 4 timer i alt") as refusal:
        move(1, 17, 19)
    assert list(refusal.value.message_dict) == ["day"]
    first.refresh_from_db()
    assert first.day == FIRST
    assert move(0, 17, 19).day == FIRST


def test_a_shift_that_is_on_again_is_counted_too(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality)
    one = placement.shifts.order_by("starts_at")[0]
    moving.cancel(by=scope, shift=one, side="municipality", why="other")
    ShiftFactory.create(placement=placement, window=DatedWindow(FIRST, 17 * 60, 18 * 60))

    with world.refused("man 13. apr.: 3 timer i alt"):
        moving.restore(by=scope, shift=one)
    one.refresh_from_db()
    assert one.is_cancelled


def test_whether_there_is_school_is_asked_where_it_decides_and_once(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality, Told(guardian=Said.YES))

    with world.refused(r"Har personen undervisningspligt\?") as refusal:
        plan(scope, placement, "man 15:00-18:00")
    assert list(refusal.value.message_dict) == ["law_reason"]
    plan(scope, placement, "man 15:00-18:00", told=Told(in_school=False))
    kept = placement.law_checks.get(door=LawDoor.SHIFTS)
    assert kept.told["in_school_is"] == "nej"
    plan(scope, placement, "man 14:00-18:00")  # it is known now


def test_a_reason_is_kept_with_the_rule_that_it_is_for(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality, Told(guardian=Said.YES))

    plan(scope, placement, "man 15:00-18:00", law_reason="Skolen har fri om mandagen")
    kept = placement.law_checks.get(door=LawDoor.SHIFTS)
    assert kept.reason == "Skolen har fri om mandagen"
    assert [one["rule"] for one in kept.findings] == ["day"]
    assert kept.findings[0]["rows"][0]["key"] == "young.school_day_hours"
    with world.refused("undervisningspligt"):
        plan(scope, placement, "man 15:00-19:00")  # another day's hours are another reason


@pytest.mark.parametrize(("born", "refused"), [(date(2008, 4, 14), True), (date(2008, 4, 13), False)])
def test_the_day_before_the_birthday_is_under_18(
    scope: Scope, municipality: Organisation, born: date, refused: bool
) -> None:
    placement = working(scope, municipality, Told(guardian=Said.YES, in_school=False), birth_date=born)
    late = [DatedWindow(FIRST, 19 * 60, 22 * 60)]

    if refused:
        with world.refused("man 13. apr. 19–22"):
            plan(scope, placement, "tir 15:00-17:00", extra=late)
    plan(scope, placement, "tir 15:00-17:00", extra=[] if refused else late)


def test_a_law_that_changes_holds_for_the_shifts_from_its_day(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality)
    since = FIRST + timedelta(days=28)
    world.corrected(municipality, "young.school_day_hours", "3", since)

    with world.refused(r"man 13. apr.: 3 timer i alt. .* gælder også 3 vagter mere"):
        plan(scope, placement, "man 15:00-18:00")
    plan(scope, placement, "man 15:00-18:00", first_day=since)


def test_nobody_is_asked_in_sweden() -> None:
    scope, linkoping = world.swedish()
    place = world.bakery(linkoping, country="SE")
    placement = start(
        by=scope, candidate=world.pupil(linkoping, municipality="SE-0580"), task=world.task_at(place), kind="småjob",
        start=FIRST, planned_end=FIRST + timedelta(days=27), windows=[parse_window("man 15:00-17:00")],
    )  # fmt: skip

    plan(scope, placement, "man 09:00-22:00")
    one = placement.shifts.order_by("starts_at")[0]
    moving.move(by=scope, shift=one, to=DatedWindow(FIRST, 12 * 60, 23 * 60), reason="Inventering")
    assert not placement.law_checks.exists()


def test_as_many_questions_for_many_shifts_as_for_few(scope: Scope, municipality: Organisation) -> None:
    placement = working(scope, municipality, Told(guardian=Said.YES, in_school=False))

    def questions(days: int) -> int:
        windows = [DatedWindow(FIRST + timedelta(days=n), 900, 960) for n in range(days)]
        wanted = planned(windows, "DK")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert checks_for_shifts(placement, wanted, gone=[]).is_lawful
        return len(found)

    assert questions(5) == questions(50)
    assert questions(50) <= 6


def test_the_page_says_which_coming_shifts_a_corrected_rule_has_made_unlawful(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    placement = working(scope, municipality)
    at = reverse("placements:detail", args=[placement.public_id])
    assert placement.law_checks.exists()
    assert signed_in.get(at).context["to_look_at"] == []

    world.corrected(municipality, "young.school_day_hours", "1.5", date(2026, 3, 1))
    page = signed_in.get(at)
    assert [one.rule for one in page.context["to_look_at"]] == ["day"]
    said = text(page).replace("\N{NO-BREAK SPACE}", " ")
    assert "Sådan siger loven nu om de vagter, der kommer." in said
    assert "man 13. apr.: 2 timer i alt. Med undervisningspligt må det højst være 1,5 time" in said

    with CaptureQueriesContext(connection) as young:
        signed_in.get(at)
    Candidate.objects.update(birth_date=date(1990, 1, 1))
    with CaptureQueriesContext(connection) as grown_up:
        assert not signed_in.get(at).context.get("to_look_at")
    # The rules and the lists in use, the shifts to come and those around them; however many there are.
    assert len(young) - len(grown_up) == 4


def test_what_a_reason_was_given_for_is_settled_on_the_page(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    heavy = world.task_at(world.bakery(municipality), kind="småjob", demands=["tunge_løft"])
    placement = start(
        by=scope, candidate=world.pupil(municipality), task=heavy, kind="småjob", start=FIRST,
        planned_end=FIRST + timedelta(days=55), windows=[parse_window("man 15:00-17:00")], told=PUPIL, reason="Kun lette kasser",
    )  # fmt: skip
    page = signed_in.get(reverse("placements:detail", args=[placement.public_id]))
    assert page.context["to_look_at"] == []
