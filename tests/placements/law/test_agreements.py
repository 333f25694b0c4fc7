"""The law of what is sent to be signed: the first agreement, and a change of the days or the hours. It is 16 March 2026."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from placements.actions import drafting, sending
from placements.law.loader import Told
from placements.models import AgreementState, AgreementVersion, LawDoor, Party, Placement
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.messages.models import Message
from smaajob.schedule import parse_window
from tests.factories import TargetGroupSpellFactory
from tests.factories.agreements import drafted, paper, sent, signed, to_be_agreed
from tests.placements.law import world
from tests.placements.law.world import FIRST
from tests.placements.pages.page import text

pytestmark = pytest.mark.django_db
READY, NOT_READY = Told(law_group="kth_jobparat"), Told(law_group="kth_aktivitetsparat")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.NOON)


def praktik(
    keeper: Organisation, days: int, employees: int | None = 10, p_number: str = world.P_NUMBER, **more: Any
) -> Placement:
    place = {"p_number": p_number, "employees": employees}
    made = to_be_agreed(
        keeper, kind="praktik", workplace=place, start=FIRST, planned_end=FIRST + timedelta(days=days - 1), **more
    )
    TargetGroupSpellFactory.create(candidate=made.candidate, group="kontanthjælp", start=date(2025, 1, 1))
    return made


def send(by: Scope, placement: Placement, told: Told | None, reason: str | None = "", **values: Any) -> Any:
    version = drafted(by, placement, **{"purpose": "ordinary", **values})
    return sending.send(by=by, agreement=version, told=told, reason=reason, paper=[Party.EMPLOYEE_REP, Party.GUARDIAN])


@pytest.mark.parametrize(("days", "allowed"), [(28, True), (29, False)])
def test_too_long_is_refused_before_anybody_is_asked(
    scope: Scope, municipality: Organisation, days: int, allowed: bool
) -> None:
    placement = praktik(municipality, days)

    if allowed:
        assert send(scope, placement, READY).state == AgreementState.SENT
        return
    with world.refused("kan den højst vare 4 uger") as refusal:
        send(scope, placement, READY, "Det er vigtigt")
    assert "LAB § 61" in refusal.value.messages[0]
    version = placement.agreements.in_order().last()
    assert version is not None
    assert (version.state, version.content) == (AgreementState.DRAFT, None)
    assert not Message.objects.exists()


@pytest.mark.parametrize(("weeks", "needs"), [(13, False), (14, True)])
def test_over_thirteen_weeks_the_reason_is_kept_with_the_case(
    scope: Scope, municipality: Organisation, weeks: int, needs: bool
) -> None:
    placement = praktik(municipality, weeks * 7)

    if needs:
        with world.refused("konkret vurdering"):
            send(scope, placement, NOT_READY)
        version = placement.agreements.get(state=AgreementState.DRAFT)
        more = {"paper": [Party.EMPLOYEE_REP]}
        sending.send(by=scope, agreement=version, told=NOT_READY, reason="Hun skal lære kassen", **more)
    else:
        send(scope, placement, NOT_READY)
    kept = placement.law_checks.get()
    assert (kept.door, kept.reason) == (LawDoor.AGREEMENT, "Hun skal lære kassen" if needs else "")


@pytest.mark.parametrize(("employees", "signs"), [(1, False), (2, True), (None, True)])
def test_the_employees_representative_signs_where_the_rule_asks(
    scope: Scope, municipality: Organisation, employees: int | None, signs: bool
) -> None:
    version = send(scope, praktik(municipality, 28, employees), READY, "Vi kender ikke antallet")

    assert (Party.EMPLOYEE_REP in version.asks) is signs
    found = {one["rule"]: one["outcome"] for one in version.placement.law_checks.get().findings}
    assert found["statement"] == "lawful"


def test_the_municipality_can_correct_from_how_many_employees_on(scope: Scope, municipality: Organisation) -> None:
    world.corrected(municipality, "praktik.rep_statement", "5", date(2026, 3, 1))

    assert Party.EMPLOYEE_REP not in send(scope, praktik(municipality, 28, 5), READY).asks
    other = praktik(municipality, 28, 6, p_number="1003388395")
    assert Party.EMPLOYEE_REP in send(scope, other, READY).asks


def test_longer_is_an_extension_and_other_words_ask_nothing(scope: Scope, municipality: Organisation) -> None:
    placement = praktik(municipality, 13 * 7)
    version = send(scope, placement, NOT_READY)
    for party in version.asks:
        paper(scope, version, party)
    placement.refresh_from_db()

    remarks = drafting.amend(by=scope, placement=placement, reason="Ferie", remarks="Fri i uge 29.")
    sending.send(by=scope, agreement=remarks)
    assert placement.law_checks.count() == 1
    sending.withdraw(by=scope, agreement=remarks, why="En tastefejl")

    longer = drafting.amend(by=scope, placement=placement, reason="Hun er godt i gang", end=FIRST + timedelta(weeks=20))
    with world.refused("konkret vurdering"):
        sending.send(by=scope, agreement=longer, paper=[Party.EMPLOYEE_REP], reason="")
    sending.send(by=scope, agreement=longer, paper=[Party.EMPLOYEE_REP])
    assert placement.law_checks.last().reason == "Hun er godt i gang"  # type: ignore[union-attr]


def test_other_hours_under_18_are_checked_shift_by_shift(scope: Scope, municipality: Organisation) -> None:
    windows = {"task": {"windows": [parse_window("man 15:00-17:00")]}}
    placement = to_be_agreed(
        municipality, start=FIRST, planned_end=FIRST + timedelta(days=55), birth_date=date(2010, 5, 1), **windows
    )
    pupil = Told(in_school=True)
    version = send(scope, placement, pupil, purpose="")
    for party in version.asks:
        paper(scope, version, party)
    placement.refresh_from_db()
    assert placement.shifts.exists()

    step = drafting.steps_of_row(placement.agreements.get(state=AgreementState.IN_FORCE))[0]
    longer = drafting.amend(
        by=scope, placement=placement, reason="Flere timer", steps=[world.with_times(step, "man 15:00-18:00")]
    )
    with world.refused(r"man 13. apr.: 3 timer i alt"):
        sending.send(by=scope, agreement=longer, paper=[Party.GUARDIAN])


def test_what_came_meanwhile_stops_the_last_signature(scope: Scope, municipality: Organisation) -> None:
    windows = {"task": {"windows": [parse_window("man 15:00-17:00")]}}
    placement = to_be_agreed(
        municipality, start=FIRST, planned_end=FIRST + timedelta(days=55), birth_date=date(2010, 5, 1), **windows
    )
    version = send(scope, placement, Told(in_school=True), purpose="")
    world.also_works(placement, FIRST)
    *others, last = version.asks
    for party in others:
        paper(scope, version, party)

    with world.refused("man 13. apr.: 3 timer i alt"):
        paper(scope, version, last)
    version.refresh_from_db()
    assert version.state == AgreementState.SENT


def test_a_swedish_agreement_is_asked_nothing() -> None:
    scope, linkoping = world.swedish()
    placement = to_be_agreed(
        linkoping, kind="praktik", start=FIRST, planned_end=FIRST + timedelta(days=700), workplace={"country": "SE"}
    )

    version = sent(scope, placement)
    assert Party.EMPLOYEE_REP not in version.asks
    assert not placement.law_checks.exists()


def test_a_signed_small_job_is_held_to_nothing(scope: Scope, municipality: Organisation) -> None:
    placement = to_be_agreed(municipality)
    signed(scope, placement)

    assert not placement.law_checks.exists()


def test_under_18_the_page_says_that_nobody_has_read_what_the_tasks_say(
    signed_in: Client, scope: Scope, municipality: Organisation
) -> None:
    unread = "ikke læst teksten om, hvad personen skal lave"

    def said_of(version: AgreementVersion) -> str:
        return text(signed_in.get(reverse("placements:send_agreement", args=[version.public_id])))

    grown_up = drafted(scope, to_be_agreed(municipality, start=FIRST, planned_end=FIRST + timedelta(days=27)))
    assert unread not in said_of(grown_up)

    born = date(2009, 6, 1)
    placement = to_be_agreed(municipality, birth_date=born, start=FIRST, planned_end=FIRST + timedelta(days=27))
    version = drafted(scope, placement, description="Motorsav og rundsav.")
    page = said_of(version)
    assert unread in page
    assert page.index(unread) < page.index("Det her er i orden"), "not folded away"
    version = sending.send(
        by=scope, agreement=version, told=Told(in_school=False), paper=[Party.GUARDIAN, Party.EMPLOYEE_REP]
    )
    for party in version.asks:
        paper(scope, version, party)

    change = drafting.amend(by=scope, placement=placement, reason="Mere", remarks="Kaffe")
    assert unread not in said_of(change)
    steps = drafting.steps_of_row(change)
    drafting.change(by=scope, agreement=change, values={"description": "Sprøjte med gift."}, steps=steps)
    assert unread in said_of(change)
