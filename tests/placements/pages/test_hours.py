"""Hours are written, a day or a sum at a time, and corrected."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from placements.models import Placement
from smaajob.accounts.scope import Scope
from tests.factories import HoursFactory
from tests.placements.pages.page import hours_rows, said, shift, text, url


def test_the_planned_hours_are_filled_in_and_one_button_saves_them(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 9), date(2026, 3, 11), date(2026, 3, 13), date(2026, 3, 18))
    form = signed_in.get(url("hours", placement)).context["form"]
    assert {name: form[name].value() for name in form.fields} == {
        "dag-2026-03-09": "3",
        "dag-2026-03-11": "3",
        "dag-2026-03-13": "3",
    }, "a shift that has not been is not asked for"
    typed = {"dag-2026-03-09": "2,5", "dag-2026-03-11": "0", "dag-2026-03-13": ""}
    response = signed_in.post(url("hours", placement), typed)
    assert said(response) == "Timerne er gemt: 2 dage, i alt 2,5 timer."
    assert hours_rows(placement) == [
        (date(2026, 3, 9), date(2026, 3, 9), Decimal("2.5")),
        (date(2026, 3, 11), date(2026, 3, 11), Decimal(0)),
    ]
    assert list(signed_in.get(url("hours", placement)).context["form"].fields) == ["dag-2026-03-13"]


def test_a_night_when_the_clock_changes_has_its_real_hours(
    signed_in: Client, scope: Scope, placement: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 30, 10, tzinfo=UTC))
    signed_in.force_login(scope.user)  # the session of two weeks before is over
    shift(placement, date(2026, 3, 29), start=0, end=360)
    shift(placement, date(2026, 3, 30))
    response = signed_in.get(url("hours", placement))
    assert response.context["form"]["dag-2026-03-29"].value() == "5"
    assert "søn 29. mar. kl. 0–6" in text(response)
    assert "man 30. mar. kl. 9–12" in text(response), "the local clock, also in summer time"


def test_two_shifts_of_a_day_are_one_sum(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 11))
    shift(placement, date(2026, 3, 11), start=13 * 60, end=14 * 60 + 30)
    response = signed_in.get(url("hours", placement))
    assert response.context["form"]["dag-2026-03-11"].value() == "4,5"
    assert "ons 11. mar. kl. 9–12 og 13–14.30" in text(response)


def test_a_day_is_not_asked_for_before_its_last_shift_is_over(
    signed_in: Client, placement: Placement, today: date
) -> None:
    shift(placement, today, end=11 * 60)
    shift(placement, today, start=15 * 60, end=16 * 60)
    assert signed_in.get(url("hours", placement)).context["missing"] == []


def test_nonsense_is_told_beside_its_field_and_nothing_is_written(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 9), date(2026, 3, 11))
    response = signed_in.post(url("hours", placement), {"dag-2026-03-09": "3", "dag-2026-03-11": "tre"})
    page = text(response)
    assert response.status_code == 422
    assert 'href="#id_dag-2026-03-11"' in page
    assert "Skriv et antal timer, fx 2,5 eller 2:30." in page
    assert 'value="tre"' in page
    assert hours_rows(placement) == []


def test_a_day_that_another_has_written_meanwhile_is_named(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 9), date(2026, 3, 11))
    HoursFactory.create(placement=placement, first_day=date(2026, 3, 9), last_day=date(2026, 3, 9))
    response = signed_in.post(url("hours", placement), {"dag-2026-03-09": "3", "dag-2026-03-11": "3"})
    assert "Der er allerede timer for 9. marts 2026." in text(response)
    assert len(hours_rows(placement)) == 1


def test_the_same_form_sent_twice_writes_once(signed_in: Client, placement: Placement) -> None:
    shift(placement, date(2026, 3, 9))
    signed_in.post(url("hours", placement), {"dag-2026-03-09": "3"})
    again = signed_in.post(url("hours", placement), {"dag-2026-03-09": "3"})
    assert again.status_code == 422
    assert "Der er allerede timer for 9. marts 2026." in text(again)
    assert len(hours_rows(placement)) == 1


def test_at_most_a_month_is_asked_for_at_a_time(signed_in: Client, placement: Placement) -> None:
    days = [date(2026, 1, n) for n in range(5, 32)] + [date(2026, 2, n) for n in range(1, 11)]
    shift(placement, *days)
    response = signed_in.get(url("hours", placement))
    assert len(response.context["form"].fields) == 31
    assert "6 dage mere mangler timer" in text(response)
    typed = dict.fromkeys(response.context["form"].fields, "3")
    assert signed_in.post(url("hours", placement), typed)["Location"] == url("hours", placement), "the rest comes next"


def test_a_sum_for_a_period_is_written(signed_in: Client, placement: Placement) -> None:
    address = url("hours", placement) + "?fane=periode"
    typed = {"first_day": "2.3.2026", "last_day": "8-3-2026", "hours": "12:30"}
    response = signed_in.post(address, typed)
    assert said(response) == "12,5 timer er gemt for 2. mar. – 8. mar. 2026."
    assert hours_rows(placement) == [(date(2026, 3, 2), date(2026, 3, 8), Decimal("12.5"))]


@pytest.mark.parametrize(
    ("first", "last", "hours", "field"),
    [
        ("1.1.2026", "1.1.2026", "3", "first_day"),
        ("3.3.2026", "2.3.2026", "3", "last_day"),
        ("2.3.2026", "2.3.2026", "25", "hours"),
        ("17.3.2026", "17.3.2026", "3", "last_day"),
    ],
)
def test_an_impossible_sum_is_refused_beside_its_field(
    signed_in: Client, placement: Placement, first: str, last: str, hours: str, field: str
) -> None:
    typed = {"first_day": first, "last_day": last, "hours": hours}
    response = signed_in.post(url("hours", placement), typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'value="{first}"' in text(response)
    assert hours_rows(placement) == []


def test_hours_are_corrected_with_a_reason(signed_in: Client, placement: Placement) -> None:
    row = HoursFactory.create(placement=placement)
    address = reverse("placements:correct_hours", args=[row.public_id])
    assert "Nu står der 6 timer." in text(signed_in.get(address))
    refused = signed_in.post(address, {"hours": "5", "reason": ""})
    assert refused.status_code == 422
    assert 'value="5"' in text(refused)
    assert signed_in.post(address, {"hours": "200", "reason": "x"}).context["form"].errors["hours"]
    response = signed_in.post(address, {"hours": "5", "reason": "Gik tidligt hjem"})
    assert said(response) == "Timerne for 5. jan. – 11. jan. 2026 er rettet fra 6 til 5."
    row.refresh_from_db()
    assert row.hours == 5
