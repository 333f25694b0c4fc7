"""What is held about a person: each floor says its part, in words for the person and as values for a machine.

The page "Mine oplysninger" and the person's own copy are made of all parts (`of`). A part names the models that it tells of, so that a
test can see that none is forgotten (tests/placements/test_own_copy.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smaajob.audit.telling import in_words
from smaajob.changes import as_json

if TYPE_CHECKING:
    from django.db import models
    from django_stubs_ext import StrPromise

    from smaajob.accounts.models import Kept
    from smaajob.accounts.scope import Scope


MANY, WIDEST = 3, 5


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is held. `key` and `value` (JSON) are for a machine, `label` and `text` for people; no text where nothing is held."""

    key: str
    label: str
    text: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Section:
    """What belongs together. An entry is one row's facts; `about` says in a sentence what the section is, or what is not shown of it."""

    key: str
    title: str
    entries: Sequence[Sequence[Fact]] = field(default_factory=list)
    about: str = ""

    @property
    def told(self) -> list[list[Fact]]:
        """The entries as they are read: only what is written."""
        return [said for entry in self.entries if (said := [fact for fact in entry if fact.text])]

    @property
    def rows(self) -> list[list[Fact]]:
        """The entries as a table's rows: all with the same columns, and none in which nothing is told."""
        told = {fact.key for entry in self.entries for fact in entry if fact.text}
        return [[fact for fact in entry if fact.key in told] for entry in self.entries]

    @property
    def is_a_table(self) -> bool:
        """Whether it reads best as a table: many short rows that are alike."""
        keys = {tuple(fact.key for fact in entry) for entry in self.entries}
        return len(self.entries) > MANY and len(keys) == 1 and len(next(iter(keys))) <= WIDEST


@dataclass(frozen=True, slots=True)
class Part:
    """A floor's part: `models` by their labels (`candidates.Candidate`), and the sections about a person, in a few questions."""

    models: tuple[str, ...]
    sections: Callable[[Scope, Any], Iterable[Section]]
    # Where it comes among the others: who they are first, who looked at them last.
    place: int


_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    """Say what a floor holds. Once a name, from an app's `ready`."""
    _parts[name] = part


def covered() -> frozenset[str]:
    """The labels of all models that some part tells of."""
    return frozenset(label for part in _parts.values() for label in part.models)


def of(scope: Scope, person: Kept) -> list[Section]:
    """All that is held about a person. The caller has seen to it that it may be shown, and notes that it was."""
    return [
        section
        for part in sorted(_parts.values(), key=lambda one: one.place)
        for section in part.sections(scope, person)
    ]


def fact(row: models.Model, name: str, label: str | StrPromise = "", text: str | None = None) -> Fact:
    """A row's field, under its own name or one that says more to the person."""
    field_of = row._meta.get_field(name)
    held = getattr(row, name)
    # A moment is told by the day on the organisation's clock.
    value = as_json(timezone.localtime(held) if isinstance(held, datetime) else held)
    said = str(label or getattr(field_of, "verbose_name", name))
    return Fact(name, said[:1].upper() + said[1:], in_words(field_of, value) if text is None else text, value)
