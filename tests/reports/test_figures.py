"""Each measure, at the edges where a plausible reading would give another number (docs/import-format.md, "Measures")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from candidates.models import Programme
from reports import figures
from reports.extent import Extent
from reports.figures import MEASURES, as_json, compute
from reports.values import percent, plain
from smaajob.accounts.models import Organisation
from tests.factories import (
    CourseFactory,
    EmployerFactory,
    EnrolmentFactory,
    MunicipalityFactory,
    ParticipationFactory,
    PartnerFactory,
    StatusSpellFactory,
    TargetGroupSpellFactory,
    WorkplaceFactory,
)
from tests.reports.conftest import FIRST, LAST, person, placed, takes_part, worked

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2023, 12, 31), date(2025, 1, 1)


def value(name: str, extent: Extent) -> Any:
    return plain(MEASURES[name].compute(extent))


def test_both_days_of_the_period_are_included(extent: Extent, programme: Programme) -> None:
    takes_part(programme, start=BEFORE, end=FIRST)
    takes_part(programme, start=LAST)
    takes_part(programme, start=BEFORE, end=BEFORE)
    takes_part(programme, start=AFTER)
    assert value("participants", extent) == 2


def test_a_person_who_comes_back_is_one_participant(extent: Extent, programme: Programme) -> None:
    someone = takes_part(programme, start=FIRST, end=date(2024, 2, 1))
    ParticipationFactory.create(programme=programme, candidate=someone, start=date(2024, 6, 1))
    assert value("participants", extent) == 1


def test_a_municipality_counts_who_is_registered_and_had_not_moved_away(
    aalborg: Extent, municipality: Organisation
) -> None:
    person(municipality, registered_on=LAST)
    person(municipality, registered_on=AFTER)
    person(municipality, municipality="DK-849")
    gone, left, returned = (person(municipality) for _ in range(3))
    StatusSpellFactory.create(candidate=gone, status="fraflyttet", start=FIRST)
    StatusSpellFactory.create(candidate=left, status="fraflyttet", start=date(2024, 1, 2))
    StatusSpellFactory.create(candidate=returned, status="fraflyttet", start=date(2023, 7, 1))
    StatusSpellFactory.create(candidate=returned, status="ledig", start=FIRST)
    assert value("participants", aalborg) == 3  # the first, who left on the second day, who was back on the first


def test_a_municipality_report_is_of_one_keeper_or_of_all(aalborg: Extent, municipality: Organisation) -> None:
    person(municipality)
    person(PartnerFactory.create())
    assert value("participants", aalborg) == 1
    assert value("participants", replace(aalborg, keeper=None)) == 2


def test_active_is_to_the_actual_end_or_the_planned_one_while_it_runs(extent: Extent, programme: Programme) -> None:
    one, two, three, four, five = (takes_part(programme) for _ in range(5))
    placed(programme, one, start=date(2023, 9, 1), planned=FIRST)
    placed(programme, two, start=date(2023, 9, 1), planned=BEFORE)  # still going on, but not *active*
    placed(programme, three, start=date(2023, 9, 1), planned=date(2024, 6, 30), end=BEFORE)
    placed(programme, four, start=date(2023, 9, 1), planned=BEFORE, end=FIRST)
    placed(programme, five, start=LAST, planned=date(2025, 3, 1))
    placed(programme, five, start=date(2024, 2, 1))
    assert value("candidates_placed", extent) == 3


def test_placements_started_counts_placements_and_by_kind_splits_them(extent: Extent, programme: Programme) -> None:
    someone = takes_part(programme)
    placed(programme, someone, start=FIRST, kind="praktik")
    placed(programme, someone, start=LAST, planned=AFTER, kind="småjob")
    placed(programme, someone, start=date(2024, 4, 1), kind="småjob")
    placed(programme, someone, start=BEFORE)
    placed(programme, someone, start=AFTER, planned=AFTER)
    placed(None, someone)
    assert value("placements_started", extent) == 3
    assert value("by_kind", extent) == {"småjob": 2, "praktik": 1}
    assert list(value("by_kind", extent)) == ["småjob", "praktik"]


def test_two_workplaces_of_one_employer(extent: Extent, programme: Programme) -> None:
    bakery = EmployerFactory.create(keeper=programme.keeper)
    for _ in range(2):
        shop = WorkplaceFactory.create(keeper=programme.keeper, employer=bakery)
        placed(programme, takes_part(programme), workplace=shop)
        placed(programme, takes_part(programme), workplace=shop)
    placed(programme, takes_part(programme), start=date(2023, 2, 1), planned=BEFORE)
    assert value("employers_involved", extent) == 1
    assert value("workplaces_involved", extent) == 2


def test_hours_that_straddle_the_edge_count_by_their_days_inside(extent: Extent, programme: Programme) -> None:
    spell = placed(programme, takes_part(programme), start=date(2023, 9, 1), planned=date(2025, 6, 30))
    worked(spell, date(2023, 12, 30), date(2024, 1, 1), "10")  # one day of three
    worked(spell, date(2024, 2, 1), date(2024, 2, 1), "7.25")
    worked(spell, date(2024, 12, 25), date(2025, 1, 7), "14")  # seven days of fourteen
    worked(spell, date(2025, 1, 8), date(2025, 1, 9), "5")
    assert value("hours_worked", extent) == 17.583  # 3⅓ + 7¼ + 7


def test_three_thirds_make_a_whole_and_a_half_is_rounded_up(extent: Extent, programme: Programme) -> None:
    for _ in range(3):
        spell = placed(programme, takes_part(programme), start=date(2023, 9, 1))
        worked(spell, date(2023, 12, 30), date(2024, 1, 1), "1")
    assert value("hours_worked", extent) == 1.0
    spell = placed(programme, takes_part(programme), start=date(2023, 9, 1))
    worked(spell, BEFORE, FIRST, "0.001")
    assert value("hours_worked", extent) == 1.001


def test_without_hours_the_sum_is_nought(extent: Extent) -> None:
    assert value("hours_worked", extent) == 0.0
    assert isinstance(value("hours_worked", extent), float)


def test_courses_of_a_programme_are_its_own(extent: Extent, programme: Programme) -> None:
    keeper = programme.keeper
    first = CourseFactory.create(keeper=keeper, programme=programme, start=BEFORE, end=FIRST)
    last = CourseFactory.create(keeper=keeper, programme=programme, start=LAST, end=AFTER)
    CourseFactory.create(keeper=keeper, programme=programme, start=BEFORE, end=BEFORE)
    other = CourseFactory.create(keeper=keeper)
    someone = takes_part(programme)
    for course in (first, last, other):
        EnrolmentFactory.create(course=course, candidate=someone)
    EnrolmentFactory.create(course=last, candidate=person(keeper))
    assert value("courses", extent) == 2
    assert value("course_participants", extent) == 2


def test_courses_of_a_municipality_have_somebody_from_it(aalborg: Extent, municipality: Organisation) -> None:
    mixed = CourseFactory.create(keeper=municipality)
    EnrolmentFactory.create(course=mixed, candidate=person(municipality))
    EnrolmentFactory.create(course=mixed, candidate=person(municipality, municipality="DK-849"))
    EnrolmentFactory.create(
        course=CourseFactory.create(keeper=municipality), candidate=person(municipality, municipality="DK-849")
    )
    CourseFactory.create(keeper=municipality)
    assert value("courses", aalborg) == 1
    assert value("course_participants", aalborg) == 1


def test_completion_is_of_those_that_ended_in_the_period(extent: Extent, programme: Programme) -> None:
    someone = takes_part(programme)
    for reason in ("gennemført", "forlænget", "ansat", "sygdom"):
        placed(programme, someone, end=date(2024, 5, 1), reason=reason)
    placed(programme, someone, end=LAST, reason="flyttet")
    placed(programme, someone, end=date(2024, 3, 1), reason="andet")
    placed(programme, someone, start=date(2023, 3, 1), end=BEFORE, reason="ansat")
    placed(programme, someone)  # goes on
    assert value("completion_rate_percent", extent) == 50.0
    assert value("hired", extent) == 1


def test_where_nothing_ended_there_is_no_rate(extent: Extent, programme: Programme) -> None:
    placed(programme, takes_part(programme))
    assert value("completion_rate_percent", extent) is None
    assert value("destination_rate_percent", extent) == {}
    assert value("refugees_in_integration_percent", extent) is None


def situation(candidate: Any, *rows: tuple[str, date]) -> None:
    for status, day in rows:
        StatusSpellFactory.create(candidate=candidate, status=status, start=day)


def test_the_destination_is_the_situation_on_the_last_day(extent: Extent, programme: Programme) -> None:
    moves = [
        (("ledig", BEFORE), ("job", FIRST)),
        (("ledig", BEFORE), ("uddannelse", date(2024, 5, 1)), ("kontanthjælp", LAST)),  # did not stay
        (("ledig", BEFORE), ("småjob", LAST)),
        (("ledig", BEFORE), ("job", AFTER)),  # left it after the period
        (("ledig", date(2023, 1, 1)), ("job", BEFORE)),  # left it before
        (("sygedagpenge", BEFORE), ("fleksjob", date(2024, 8, 1))),
        (("job", FIRST),),  # came from nowhere
    ]
    for rows in moves:
        situation(takes_part(programme), *rows)
    situation(person(programme.keeper), ("ledig", BEFORE), ("job", FIRST))  # takes no part
    assert value("destination_rate_percent", extent) == {"ledig": 33.3, "sygedagpenge": 100.0, "uddannelse": 0.0}
    assert list(value("destination_rate_percent", extent)) == ["ledig", "sygedagpenge", "uddannelse"]


def test_who_leaves_a_situation_twice_is_one_person(extent: Extent, programme: Programme) -> None:
    days = [date(2024, month, 1) for month in range(1, 5)]
    situation(takes_part(programme), *zip(("ledig", "småjob", "ledig", "job"), days, strict=True))
    situation(takes_part(programme), ("ledig", BEFORE), ("kontanthjælp", FIRST))
    assert value("destination_rate_percent", extent) == {"ledig": 50.0, "småjob": 100.0}


def test_refugees_who_moved_away_do_not_count(extent: Extent, programme: Programme) -> None:
    def refugee(status: str, **spell: Any) -> None:
        someone = takes_part(programme)
        TargetGroupSpellFactory.create(candidate=someone, group="flygtning", **{"start": FIRST, **spell})
        if status:
            situation(someone, (status, LAST))

    refugee("integrationsprogram")
    refugee("job")
    refugee("")
    refugee("fraflyttet")
    refugee("integrationsprogram", end=date(2024, 12, 30))
    refugee("integrationsprogram", start=AFTER)
    assert value("refugees_in_integration_percent", extent) == 33.3


def test_targets_are_measured_from_the_programmes_start(extent: Extent, programme: Programme) -> None:
    early = takes_part(programme, start=date(2023, 1, 1), end=date(2023, 3, 1))
    placed(programme, early, start=date(2023, 1, 1), planned=date(2023, 2, 1))
    placed(programme, early, start=date(2022, 12, 31), planned=date(2023, 2, 1))
    placed(programme, takes_part(programme), start=LAST, planned=LAST)
    placed(programme, takes_part(programme, start=AFTER), start=AFTER, planned=AFTER)
    found = as_json(compute(extent))
    assert (found["target_placements"], found["placements_attainment_percent"]) == (60, 3.3)
    assert (found["target_participants"], found["participants_attainment_percent"]) == (40, 5.0)


def test_before_the_programmes_start_nothing_is_reached(programme: Programme) -> None:
    """Whoever takes part already when the report's period ends is not between a later start and that day."""
    placed(programme, takes_part(programme, start=date(2022, 1, 1)), start=date(2022, 3, 1), planned=date(2022, 5, 1))
    found = as_json(compute(Extent(date(2022, 1, 1), date(2022, 12, 31), programme=programme)))
    assert found["participants"] == 1
    assert (found["placements_attainment_percent"], found["participants_attainment_percent"]) == (0.0, 0.0)


