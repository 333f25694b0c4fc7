"""By when somebody is asked to answer, and the day on which they are reminded. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from smaajob.workdays import is_workday

# So many workdays a step has, unless somebody says another day.
DAYS_TO_ANSWER = 5
# Nobody is asked to answer farther ahead than this.
LONGEST = timedelta(days=92)


def reminder_day(begun: date, deadline: date, country: str) -> date | None:
    """The last workday before the deadline; None where that is not after the day on which they were asked."""
    day = deadline - timedelta(days=1)
    while not is_workday(day, country):
        day -= timedelta(days=1)
    return day if day > begun else None
