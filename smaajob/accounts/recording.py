"""The record of what is done to organisations and members: they are no `Kept` rows, but belong to an organisation all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smaajob.accounts.models import Membership, Organisation
from smaajob.audit.models import Event

if TYPE_CHECKING:
    from smaajob.accounts.models import User
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
    return Event.objects.create(
        organisation=thing if isinstance(thing, Organisation) else thing.organisation,
        actor=by.user if by else actor,
        on_behalf_of=by.on_behalf_of if by else "",
        verb=verb,
        subject=thing._meta.label_lower,
        subject_id=thing.public_id,
        changes=changes or {},
        reason=reason,
    )
