"""Messages that a scope may not see since they tell how somebody protected can be reached: the floor with the people says who."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from django.db.models.expressions import Expression

    from smaajob.accounts.scope import Scope

# Two subqueries: the public ids and the users of those who are hidden from a scope's user. They must find them also where the scope
# sees no people at all: what isn't found isn't hidden.
Hidden = Callable[["Scope"], "tuple[Expression, Expression]"]
_ways: dict[str, Hidden] = {}


def register(kind: str, hidden: Hidden) -> None:
    """Say who of a kind (`candidates.candidate`) is hidden from whom."""
    _ways[kind] = hidden


def not_hidden(scope: Scope) -> Q:
    """The messages that are neither about nor to somebody who is hidden from the scope."""
    found = Q()
    if scope.user is None:
        return found
    for kind, way in _ways.items():
        public_ids, users = way(scope)
        found &= ~Q(about_kind=kind, about_id__in=public_ids)
        found &= ~Q(receiver__in=users)
    return found
