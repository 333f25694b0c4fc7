"""Where else somebody stands: texts about others that seem to name them. No erasing takes these; somebody must look.

The floors above say which texts they have. Only whole names, numbers and addresses are looked for: a first name alone is everybody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from smaajob.retention.registry import Family, Kind

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

MOST = 50  # of each kind of text; who has more to mend than that looks again afterwards


@dataclass(frozen=True, slots=True)
class Mention:
    """A text about another. `url` is where one reads it, `can_change` whether it can be mended there, `person` whom it is about."""

    what: str
    url: str
    day: date | None = None
    can_change: bool = True
    person: UUID | None = None


# `named("text")` is the condition that a column names them.
Named = Callable[[str], Q]
Texts = Callable[["Scope", Family, Named], Iterable[Mention]]
_texts: list[Texts] = []


def register_texts(texts: Texts) -> None:
    """Say which texts about others a floor has. One query for each table."""
    if texts not in _texts:
        _texts.append(texts)


def mentions_of(scope: Scope, kind: Kind, family: Family) -> list[Mention]:
    """Those that the floors find, the highest floor last."""
    ways = list(dict.fromkeys(way for one in family.people for way in kind.known_by(one)))
    return list(_found(scope, family, _naming(ways))) if ways else []


def _found(scope: Scope, family: Family, named: Named) -> Iterator[Mention]:
    for texts in _texts:
        yield from texts(scope, family, named)


def _naming(ways: list[tuple[str, ...]]) -> Named:
    def named(column: str) -> Q:
        return reduce(or_, (reduce(and_, (_has(column, word) for word in way)) for way in ways))

    return named


def _has(column: str, word: str) -> Q:
    """A word that begins with it, so that the genitive is found too."""
    return Q(**{f"{column}__iregex": rf"(^|[^[:alnum:]]){re.escape(word)}"})


def known(*ways: Iterable[Any]) -> list[tuple[str, ...]]:
    """The ways in which all words are there."""
    return [words for way in ways if all(words := tuple(str(word).strip() for word in way))]
