"""How the value of a rule is written in a row, read, and said to people. Pure."""

from __future__ import annotations

from datetime import time
from decimal import Decimal, InvalidOperation

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smaajob.vocabulary import Demand
from smaajob.writing import NO_BREAK, joined, lower_first, number

# What a rule says: a number, a time of day, yes or no, a list of words; None where there is no limit.
Value = Decimal | time | bool | tuple[str, ...] | None
NO_LIMIT, YES, NO = "ingen", "ja", "nej"
MOST = Decimal(10_000_000)


class Unit(models.TextChoices):
    """What the value of a rule is a number of, or what else it is."""

    WEEKS = "weeks", gettext_lazy("uger")
    MONTHS = "months", gettext_lazy("måneder")
    HOURS = "hours", gettext_lazy("timer")
    YEARS = "years", gettext_lazy("år")
    EMPLOYEES = "employees", gettext_lazy("ansatte")
    PEOPLE = "people", gettext_lazy("personer")
    NUMBER = "number", gettext_lazy("antal")
    PERCENT = "percent", gettext_lazy("procent")
    KR_HOUR = "kr_hour", gettext_lazy("kr. i timen")
    KR_MONTH = "kr_month", gettext_lazy("kr. om måneden")
    KR_YEAR = "kr_year", gettext_lazy("kr. om året")
    CLOCK = "clock", gettext_lazy("klokken")
    YES_NO = "yes_no", gettext_lazy("ja eller nej")
    WEEK_NUMBERS = "week_numbers", gettext_lazy("ugenumre")
    DEMANDS = "demands", gettext_lazy("krav i en opgave")


WHOLE = frozenset({Unit.WEEKS, Unit.MONTHS, Unit.YEARS, Unit.EMPLOYEES, Unit.PEOPLE, Unit.NUMBER})
MAY_HAVE_NO_LIMIT = frozenset({Unit.WEEKS, Unit.MONTHS})


def read(unit: str, text: str) -> Value:
    """The value in a row, as files and tables keep it: `13`, `86.16`, `06:00`, `ja`, `27 28`, `ingen`. Raises ValueError."""
    text = text.strip()
    if text == NO_LIMIT and unit in MAY_HAVE_NO_LIMIT:
        return None
    if unit == Unit.CLOCK:
        return time.fromisoformat(text)
    if unit == Unit.YES_NO:
        return {YES: True, NO: False}[text] if text in (YES, NO) else _bad(text)
    if unit in (Unit.WEEK_NUMBERS, Unit.DEMANDS):
        words = tuple(text.split())
        known = {str(week) for week in range(1, 54)} if unit == Unit.WEEK_NUMBERS else set(Demand.values)
        return words if set(words) <= known else _bad(text)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return _bad(text)
    whole = unit not in WHOLE or value == value.to_integral_value()
    return value if value.is_finite() and 0 <= value < MOST and whole else _bad(text)


def say(unit: str, value: Value) -> str:
    """`13 uger`, `86,16 kr. i timen`, `kl. 20`, `ja`, `truckbevis og svejsebevis`, `ingen grænse`."""
    if value is None:
        return _("ingen grænse")
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, time):
        return _("kl. %(at)s") % {"at": f"{value.hour}.{value.minute:02d}" if value.minute else str(value.hour)}
    if isinstance(value, tuple):
        if unit == Unit.WEEK_NUMBERS:
            return _("uge %(weeks)s") % {"weeks": joined(value)} if value else _("ingen")
        return joined(lower_first(str(Demand(code).label)) for code in value) or _("ingen")
    if unit == Unit.NUMBER:
        return number(value)
    return f"{number(value)}{NO_BREAK}{_word(unit, value)}"


def _word(unit: str, value: Decimal) -> str:
    n = 1 if value == 1 else 2
    words = {
        Unit.WEEKS: ngettext("uge", "uger", n),
        Unit.MONTHS: ngettext("måned", "måneder", n),
        Unit.HOURS: ngettext("time", "timer", n),
        Unit.EMPLOYEES: ngettext("ansat", "ansatte", n),
        Unit.PEOPLE: ngettext("person", "personer", n),
        Unit.PERCENT: "%",
    }
    return str(words.get(Unit(unit), Unit(unit).label))


def _bad(text: str) -> Value:
    raise ValueError(text)
