"""Whom an import's page shows: the people in what its result quotes of rows, as far as the organisation knows them by now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from candidates.models import Candidate
from placements.exchange import columns
from placements.models import Placement
from smaajob.accounts.models import Organisation

PERSON, PLACEMENT = "kandidat_id", "forløb_id"


def people_in(result: dict[str, Any], keeper: Organisation) -> set[UUID]:
    """The public ids of those whom the examples or the rows with faults name. Who is new is nobody yet. At most two queries."""
    named = [*_examples(result), *_faults(result)]
    people = {id_ for column, id_ in named if column == PERSON}
    placements = {id_ for column, id_ in named if column == PLACEMENT}
    found: set[UUID] = set()
    if people:
        rows = Candidate.objects.filter(keeper=keeper, external_id__in=people)
        found.update(rows.values_list("public_id", flat=True))
    if placements:
        of = Placement.everything.filter(keeper=keeper, external_id__in=placements)
        found.update(of.values_list("candidate__public_id", flat=True))
    return found


def _examples(result: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in columns.FILES.values():
        for row in result.get("examples", {}).get(kind.file, ()):
            # Rows are told by their whole key (plan.py), which often has the person in it.
            parts = [row["id"]] if len(kind.key) == 1 else row["id"].split(", ")
            yield from zip(kind.key, parts, strict=False)
            for cell in (*row.get("changes", ()), *row.get("values", ())):
                yield from ((cell["column"], cell[side]) for side in ("value", "before", "after") if side in cell)


def _faults(result: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for fault in result.get("faults", ()):
        header = result.get("headers", {}).get(fault["file"], ())
        yield from zip(header, fault.get("cells", ()), strict=False)
