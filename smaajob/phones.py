"""Phone numbers as one form, however they are written (the library knows every country's numbers)."""

from __future__ import annotations

import phonenumbers


def phone_number(text: str, country: str = "DK") -> str:
    """`12 34 56 78` → `+4512345678`; the empty string where it is no possible number. `country` is meant where none is written."""
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
