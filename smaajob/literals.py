"""Dates and numbers as people write them (docs/import-format.md): pure functions, each text read once."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2199


class Unreadable(Exception):
    """The text is no value of this type; the message says what was expected."""


def composed(text: str) -> str:
    """Unicode's composed form: a Mac writes å as a and a ring."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def plain(value: Decimal | int) -> str:
    """`22.50` as `22.5`, `100` as `100`: no exponent, no trailing noughts."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})\2([0-9]{4})(?: 00[:.]00(?:[:.]00)?)?")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2}")


@lru_cache(maxsize=20_000)
def read_date(text: str) -> date:
    if found := _ISO.fullmatch(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := _DAY_FIRST.fullmatch(text):
        year, month, day = int(found[4]), int(found[3]), int(found[1])
    elif _SHORT_YEAR.fullmatch(text):
        raise Unreadable(_("en dato med fire cifre i årstallet, fx 01-03-2022"))
    else:
        raise Unreadable(_("en dato, fx 2022-03-01 eller 01-03-2022"))
    try:
        value = date(year, month, day)
    except ValueError as error:
        raise Unreadable(_("en dato, der findes (dagen først, fx 31-01-2022)")) from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(_("en dato mellem %(first)d og %(last)d") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return value


_SPACES = re.compile(r"[ \u00a0\u202f\u2009]")
_GROUPED_BY_SPACE = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_GROUPED_BY_POINT = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|-?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_GROUPED_BY_COMMA = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+|-?[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}")
TWO_WAYS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


@lru_cache(maxsize=20_000)
def read_number(text: str) -> Decimal | None:
    """The number, or None where it is none."""
    text = _SPACES.sub(" ", text)
    if len(text) > 40:
        return None
    if _GROUPED_BY_SPACE.fullmatch(text) or _PLAIN.fullmatch(text):
        return Decimal(text.replace(" ", "").replace(",", "."))
    if _GROUPED_BY_POINT.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _GROUPED_BY_COMMA.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return None
