"""A month's hours for whoever pays the wage: each day, what counts, who said so. On paper and as a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from placements.models import Hours, Placement, ReportedHours, ReportState
from placements.parties import Side
from smaajob import writing

# What a spreadsheet would take for a formula.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
SHOWN_MONTHS = 3
Days = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A day, or a sum for some days (`last` after `first`), and who said so. `why`: why there are no hours, where there are none."""

    first: date
    last: date
    hours: Decimal
    how: str
    why: str = ""

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last

    @property
    def words(self) -> str:
        """`Syg`, `Ingen timer. Skrevet af kommunen`."""
        return ". ".join(one for one in (self.why, self.how) if one)


@dataclass(slots=True)
class Sheet:
    """One placement's month. `waiting`: days whose hours nobody has approved yet; they are not in it. `pauses`: those that lie in it, by
    first and last day (None until further)."""

    placement: Placement
    name: str
    month: date
    lines: list[Line] = field(default_factory=list)
    waiting: int = 0
    pauses: list[Days] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((one.hours for one in self.lines), Decimal(0))


def month_of(text: str) -> date | None:
    """The first day of a month, `2026-03`; None where there is no such month that hours can be of."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def last_months(today: date, since: date) -> list[date]:
    """This month and those before, the newest first; none before the one that `since` lies in."""
    found = [today.replace(day=1)]
    while len(found) < SHOWN_MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return [one for one in found if one >= since.replace(day=1)]


def month_text(month: date) -> str:
    """`marts 2026`."""
    return f"{writing.MONTHS_LONG[month.month - 1]} {month.year}"


def end_of(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def sheets_of(
    placements: Collection[Placement],
    names: dict[int, str],
    month: date,
    pauses: Mapping[int, list[Days]] | None = None,
    away: Mapping[int, Mapping[date, str]] | None = None,
) -> list[Sheet]:
    """A sheet for each placement that has anything in the month: hours, hours that wait, days away or a pause; in the order of the
    placements. Two queries. `pauses` by placement, those that are not over before the month; `away` the days on which the person was
    not there, and why (placements.attending): they stand there with no hours, unless hours are written or not agreed on.

    A sum for some days stands in the month in which it begins.
    """
    found = {one.pk: Sheet(one, names.get(one.pk, ""), month) for one in placements}
    last, away = end_of(month), away or {}
    told: set[tuple[int, date]] = set()
    rows = Hours.objects.filter(placement__in=found, first_day__lte=last, last_day__gte=month).select_related("report")
    for row in rows.order_by("first_day"):
        ahead = range((row.last_day - row.first_day).days + 1)
        told.update((row.placement_id, row.first_day + timedelta(days=one)) for one in ahead)
        if row.first_day >= month:
            found[row.placement_id].lines.append(_line(row, away.get(row.placement_id, {})))
    for key, days in (pauses or {}).items():
        found[key].pauses += [one for one in days if one[0] <= last]
    reports = ReportedHours.objects.filter(placement__in=found, day__range=(month, last))
    for one in (reports.waiting() | reports.disputed()).order_by():
        told.add((one.placement_id, one.day))
        found[one.placement_id].waiting += one.state == ReportState.WAITING
    for key, whys in away.items():
        lines = found[key].lines
        lines += [Line(day, day, Decimal(0), "", why) for day, why in whys.items() if (key, day) not in told]
        lines.sort(key=lambda line: line.first)
    return [one for one in found.values() if one.lines or one.waiting or one.pauses]


def _line(row: Hours, away: Mapping[date, str]) -> Line:
    why = "" if row.hours else (row.is_one_day and away.get(row.first_day)) or _("Ingen timer")
    return Line(row.first_day, row.last_day, row.hours, how_approved(row), why)


def how_approved(row: Hours) -> str:
    """Who wrote it and who said yes, in words."""
    report: ReportedHours | None = getattr(row, "report", None)
    if report is None:
        return _("Skrevet af kommunen")
    if report.decided_side == Side.MUNICIPALITY:
        return _("Afgjort af kommunen")
    if report.hours != row.hours:
        return _("Rettet af kommunen")
    day = writing.day(report.decided_at).split(" ", 1)[1] if report.decided_at else ""
    if report.side == Side.PERSON:
        return _("Skrevet af personen, godkendt af arbejdspladsen %(day)s") % {"day": day}
    return _("Skrevet af arbejdspladsen, godkendt af personen %(day)s") % {"day": day}


def as_csv(sheets: Collection[Sheet]) -> bytes:
    """UTF-8 with a BOM, semicolons and a comma in the numbers: a Danish Excel opens it with a double click. A row a line of hours."""
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    out.writerow(
        [_("Navn"), _("Arbejdsplads"), _("Fra"), _("Til"), _("Timer"), _("Godkendt"), _("Hvorfor ingen timer")]
    )
    for sheet in sheets:
        for line in sheet.lines:
            number = f"{line.hours.normalize():f}".replace(".", ",")
            days = [one.strftime("%d-%m-%Y") for one in (line.first, line.last)]
            out.writerow(
                [*map(_harmless, (sheet.name, sheet.placement.workplace.name)), *days, number, line.how, line.why]
            )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(text: str) -> str:
    """A name that a spreadsheet would run as a formula is text to it."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
