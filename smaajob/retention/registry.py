"""What there is of a person on each floor, and what becomes of it: the floors above say so, this floor does it.

A model with a way to a person that no rule names fails a test (tests/retention/test_registry.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.http import Http404

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from smaajob.accounts.models import Organisation
    from smaajob.accounts.permissions import Permission
    from smaajob.accounts.scope import Scope

Rows = models.QuerySet[Any]


class How(StrEnum):
    """What becomes of the rows of a model."""

    DELETE = "delete"
    EMPTY = "empty"  # they stay and count, and say nothing of anybody
    KEEP = "keep"  # they say nothing of anybody as they are


@dataclass
class Family:
    """The one who is erased, with those who were merged into them. `ids`: public ids of all that was found, by model."""

    keeper: Organisation
    about_id: UUID
    people: list[Any]
    ids: dict[str, set[UUID]] = field(default_factory=dict)

    @property
    def pks(self) -> list[int]:
        return [one.pk for one in self.people]

    @property
    def all_ids(self) -> set[UUID]:
        return {each for found in self.ids.values() for each in found}


@dataclass(frozen=True, slots=True)
class Rule:
    """`rows(family)` finds them. `values(row)` is what an emptied row gets. `act(family)` is for what neither does, and says how many.

    `why` stands in docs and on nobody's page; `name` is what people call the rows, where a page counts them.
    """

    model: str
    how: How
    why: str
    rows: Callable[[Family], Rows] | None = None
    values: Callable[[Any], Mapping[str, Any]] | None = None
    act: Callable[[Family], int] | None = None
    # What the copy has beside the columns, and columns that it leaves out.
    copied: Callable[[Any], Mapping[str, Any]] | None = None
    name: StrPromise | str = ""

    def found(self, family: Family) -> Rows | None:
        return self.rows(family) if self.rows else None


@dataclass(frozen=True, slots=True)
class Kind:
    """Whom something can be erased of. `word` stands in addresses and in smaajob/data/sletning.csv.

    `candidates(keeper)`: all who may be erased one day. `visible(scope)`: those whose name a scope may see. `known_by(row)`: the ways
    in which a text would name them, each a few words that all stand in it (mentions.py). `may_be_copied(row)`: whether what is erased of
    them may lie as a copy for a while.
    """

    word: str
    model: type[models.Model]
    name: tuple[StrPromise, StrPromise]
    candidates: Callable[[Organisation], Rows]
    visible: Callable[[Scope], Rows]
    permission: Permission
    detail: str
    known_by: Callable[[Any], list[tuple[str, ...]]]
    may_be_copied: Callable[[Any], bool] = lambda _row: True

    @property
    def label(self) -> str:
        """As rows without a foreign key name it."""
        return self.model._meta.label_lower


@dataclass(frozen=True, slots=True)
class Ending:
    """A floor's word on when somebody was over: the last day of what it has of them, and what is not over (an `Exists`)."""

    last_day: Mapping[str, Any]
    open: Any = None


_kinds: dict[str, Kind] = {}
_endings: dict[str, list[Callable[[], Ending]]] = {}
_rules: dict[str, list[Rule]] = {}
_locks: list[Callable[[Family], None]] = []


def register_kind(kind: Kind) -> None:
    """Say that something of these can be erased (in the `ready` of the app that has the model)."""
    _kinds[kind.word] = kind


def register_ending(word: str, ending: Callable[[], Ending]) -> None:
    """Say how a floor knows when one of a kind was over."""
    _endings.setdefault(word, []).append(ending)


def register_rules(floor: str, rules: list[Rule]) -> None:
    """Say what becomes of a floor's rows. The floors come one after the other, the highest first."""
    _rules[floor] = rules


def register_lock(lock: Callable[[Family], None]) -> None:
    """What is locked before the person (docs/architecture.md, "Locks are taken in one order")."""
    _locks.append(lock)


def kinds() -> list[Kind]:
    return list(_kinds.values())


def by_word(word: str) -> Kind:
    """Raises Http404 where nothing is called that."""
    if word not in _kinds:
        raise Http404
    return _kinds[word]


def by_label(label: str) -> Kind:
    return next(one for one in _kinds.values() if one.label == label)


def endings(word: str) -> list[Ending]:
    return [each() for each in _endings.get(word, [])]


FLOORS = ("reports", "placements", "candidates", "smaajob")


def rules() -> list[Rule]:
    """From the highest floor down, the person's own row last of its floor."""
    return [rule for floor in FLOORS for rule in _rules.get(floor, [])]


def lock(family: Family) -> None:
    for each in _locks:
        each(family)


def along(model: type[models.Model], path: str) -> Callable[[Family], Rows]:
    """The rows of a model whose `path` leads to the person."""
    return lambda family: model._base_manager.filter(**{f"{path}__in": family.pks})


def named(model: type[models.Model], id_field: str) -> Callable[[Family], Rows]:
    """The rows of a model that name, by its public id, something of the person."""
    return lambda family: model._base_manager.filter(**{f"{id_field}__in": family.all_ids})
