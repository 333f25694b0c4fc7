"""How long each kind of record is kept: what we propose (smaajob/data/sletning.csv, dated and with its source), what was decided."""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smaajob.accounts.models import Organisation
from smaajob.geography import DATA
from smaajob.retention.models import Period
from smaajob.writing import day_year

BY_ORGANISATION, PROPOSAL = "organisation", "proposal"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A row of the file. `who` decides: the organisation or the system itself. `sure`: proposal, or our own rule; never law."""

    record: str
    kind: str
    name: str
    starts: str
    amount: int
    unit: str
    who: str
    sure: str
    source: str
    checked_on: date
    valid_from: date
    valid_to: date | None

    @property
    def label(self) -> str:
        """How sure it is, in words that nobody takes for law."""
        return _("Forslag, som kommunen selv fastsætter") if self.sure == PROPOSAL else _("Sådan virker Småjob")

    @property
    def how_long(self) -> str:
        return in_months(self.amount) if self.unit == "months" else in_days(self.amount)

    @property
    def checked(self) -> str:
        return _("kontrolleret den %(day)s") % {"day": day_year(self.checked_on)}


def in_months(months: int) -> str:
    """`5 år`, `18 måneder`."""
    if months % 12 == 0:
        return ngettext("%(n)d år", "%(n)d år", months // 12) % {"n": months // 12}
    return ngettext("%(n)d måned", "%(n)d måneder", months) % {"n": months}


def in_days(days: int) -> str:
    return ngettext("%(n)d dag", "%(n)d dage", days) % {"n": days}


def suggestions(day: date | None = None) -> list[Suggestion]:
    """Those that hold on a day, in the file's order."""
    on = day or timezone.localdate()
    return [one for one in _rows() if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)]


def suggestion(kind: str) -> Suggestion | None:
    """Of a kind that can be erased by a run."""
    return next((one for one in suggestions() if one.kind == kind), None)


def decided(keeper: Organisation) -> dict[str, Period]:
    """What an organisation has decided, by kind."""
    return {one.kind: one for one in Period.objects.filter(keeper=keeper)}


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the month's last one where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    _weekday, last = monthrange(years, month + 1)
    return date(years, month + 1, min(day.day, last))


@cache
def _rows() -> list[Suggestion]:
    with (DATA / "sletning.csv").open(encoding="utf-8", newline="") as file:
        return [_read(row) for row in csv.DictReader(file)]


def _read(row: dict[str, str]) -> Suggestion:
    days = {
        name: date.fromisoformat(row[name]) if row[name] else None for name in ("checked_on", "valid_from", "valid_to")
    }
    assert days["checked_on"] is not None
    assert days["valid_from"] is not None
    return Suggestion(
        record=row["record"],
        kind=row["kind"],
        name=row["name"],
        starts=row["starts"],
        amount=int(row["amount"]),
        unit=row["unit"],
        who=row["who"],
        sure=row["sure"],
        source=row["source"],
        checked_on=days["checked_on"],
        valid_from=days["valid_from"],
        valid_to=days["valid_to"],
    )
