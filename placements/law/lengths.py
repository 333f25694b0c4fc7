"""How long something lasts, in weeks and months. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WEEK = 7


def days_between(first: date, last: date) -> int:
    """Both included: a Monday to the Sunday is 7."""
    return (last - first).days + 1


def last_day(first: date, weeks: int) -> date:
    """The last day of so many weeks: 4 weeks from a Monday end on a Sunday."""
    return first + timedelta(days=weeks * WEEK - 1)


def last_day_of_months(first: date, months: int) -> date:
    """The last day of so many months: 6 months from 15 January end on 14 July; from 31 August, on 28 February."""
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    held = monthrange(year, month + 1)[1]
    if first.day > held:
        return date(year, month + 1, held)
    return date(year, month + 1, first.day) - timedelta(days=1)


def in_weeks(days: int) -> str:
    """`4 uger`, `4 uger og 1 dag`, `3 dage`."""
    weeks, rest = divmod(days, WEEK)
    spoken = [
        ngettext("%(n)d uge", "%(n)d uger", weeks) % {"n": weeks} if weeks else "",
        ngettext("%(n)d dag", "%(n)d dage", rest) % {"n": rest} if rest else "",
    ]
    return _(" og ").join(part for part in spoken if part)
