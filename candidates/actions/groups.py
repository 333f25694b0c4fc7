"""A person's target groups: what ends, what begins, and from which day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from candidates.models import Candidate, TargetGroupSpell
from candidates.regrouping import Spell, regroup
from smaajob import writing
from smaajob.changes import Changes
from smaajob.vocabulary import TargetGroup


def change_groups(
    person: Candidate, groups: Collection[str], *, start: date, today: date, registered_before: date
) -> Changes:
    """Let the person be in `groups` from a day on: the others end the day before, new ones begin. Inside a transaction.

    Groups that hold since the day of registering move with it. Raises ValidationError where a new one can't begin that day.
    """
    spells = [Spell(*row) for row in person.target_groups.order_by("start", "pk").values_list(*Spell._fields)]
    current = [spell for spell in spells if spell.end is None or spell.end >= today]
    over = {spell.group: spell.end for spell in spells if spell.end is not None and spell.end < today}
    registered = (registered_before, person.registered_on)
    gone, dated, begun = regroup(current, over, groups, start=start, registered=registered)
    _check_begun(begun, over, start)
    person.target_groups.filter(pk__in=gone).delete()
    for spell in dated:
        person.target_groups.filter(pk=spell.pk).update(start=spell.start, end=spell.end)
    for group in begun:
        TargetGroupSpell.objects.create(keeper_id=person.keeper_id, candidate=person, group=group, start=start)
    before = {spell.group for spell in current}
    if before == set(groups):
        return {}
    return {
        "target_groups": [group_names(before), group_names(groups)],
        "target_groups_from": [None, start.isoformat()],
    }


def group_names(groups: Collection[str]) -> list[str]:
    """The groups' names, in the vocabulary's order."""
    return [str(label) for code, label in TargetGroup.choices if code in groups]


def _check_begun(begun: list[str], over: dict[str, date], start: date) -> None:
    for group in begun:
        if group in over and start <= over[group]:
            told = _("Personen var allerede i %(group)s til %(day)s. Vælg en senere dag.")
            name = writing.lower_first(str(TargetGroup(group).label))
            raise ValidationError({"groups_from": told % {"group": name, "day": writing.day_year(over[group])}})
