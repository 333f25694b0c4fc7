"""CPR numbers (in Sweden personnumre) where none should stand: seen in any text, and shown without their last four digits."""

from __future__ import annotations

import re
from datetime import date

from smaajob.numbers import birth_dates
from smaajob.vocabulary import Country

MASKED = "••••"
# Any dash that a word processor makes of a hyphen, the + of a Swede over a hundred, spaces, and what has no width.
_BETWEEN = r"[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d+\s\u00ad\u200b\u2060\ufeff]{0,3}"
_DIGITS = r"[0-9]{8}|[0-9]{5,6}"
_WITH_SIGNS = r"[0-9]{1,2}[-./][0-9]{1,2}[-./](?:[0-9]{4}|[0-9]{2})|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
_CPR = re.compile(rf"(?<![0-9])({_WITH_SIGNS}|{_DIGITS})({_BETWEEN})([0-9]{{4}})(?![0-9])")
_NUMBER = re.compile(rf"({_DIGITS})({_BETWEEN})([0-9]{{4}})")
# Ten digits in one go are here what they should be.
_OTHER_NUMBERS = frozenset({"p_nummer", "kontakt_telefon", "telefon"})


def mask(text: str, column: str = "") -> str:
    """`010190-1234` as `010190-••••`, wherever it stands; a cell of the column `cpr` shows no more than that."""
    if column == "cpr":
        found = _CPR.fullmatch(text.strip())
        return f"{found[1]}-{MASKED}" if found and len(found[1]) > 5 else re.sub(r"\d", "•", text)
    return _CPR.sub(lambda found: _masked(found, column), text)


def holds_cpr(text: str) -> bool:
    """Whether a text that people write freely seems to hold a whole CPR number or personnummer.

    A date and, after a space, four digits is a day and a time or an amount; a number in groups of two is a telephone's.
    """
    return any(_may_be_date(found[1]) and not _day_and_number(found) for found in _CPR.finditer(text))


def _day_and_number(found: re.Match[str]) -> bool:
    return not found[1].isdigit() and found[2].isspace()


def _masked(found: re.Match[str], column: str) -> str:
    if (column in _OTHER_NUMBERS and not found[2] and found[1].isdigit()) or not _may_be_date(found[1]):
        return found[0]
    return f"{found[1]}{found[2]}{MASKED}"


def is_cpr(text: str, born: date | None) -> bool:
    """Whether the whole text looks like a CPR number or personnummer.

    Nine digits do where they, with the nought that a spreadsheet took, begin with the birth date.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return False
    if len(found[1]) == 5:
        return born in birth_dates(f"0{found[1]}{found[3]}", Country.DENMARK)
    return _may_be_date(found[1])


def _may_be_date(text: str) -> bool:
    """Whether digits may be a date, the day or the year first; replacement numbers have 60 more in the day."""
    parts = re.split(r"[-./]", text)
    if len(parts) == 3:
        year_first = len(parts[0]) == 4
        return _fits(*(parts[2:0:-1] if year_first else parts[:2])) or (not year_first and _fits(parts[2], parts[1]))
    if len(text) == 8:
        centuries = {"18", "19", "20"}
        return (text[:2] in centuries and _fits(text[6:], text[4:6])) or (
            text[4:6] in centuries and _fits(text[:2], text[2:4])
        )
    text = text.rjust(6, "0")
    return _fits(text[:2], text[2:4]) or _fits(text[4:], text[2:4])


def _fits(day: str, month: str) -> bool:
    number = int(day)
    return 1 <= (number - 60 if number > 60 else number) <= 31 and 1 <= int(month) <= 12
