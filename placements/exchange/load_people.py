"""Dated target groups and consents beside the people of kandidater.csv."""

from __future__ import annotations

from typing import Any

from candidates.models import Consent, TargetGroupSpell
from candidates.regrouping import Spell, regroup
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
    registered = (old.values["registreret"], values["registreret"])
    spells = (Spell(*spell) for spell in old.extra["spells"])
    gone, dated, begun = regroup(spells, old.extra["over"], values["målgrupper"], start=today, registered=registered)
    changed = [{"pk": spell.pk, "start": spell.start, "end": spell.end} for spell in dated]
    return gone, changed, [_spell(loading, row, group, today) for group in begun]


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
