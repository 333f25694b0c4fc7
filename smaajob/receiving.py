"""To whom something of a person can be told: the floor that has the workplaces says how they are found (its `ready`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

MOST = 6


@dataclass(frozen=True, slots=True)
class Receiver:
    """A workplace that the scope sees; `place` parts two of one name."""

    public_id: UUID
    name: str
    place: str

    def __str__(self) -> str:
        return f"{self.name} ({self.place})" if self.place else self.name


# At most MOST of those that the words name, the best first. One query.
Find = Callable[["Scope", str], list[Receiver]]
_ways: list[Find] = []


def register(find: Find) -> None:
    """Say how the workplaces that can be told are found."""
    _ways.append(find)


def find(scope: Scope, words: str) -> list[Receiver]:
    """Those whom the words name: their name, town, CVR or P-number, or the public id."""
    return [one for way in _ways for one in way(scope, words)]