@pytest.mark.parametrize("target", [None, 0])
def test_without_a_target_nothing_is_attained(extent: Extent, programme: Programme, target: int | None) -> None:
    programme.target_placements = programme.target_participants = target
    found = as_json(compute(extent))
    assert found["placements_attainment_percent"] is None
    assert found["participants_attainment_percent"] is None


def test_a_municipality_has_no_targets(aalborg: Extent) -> None:
    found = as_json(compute(aalborg))
    assert [found[key] for key in found if "target" in key or "attainment" in key] == [None] * 4


def test_the_keys_are_those_of_the_contract_in_its_order(extent: Extent) -> None:
    assert list(as_json(compute(extent))) == [
        *("participants", "candidates_placed", "placements_started", "by_kind", "employers_involved"),
        *("workplaces_involved", "hours_worked", "courses", "course_participants", "completion_rate_percent", "hired"),
        *("destination_rate_percent", "refugees_in_integration_percent", "target_placements", "target_participants"),
        *("placements_attainment_percent", "participants_attainment_percent"),
    ]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 8, "12.5"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (41, 80, "51.3"),
        (0, 5, "0.0"),
    ],
)
def test_percentages_have_one_decimal_half_up(part: int, whole: int, expected: str) -> None:
    """51.25 is 51.3, where Python's own rounding says 51.2."""
    assert percent(part, whole) == Decimal(expected)


def test_every_measure_is_defined_in_danish(extent: Extent) -> None:
    explained = [each for each in MEASURES.values() if each.definition]
    assert len(explained) >= 10
    assert all(str(each.definition).endswith(".") and figures.MEASURES[each.key].compute.__doc__ for each in explained)


def test_the_number_of_queries_does_not_depend_on_the_number_of_people(
    extent: Extent, aalborg: Extent, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    for _ in range(10):
        spell = placed(programme, takes_part(programme))
        worked(spell, date(2024, 3, 1), date(2024, 3, 31), "20")
    MunicipalityFactory.create()
    for each in (extent, aalborg):
        with django_assert_max_num_queries(20):
            compute(each)
