"""Phone numbers as one form, however they are written (the library knows every country's numbers)."""

from __future__ import annotations

import re

import phonenumbers

_ONE_FORM = re.compile(r"\+[0-9]+")
# Eight digits in one run: a Danish number as many type it.
_DANISH = re.compile(r"[2-9][0-9]{7}", re.ASCII)


def phone_number(text: str, country: str = "DK") -> str:
    """`12 34 56 78` → `+4512345678`; the empty string where it is no possible number. `country` is meant where none is written."""
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def written(text: str) -> str:
    """`+4598123456` and `98123456` → `+45 98 12 34 56`. What somebody has divided in their own way, and what is no number (an e-mail),
    stays as it is."""
    if not _ONE_FORM.fullmatch(text) and not _DANISH.fullmatch(text):
        return text
    try:
        found = phonenumbers.parse(text, "DK")
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(found):
        return text
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
