"""What people write in the forms about placements, and what they are told when it can't be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from placements.forms.hours import CorrectForm, DaysForm, PeriodForm, PlannedDay
from placements.forms.placements import EndForm, StartForm
from smaajob.accounts.scope import Scope
from smaajob.formfields import HoursField, read_hours
from smaajob.formtimes import Misread, read_window, write_window
from smaajob.schedule import DatedWindow, Weekday, Window, parse_window
from tests.factories import HoursFactory, PlacementFactory, ProgrammeFactory


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        ("2:30", "2.5"),
        ("0", "0"),
        (" 3 timer ", "3"),
        ("1 time", "1"),
        ("2t", "2"),
        ("2½", "2.5"),
        ("½", "0.5"),
        ("0:20", "0.333"),
        ("1.024,25", "1024.25"),
        ("1 024,25", "1024.25"),
        ("0.125", "0.125"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, hours: str) -> None:
    assert read_hours(text) == Decimal(hours)


@pytest.mark.parametrize("text", ["to", "2,5,5", "2:75", "1.2.3", "1e3", "∞", "NaN", "2-3", "½½", ":30"])
def test_what_is_no_number_of_hours_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"fx 2,5 eller 2:30"):
        read_hours(text)


def test_a_number_that_can_be_read_two_ways_is_asked_about() -> None:
    with pytest.raises(ValueError, match=r"1024 eller 1,024"):
        read_hours("1.024")


def test_hours_below_zero_are_told_so() -> None:
    with pytest.raises(ValueError, match="mindre end 0"):
        read_hours("-2")


def test_a_figure_is_shown_with_a_danish_comma() -> None:
    assert HoursField().prepare_value(Decimal("2.50")) == "2,5"
    assert HoursField().prepare_value(Decimal(10) / 3) == "3:20", "exactly what was planned"
    assert HoursField().prepare_value("2,5o") == "2,5o", "what was typed is shown as it was typed"


@pytest.mark.parametrize(
    ("cells", "window"),
    [
        (("mandag", "9", "12"), Window(Weekday.man, 540, 720)),
        (("Ons.", "9.00", "12:30"), Window(Weekday.ons, 540, 750)),
        (("lør", "kl. 8", "0930"), Window(Weekday.lør, 480, 570)),
        (("fredage", "20", "24"), Window(Weekday.fre, 1200, 1440)),
        (("tir", "9-12", ""), Window(Weekday.tir, 540, 720)),
        (("tir", "9 til 12.15", ""), Window(Weekday.tir, 540, 735)),
        (("man 9-12", "", ""), Window(Weekday.man, 540, 720)),
        (("1.3.2026", "9", "12"), DatedWindow(date(2026, 3, 1), 540, 720)),
        (("01-03-2026 kl. 9–12", "", ""), DatedWindow(date(2026, 3, 1), 540, 720)),
    ],
)
def test_times_are_read_as_people_write_them(cells: tuple[str, str, str], window: object) -> None:
    assert read_window(cells) == window


@pytest.mark.parametrize(
    ("cells", "cell", "message"),
    [
        (("", "9", "12"), 0, "Skriv en ugedag eller en dato"),
        (("mandig", "9", "12"), 0, "fx mandag"),
        (("m", "9", "12"), 0, "fx mandag"),
        (("31.2.2026", "9", "12"), 0, "fx mandag"),
        (("man", "", "12"), 1, "Skriv et klokkeslæt"),
        (("man", "25", "12"), 1, "fx 9 eller 9.30"),
        (("man", "24", "24"), 1, "fx 9 eller 9.30"),
        (("man", "9", "12.75"), 2, "fx 9 eller 9.30"),
        (("man", "9", ""), 2, "Skriv et klokkeslæt"),
        (("man", "12", "9"), 2, "senere end 12"),
        (("man", "22-2", ""), 2, "over midnat"),
    ],
)
def test_a_time_that_can_t_be_read_is_told_at_its_cell(cells: tuple[str, str, str], cell: int, message: str) -> None:
    with pytest.raises(Misread, match=message) as told:
        read_window(cells)
    assert told.value.cell == cell


@pytest.mark.parametrize("text", ["man 09:00-12:30", "søn 20:00-24:00", "2026-03-01 08:05-09:00"])
def test_a_time_is_read_back_as_it_was_shown(text: str) -> None:
    assert read_window(write_window(parse_window(text))) == parse_window(text)


def start_form(scope: Scope, **typed: Any) -> StartForm:
    data = {
        "kind": "småjob",
        "start": "2.3.2026",
        "planned_end": "30.4.2026",
        "dag-0": "man",
        "fra-0": "9",
        "til-0": "12",
    }
    data.update({name.replace("_", "-") if name[-1].isdigit() else name: value for name, value in typed.items()})
    return StartForm(data, scope=scope, initial={})


@pytest.mark.django_db
def test_empty_rows_don_t_count(scope: Scope) -> None:
    form = start_form(scope, dag_3="ons", fra_3="9-12", dag_1=" ")
    assert form.is_valid(), form.errors
    assert form.terms()["windows"] == [parse_window("man 09:00-12:00"), parse_window("ons 09:00-12:00")]
    assert len(form.rows) == 5, "the filled ones and one more are shown"


@pytest.mark.django_db
def test_rows_beyond_those_shown_at_first_are_kept(scope: Scope) -> None:
    form = start_form(
        scope, **{f"dag_{n}": f"{n}.3.2026" for n in range(2, 12)}, **{f"fra_{n}": "9-12" for n in range(2, 12)}
    )
    form.is_valid()
    assert [row.day.value() for row in form.rows][2:12] == [f"{n}.3.2026" for n in range(2, 12)]


@pytest.mark.django_db
def test_weekdays_and_dates_are_not_mixed(scope: Scope) -> None:
    form = start_form(scope, dag_1="4.3.2026", fra_1="9", til_1="12")
    assert form.errors["windows"] == ["Skriv enten ugedage eller datoer, ikke begge dele."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "first", "last"), [("1.2.2026", "2.3.2026", "30.4.2026"), ("søndag", "2.3.2026", "6.3.2026")]
)
def test_times_outside_the_period_are_told(scope: Scope, day: str, first: str, last: str) -> None:
    form = start_form(scope, dag_0=day, start=first, planned_end=last)
    assert form.errors["windows"] == ["Ingen af tiderne ligger i perioden."]


@pytest.mark.django_db
def test_another_s_programme_is_no_choice(scope: Scope) -> None:
    theirs = ProgrammeFactory.create(keeper__name="Vejle Kommune", keeper__code="DK-630")
    assert "programme" in start_form(scope, programme=str(theirs.public_id)).errors
    assert "programme" in start_form(scope, programme="ikke en id").errors


def test_an_empty_day_is_not_known_yet_and_nought_is_written() -> None:
    days = [PlannedDay(date(2026, 3, 2), "9–12", Decimal(3)), PlannedDay(date(2026, 3, 4), "9–12", Decimal(3))]
    assert DaysForm(days=days)["dag-2026-03-02"].value() == "3"
    form = DaysForm({"dag-2026-03-02": "0", "dag-2026-03-04": ""}, days=days)
    assert form.is_valid()
    assert form.hours == {date(2026, 3, 2): Decimal(0)}
    nothing = DaysForm({"dag-2026-03-02": "", "dag-2026-03-04": ""}, days=days)
    assert nothing.non_field_errors() == ["Skriv timer for mindst én dag."]


def test_a_day_has_no_more_than_24_hours() -> None:
    form = DaysForm({"dag-2026-03-02": "24:01"}, days=[PlannedDay(date(2026, 3, 2), "9–12", Decimal(3))])
    assert form.errors["dag-2026-03-02"] == ["En dag har højst 24 timer."]


def test_names_that_are_no_days_are_passed_over() -> None:
    assert DaysForm.days_in({"dag-2026-03-02": "", "dag-i-dag": "", "csrfmiddlewaretoken": ""}) == [date(2026, 3, 2)]


def test_dates_can_be_typed_in_several_ways() -> None:
    for text in ("1.3.2026", "01-03-2026", "1/3/2026", "2026-03-01"):
        form = PeriodForm({"first_day": text, "last_day": text, "hours": "6"})
        assert form.is_valid(), text
        assert form.cleaned_data["first_day"] == date(2026, 3, 1)
    assert PeriodForm({"first_day": "i går", "last_day": "", "hours": "6"}).errors == {
        "first_day": ["Skriv datoen med dag, måned og år, fx 2-3-2026."],
        "last_day": ["Skriv en dato, fx 2-3-2026."],
    }


@pytest.mark.parametrize("text", ["31.12.9999", "1.1.0026", "1.1.1700"])
def test_a_year_that_nobody_means_is_asked_about(text: str) -> None:
    form = PeriodForm({"first_day": text, "last_day": text, "hours": "6"})
    assert form.errors["first_day"] == ["Se efter, om årstallet er rigtigt."]


def test_a_correction_asks_for_its_reason() -> None:
    assert CorrectForm({"hours": "2", "reason": " "}).errors == {"reason": ["Skriv, hvorfor timerne skal rettes."]}


@pytest.mark.django_db
def test_the_likely_last_day_is_the_planned_one_when_it_is_past_but_not_before_hours_that_are_written() -> None:
    placement = PlacementFactory.create(start=date(2026, 1, 5), planned_end=date(2026, 3, 31))
    day = lambda today: EndForm(placement=placement, today=today, now="")["on"].value()  # noqa: E731
    assert day(date(2026, 3, 16)) == date(2026, 3, 16)
    assert day(date(2026, 4, 16)) == date(2026, 3, 31)
    HoursFactory.create(placement=placement, first_day=date(2026, 4, 1), last_day=date(2026, 4, 5))
    assert day(date(2026, 4, 16)) == date(2026, 4, 5)


@pytest.mark.django_db
def test_the_situation_stays_as_it_was_unless_another_is_chosen() -> None:
    form = EndForm(placement=PlacementFactory.create(), today=date(2026, 3, 16), now="kontanthjælp")
    status: Any = form.fields["status"]
    assert status.choices[0] == ("", "Som før (kontanthjælp)")
    assert EndForm({}, placement=PlacementFactory.create(), today=date(2026, 3, 16), now="").errors == {
        "on": ["Skriv en dato, fx 2-3-2026."],
        "reason": ["Vælg, hvordan forløbet sluttede."],
    }
