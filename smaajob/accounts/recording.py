"""The record of what is done to organisations, members and accounts: no `Kept` rows, but an organisation's affair all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smaajob.accounts.models import Membership, Organisation, User
from smaajob.audit.models import Event, add

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope
    from smaajob.changes import Changes


def record_act(
    verb: str,
    thing: Membership | Organisation,
    *,
    by: Scope | None = None,
    actor: User | None = None,
    changes: Changes | None = None,
    reason: str = "",
) -> Event:
    """Write what was done; call it inside the transaction of the act. `actor` is for those who act before they have a scope."""
    return add(
        thing.pk if isinstance(thing, Organisation) else thing.organisation_id,
        actor=by.user if by else actor,
        on_behalf_of=by.on_behalf_of if by else "",
        verb=verb,
        subject=thing._meta.label_lower,
        subject_id=thing.public_id,
        changes=changes or {},
        reason=reason,
    )


def record_account(
    verb: str, user: User, *, organisation: Organisation | None, by: Scope | None = None, changes: Changes | None = None
) -> None:
    """Write what was done to an account, in an organisation that it belongs to; nothing where it belongs to none.

    Call it inside the transaction of the act. `by` is whoever did it for the owner; None where the owner did it.
    """
    if organisation is None:
        return
    add(
        organisation.pk,
        actor=by.user if by else user,
        on_behalf_of=by.on_behalf_of if by else "",
        verb=verb,
        subject=User._meta.label_lower,
        subject_id=user.public_id,
        changes=changes or {},
    )
