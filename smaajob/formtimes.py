"""Times as people write them: `mandag` or `2.3.2026`, from `9`, to `12.30`."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from smaajob.literals import Unreadable, read_date
from smaajob.schedule import DAY, AnyWindow, DatedWindow, Weekday, Window
from smaajob.writing import WEEKDAYS_LONG, clock

_CLOCK = re.compile(r"(?:kl\.?\s*)?([0-9]{1,2})(?:[.:]?([0-9]{2}))?", re.IGNORECASE)
_SPAN = re.compile(r"\s*(?:-|–|—|\btil\b)\s*", re.IGNORECASE)
_DAY_FIRST = re.compile(r"([a-zæøå]+\.?|[0-9]+[-./][0-9]+[-./][0-9]+)\s+(?:kl\.?\s*)?([0-9].*)", re.IGNORECASE)
_HOURS = re.compile(r"(?:kl\.?\s*)?[0-9]{1,2}(?:[.:]?[0-9]{2})?\s*(?:-|–|—|\btil\b).+", re.IGNORECASE)

Cells = tuple[str, str, str]


class Misread(ValueError):
    """A cell that can't be read: 0 is the day, 1 from, 2 to; the message is for people."""

    def __init__(self, cell: int, message: str) -> None:
        super().__init__(message)
        self.cell = cell


def spread(cells: Cells) -> Cells:
    """What was written in too few cells moved to its own: `man 9-12` in the first, or `9-12` in the second."""
    day, start, end = (" ".join(cell.split()) for cell in cells)
    whole = _DAY_FIRST.fullmatch(day)
    if whole and not start and not end:
        day, start = whole[1], whole[2]
    if not end and _HOURS.fullmatch(start):
        start, end = _SPAN.split(start, maxsplit=1)
    return day, start, end


def read_window(cells: Cells) -> AnyWindow:
    """One row of day, from and to as a window. Raises Misread."""
    day_text, start_text, end_text = spread(cells)
    day = _read_day(day_text)
    start = _read_clock(start_text, 1)
    end = _read_clock(end_text, 2)
    if end <= start:
        raise Misread(
            2, _("Skal være senere end %(from)s. Går tiden over midnat, så skriv den som to.") % {"from": clock(start)}
        )
    return Window(day, start, end) if isinstance(day, Weekday) else DatedWindow(day, start, end)


def write_window(window: AnyWindow) -> Cells:
    """The cells that `read_window` reads back."""
    day = (
        f"{window.day.day}.{window.day.month}.{window.day.year}"
        if isinstance(window, DatedWindow)
        else WEEKDAYS_LONG[window.weekday]
    )
    return day, clock(window.start), clock(window.end)


def read_minute(text: str) -> int:
    """`9.30` or `kl. 9` as minutes since midnight. Raises Misread."""
    return _read_clock(" ".join(text.split()), 1)


def _read_day(text: str) -> Weekday | date:
    if not text:
        raise Misread(0, _("Skriv en ugedag eller en dato."))
    word = text.lower().removesuffix(".")
    if len(word) >= 2:
        for number, name in enumerate(WEEKDAYS_LONG):
            if name.startswith(word) or word == f"{name}e":
                return Weekday(number)
    try:
        return read_date(text)
    except Unreadable as unreadable:
        raise Misread(0, _("Skriv en ugedag, fx mandag, eller en dato, fx 2.3.2026.")) from unreadable


def _read_clock(text: str, cell: int) -> int:
    if not text:
        raise Misread(cell, _("Skriv et klokkeslæt."))
    found = _CLOCK.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2] or 0) if found else DAY + 1
    if not found or minute > DAY or int(found[2] or 0) > 59 or (cell == 1 and minute == DAY):
        raise Misread(cell, _("Skriv et klokkeslæt, fx 9 eller 9.30."))
    return minute
