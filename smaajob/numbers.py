"""Numbers and codes that the world gives: languages, postcodes, CVR and P-numbers, CPR. From text to value, and their checks.

Pure functions, shared by forms and by the import; each raises ValueError where the text is none.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from functools import cache

from smaajob.language_codes import LANGUAGE_CODES, LANGUAGE_LEVELS


def read_language(text: str) -> str:
    """`DA:a2` → `da:A2`. Raises ValueError."""
    code, colon, level = text.partition(":")
    code, level = code.strip().lower(), level.strip().upper()
    if code not in LANGUAGE_CODES or (colon and level not in LANGUAGE_LEVELS):
        raise ValueError(text)
    return f"{code}:{level}" if colon else code


def read_p_number(text: str) -> str:
    """Ten digits. Raises ValueError."""
    digits = re.sub(r"\s", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValueError(text)
    return digits


def read_postcode(text: str) -> str:
    """Four digits (Denmark) or five (Sweden); which one, the row's country says. Raises ValueError."""
    digits = re.sub(r"\s", "", text)
    if not re.fullmatch(r"[0-9]{4,5}", digits):
        raise ValueError(text)
    return digits


def read_register_number(text: str) -> str:
    """The digits of a CVR or organisationsnummer; whether it passes its check, the row's country says. Raises ValueError."""
    digits = re.sub(r"[\s.-]", "", text.upper().removeprefix("DK").removeprefix("SE"))
    if not re.fullmatch(r"[0-9]{8}|[0-9]{10}", digits):
        raise ValueError(text)
    return digits


@cache
def register_number_fits(country: str, number: str) -> bool:
    """The check of a CVR (modulus 11) or an organisationsnummer (Luhn), as the database makes it."""
    digits = [int(sign) for sign in number]
    if country == "DK":
        weights = (2, 7, 6, 5, 4, 3, 2, 1)
        return (
            len(digits) == 8 and digits[0] != 0 and sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 == 0
        )
    doubled = [d if place % 2 else d * 2 // 10 + d * 2 % 10 for place, d in enumerate(digits)]
    return len(digits) == 10 and sum(doubled) % 10 == 0


def read_cpr(text: str) -> str:
    """The digits of a CPR number (in Sweden a personnummer). Raises ValueError("nine") where a leading nought is lost, else ValueError.

    Modulus 11 is not checked: it was given up in 2007. Source: CPR-kontoret, "Personnumre uden kontrolciffer (modulus 11 kontrol)".
    """
    digits = re.sub(r"[\s-]", "", text)
    if re.fullmatch(r"[0-9]{9}", digits):
        raise ValueError("nine")
    if not re.fullmatch(r"[0-9]{10}|[0-9]{12}", digits):
        raise ValueError(text)
    return digits


def birth_dates(digits: str, country: str) -> set[date]:
    """The birth dates that a CPR number can stand for, or in Sweden a personnummer; empty where it begins with no date."""
    if country == "SE":
        return _swedish_dates(digits) or _danish_dates(digits)
    return _danish_dates(digits)


def _danish_dates(digits: str) -> set[date]:
    # The century is in the seventh digit. Source: CPR-kontoret, "Personnummeret i CPR". A replacement number (day + 60)
    # says nothing of it.
    if len(digits) != 10:
        return set()
    day, month, year, seventh = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    if day > 60:
        return _dates((1900 + year, 2000 + year), month, day - 60)
    if seventh <= 3:
        century = 1900
    elif seventh in {4, 9}:
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    return _dates((century + year,), month, day)


def _swedish_dates(digits: str) -> set[date]:
    # yymmdd or yyyymmdd and four digits; a samordningsnummer has day + 60.
    years = (int(digits[:4]),) if len(digits) == 12 else (1900 + int(digits[:2]), 2000 + int(digits[:2]))
    month, day = int(digits[-8:-6]), int(digits[-6:-4])
    return _dates(years, month, day - 60 if day > 60 else day)


def _dates(years: tuple[int, ...], month: int, day: int) -> set[date]:
    found = set()
    for year in years:
        with suppress(ValueError):
            found.add(date(year, month, day))
    return found
