"""What else a role means on the floors above: they register it, accounts calls it (as smaajob.accounts.behalf does with names).

A partner's worker works in programmes, a mentor follows a person: the rows that say so lie above this floor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from smaajob.accounts.models import Invitation, Kept, Membership, Organisation
    from smaajob.accounts.scope import Scope
    from smaajob.changes import Changes


@dataclass(frozen=True, slots=True)
class Choice:
    """What an administrator chooses for those who have the role: the programmes that they work in.

    `offered`: the public ids and names that an organisation has to choose from. `chosen`: the public ids that a member has now.
    `choose`: gives a member exactly these, in the caller's transaction, and returns what changed for the record; it raises
    ValidationError on what was not offered. `find`: the row of a public id, which an invitation can be about.
    """

    question: StrPromise
    offered: Callable[[Organisation], list[tuple[UUID, str]]]
    find: Callable[[Organisation, UUID], Kept | None]
    chosen: Callable[[Membership], list[UUID]]
    choose: Callable[[Scope, Membership, Sequence[UUID]], Changes]


@dataclass(frozen=True, slots=True)
class Joining:
    """One role's part above. Each function is called in the transaction of the act, on rows that are locked.

    `joined(invitation, membership)`: the invitation was accepted; writes what its subject is about. Raises ValidationError where
    the subject is there no more. `left(membership)`: the membership has ended. `about(invitation)`: whom or what it is about, for
    those who see the list of invitations; never a person's name, since an administrator sees no people.
    """

    joined: Callable[[Invitation, Membership], None] | None = None
    left: Callable[[Membership], None] | None = None
    about: Callable[[Invitation], str] | None = None
    choice: Choice | None = None


# What somebody who stops was responsible for, as sentences ("De er konsulent for 12 personer."); empty where nothing.
Duties = Callable[["Membership"], list[str]]

_joinings: dict[str, Joining] = {}
_duties: list[Duties] = []


def register(role: str, joining: Joining) -> None:
    """Say what a role means above. Once a role, from an app's `ready`."""
    _joinings[str(role)] = joining


def register_duties(duties: Duties) -> None:
    """Say how it is found out what a member is responsible for."""
    if duties not in _duties:
        _duties.append(duties)


def of(role: str) -> Joining:
    """What the role means above; nothing for most."""
    return _joinings.get(str(role), Joining())


def duties_of(membership: Membership) -> list[str]:
    """What would be nobody's if the member stopped. A query or two for each floor."""
    return [sentence for each in _duties for sentence in each(membership)]
