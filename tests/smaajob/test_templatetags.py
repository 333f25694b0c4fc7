"""How values are written for people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone

from candidates.needs import PHRASES
from smaajob import writing
from smaajob.schedule import parse_window
from smaajob.vocabulary import Accommodation

MARCH, JUNE, NEXT_YEAR = date(2026, 3, 2), date(2026, 6, 30), date(2027, 1, 3)


def shown(template: str, **context: Any) -> str:
    return Template(template).render(Context(context))


def test_days() -> None:
    assert (
        shown("{{ d|day }} · {{ d|day_year }} · {{ d|day_long }}", d=MARCH)
        == "man 2. mar. · 2. mar. 2026 · mandag den 2. marts 2026"
    )
    assert shown("{{ d|day }}{{ d|day_year }}{{ d|day_long }}", d=None) == ""
    assert writing.day(date(2026, 5, 1)) == "fre 1. maj"


def test_a_moment_is_on_the_clock_of_the_organisation() -> None:
    winter, summer = datetime(2026, 1, 5, 8, 30, tzinfo=UTC), datetime(2026, 7, 6, 22, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Copenhagen")):
        assert shown("{{ at|moment }}", at=winter) == "man 5. jan. kl. 9.30"
        assert shown("{{ at|day }}", at=summer) == "tir 7. jul."
        assert shown("{{ a|times:b }}", a=winter, b=datetime(2026, 1, 5, 12, tzinfo=UTC)) == "9.30–13"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (MARCH, JUNE, "2. mar. – 30. jun. 2026"),
        (MARCH, NEXT_YEAR, "2. mar. 2026 – 3. jan. 2027"),
        (MARCH, MARCH, "2. mar. 2026"),
        (MARCH, None, "fra 2. mar. 2026"),
    ],
)
def test_periods(first: date, last: date | None, text: str) -> None:
    assert shown("{{ a|period:b }}", a=first, b=last) == text


@pytest.mark.parametrize(
    ("kept", "text"),
    [
        ("+4595437363", "+45 95 43 73 63"),
        ("95437363", "+45 95 43 73 63"),
        ("95 43 73 63", "95 43 73 63"),
        ("08123456", "08123456"),
        ("1813", "1813"),
        ("bente@bageriet.example", "bente@bageriet.example"),
        ("", ""),
    ],
)
def test_a_phone_number_is_divided_where_whoever_wrote_it_did_not(kept: str, text: str) -> None:
    assert shown("{{ kept|phone }}", kept=kept) == text


@pytest.mark.parametrize(
    ("windows", "text"),
    [
        ([], ""),
        (["ons 09:00-12:00", "man 09:00-12:00"], "man 9–12, ons 9–12"),
        (["man 09:00-12:00", "tir 09:00-12:00"], "man 9–12, tir 9–12"),
        (["man 08:00-16:00", "tir 08:00-16:00", "ons 08:00-16:00", "fre 08:30-12:00"], "man–ons 8–16, fre 8.30–12"),
        (["man 08:00-10:00", "man 13:00-15:00"], "man 8–10 og 13–15"),
        (["lør 20:00-24:00"], "lør 20–24"),
        (["2026-03-04 08:00-14:00", "2026-03-02 08:00-14:00"], "man 2. mar. 8–14, ons 4. mar. 8–14"),
    ],
)
def test_windows(windows: list[str], text: str) -> None:
    assert shown("{{ w|windows }}", w=[parse_window(window) for window in windows]) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1024.50"), "1.024,5"),
        (Decimal("7.00"), "7"),
        (Decimal("0.125"), "0,13"),
        (Decimal("-0.001"), "0"),
        (1_234_567, "1.234.567"),
        (10, "10"),
        (0, "0"),
        (None, ""),
    ],
)
def test_numbers(value: Decimal | int | None, text: str) -> None:
    assert shown("{{ n|number }}", n=value) == text


def test_hours() -> None:
    assert (
        shown("{{ a|hours }}, {{ b|hours }}, {{ c|hours }}", a=Decimal("7.50"), b=Decimal(1), c=0).replace("\xa0", " ")
        == "7,5 timer, 1 time, 0 timer"
    )


def test_codes_are_never_shown_to_people() -> None:
    assert shown('{{ c|label:"Category" }}', c="grønne_områder") == "Grønne områder"
    assert (
        shown('{{ c|labels:"Accommodation"|joined }}', c=["pauser", "stille", "mentor"])
        == "Ekstra pauser, Et stille sted og Mentor"
    )
    assert shown("{{ c|languages|joined }}", c=["da:B2", "ar"]) == "dansk (B2) og arabisk"
    assert shown('{{ c|label:"Status" }}{{ n|label:"Status" }}', c="", n=None) == ""


def test_everything_that_a_person_can_need_can_be_said() -> None:
    assert set(PHRASES) == set(Accommodation)


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("+4537905472", "+45 37 90 54 72"),
        ("+46701740692", "+46 70 174 06 92"),
        ("20 11 22 33", "20 11 22 33"),
        ("+45 2011 2233", "+45 2011 2233"),
        ("+4520112233@example.org", "+4520112233@example.org"),
        ("+999", "+999"),
        ("+", "+"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_phone_number_is_read_two_digits_at_a_time(kept: str | None, read: str) -> None:
    assert shown("{{ number|phone }}", number=kept) == read


def test_a_phone_number_can_be_called_and_an_address_written_to() -> None:
    assert shown("{{ p|tel }}", p="+45 98 12 34 56") == "tel:+4598123456"
    assert shown("{% email_link e %}", e="a@example.org") == '<a href="mailto:a@example.org">a@<wbr>example.org</a>'


def test_what_a_person_wrote_is_never_markup() -> None:
    assert "<b>" not in shown("{% badge t %}{% icon 'search' t %}{% email_link t %}", t="<b>")


class AForm(forms.Form):
    name = forms.CharField(
        label="Navn", help_text="Som på sygesikringskortet", widget=forms.TextInput({"placeholder": "Navn"})
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(label="Type", choices=[("a", "Almindelig"), ("b", "Anden")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Det er aftalt")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_has_its_label_over_it_and_its_help_under_the_label() -> None:
    html = shown("{% field f.name %}", f=AForm())

    assert html.index("Navn</label>") < html.index("Som på sygesikringskortet") < html.index("<input")
    assert 'aria-describedby="id_name-hint"' in html
    assert "placeholder" not in html


def test_what_may_be_left_out_says_so() -> None:
    assert "(frivilligt)" in shown("{% field f.note %}", f=AForm())
    assert "(frivilligt)" not in shown("{% field f.name %}{% field f.agreed %}", f=AForm())


def test_an_error_stands_beside_its_field_and_on_top_with_a_link() -> None:
    form = AForm({"note": "det, jeg skrev"})
    html = shown("{% error_summary f %}{% for b in f %}{% field b %}{% endfor %}", f=form)

    assert html.count('aria-invalid="true"') >= 1
    assert 'id="id_name-error"' in html
    for target in ("id_name", "id_kind_0", "id_agreed"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert "det, jeg skrev" in html
    assert "Der er 3 ting at rette" in html
    assert ">Navn: Udfyld feltet.</a>" in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert shown("{% error_summary f %}", f=AForm()).strip() == ""
