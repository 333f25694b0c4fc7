"""What is over still counts in its time; a mistake and a double leave every figure (docs/adr/0004-nothing-is-lost.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from candidates.models import Programme
from reports import breakdowns, subjects
from reports.extent import Extent
from reports.figures import as_json, compute
from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from tests.factories import (
    CandidateFactory,
    CourseFactory,
    EnrolmentFactory,
    ParticipationFactory,
    PartnerFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
    WorkplaceFactory,
)
from tests.reports.conftest import placed, takes_part, worked

pytestmark = pytest.mark.django_db
AWAY = {"archived_at": datetime(2025, 1, 1, tzinfo=UTC)}


def numbers(extent: Extent, aalborg: Extent) -> list[Any]:
    return [
        [
            as_json(compute(one)),
            breakdowns.by_kind(one),
            breakdowns.by_group(one),
            breakdowns.through_time(one, "month"),
        ]
        for one in (extent, aalborg)
    ]


@pytest.fixture
def year(programme: Programme) -> dict[str, Any]:
    """One person who did a bit of everything in 2024."""
    person = takes_part(programme)
    StatusSpellFactory.create(candidate=person, status="integrationsprogram", start=date(2023, 7, 1))
    StatusSpellFactory.create(candidate=person, status="job", start=date(2024, 6, 1))
    TargetGroupSpellFactory.create(candidate=person, group="flygtning")
    course = CourseFactory.create(keeper=programme.keeper, programme=programme)
    enrolment = EnrolmentFactory.create(candidate=person, course=course)
    row = placed(programme, person, end=date(2024, 5, 1), reason="ansat")
    worked(row, date(2024, 3, 4), date(2024, 3, 4), "3")
    return {
        "person": person,
        "participation": person.participations.get(),
        "enrolment": enrolment,
        "course": course,
        "workplace": row.workplace,
        "programme": programme,
    }


@pytest.mark.parametrize("name", ["person", "participation", "enrolment", "course", "workplace", "programme"])
def test_what_is_over_counts_as_before(
    extent: Extent, aalborg: Extent, year: dict[str, Any], programme: Programme, name: str
) -> None:
    before = numbers(extent, aalborg)
    thing = year[name]
    type(thing)._base_manager.filter(pk=thing.pk).update(**AWAY, archived_as="done")
    assert numbers(extent, aalborg) == before


@pytest.mark.parametrize("how", ["mistake", "merged"])
def test_a_person_who_was_a_mistake_or_a_double_leaves_every_figure(
    extent: Extent, aalborg: Extent, programme: Programme, how: str
) -> None:
    course = CourseFactory.create(keeper=programme.keeper, programme=programme)
    real = takes_part(programme)
    EnrolmentFactory.create(candidate=real, course=course)
    placed(programme, real)
    before = numbers(extent, aalborg)

    person = CandidateFactory.create(keeper=programme.keeper, registered_on=date(2023, 6, 1))
    ParticipationFactory.create(programme=programme, candidate=person, start=date(2024, 1, 1))
    EnrolmentFactory.create(candidate=person, course=course)
    EnrolmentFactory.create(candidate=person, course=CourseFactory.create(keeper=programme.keeper))
    StatusSpellFactory.create(candidate=person, status="ledig", start=date(2024, 1, 1))
    StatusSpellFactory.create(candidate=person, status="job", start=date(2024, 6, 1))
    TargetGroupSpellFactory.create(candidate=person, group="flygtning")
    if how == "mistake":  # a double has none: they went to the other
        row = placed(programme, person, end=date(2024, 5, 1))
        worked(row, date(2024, 3, 4), date(2024, 3, 4), "3")
    else:
        person.participations.update(**AWAY, archived_as="merged")
        person.enrolments.update(**AWAY, archived_as="merged")
    type(person).objects.filter(pk=person.pk).update(**AWAY, archived_as=how)

    assert numbers(extent, aalborg) == before


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("participation", {"participants"}),
        ("enrolment", {"course_participants"}),
        ("course", {"courses", "course_participants"}),
        ("workplace", {"employers_involved", "workplaces_involved"}),
    ],
)
def test_what_was_a_mistake_leaves_its_own_figures(
    extent: Extent, year: dict[str, Any], name: str, gone: set[str]
) -> None:
    before = as_json(compute(extent))
    thing = year[name]
    type(thing)._base_manager.filter(pk=thing.pk).update(**AWAY, archived_as="mistake")
    after = as_json(compute(extent))
    assert gone <= {key for key in before if before[key] != after[key]}
    assert {after[key] for key in gone} == {0}
    assert after["hours_worked"] == before["hours_worked"]
    assert after["placements_started"] == before["placements_started"]


def test_a_programme_that_was_a_mistake_is_no_subject(programme: Programme, municipality: Organisation) -> None:
    scope = Scope(municipality)
    Programme.objects.update(**AWAY, archived_as="done")
    assert [one.programme for one in subjects.programmes(scope)] == [programme]
    Programme.objects.update(archived_as="mistake")
    assert subjects.programmes(scope) == []


def test_a_partners_municipalities_are_those_of_people_who_count() -> None:
    partner = PartnerFactory.create()
    CandidateFactory.create(keeper=partner)
    CandidateFactory.create(keeper=partner, municipality="DK-766", **AWAY, archived_as="mistake")
    assert [one.municipality for one in subjects.municipalities(Scope(partner))] == ["DK-851"]


def test_a_workplace_that_is_no_mistake_still_counts(extent: Extent, programme: Programme) -> None:
    place = WorkplaceFactory.create(keeper=programme.keeper)
    placed(programme, takes_part(programme), workplace=place)
    assert as_json(compute(extent))["workplaces_involved"] == 1
