"""From rows to the checks: who is counted at a P-number, which placements go on from which, and what the verb does with the answer."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from candidates.models import Candidate
from employers.models import Task, Workplace
from placements.actions.lawful import held_to
from placements.actions.placements import start
from placements.law.facts import Outcome, Purpose, Said, Verdict
from placements.law.loader import Told, began, judge_extension, judge_shifts, judge_start
from placements.models import Placement
from placements.pattern import planned
from placements.policies import supported_people_at
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.schedule import DatedWindow, parse_window
from tests.factories import (
    CandidateFactory,
    MembershipFactory,
    MunicipalityFactory,
    PlacementFactory,
    ShiftFactory,
    TargetGroupSpellFactory,
    TaskFactory,
    WorkplaceFactory,
)

FIRST = date(2026, 3, 2)
P_NUMBER = "1003388394"
ALL_SAID = Told(purposes=(Purpose.JOB,), law_group="kth_aktivitetsparat", statement=Said.YES)
pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery(municipality: Organisation) -> Workplace:
    return WorkplaceFactory.create(keeper=municipality, name="Bageriet", p_number=P_NUMBER, employees=9)


@pytest.fixture
def amina(municipality: Organisation) -> Candidate:
    """Forty, and on cash benefit."""
    person = CandidateFactory.create(keeper=municipality, first_name="Amina", birth_date=date(1986, 1, 1))
    TargetGroupSpellFactory.create(candidate=person, group="kontanthjælp", start=date(2025, 1, 1))
    return person


def judged(candidate: Candidate, workplace: Workplace, **changed: Any) -> Verdict:
    values: dict[str, Any] = {
        "kind": "praktik",
        "start": FIRST,
        "planned_end": FIRST + timedelta(days=27),
        "told": ALL_SAID,
    }
    return judge_start(candidate=candidate, workplace=workplace, **{**values, **changed})


def outcomes(verdict: Verdict) -> dict[str, Outcome]:
    return {one.rule: one.outcome for one in verdict.findings}


def placed(workplace: Workplace, kind: str = "praktik", **changed: Any) -> Placement:
    values: dict[str, Any] = {"start": date(2026, 2, 2), "planned_end": date(2026, 5, 3)}
    keeper = {"candidate__keeper": workplace.keeper} if "candidate" not in changed else {}
    return PlacementFactory.create(workplace=workplace, kind=kind, **keeper, **{**values, **changed})


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("praktik", True), ("sprogpraktik", True), ("arbejdstræning", True), ("løntilskud", True),
        ("nytteindsats", False), ("fleksjob", False), ("småjob", False), ("job", False),
    ],
)  # fmt: skip
def test_only_praktik_and_wage_subsidy_take_up_room(
    amina: Candidate, bakery: Workplace, kind: str, counts: bool
) -> None:
    placed(bakery, kind)

    assert supported_people_at(P_NUMBER, FIRST) == int(counts)
    full = outcomes(judged(amina, bakery))["ratio"]
    assert full is (Outcome.NOT_ALLOWED if counts else Outcome.LAWFUL)


def test_somebody_whose_last_day_is_before_the_first_one_takes_up_no_room(amina: Candidate, bakery: Workplace) -> None:
    there = placed(bakery, start=timezone.localdate(), planned_end=timezone.localdate() + timedelta(days=10))
    after = there.planned_end + timedelta(days=1)

    assert supported_people_at(P_NUMBER, there.planned_end) == 1
    assert supported_people_at(P_NUMBER, after) == 0
    late = placed(bakery, start=date(2026, 1, 5), planned_end=date(2026, 1, 31))  # nobody has ended it
    assert supported_people_at(P_NUMBER, timezone.localdate()) == 2
    assert late.actual_end is None


def test_people_of_another_municipality_at_the_same_p_number_take_up_room(amina: Candidate, bakery: Workplace) -> None:
    other = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    placed(WorkplaceFactory.create(keeper=other, p_number=P_NUMBER))

    assert outcomes(judged(amina, bakery))["ratio"] is Outcome.NOT_ALLOWED


def test_the_person_does_not_stand_in_their_own_way(amina: Candidate, bakery: Workplace) -> None:
    mine = placed(bakery, candidate=amina)

    told = Told(purposes=("ordinary",), law_group="kth_aktivitetsparat", statement=Said.YES)
    verdict = judge_extension(placement=mine, ends=date(2026, 6, 28), decided_on=date(2026, 4, 20), told=told)
    assert outcomes(verdict)["ratio"] is Outcome.LAWFUL
    assert outcomes(verdict)["duration"] is Outcome.NEEDS_REASON  # 21 weeks in all


def test_what_is_missing_is_named(amina: Candidate, bakery: Workplace) -> None:
    bakery.employees = None
    bakery.save()
    told = Told(purposes=("ordinary",))

    verdict = judged(amina, bakery, planned_end=FIRST + timedelta(days=34), told=told)
    assert verdict.asks == {"employees", "law_group", "statement"}
    assert [code for code, _words in verdict.asked("law_group").options] == ["kth_jobparat", "kth_aktivitetsparat"]  # type: ignore[union-attr]


def test_weeks_go_on_from_those_that_ended_as_extended_there(amina: Candidate, bakery: Workplace) -> None:
    ended = {"planned_end": date(2026, 2, 1), "actual_end": date(2026, 2, 1)}
    placed(
        bakery,
        candidate=amina,
        start=date(2025, 6, 2),
        end_reason="gennemført",
        **{k: date(2025, 8, 31) for k in ended},
    )
    placed(bakery, candidate=amina, start=date(2025, 12, 1), end_reason="forlænget", **ended)
    placed(
        bakery, "sprogpraktik", candidate=amina, start=date(2026, 2, 2), planned_end=date(2026, 3, 1),
        actual_end=date(2026, 3, 1), end_reason="forlænget",
    )  # fmt: skip

    assert began(amina, bakery, "praktik", FIRST) == date(2025, 12, 1)
    assert began(amina, bakery, "småjob", FIRST) is None
    assert outcomes(judged(amina, bakery))["duration"] is Outcome.NEEDS_REASON  # 17 weeks since December
    assert began(amina, WorkplaceFactory.create(keeper=amina.keeper), "praktik", FIRST) is None


def test_somebody_under_18_is_held_to_their_shifts_and_to_those_elsewhere(bakery: Workplace) -> None:
    pupil = CandidateFactory.create(keeper=bakery.keeper, birth_date=date(2010, 5, 1))
    told = Told(in_school=True, guardian=Said.YES)
    windows = [parse_window("man 15:00-17:00")]

    assert judged(pupil, bakery, kind="fritidsjob", windows=windows, told=told).is_lawful
    elsewhere = placed(WorkplaceFactory.create(keeper=bakery.keeper), "fritidsjob", candidate=pupil)
    ShiftFactory.create(placement=elsewhere, window=DatedWindow(date(2026, 3, 9), 18 * 60, 19 * 60))
    refused = judged(pupil, bakery, kind="fritidsjob", windows=windows, told=told).refused
    assert [one.rule for one in refused] == ["day"]
    assert "man 9. mar." in refused[0].sentence


def test_one_shift_is_held_to_the_others_and_not_to_the_one_that_it_takes_the_place_of(bakery: Workplace) -> None:
    pupil = CandidateFactory.create(keeper=bakery.keeper, birth_date=date(2010, 5, 1))
    placement = placed(bakery, "fritidsjob", candidate=pupil)
    old = ShiftFactory.create(placement=placement, window=DatedWindow(date(2026, 3, 9), 15 * 60, 17 * 60))
    moved, told = planned([DatedWindow(date(2026, 3, 9), 17 * 60, 19 * 60)], "DK"), Told(in_school=True)

    assert judge_shifts(placement=placement, planned=moved, gone=[old.pk], told=told).is_lawful
    assert outcomes(judge_shifts(placement=placement, planned=moved, told=told)) == {"day": Outcome.NOT_ALLOWED}
    grown = placed(bakery, "fritidsjob")
    assert judge_shifts(placement=grown, planned=planned([DatedWindow(date(2026, 3, 9), 0, 1440)], "DK")).is_lawful


def test_danish_law_is_not_applied_to_a_swedish_municipality_nor_to_a_workplace_there(amina: Candidate) -> None:
    swedish = MunicipalityFactory.create(name="Linköpings kommun", code="SE-0580", country="SE")
    there = WorkplaceFactory.create(keeper=swedish, country="SE")
    stefan = CandidateFactory.create(keeper=swedish, municipality="SE-0580")

    for candidate in (stefan, amina):
        verdict = judged(candidate, there, planned_end=FIRST + timedelta(days=400), told=Told())
        assert [one.sentence for one in verdict.findings] == ["Dansk lov gælder ikke her."]
        assert verdict.is_lawful


def started(scope: Scope, candidate: Candidate, workplace: Workplace, **changed: Any) -> Placement:
    task: Task = TaskFactory.create(keeper=workplace.keeper, workplace=workplace, kind="praktik", seats=5)
    values: dict[str, Any] = {
        "kind": "praktik",
        "start": FIRST,
        "planned_end": FIRST + timedelta(days=27),
        "windows": [parse_window("man 09:00-12:00")],
        "told": ALL_SAID,
    }
    return start(by=scope, candidate=candidate, task=task, **{**values, **changed})


def test_what_is_not_allowed_is_refused_with_its_paragraph_and_changes_nothing(
    scope: Scope, amina: Candidate, bakery: Workplace
) -> None:
    placed(bakery)

    with pytest.raises(ValidationError, match="Der er ikke plads til én til") as refusal:
        started(scope, amina, bakery, reason="Det haster")
    assert "(LAB § 63 og § 77)" in refusal.value.messages[0]
    assert Placement.objects.count() == 1
    with pytest.raises(ValidationError) as refusal:
        started(
            scope, amina, WorkplaceFactory.create(keeper=bakery.keeper, p_number="1003388395", employees=9), told=Told()
        )
    assert "purpose" in refusal.value.message_dict


def test_what_needs_a_reason_is_refused_without_one_and_keeps_it_in_the_record(
    scope: Scope, amina: Candidate, bakery: Workplace
) -> None:
    twenty_weeks = {"planned_end": FIRST + timedelta(weeks=20)}
    with pytest.raises(ValidationError, match="konkret vurdering") as refusal:
        started(scope, amina, bakery, **twenty_weeks, reason="  ")
    assert list(refusal.value.message_dict) == ["reason"]

    placement = started(scope, amina, bakery, **twenty_weeks, reason="Amina  skal lære kassen")
    event = Event.objects.about(placement).get(verb="placement.start")
    assert event.reason == "Amina skal lære kassen"
    assert event.changes["law"][1]["duration"] == "needs_reason"
    assert event.changes["law"][1]["purpose_is"] == "ordinary"
    assert event.changes["law"][1]["law_group_is"] == "kth_aktivitetsparat"


def test_lawful_is_kept_without_a_reason(scope: Scope, amina: Candidate, bakery: Workplace) -> None:
    placement = started(scope, amina, bakery)

    law = Event.objects.about(placement).get(verb="placement.start").changes["law"][1]
    assert {law[rule] for rule in ("purpose", "duration", "ratio", "statement")} == {"lawful"}
    assert held_to(Verdict(()), Told(), "") == {"law": [None, {}]}


@pytest.mark.django_db(transaction=True)
def test_the_last_place_at_a_p_number_is_given_once(scope: Scope) -> None:
    """Two start at one moment, in two tasks at two workplaces with the same P-number, in two municipalities."""
    other = MunicipalityFactory.create(name="Vejle Kommune", code="DK-630")
    there = MembershipFactory.create(organisation=other)
    barrier, refused = Barrier(2), []
    pairs = []
    for by in (scope, Scope(other, there.user, there.role)):
        place = WorkplaceFactory.create(keeper=by.organisation, p_number=P_NUMBER, employees=9)
        task = TaskFactory.create(keeper=by.organisation, workplace=place, kind="praktik")
        pairs.append((by, task, CandidateFactory.create(keeper=by.organisation, birth_date=date(1986, 1, 1))))

    def take(by: Scope, task: Task, candidate: Candidate) -> None:
        try:
            barrier.wait()
            start(
                by=by, candidate=candidate, task=task, kind="praktik", start=FIRST,
                planned_end=FIRST + timedelta(days=27), windows=[parse_window("man 09:00-12:00")], told=ALL_SAID,
            )  # fmt: skip
        except ValidationError as refusal:
            refused.append(refusal.messages[0])
        finally:
            connections.close_all()

    threads = [Thread(target=take, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Placement.objects.count() == 1
    assert len(refused) == 1
    assert "Der er ikke plads til én til" in refused[0]
