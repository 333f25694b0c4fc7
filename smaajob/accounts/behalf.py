"""Acting in somebody's place, openly: who it can be is known on the floors above, so they say how a name is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from smaajob.accounts.permissions import Permission, allowed
from smaajob.accounts.scope import Behalf, Scope

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

KEY = "on_behalf_of"
# The name of the one with a public id, as the scope may see them; None where there is none.
NameOf = Callable[[Scope, UUID], str | None]
_names: dict[str, NameOf] = {}


def register(kind: str, name_of: NameOf) -> None:
    """Say how somebody of a kind (`candidate`, `employer`) is found."""
    _names[kind] = name_of


def find(scope: Scope, kind: str, public_id: UUID) -> Behalf | None:
    """Somebody the scope's user may act for, or None."""
    if kind not in _names or not allowed(scope.role, Permission.ACT_FOR):
        return None
    name = _names[kind](scope, public_id)
    return Behalf(kind, public_id, name) if name else None


def begin(session: SessionBase, behalf: Behalf) -> None:
    """From now on the session acts in somebody's place."""
    session[KEY] = [behalf.kind, str(behalf.public_id)]


def end(session: SessionBase) -> None:
    """From now on the session acts as its own user."""
    session.pop(KEY, None)


def applied(scope: Scope, session: SessionBase) -> Scope:
    """The scope with the one in whose place the session acts. One query where there is one, else none."""
    kept = session.get(KEY)
    if not kept:
        return scope
    behalf = find(scope, kept[0], UUID(kept[1]))
    if behalf is None:
        end(session)
        return scope
    return replace(scope, behalf=behalf)
