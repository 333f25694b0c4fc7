"""What becomes of one person if an erasure is carried out: a dry run of carrying_out.py, which changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from smaajob.reach import whole_organisation
from smaajob.retention import registry
from smaajob.retention.carrying_out import find_family, learn
from smaajob.retention.mentions import Mention, mentions_of
from smaajob.retention.models import Item
from smaajob.retention.registry import Family, How, Kind

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """So many of these."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What goes, what stays and counts, and which texts about others name the person; these only for who sees people."""

    goes: list[Line]
    stays: list[Line]
    mentions: list[Mention] | None


def what_went(items: Iterable[Item]) -> list[Line]:
    """Of a list that was carried out: what was deleted, summed up. What was kept is in no count."""
    sums: Counter[str] = Counter()
    for item in items:
        sums.update(item.counts)
    rules = [rule for rule in registry.rules() if rule.how == How.DELETE and rule.name and sums[rule.model]]
    return [Line(str(rule.name), sums[rule.model]) for rule in rules]


def preview(scope: Scope, kind: Kind, about_id: UUID) -> Preview | None:
    """None where the person is not here any more. A fixed number of queries, about three for each rule."""
    # Counted among all, also for who sees none of them.
    with whole_organisation(scope.organisation):
        family = find_family(kind, scope.organisation, about_id)
        if family is None:
            return None
        goes, stays = _counted(family)
    mentions = mentions_of(scope, kind, family) if scope.may(kind.permission) else None
    return Preview(goes, stays, mentions)


def _counted(family: Family) -> tuple[list[Line], list[Line]]:
    learn(family)
    goes: list[Line] = []
    stays: list[Line] = []
    for rule in registry.rules():
        rows = rule.found(family)
        if not rule.name or rows is None or not (number := rows.order_by().count()):
            continue
        (goes if rule.how == How.DELETE else stays).append(Line(str(rule.name), number))
    return goes, stays
