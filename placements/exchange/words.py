"""Readers of the field's own words: codes of municipalities, windows, languages, register numbers, CPR numbers."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from placements.exchange.literals import Unreadable, composed, read_date
from placements.exchange.readers import Checked, Reader
from smaajob.accounts.models import Organisation
from smaajob.geography import canonical_code, municipalities
from smaajob.schedule import AnyWindow, DatedWindow, parse_window
from smaajob.vocabulary import LANGUAGE_CODES, LANGUAGE_LEVELS

MUNICIPALITY = Checked(
    canonical_code, lambda: _("en kommunekode, fx 851 eller DK-851; svenske kommuner skrives fx SE-0580")
)


def known_municipalities() -> frozenset[str]:
    """The shipped codes, and those of organisations here."""
    return frozenset(municipalities()) | frozenset(Organisation.objects.exclude(code="").values_list("code", flat=True))


class WindowReader(Reader):
    """`man 08:00-14:00`; where dates may stand also `2026-03-02 08:00-14:00` (or `02-03-2026 …`)."""

    def __init__(self, *, dates: bool) -> None:
        self.dates = dates

    def read(self, text: str) -> AnyWindow:
        text = composed(text)
        first, _space, rest = text.partition(" ")
        if self.dates and first[:1].isdigit():
            text = f"{read_date(first).isoformat()} {rest}"
        try:
            window = parse_window(text)
        except ValueError as error:
            raise Unreadable(self._expected(str(error))) from error
        if isinstance(window, DatedWindow) and not self.dates:
            raise Unreadable(_("en tid, der kommer igen hver uge, fx man 08:00-14:00"))
        return window

    def _expected(self, code: str) -> str:
        if code == "order":
            return _("en tid, der slutter, efter den starter; går den over midnat, så skriv to")
        if code == "time":
            return _("et klokkeslæt fra 00:00 til 24:00")
        return self.expects

    @property
    def expects(self) -> str:
        if self.dates:
            return _("en tid, fx man 08:00-14:00 eller 2026-03-02 08:00-14:00")
        return _("en tid, fx man 08:00-14:00 (man, tir, ons, tor, fre, lør, søn)")


def read_language(text: str) -> str:
    """`DA:a2` → `da:A2`. Raises ValueError."""
    code, colon, level = text.partition(":")
    code, level = code.strip().lower(), level.strip().upper()
    if code not in LANGUAGE_CODES or (colon and level not in LANGUAGE_LEVELS):
        raise ValueError(text)
    return f"{code}:{level}" if colon else code


LANGUAGE = Checked(read_language, lambda: _("et sprog med to bogstaver, evt. med niveau, fx da:A2 eller en"))


def read_p_number(text: str) -> str:
    """Ten digits. Raises ValueError."""
    digits = re.sub(r"\s", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValueError(text)
    return digits


P_NUMBER = Checked(read_p_number, lambda: _("et P-nummer med 10 cifre"))


def read_postcode(text: str) -> str:
    """Four digits (Denmark) or five (Sweden); which one, the row's country says. Raises ValueError."""
    digits = re.sub(r"\s", "", text)
    if not re.fullmatch(r"[0-9]{4,5}", digits):
        raise ValueError(text)
    return digits


POSTCODE = Checked(read_postcode, lambda: _("et postnummer med 4 cifre (5 i Sverige)"))


def read_register_number(text: str) -> str:
    """The digits of a CVR or organisationsnummer; whether it passes its check, the row's country says. Raises ValueError."""
    digits = re.sub(r"[\s.-]", "", text.upper().removeprefix("DK").removeprefix("SE"))
    if not re.fullmatch(r"[0-9]{8}|[0-9]{10}", digits):
        raise ValueError(text)
    return digits


REGISTER_NUMBER = Checked(
    read_register_number, lambda: _("et CVR-nummer med 8 cifre (et svensk organisationsnummer har 10)")
)


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


class CprReader(Reader):
    """A CPR number (in Sweden a personnummer), kept as its digits. Whether they begin with a date, the row's country says.

    Modulus 11 is not checked: it was given up in 2007.
    """

    def read(self, text: str) -> str:
        digits = re.sub(r"[\s-]", "", text)
        if re.fullmatch(r"[0-9]{9}", digits):
            raise Unreadable(_("10 cifre. Her er 9: Det første 0 er nok faldet væk i regnearket"))
        if not re.fullmatch(r"[0-9]{10}|[0-9]{12}", digits):
            raise Unreadable(self.expects)
        return digits

    @property
    def expects(self) -> str:
        return _("et CPR-nummer med 10 cifre, fx ddmmåå-1234")


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
