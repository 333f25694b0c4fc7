"""What becomes of a person's dated target groups when they are in others from a day on: one rule for the form and the import.

Pure, so that an import of thousands of people asks the database nothing for each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

A_DAY = timedelta(days=1)


class Spell(NamedTuple):
    """A row of TargetGroupSpell."""

    pk: int
    group: str
    start: date
    end: date | None


class Regrouped(NamedTuple):
    """Keys of the spells that go, spells with their new dates, groups that begin on the day."""

    gone: list[int]
    dated: list[Spell]
    begun: list[str]


def regroup(
    spells: Iterable[Spell],
    over: Mapping[str, date],
    groups: Collection[str],
    *,
    start: date,
    registered: tuple[date, date],
) -> Regrouped:
    """In `groups` from `start` on: the others end the day before, new ones begin.

    `spells` are those that are not over, `over` each group's last day where it once ended; `registered` is the day of registering
    before and now. A group that holds since that day moves with it, but not into an earlier spell of its own.
    """
    spells = list(spells)
    gone: list[int] = []
    dated: list[Spell] = []
    for spell in spells:
        if spell.group not in groups:
            # What began that day, or later, held on no day before it.
            if spell.start >= start:
                gone.append(spell.pk)
            else:
                dated.append(spell._replace(end=min(spell.end or date.max, start - A_DAY)))
        elif registered[0] != registered[1] and spell.start == registered[0] and spell.end is None:
            earliest = over[spell.group] + A_DAY if spell.group in over else date.min
            dated.append(spell._replace(start=max(registered[1], earliest)))
    before = {spell.group for spell in spells}
    return Regrouped(gone, dated, [group for group in groups if group not in before])
