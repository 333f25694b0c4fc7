"""A person's target groups: what ends, what begins, and from which day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from candidates.models import Candidate, TargetGroupSpell
from smaajob import writing
from smaajob.changes import Changes
from smaajob.vocabulary import TargetGroup


def change_groups(
    person: Candidate, groups: Collection[str], *, start: date, today: date, registered_before: date
) -> Changes:
    """Let the person be in `groups` from a day on: the others end the day before, new ones begin. Inside a transaction.

    Groups that hold since the day of registering move with it. Raises ValidationError where a new one can't begin that day.
    """
    spells = list(person.target_groups.order_by("start", "pk"))
    current = [spell for spell in spells if spell.end is None or spell.end >= today]
    over = {spell.group: spell.end for spell in spells if spell.end is not None and spell.end < today}
    before = {spell.group for spell in current}
    for spell in current:
        if spell.group not in groups:
            _end(spell, start)
        elif person.registered_on != registered_before and spell.start == registered_before and spell.end is None:
            last = over.get(spell.group)
            spell.start = max(person.registered_on, last + timedelta(days=1) if last else date.min)
            spell.save(update_fields=["start"])
    for group in groups:
        if group not in before:
            _begin(person, group, start, over.get(group))
    if before == set(groups):
        return {}
    return {
        "target_groups": [group_names(before), group_names(groups)],
        "target_groups_from": [None, start.isoformat()],
    }


def group_names(groups: Collection[str]) -> list[str]:
    """The groups' names, in the vocabulary's order."""
    return [str(label) for code, label in TargetGroup.choices if code in groups]


def _end(spell: TargetGroupSpell, start: date) -> None:
    # What began that day, or later, held on no day before it.
    if spell.start >= start:
        spell.delete()
        return
    spell.end = start - timedelta(days=1)
    spell.save(update_fields=["end"])


def _begin(person: Candidate, group: str, start: date, over: date | None) -> None:
    if over is not None and start <= over:
        told = _("Personen var allerede i %(group)s til %(day)s. Vælg en senere dag.")
        name = writing.lower_first(str(TargetGroup(group).label))
        raise ValidationError({"groups_from": told % {"group": name, "day": writing.day_year(over)}})
    TargetGroupSpell.objects.create(keeper_id=person.keeper_id, candidate=person, group=group, start=start)
