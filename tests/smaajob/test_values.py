"""Times, places and secrets: the plain values that everything stands on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from cryptography.fernet import Fernet, InvalidToken

from smaajob import geography, secrets
from smaajob.schedule import (
    ZONES,
    DatedWindow,
    Weekday,
    Window,
    hours_between,
    moments,
    occurrences,
    parse_window,
    tidy,
    total_hours,
)
from smaajob.vocabulary import ACCOMMODATION_GROUPS, OPPOSITE_ACCOMMODATION, Accommodation, Certificate, Demand


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("man 08:00-14:00", "man 08:00-14:00"),
        ("Mandag 8-14", "man 08:00-14:00"),
        ("lør  9.30 – 24", "lør 09:30-24:00"),
        ("2026-03-02 08:00-14:00", "2026-03-02 08:00-14:00"),
    ],
)
def test_a_window_is_read_as_people_write_it(text: str, written: str) -> None:
    assert str(parse_window(text)) == written


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("hver dag", "form"),
        ("man 14:00-08:00", "order"),
        ("man 08:00-25:00", "time"),
        ("man 08:60-09:00", "time"),
        ("2026-02-30 08:00-14:00", "date"),
        ("mon 08:00-14:00", "weekday"),
    ],
)
def test_a_window_that_can_not_be_says_what_is_wrong(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_window(text)


def test_windows_that_meet_become_one() -> None:
    windows = [parse_window(text) for text in ("man 12:00-14:00", "man 08:00-12:00", "tir 08:00-09:00")]
    assert [str(window) for window in tidy(windows)] == ["man 08:00-14:00", "tir 08:00-09:00"]
    assert total_hours(windows) == 7


def test_a_week_comes_back_on_its_dates() -> None:
    found = list(occurrences([Window(Weekday.ons, 480, 600)], date(2026, 3, 2), date(2026, 3, 18)))
    assert [window.day.day for window in found] == [4, 11, 18]
    dated = [DatedWindow(date(2026, 3, 2), 480, 600), DatedWindow(date(2026, 4, 2), 480, 600)]
    assert list(occurrences(dated, date(2026, 3, 1), date(2026, 3, 31))) == dated[:1]


def test_the_night_to_summer_time_is_an_hour_short_and_the_one_back_an_hour_long() -> None:
    for day, hours in ((date(2026, 3, 29), 5), (date(2026, 10, 25), 7), (date(2026, 6, 1), 6)):
        assert hours_between(*moments(DatedWindow(day, 0, 360), ZONES["DK"])) == Decimal(hours)
    start, end = moments(DatedWindow(date(2026, 6, 1), 600, 1440), ZONES["SE"])
    assert end == datetime(2026, 6, 1, 22, tzinfo=UTC)
    assert hours_between(start, end) == 14


def test_distances_are_the_straight_line_and_three_tenths_more() -> None:
    assert geography.distance_km("9000", "DK", "9000", "DK") == 0
    aalborg_copenhagen = geography.distance_km("9000", "DK", "1050", "DK")
    assert aalborg_copenhagen is not None
    assert 280 < aalborg_copenhagen < 310
    assert geography.distance_km("9000", "DK", "0000", "DK") is None


@pytest.mark.parametrize(
    ("text", "code"), [("766", "DK-766"), ("dk-766", "DK-766"), ("0766", "DK-766"), ("SE-0580", "SE-0580")]
)
def test_municipality_codes(text: str, code: str) -> None:
    assert geography.canonical_code(text) == code


@pytest.mark.parametrize("text", ["0580", "SE-580", "Aabenraa"])
def test_580_is_aabenraa_and_linkoping_needs_its_country(text: str) -> None:
    if text == "0580":
        assert geography.municipality_name(geography.canonical_code(text)) == "Aabenraa"
        return
    with pytest.raises(ValueError, match=text):
        geography.canonical_code(text)


def test_the_whole_country_is_there() -> None:
    assert sum(code.startswith("DK-") for code in geography.municipalities()) == 98
    assert len(geography.places("DK")) == 1090


def test_a_secret_is_read_with_any_of_the_keys_and_written_with_the_first(settings: object) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]  # type: ignore[attr-defined]
    token = secrets.encrypt("010190-1234")
    assert "0101" not in token
    settings.FIELD_KEYS = [new, old]  # type: ignore[attr-defined]
    assert secrets.decrypt(token) == "010190-1234"
    settings.FIELD_KEYS = [new]  # type: ignore[attr-defined]
    with pytest.raises(InvalidToken):
        secrets.decrypt(token)
    assert secrets.keyed_hash("010190-1234") == secrets.keyed_hash("010190-1234") != secrets.keyed_hash("010190-1235")


def test_every_certificate_can_be_asked_for_and_every_opposite_exists() -> None:
    assert set(Certificate.values) < set(Demand.values)
    assert set(OPPOSITE_ACCOMMODATION.values()) <= set(Accommodation.values)


def test_every_accommodation_stands_in_one_group() -> None:
    grouped = [code for _name, codes in ACCOMMODATION_GROUPS for code in codes]
    assert sorted(grouped) == sorted(Accommodation)
