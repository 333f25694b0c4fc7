"""The law at each door before something is sent: a proposal and its steps, a start, what is written by hand. It is 16 March 2026."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from candidates.actions import access
from candidates.models import Candidate
from employers.models import Task
from placements.actions import by_hand, proposal_answers, proposals
from placements.actions.placements import free_seats, start
from placements.law.facts import Said
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import LawCheck, LawDoor, Placement, Proposal, ProposalState
from smaajob.accounts.models import Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.messages.models import Message
from smaajob.schedule import parse_window
from tests.factories import ProposalFactory
from tests.placements.law import world
from tests.placements.law.world import FIRST, NOT_READY, READY

pytestmark = pytest.mark.django_db
MONDAYS = [parse_window("man 09:00-12:00")]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.NOON)


def lasting(days: int) -> dict[str, Any]:
    return {"start": FIRST, "planned_end": FIRST + timedelta(days=days - 1)}


def proposed(person: Candidate, task: Task, **terms: Any) -> Proposal:
    values = {"kind": "praktik", "windows": MONDAYS, "items": ["name", "skills"], **lasting(28), **terms}
    drafted = Proposal.objects.filter(candidate=person, task=task, state=ProposalState.DRAFT).first()
    row: Proposal = drafted or ProposalFactory.create(candidate=person, task=task, **values)
    return row


def propose(by: Scope, person: Candidate, task: Task, told: Told, reason: str = "", **terms: Any) -> Any:
    return proposals.send(by=by, proposal=proposed(person, task, **terms), told=told, reason=reason)


def begin(by: Scope, person: Candidate, task: Task, told: Told, reason: str = "", **terms: Any) -> Any:
    values = {"kind": "praktik", "windows": MONDAYS, **lasting(28), **terms}
    return start(by=by, candidate=person, task=task, told=told, reason=reason, **values)


def write(by: Scope, person: Candidate, task: Task, told: Told, reason: str = "", **terms: Any) -> Any:
    values = {"kind": "praktik", "windows": MONDAYS, **lasting(28), **terms}
    return by_hand.register(
        by=by, candidate=person, workplace=task.workplace, task=task, told=told, reason=reason, **values
    )


DOORS = pytest.mark.parametrize("door", [propose, begin, write])


def nothing_is_done(task: Task, seats: int) -> bool:
    """No placement, no seat promised, nobody told, nothing kept."""
    told = Message.objects.exists() or LawCheck.objects.exists()
    return not Placement.objects.filter(task=task).exists() and free_seats(task, FIRST) == seats and not told


@DOORS
@pytest.mark.parametrize(("days", "allowed"), [(28, True), (29, False)])
def test_four_weeks_for_who_is_ready_and_not_a_day_more(
    scope: Scope, municipality: Organisation, door: Any, days: int, allowed: bool
) -> None:
    person, task = world.amina(municipality), world.task_at(world.bakery(municipality))

    if allowed:
        assert door(scope, person, task, READY, **lasting(days))
        return
    with world.refused("kan den højst vare 4 uger") as refusal:
        door(scope, person, task, READY, "Det er vigtigt", **lasting(days))
    assert "LAB § 61, stk. 1" in refusal.value.messages[0]
    assert nothing_is_done(task, 5)


@DOORS
@pytest.mark.parametrize(("weeks", "needs"), [(13, False), (14, True)])
def test_over_thirteen_weeks_somebody_writes_why_and_it_is_kept_as_it_was_found(
    scope: Scope, municipality: Organisation, door: Any, weeks: int, needs: bool
) -> None:
    person, task = world.amina(municipality), world.task_at(world.bakery(municipality))
    terms = lasting(weeks * 7)

    if needs:
        with world.refused("konkret vurdering") as refusal:
            door(scope, person, task, NOT_READY, **terms)
        assert list(refusal.value.message_dict) == ["reason"]
        assert nothing_is_done(task, 5)
    made = door(scope, person, task, NOT_READY, "Hun skal lære kassen" if needs else "", **terms)

    kept = made.law_checks.get()
    found = {one["rule"]: one for one in kept.findings}
    assert kept.outcome == ("needs_reason" if needs else "lawful")
    assert kept.reason == ("Hun skal lære kassen" if needs else "")
    assert kept.by == scope.user
    assert kept.told["law_group_is"] == "kth_aktivitetsparat"
    [row] = found["duration"]["rows"]
    assert (row["key"], row["valid_from"], row["valid_to"]) == (
        "praktik.extended_weeks" if needs else "praktik.max_weeks", "2020-01-01", None,
    )  # fmt: skip
    assert row["source"]
    assert row["paragraph"] == ("LAB § 61, stk. 2" if needs else "LAB § 61, stk. 1")


@DOORS
@pytest.mark.parametrize(
    ("employees", "already", "allowed"),
    [(9, 1, False), (10, 1, True), (10, 2, False), (50, 9, True), (50, 10, False), (51, 10, False), (70, 10, True)],
)
def test_how_many_there_may_be_at_once(
    scope: Scope, municipality: Organisation, door: Any, employees: int, already: int, allowed: bool
) -> None:
    place = world.bakery(municipality, employees)
    person, task = world.amina(municipality), world.task_at(place, seats=20)
    world.there(place, already)

    # Whether those who are there are counted among the employees is asked where it decides.
    if allowed:
        assert door(scope, person, task, READY, "De er ikke talt med").law_checks.exists()
        return
    with world.refused("Der er ikke plads til én til") as refusal:
        door(scope, person, task, READY, "De er ikke talt med")
    assert "LAB § 63 og § 77" in refusal.value.messages[0]
    assert not Placement.objects.filter(candidate=person).exists()


@DOORS
@pytest.mark.parametrize(("employees", "asks"), [(1, False), (2, True), (None, True)])
def test_the_employees_are_heard_where_there_is_more_than_one(
    scope: Scope, municipality: Organisation, door: Any, employees: int | None, asks: bool
) -> None:
    person, task = world.amina(municipality), world.task_at(world.bakery(municipality, employees))
    silent = Told(purposes=READY.purposes, law_group=READY.law_group)

    if not asks:
        assert door(scope, person, task, silent)
        return
    with pytest.raises(ValidationError) as refusal:
        door(scope, person, task, silent)
    assert any("Medarbejdernes repræsentant" in one for one in refusal.value.messages)
    against = Told(purposes=READY.purposes, law_group=READY.law_group, statement=Said.AGAINST)
    with world.refused("repræsentant er imod"):
        door(scope, person, task, against)


@DOORS
def test_a_change_of_the_law_is_data_and_holds_from_its_day(
    scope: Scope, municipality: Organisation, door: Any
) -> None:
    world.corrected(municipality, "praktik.max_weeks", "2", FIRST + timedelta(days=7), "kth_jobparat")
    world.corrected(municipality, "praktik.extended_weeks", "2", FIRST + timedelta(days=7), "kth_jobparat")
    before, after = (world.amina(municipality) for _one in range(2))
    task = world.task_at(world.bakery(municipality, 50))

    assert door(scope, before, task, READY, **lasting(28))
    later = {"start": FIRST + timedelta(days=7), "planned_end": FIRST + timedelta(days=34)}
    with world.refused("kan den højst vare 2 uger"):
        door(scope, after, task, READY, **later)


@DOORS
def test_danish_law_is_not_applied_to_a_swedish_municipality(door: Any) -> None:
    scope, linkoping = world.swedish()
    place = world.bakery(linkoping, 1, country="SE")
    world.there(place, 3)
    person = world.amina(linkoping, municipality="SE-0580", birth_date=date(2009, 1, 1))

    made = door(scope, person, world.task_at(place, demands=["truckbevis"]), NOTHING_TOLD, **lasting(400))
    assert not made.law_checks.exists()


@DOORS
@pytest.mark.parametrize(("born", "refused"), [(date(2008, 4, 14), True), (date(2008, 4, 13), False)])
def test_seventeen_years_and_364_days_is_under_18(
    scope: Scope, municipality: Organisation, door: Any, born: date, refused: bool
) -> None:
    person, task = world.pupil(municipality, birth_date=born), world.task_at(world.bakery(municipality), kind="småjob")
    late = {"kind": "småjob", "windows": [parse_window("2026-04-13 19:00-21:00")], **lasting(1)}
    told = Told(guardian=Said.YES, in_school=False)

    if not refused:
        assert door(scope, person, task, told, **late)
        return
    with world.refused(r"man 13. apr. 19–21: Under 18 år må man ikke arbejde") as refusal:
        door(scope, person, task, told, "Det er kun en time", **late)
    assert "Bekendtgørelsen om unges arbejde" in refusal.value.messages[0]
    assert nothing_is_done(task, 5)


@DOORS
def test_dangerous_work_under_18_is_refused_and_heavy_work_is_weighed(
    scope: Scope, municipality: Organisation, door: Any
) -> None:
    place, told = world.bakery(municipality), Told(guardian=Said.YES, in_school=False)
    terms = {"kind": "småjob", "windows": [parse_window("2026-04-13 15:00-16:00")], **lasting(1)}

    with world.refused("Det må man ikke arbejde med under 18 år"):
        door(scope, world.pupil(municipality), world.task_at(place, demands=["truckbevis"]), told, "Nej", **terms)
    heavy, person = world.task_at(place, demands=["tunge_løft"]), world.pupil(municipality)
    with world.refused("Skriv, hvordan det bliver forsvarligt"):
        door(scope, person, heavy, told, **terms)
    assert door(scope, person, heavy, told, "Kun lette kasser", **terms).law_checks.get().reason == "Kun lette kasser"


# ── a proposal on its way ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def elin(municipality: Organisation) -> Candidate:
    return world.amina(municipality)


def own(scope: Scope, person: Candidate) -> Scope:
    member = access.give(by=scope, candidate=person)
    return Scope(person.keeper, member.user, Role.CANDIDATE, membership=member)


def test_what_was_answered_goes_along_to_the_placement(
    scope: Scope, municipality: Organisation, elin: Candidate
) -> None:
    task = world.task_at(world.bakery(municipality))
    row = propose(scope, elin, task, NOT_READY, "Hun skal lære kassen", **lasting(14 * 7))

    proposal_answers.answer_person(by=own(scope, elin), proposal=row, answer="yes")
    row = proposal_answers.answer_employer(by=scope, proposal=row, answer="yes")

    assert row.state == ProposalState.AGREED
    assert row.placement is not None
    assert row.placement.law_checks.get().reason == "Hun skal lære kassen"
    assert row.law_checks.count() == 1, "nothing new was decided on the way"
    event = Event.objects.about(row.placement).get(verb="placement.start")
    assert event.changes["law"][1]["duration"] == "needs_reason"


def test_a_law_that_comes_in_between_stops_it_before_the_workplace_is_told(
    scope: Scope, municipality: Organisation, elin: Candidate
) -> None:
    task = world.task_at(world.bakery(municipality))
    row = propose(scope, elin, task, NOT_READY, **lasting(13 * 7))
    world.corrected(municipality, "praktik.max_weeks", "10", timezone.localdate(), "kth_aktivitetsparat")

    row = proposal_answers.answer_person(by=own(scope, elin), proposal=row, answer="yes")

    assert (row.state, row.person_answer) == (ProposalState.WITH_PERSON, "yes")
    assert "kræver en konkret vurdering" in row.stands_in_way
    assert "(LAB § 61, stk. 2)" in row.stands_in_way
    assert row.shown_to_employer_at is None
    with world.refused("Skriv hvorfor"):
        proposal_answers.send_on(by=scope, proposal=row)
    row = proposal_answers.send_on(by=scope, proposal=row, told=NOT_READY, reason="Hun skal lære kassen")
    assert row.state == ProposalState.WITH_EMPLOYER
    assert [one.reason for one in row.law_checks.all()] == ["", "Hun skal lære kassen"]


def test_the_last_place_that_is_taken_meanwhile_leaves_both_answers_and_says_why(
    scope: Scope, municipality: Organisation, elin: Candidate
) -> None:
    place = world.bakery(municipality, 9)
    row = propose(scope, elin, world.task_at(place), READY)
    proposal_answers.answer_person(by=own(scope, elin), proposal=row, answer="yes")
    [other] = world.there(place)

    row = proposal_answers.answer_employer(by=scope, proposal=row, answer="yes")

    assert row.both_said_yes
    assert row.state == ProposalState.WITH_EMPLOYER
    assert "Der er ikke plads til én til" in row.stands_in_way
    with world.refused("Der er ikke plads til én til"):
        proposal_answers.agree(by=scope, proposal=row, told=READY, reason="Det haster")
    other.delete()
    assert proposal_answers.agree(by=scope, proposal=row).state == ProposalState.AGREED


def test_a_draft_is_refused_nothing_and_keeps_what_was_answered(
    scope: Scope, municipality: Organisation, elin: Candidate
) -> None:
    task = world.task_at(world.bakery(municipality))
    values = {
        "kind": "praktik", "windows": MONDAYS, "programme": None, "items": ["name"], "words_to_person": "",
        "words_to_employer": "", "forwards": True, "deadline": FIRST - timedelta(days=10), **lasting(14 * 7),
    }  # fmt: skip
    row = proposals.draft(by=scope, candidate=elin, task=task, values=values, told=Told(purposes=READY.purposes))
    assert row.law_checks.get().told == {"purpose_is": "ordinary"}

    proposals.change(by=scope, proposal=row, values=values, told=NOT_READY, reason="Hun skal lære kassen")
    assert row.law_checks.get().door == LawDoor.DRAFT

    row = proposals.send(by=scope, proposal=row)
    kept = row.law_checks.get()
    assert (kept.door, kept.reason) == (LawDoor.PROPOSAL, "Hun skal lære kassen")


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_has_begun_is_a_fact_and_is_written_as_it_is(
    scope: Scope, municipality: Organisation, elin: Candidate
) -> None:
    place = world.bakery(municipality, 9)
    world.there(place)
    task = world.task_at(place, start=date(2025, 1, 1))
    running = {"start": date(2026, 2, 2), "planned_end": date(2026, 8, 30)}
    over = {"start": date(2025, 2, 3), "planned_end": date(2025, 12, 1), "actual_end": date(2025, 12, 1)}

    made = write(scope, elin, task, NOTHING_TOLD, **running)
    assert not made.law_checks.exists()
    assert write(scope, world.amina(municipality), task, NOTHING_TOLD, end_reason="gennemført", **over).is_over


def test_more_days_to_come_are_an_extension(scope: Scope, municipality: Organisation, elin: Candidate) -> None:
    place = world.bakery(municipality)
    running = {"start": date(2026, 2, 2), "planned_end": date(2026, 3, 29)}
    made = write(scope, elin, world.task_at(place), NOTHING_TOLD, **running)

    with pytest.raises(ValidationError) as refusal:
        by_hand.update(by=scope, placement=made, planned_end=date(2026, 6, 28))
    assert "purpose" in refusal.value.message_dict
    with world.refused("konkret vurdering"):
        by_hand.update(by=scope, placement=made, planned_end=date(2026, 6, 28), told=NOT_READY)
    made.refresh_from_db()
    assert made.planned_end == date(2026, 3, 29)

    by_hand.update(by=scope, placement=made, planned_end=date(2026, 6, 28), told=NOT_READY, reason="Hun er i gang")
    assert made.law_checks.get().reason == "Hun er i gang"
    # Fewer days, and what was wrong about the past, are nobody's to forbid.
    by_hand.update(by=scope, placement=made, planned_end=date(2026, 4, 26))
    by_hand.update(by=scope, placement=made, start=date(2026, 1, 26))
    assert made.law_checks.count() == 1


def test_shifts_to_come_under_18_are_checked_also_where_it_has_begun(scope: Scope, municipality: Organisation) -> None:
    person, place = world.pupil(municipality), world.bakery(municipality)
    begun = {"kind": "småjob", "start": date(2026, 3, 2), "planned_end": date(2026, 4, 26)}

    with world.refused(r"man 23. mar.: 3 timer i alt. .* højst være 2 timer") as refusal:
        write(scope, person, world.task_at(place), Told(in_school=True), **begun)
    assert "windows" in refusal.value.message_dict
    assert not Placement.objects.filter(candidate=person).exists()
    short = [parse_window("man 15:00-17:00")]
    assert write(scope, person, world.task_at(place), Told(in_school=True), **{**begun, "windows": short})
