"""Workplaces as those to whom something of a person can be told (smaajob.receiving)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from smaajob import receiving
from smaajob.receiving import MOST, Receiver

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


def register() -> None:
    """Tell the floor below. Called when the app is ready."""
    receiving.register(find)


def find(scope: Scope, words: str) -> list[Receiver]:
    """The scope's workplaces that the words name; one alone where they are its whole name or its public id."""
    from employers.models import Workplace

    rows = Workplace.objects.visible_to(scope).current()
    try:
        found = list(rows.filter(public_id=UUID(words)))
    except ValueError:
        found = list(rows.search(words)[: MOST + 1])
        exact = [one for one in found if one.name.casefold() == words.casefold()]
        found = exact if len(exact) == 1 else found
    return [Receiver(one.public_id, one.name, one.town) for one in found[:MOST]]
