"""Who has looked at a person, as the person reads it: the day, in which role and unit, how, and why. Never which colleague it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from candidates.models import Candidate
from smaajob.accounts.models import Role
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Access, Kind
from smaajob.files.subjects import ids_of
from smaajob.holdings import Fact
from smaajob.writing import day_year

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Look:
    """One day's looks for one purpose by one role in one unit; `times` of them. `who` is `Konsulent, Jobcentret`."""

    day: date
    who: str
    how: str
    purpose: str
    times: int = 1

    @property
    def facts(self) -> list[Fact]:
        """For the copy."""
        return [
            Fact("day", _("Dag"), day_year(self.day), self.day.isoformat()),
            Fact("who", _("Hvem"), self.who, self.who),
            Fact("how", _("Hvordan"), self.how, self.how),
            Fact("purpose", _("Hvorfor"), self.purpose, self.purpose),
            Fact("times", _("Gange"), str(self.times), self.times),
        ]


def looks_at(scope: Scope, person: Candidate) -> list[Look]:
    """Newest first, as far back as the log goes; their own looks are left out. Two questions."""
    rows = Access.objects.visible_to(scope).of_people(ids_of(person)).annotate(day=TruncDate("at", tzinfo=scope.zone))
    if person.user_id is not None:
        rows = rows.exclude(user=person.user_id)
    counted = rows.values("day", "role", "place", "kind", "purpose").annotate(times=Count("pk"))
    return [
        Look(one["day"], _who(one["role"], one["place"]), str(Kind(one["kind"]).label), one["purpose"], one["times"])
        for one in counted.order_by("-day", "role", "place", "purpose", "kind")
    ]


def _who(role: str, place: str) -> str:
    name = str(Role(role).label) if role in Role.values else _("Systemet selv")
    return ", ".join(part for part in (name, place) if part)
