"""Dated target groups and consents beside the people of kandidater.csv."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from candidates.models import Consent, TargetGroupSpell
from placements.exchange.columns import CANDIDATES
from placements.exchange.loading import Loading
from placements.exchange.rows import Row


def write_situation(loading: Loading) -> None:
    """Target groups hold from `registreret`; a later change holds from the day of the import. A consent is kept as given."""
    new, changed, gone = [], [], []
    for row in loading.created[CANDIDATES.name]:
        values = loading.after(CANDIDATES, row)
        new += [_spell(loading, row, group, values["registreret"]) for group in values["målgrupper"]]
    for row in loading.plan.changed(CANDIDATES):
        ended, moved, begun = _changes(loading, row)
        gone += ended
        changed += moved
        new += begun
    loading.writer.delete(TargetGroupSpell.objects.filter(pk__in=gone))
    loading.writer.update(TargetGroupSpell, changed)
    loading.writer.insert(TargetGroupSpell, new)
    _write_consents(loading)


def _spell(loading: Loading, row: Row, group: str, start: Any) -> dict[str, Any]:
    return {"keeper_id": loading.keeper_id, "candidate_id": row.pk, "group": group, "start": start}


def _changes(loading: Loading, row: Row) -> tuple[list[int], list[dict[str, Any]], list[dict[str, Any]]]:
    """Of one person: spells that never held and go, spells with new dates, spells that begin."""
    today = loading.material.today
    old, values = loading.stored(CANDIDATES, row), loading.after(CANDIDATES, row)
    gone: list[int] = []
    dated = []
    for pk, group, start, end in old.extra["spells"]:
        if group not in values["målgrupper"]:
            # A spell that began today, or not yet, held on no day before this one.
            if start >= today:
                gone.append(pk)
            else:
                dated.append({"pk": pk, "start": start, "end": today - timedelta(days=1)})
        elif "registreret" in row.changed and start == old.values["registreret"] and end is None:
            over = old.extra["over"].get(group)
            earliest = over + timedelta(days=1) if over else date.min
            dated.append({"pk": pk, "start": max(values["registreret"], earliest), "end": None})
    begun = [
        _spell(loading, row, group, today) for group in values["målgrupper"] if group not in old.values["målgrupper"]
    ]
    return gone, dated, begun


def _write_consents(loading: Loading) -> None:
    """The imported consent is what the cell says: given on that date, recorded elsewhere; an empty cell takes it back."""
    created = loading.created[CANDIDATES.name]
    changed = [row for row in loading.plan.changed(CANDIDATES) if "samtykke" in row.changed]
    form = Consent.Form.RECORDED_ELSEWHERE
    loading.writer.delete(Consent.objects.filter(candidate__in=[row.pk for row in changed], form=form))
    loading.writer.insert(
        Consent,
        [
            {"keeper_id": loading.keeper_id, "candidate_id": row.pk, "given_on": given_on, "form": form}
            for row in created + changed
            if (given_on := loading.after(CANDIDATES, row)["samtykke"])
        ],
    )
