"""What one report hides across its pages: its tables, charts and key figures are one sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from candidates.models import Programme
from reports import figures
from reports.extent import Extent
from reports.publish import Content, Maker, publish
from reports.sheet import HOURS, PARTICIPANTS, PLACED, STARTED, Sheet, make
from smaajob.accounts.models import Organisation
from smaajob.schedule import ZONES
from tests.factories import StatusSpellFactory, TargetGroupSpellFactory
from tests.reports.conftest import FIRST, person, placed, takes_part, worked

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 1, 15, 12, tzinfo=ZONES["DK"])


def sheet(extent: Extent) -> Sheet:
    return make(extent, figures.compute(extent))


def content(extent: Extent) -> Content:
    return publish(extent, figures.compute(extent), Maker(extent.keeper), NOON)


def crowd(programme: Programme, number: int, group: str = "kontanthjælp", **placement: Any) -> None:
    """People in a target group, each with a placement of 10 hours."""
    for _ in range(number):
        someone = takes_part(programme)
        TargetGroupSpellFactory.create(candidate=someone, group=group, start=FIRST)
        worked(placed(programme, someone, **placement), date(2024, 3, 4), date(2024, 3, 8), "10")


def key_figure(found: Content, key: str) -> str:
    return next(figure["text"] for figure in [*found["key_figures"], *found["more_figures"]] if figure["key"] == key)


def test_a_large_programme_hides_nothing(extent: Extent, programme: Programme) -> None:
    crowd(programme, 8)
    crowd(programme, 7, group="fleksjob", kind="praktik")
    assert sheet(extent).hidden == frozenset()
    assert content(extent)["hides"] is False


def test_a_small_group_takes_another_with_it_in_every_column(extent: Extent, programme: Programme) -> None:
    crowd(programme, 9)
    crowd(programme, 6, group="fleksjob")
    crowd(programme, 3, group="flygtning")
    found = sheet(extent)
    for column in (PARTICIPANTS, PLACED, STARTED, HOURS):
        assert ("group", "flygtning", column) in found.hidden
        assert ("group", "fleksjob", column) in found.hidden
        assert ("group", "kontanthjælp", column) not in found.hidden
    assert found.shows(PARTICIPANTS)


def test_two_who_were_not_placed_are_not_given_away(extent: Extent, programme: Programme) -> None:
    """12 took part and 10 were placed: somebody who knows both knows who was not."""
    crowd(programme, 10)
    for _ in range(2):
        TargetGroupSpellFactory.create(candidate=takes_part(programme), group="kontanthjælp", start=FIRST)
    found = sheet(extent)
    assert not found.shows(PLACED) or not found.shows(PARTICIPANTS)
    group = [("group", "kontanthjælp", name) for name in (PARTICIPANTS, PLACED)]
    assert any(key in found.hidden for key in group)


def test_those_outside_a_group_are_not_given_away_where_groups_overlap(extent: Extent, programme: Programme) -> None:
    """Everybody is on kontanthjælp but two; all are young. The two follow from the total."""
    for number in range(20):
        someone = takes_part(programme)
        TargetGroupSpellFactory.create(candidate=someone, group="ung", start=FIRST)
        if number >= 2:
            TargetGroupSpellFactory.create(candidate=someone, group="kontanthjælp", start=FIRST)
    assert ("group", "kontanthjælp", PARTICIPANTS) in sheet(extent).hidden


def test_hours_of_three_people_are_hidden_however_many_they_are(extent: Extent, programme: Programme) -> None:
    crowd(programme, 6)
    for _ in range(3):
        spell = placed(programme, takes_part(programme), kind="praktik")
        worked(spell, date(2024, 3, 1), date(2024, 5, 31), "900")
    found = content(extent)
    assert "2.700" not in str(found)
    assert found["kinds"]["rows"][0]["cells"][-1] == found["kinds"]["rows"][1]["cells"][-1] == "skjult"
    assert found["kinds"]["total"][-1] == "2.760,0"


def test_a_key_figure_of_few_people_is_hidden_on_the_first_page_and_in_the_sentence(
    extent: Extent, programme: Programme
) -> None:
    for _ in range(20):
        takes_part(programme)
    placed(programme, takes_part(programme), end=date(2024, 5, 1), reason="ansat")
    found = content(extent)
    for key in (PLACED, STARTED, "hired", "employers_involved", "workplaces_involved", "completion_rate_percent"):
        assert key_figure(found, key) == "skjult"
    assert key_figure(found, PARTICIPANTS) == "21"
    assert found["summary"] == "21 personer har deltaget."
    # And not through the target either: 1 of 60 is 1.7 percent.
    assert [target["percent"] for target in found["targets"]] == ["skjult", "52,5\N{NO-BREAK SPACE}%"]


def test_a_percentage_is_hidden_where_the_rest_is_few(extent: Extent, programme: Programme) -> None:
    crowd(programme, 20, end=date(2024, 5, 31))
    for _ in range(2):
        placed(programme, takes_part(programme), end=date(2024, 5, 31), reason="sygdom")
    assert key_figure(content(extent), "completion_rate_percent") == "skjult"


def test_a_whole_that_has_no_rest_is_shown(extent: Extent, programme: Programme) -> None:
    crowd(programme, 20, end=date(2024, 5, 31))
    assert key_figure(content(extent), "completion_rate_percent").startswith("100,0")


def test_destinations_of_few_are_hidden(extent: Extent, programme: Programme) -> None:
    for number in range(12):
        someone = takes_part(programme)
        StatusSpellFactory.create(candidate=someone, status="ledig", start=date(2023, 6, 1))
        StatusSpellFactory.create(candidate=someone, status="job" if number < 6 else "småjob", start=date(2024, 6, 1))
    lonely = takes_part(programme)
    StatusSpellFactory.create(candidate=lonely, status="sygedagpenge", start=date(2023, 6, 1))
    StatusSpellFactory.create(candidate=lonely, status="job", start=date(2024, 6, 1))
    found = {each["label"]: each["text"] for each in content(extent)["outcomes"]}
    assert found["Ledig"].startswith("50,0")
    assert found["Sygedagpenge"] == "skjult"


def test_months_with_few_people_are_hidden_and_can_not_be_worked_out(extent: Extent, programme: Programme) -> None:
    for month, number in ((2, 9), (3, 2), (4, 12), (5, 7), (6, 8)):
        crowd(programme, number, start=date(2024, month, 1), planned=date(2024, 12, 1), end=None) if month < 4 else [
            placed(programme, takes_part(programme), start=date(2024, month, 1), planned=date(2024, 12, 1))
            for _ in range(number)
        ]
    found = sheet(extent)
    assert found.step == "month"
    hidden = {key[1].month for key in found.hidden if isinstance(key, tuple) and key[0] == "span" and key[2] == STARTED}
    assert hidden == {3, 5}
    bars = content(extent)["time"]["series"][0]["bars"]
    assert [bar["value"] for bar in bars][1:5] == [9, None, 12, None]


def test_where_most_months_are_small_quarters_are_shown(extent: Extent, programme: Programme) -> None:
    for month in range(1, 13):
        for _ in range(3):
            placed(programme, takes_part(programme), start=date(2024, month, 1), planned=date(2024, 12, 31))
    found = sheet(extent)
    assert found.step == "quarter"
    assert not any(key[0] == "span" for key in found.hidden if isinstance(key, tuple))


def test_more_than_five_years_are_shown_by_quarter(extent: Extent, programme: Programme) -> None:
    crowd(programme, 12)
    assert sheet(extent).step == "month"
    assert sheet(replace(extent, first=date(2019, 12, 1))).step == "quarter"
    assert len(sheet(replace(extent, first=date(2020, 1, 1))).spans) == 60


def test_hours_are_spread_over_the_months_by_their_days(extent: Extent, programme: Programme) -> None:
    for _ in range(5):
        spell = placed(programme, takes_part(programme), start=date(2023, 9, 1), planned=date(2024, 12, 31))
        worked(spell, date(2023, 12, 28), date(2024, 1, 3), "7")
        worked(spell, date(2024, 1, 30), date(2024, 2, 2), "8")
        worked(spell, date(2024, 4, 20), date(2024, 6, 10), "52")
    months = {span.first.month: span.hours for span in sheet(extent).spans}
    assert [float(months[month].value) for month in (1, 2, 3, 4, 5, 6)] == [35, 20, 0, 55, 155, 50]
    assert months[1].people == 5


def test_a_person_in_no_group_has_a_row(extent: Extent, programme: Programme) -> None:
    crowd(programme, 6)
    for _ in range(5):
        takes_part(programme)
    rows = {row["name"]: row["cells"] for row in content(extent)["groups"]["rows"]}
    assert rows["Ingen målgruppe"] == ["5", "0", "0", "0,0"]
    assert rows["Kontanthjælp"] == ["6", "6", "6", "60,0"]


def test_the_group_is_that_of_the_last_day(extent: Extent, programme: Programme) -> None:
    for _ in range(5):
        someone = takes_part(programme)
        TargetGroupSpellFactory.create(candidate=someone, group="ung", start=FIRST, end=date(2024, 12, 30))
        TargetGroupSpellFactory.create(candidate=someone, group="fleksjob", start=date(2024, 12, 31))
    assert [row["name"] for row in content(extent)["groups"]["rows"]] == ["Fleksjob"]


def test_an_empty_report_can_be_made(extent: Extent, aalborg: Extent, municipality: Organisation) -> None:
    assert content(extent)["summary"].startswith("Der er ikke tal nok")
    for _ in range(6):
        person(municipality)
    found = content(aalborg)
    assert found["title"] == "Resultater for Aalborg Kommune"
    assert key_figure(found, PARTICIPANTS) == "6"
    assert not found["targets"]


def test_what_was_reached_before_the_period_does_not_follow_from_the_target(
    extent: Extent, programme: Programme
) -> None:
    """Two placements in 2023 and eight in 2024: ten of sixty beside eight would say two."""
    crowd(programme, 8)
    for _ in range(2):
        early = takes_part(programme, start=date(2023, 2, 1), end=date(2023, 3, 1))
        placed(programme, early, start=date(2023, 2, 1), planned=date(2023, 3, 1))
    found = content(extent)
    shown = [key_figure(found, STARTED), found["targets"][0]["text"]]
    assert "skjult" in str(shown)


def test_the_number_of_queries_is_the_same_for_ten_times_as_many(
    extent: Extent, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    measures = figures.compute(extent)
    for size in (2, 20):
        crowd(programme, size)
        with django_assert_max_num_queries(14):  # the three divisions of time at most
            make(extent, measures)
