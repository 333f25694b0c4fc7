"""Who is at a company's workplaces, as it may know: the first name where it was told, until when, and the days off without why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection

from placements.agreeing.standing import unsigned
from placements.models import ChangeRequest, Placement
from placements.parties import Side, workplaces_of_party
from placements.told import Who, who_works
from smaajob.vocabulary import PlacementKind

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

MOST = 200
Days = tuple[date, date | None]


@dataclass(slots=True)
class AtCompany:
    """One placement that has not ended. `pauses` are those that last or come; `waits` the codes of what they have asked for."""

    placement: Placement
    who: Who
    pauses: list[Days] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)

    @property
    def is_hired(self) -> bool:
        """It is a job already."""
        return self.placement.kind in (PlacementKind.JOB, PlacementKind.FLEX_JOB)


def at_company(scope: Scope, day: date) -> list[AtCompany]:
    """Those that run or come at the company of the user (or of the one in whose place they act), the earliest end first."""
    places = workplaces_of_party(scope)
    if places is None:
        return []
    # Never joined with the person, whom a company does not see.
    rows = (
        Placement.objects.filter(workplace__in=places.values("pk"), erased=False)
        .not_ended()
        .annotate(unsigned=unsigned())
    )
    placements = list(rows.select_related("workplace__keeper", "task").order_by("planned_end", "pk")[:MOST])
    keys = [one.pk for one in placements]
    people, pauses = who_works(keys, day), pauses_at(keys, day)
    waits: dict[int, list[str]] = {}
    asked = ChangeRequest.objects.filter(placement__in=keys, side=Side.EMPLOYER).waiting()
    for placement, wish in asked.values_list("placement_id", "wish"):
        waits.setdefault(placement, []).append(wish)
    return [
        AtCompany(one, people[one.pk], pauses.get(one.pk, []), waits.get(one.pk, []))
        for one in placements
        if one.pk in people
    ]


def pauses_at(placements: list[int], day: date) -> dict[int, list[Days]]:
    """The days of the pauses that are not over, by placement; of the workplaces of the company, or that the organisation keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pauses_at_company(%s::bigint[], %s)", [placements, day])
        found: dict[int, list[Days]] = {}
        for placement, first, last in cursor.fetchall():
            found.setdefault(placement, []).append((first, last))
    return found
