"""Cells as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from placements.exchange.columns import FILES
from placements.exchange.masking import mask
from placements.exchange.readers import Choice, Date, Number, Several, Text, Whole, YesNo
from placements.exchange.words import LANGUAGE, MUNICIPALITY, REGISTER_NUMBER, WindowReader, birth_dates
from smaajob.literals import Unreadable
from smaajob.vocabulary import Accommodation, TargetGroup

NUMBER, WHOLE = Number(decimals=3), Whole()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("22,5", "22.5"),
        ("22.5", "22.5"),
        ("8,0", "8"),
        ("1.024,25", "1024.25"),
        ("1 024,25", "1024.25"),
        ("1\u00a0024,25", "1024.25"),
        ("1\u202f024", "1024"),
        ("1,024.25", "1024.25"),
        ("1.250.000", "1250000"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1,024", "1.024"),
        ("1024.250", "1024.25"),
    ],
)
def test_numbers(text: str, value: str) -> None:
    assert NUMBER.read(text) == Decimal(value)
    assert NUMBER.read(NUMBER.write(NUMBER.read(text))) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1.024", "999.999", "1.02.4", "10 24", "1e3", "5 t", "½", "--1", "nan", "٣", "," * 60]
)
def test_no_numbers(text: str) -> None:
    with pytest.raises(Unreadable):
        NUMBER.read(text)


@pytest.mark.parametrize(
    ("text", "value"), [("1.250", 1250), ("1250", 1250), ("1 250", 1250), ("8,0", 8), ("1.250.000", 1250000)]
)
def test_whole_numbers(text: str, value: int) -> None:
    assert WHOLE.read(text) == value


@pytest.mark.parametrize("text", ["1,250", "1,5", "1.25", "-1", "tre"])
def test_no_whole_numbers(text: str) -> None:
    with pytest.raises(Unreadable):
        WHOLE.read(text)


@pytest.mark.parametrize(
    "text", ["2022-03-01", "01-03-2022", "1.3.2022", "01/03/2022", "1-3-2022", "2022-03-01 00:00:00"]
)
def test_dates(text: str) -> None:
    assert Date().read(text) == date(2022, 3, 1)


@pytest.mark.parametrize(
    "text", ["30-02-2022", "2022-13-01", "1-3/2022", "03/31/2022", "44621", "1-3-22", "0222-03-01", "i dag"]
)
def test_no_dates(text: str) -> None:
    with pytest.raises(Unreadable):
        Date().read(text)


@pytest.mark.parametrize("text", ["ja", "J", "1", "x", "X", "true", "TRUE", "sand"])
def test_yes(text: str) -> None:
    assert YesNo().read(text) is True


@pytest.mark.parametrize("text", ["nej", "N", "0", "false", "FALSK"])
def test_no(text: str) -> None:
    assert YesNo().read(text) is False


def test_choices_in_any_case_and_as_a_mac_writes_them() -> None:
    groups = Choice(TargetGroup, {"fleksjobber": "fleksjob"})
    assert groups.read("Fleksjobber") == "fleksjob"
    assert groups.read("FÖRSÖRJNINGSSTÖD") == "försörjningsstöd"
    assert Several(Choice(Accommodation)).read(" e\u0301n_opgave | PAUSER ||pauser") == ["én_opgave", "pauser"]


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (MUNICIPALITY, "766", "DK-766"),
        (MUNICIPALITY, "dk-766", "DK-766"),
        (MUNICIPALITY, "0766", "DK-766"),
        (MUNICIPALITY, "580", "DK-580"),
        (MUNICIPALITY, "SE-0580", "SE-0580"),
        (LANGUAGE, "DA:a2", "da:A2"),
        (LANGUAGE, "uk", "uk"),
        (REGISTER_NUMBER, "DK 44 49 77 86", "44497786"),
        (REGISTER_NUMBER, "556036-0793", "5560360793"),
    ],
)
def test_the_fields_words(reader: Any, text: str, value: str) -> None:
    assert reader.read(text) == value


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("man 08:00-14:00", "man 08:00-14:00"),
        ("Lør 8-12", "lør 08:00-12:00"),
        ("søn 20:00-24:00", "søn 20:00-24:00"),
        ("2026-03-02 08:00-14:00", "2026-03-02 08:00-14:00"),
        ("2.3.2026 08:00-14:00", "2026-03-02 08:00-14:00"),
    ],
)
def test_windows(text: str, written: str) -> None:
    reader = WindowReader(dates=True)
    assert reader.write(reader.read(text)) == written


def test_what_a_spreadsheet_would_run_is_written_so_that_it_does_not() -> None:
    for text in ("=1+1", "+45 98 12 34 56", "-", "@her", "'sådan", "almindelig"):
        written = Text().write(text)
        assert written[0] not in "=+-@"
        assert Text().read(written) == text


def test_a_swedish_personnummer_says_the_day_of_birth_too() -> None:
    assert date(1999, 1, 31) in birth_dates("9901311234", "SE")
    assert date(1999, 1, 31) in birth_dates("199901911234", "SE")
    assert birth_dates("9901311234", "DK") == set()


def test_cpr_numbers_are_masked_wherever_they_stand() -> None:
    assert mask("K 010190-1234 x") == "K 010190-•••• x"
    assert mask("0101901234") == "010190••••"
    assert mask("101901234", "cpr") == "•••••••••"
    assert mask("1038710536", "p_nummer") == "1038710536"


def test_every_column_says_what_it_expects() -> None:
    for kind in FILES.values():
        assert kind.columns[0].name in kind.key
        for column in kind.columns:
            assert len(column.reader.expects) > 3
