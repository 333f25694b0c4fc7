"""How a report writes numbers and what it says about them in one sentence."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smaajob import writing

HIDDEN = "skjult"  # one word for what is small and for what would give it away: nobody shall see which
NOTHING = "–"


def whole(value: int | Decimal) -> str:
    """`1.024`: rounded half up to a whole number."""
    return writing.number(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP), 0)


def one_decimal(value: int | Decimal) -> str:
    """`1.024,5`, `20,0`: always one decimal, so that a column lines up."""
    rounded = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def percent(value: Decimal) -> str:
    """`93,0 %`."""
    return f"{one_decimal(value)}{writing.NO_BREAK}%"


def day(value: date) -> str:
    """`1. januar 2019`."""
    return f"{value.day}.{writing.NO_BREAK}{writing.MONTHS_LONG[value.month - 1]} {value.year}"


def period(first: date, last: date) -> str:
    """`1. januar 2019 – 31. december 2022`."""
    return f"{day(first)} – {day(last)}"


def moment(value: datetime) -> str:
    """`21. november 2026 kl. 9.12`, on the organisation's clock."""
    local = timezone.localtime(value)
    return _("%(day)s kl. %(time)s") % {"day": day(local.date()), "time": f"{local.hour}.{local.minute:02d}"}


def summary(numbers: dict[str, int | Decimal], completion: Decimal | None) -> str:
    """One sentence from the numbers that are shown (by JSON key) and the completion rate; what is hidden is left out."""
    people = numbers.get("participants")
    placed = numbers.get("candidates_placed")
    if not people and not placed:
        return _("Der er ikke tal nok i perioden til at vise et samlet resultat.")
    text = (
        _people(int(people)) + (_(", og %s") % _placed(int(placed)) if placed else "")
        if people
        else _("%s i perioden") % _capital(_placed(int(placed or 0)))
    )
    workplaces, hours = numbers.get("workplaces_involved"), numbers.get("hours_worked")
    if placed and workplaces:
        text += " " + _workplaces(int(workplaces))
    if placed and hours:
        text += _(", hvor de tilsammen har arbejdet %s timer") % whole(hours)
    if completion is not None:
        text += _("; %s af de forløb, der sluttede, blev gennemført") % percent(completion)
    return f"{text}."


def _people(number: int) -> str:
    return ngettext("%s person har deltaget", "%s personer har deltaget", number) % whole(number)


def _placed(number: int) -> str:
    return ngettext("%s person har været i forløb", "%s personer har været i forløb", number) % whole(number)


def _workplaces(number: int) -> str:
    return ngettext("på %s arbejdsplads", "på %s arbejdspladser", number) % whole(number)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
