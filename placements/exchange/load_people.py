"""Dated target groups and consents beside the people of kandidater.csv."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from candidates.models import Consent, Disclosure, TargetGroupSpell, noted_elsewhere
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
    """The imported consent is what the cell says: given on that date, recorded elsewhere; an empty cell takes it back.

    What was withdrawn here stays (the cell is read so by placements.exchange.stored), and so does one under which something
    was told: that is ended, and stands on record.
    """
    created = loading.created[CANDIDATES.name]
    changed = [row for row in loading.plan.changed(CANDIDATES) if "samtykke" in row.changed]
    held = Consent.objects.imported().filter(candidate__in=[row.pk for row in changed], withdrawn_at__isnull=True)
    _withdraw(loading, held.filter(disclosures__isnull=False).distinct())
    loading.writer.delete(held.filter(disclosures__isnull=True))
    loading.writer.insert(
        Consent,
        [
            {"keeper_id": loading.keeper_id, "candidate_id": row.pk, **noted_elsewhere(given_on)}
            for row in created + changed
            if (given_on := loading.after(CANDIDATES, row)["samtykke"])
        ],
    )


def _withdraw(loading: Loading, consents: QuerySet[Consent]) -> None:
    now = timezone.now()
    pks = list(consents.values_list("pk", flat=True))
    shown = Disclosure.objects.filter(consent__in=pks, ended_at__isnull=True).values_list("pk", flat=True)
    loading.writer.update(Disclosure, [{"pk": pk, "ended_at": now} for pk in shown])
    loading.writer.update(Consent, [{"pk": pk, "withdrawn_at": now} for pk in pks])
