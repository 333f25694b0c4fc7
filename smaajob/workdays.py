"""Public holidays and workdays of a country. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def public_holidays(country: str, year: int) -> dict[date, str]:
    """A country's public holidays of a year by name ("2. påskedag"); Sundays are not among them. Source: the library `holidays`."""
    found = holidays.country_holidays(country, years=year, language="da" if country == "DK" else "sv")
    named = {day: name.replace("Anden ", "2. ") for day, name in found.items()}
    return {day: name for day, name in named.items() if name not in {"Söndag", "Søndag"}}


def is_workday(day: date, country: str) -> bool:
    """Monday to Friday, and no public holiday there."""
    return day.weekday() < 5 and day not in public_holidays(country, day.year)


def workdays_after(day: date, count: int, country: str) -> date:
    """The `count`-th workday after a day (which is not counted itself)."""
    while count:
        day += timedelta(days=1)
        count -= is_workday(day, country)
    return day
