"""A week of times, written as people write them."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template

from smaajob.forms import errors_of
from smaajob.schedule import AnyWindow, Weekday, parse_window
from smaajob.week import WeekField, read_day, week_total, write_day, write_week

MAN = Weekday.man


class WhenForm(forms.Form):
    name = forms.CharField()
    when = WeekField(label="Ledige tider")


def windows(*texts: str) -> list[AnyWindow]:
    return [parse_window(f"man {text}") for text in texts]


def shown(form: forms.Form) -> str:
    return Template("{% error_summary form %}{% field form.when %}").render(Context({"form": form}))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9-12", ["09:00-12:00"]),
        ("9–12", ["09:00-12:00"]),
        ("9-12 og 13-15.30", ["09:00-12:00", "13:00-15:30"]),
        ("kl. 8 til 14", ["08:00-14:00"]),
        ("Fra kl. 8 til kl. 14", ["08:00-14:00"]),
        ("  8:15 - 14:45 ", ["08:15-14:45"]),
        ("0815-1445", ["08:15-14:45"]),
        ("9,30-12", ["09:30-12:00"]),
        ("9-12,13-15", ["09:00-12:00", "13:00-15:00"]),
        ("9-12, 13-15,30", ["09:00-12:00", "13:00-15:30"]),
        ("9-12 13-15", ["09:00-12:00", "13:00-15:00"]),
        ("13-15; 9-12", ["09:00-12:00", "13:00-15:00"]),
        ("9-12 og 11-14", ["09:00-14:00"]),
        ("20-24", ["20:00-24:00"]),
        ("", []),
        (" - ", []),
        ("Nej", []),
    ],
)
def test_what_people_write_of_a_day_is_read(written: str, read: list[str]) -> None:
    assert read_day(written, MAN) == windows(*read)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("9", "Skriv både fra og til, fx 9-12."),
        ("formiddag", "Skriv både fra og til, fx 9-12."),
        ("9-12 og", "Skriv både fra og til, fx 9-12."),
        ("halv ti-12", "Det kan vi ikke læse: halv ti-12. Skriv fx 9-12."),
        ("9-12-15", "Det kan vi ikke læse: 9-12-15. Skriv fx 9-12."),
        ("12-9", "Sluttiden skal være senere end 12."),
        ("9-25", "Klokken 25 findes ikke. Skriv fx 9-12."),
        ("26-27", "Klokken 26 findes ikke. Skriv fx 9-12."),
        ("9.75-12", "Klokken 9.75 findes ikke. Skriv fx 9-12."),
        ("9-12 og 13-12", "Sluttiden skal være senere end 13."),
    ],
)
def test_what_cannot_be_read_is_told_in_words(written: str, told: str) -> None:
    with pytest.raises(ValueError, match="^" + told.replace(".", r"\.") + "$"):
        read_day(written, MAN)


def test_what_is_written_is_read_back() -> None:
    week = windows("09:00-12:00", "13:00-15:30", "20:00-24:00")
    text = write_day(window for window in week if not hasattr(window, "day"))

    assert text == "9-12, 13-15.30 og 20-24"
    assert read_day(text, MAN) == week
    assert write_week([*week, parse_window("2026-03-02 09:00-10:00")]) == [text, *[""] * 6]


def test_a_form_shows_a_persons_week_and_the_sum() -> None:
    html = shown(WhenForm(initial={"when": [parse_window("man 09:00-12:00"), parse_window("fre 08:00-10:30")]}))

    assert 'name="when-man" id="id_when-man" value="9-12"' in html
    assert 'name="when-fre" id="id_when-fre" value="8-10.30"' in html
    assert 'name="when-søn" id="id_when-søn" value=""' in html
    assert "I alt 5,5 timer om ugen" in html
    assert "form-error" not in html


def test_the_week_is_read_from_seven_fields() -> None:
    form = WhenForm(QueryDict("name=x&when-man=9-12&when-ons=9-12+og+13-14&when-tir="))

    assert form.is_valid()
    assert [str(one) for one in form.cleaned_data["when"]] == [
        "man 09:00-12:00",
        "ons 09:00-12:00",
        "ons 13:00-14:00",
    ]


def test_what_is_wrong_stands_beside_its_day_and_all_that_was_typed_stays() -> None:
    form = WhenForm({"name": "x", "when-man": "9-12", "when-tir": "9", "when-tor": "14-8"})

    assert not form.is_valid()
    html = shown(form)
    assert [fault.target for fault in errors_of(form)] == ["id_when-tir", "id_when-tor"]
    assert "Ledige tider: torsdag: Sluttiden skal være senere end 14." in html
    tuesday = html[html.index('id="id_when-tir-error"') : html.index("Onsdag")]
    assert "Skriv både fra og til, fx 9-12." in tuesday
    assert 'value="9" ' in tuesday
    assert 'value="9-12"' in html
    assert 'value="14-8"' in html
    assert "I alt 3 timer om ugen" in html


def test_an_empty_week_is_asked_for_where_it_must_be_there() -> None:
    form = WhenForm({"name": "x"})
    assert not form.is_valid()
    assert "Skriv tiderne for mindst én dag." in shown(form)
    assert errors_of(form)[0].target == "id_when-man"

    class Free(forms.Form):
        when = WeekField(required=False)

    free = Free({"when-lør": "nej"})
    assert free.is_valid()
    assert free.cleaned_data["when"] == []


def test_what_a_verb_says_of_the_week_is_shown_too() -> None:
    form = WhenForm({"name": "x", "when-man": "9-12"})
    assert form.is_valid()
    form.add_error("when", "Ingen af tiderne ligger i perioden.")

    assert shown(form).count("Ingen af tiderne ligger i perioden.") == 2


def test_one_forms_errors_are_not_anothers() -> None:
    wrong = WhenForm({"name": "x", "when-man": "9"})
    assert not wrong.is_valid()

    assert "form-error" not in shown(WhenForm())


def test_a_very_long_line_is_refused_and_not_worked_on() -> None:
    form = WhenForm({"name": "x", "when-man": "9-12 " * 5000})
    assert not form.is_valid()
    assert "Det er for langt" in str(form.errors)


def test_whether_it_changed() -> None:
    week: list[Any] = [parse_window("man 09:00-12:00")]
    assert not WhenForm({"name": "x", "when-man": "9-12"}, initial={"name": "x", "when": week}).has_changed()
    assert WhenForm({"name": "x", "when-man": "9-13"}, initial={"name": "x", "when": week}).has_changed()


def test_the_sum_leaves_out_what_cannot_be_read() -> None:
    assert week_total(["9-12", "8", *[""] * 5]) == (3, True)
