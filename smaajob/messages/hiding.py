"""Messages that a scope may not see since they tell how somebody protected can be reached: the floor with the people says who."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from smaajob.accounts.scope import Scope

# The rows (each with `public_id` and `user`) that are hidden from a scope's user.
Hidden = Callable[["Scope"], "QuerySet[Any]"]
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
        rows = way(scope).order_by()
        found &= ~Q(about_kind=kind, about_id__in=rows.values("public_id"))
        found &= ~Q(receiver__in=rows.filter(user__isnull=False).values("user"))
    return found
