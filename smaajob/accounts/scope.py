"""Who acts, for which organisation. Every read of a row about a person or an employer takes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smaajob.accounts.models import Membership, Organisation, Role, User

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Scope:
    """`user` is None for the command line and the worker. `others` are the user's other organisations."""

    organisation: Organisation
    user: User | None = None
    role: str = Role.CONSULTANT
    others: tuple[Organisation, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        zone: ZoneInfo = self.organisation.zone
        return zone


def scope_of(user: User, organisation_id: str | None = None) -> Scope | None:
    """The user's scope in the organisation they chose, else in their first; None where they belong to none."""
    memberships = list(
        Membership.objects.filter(user=user, active=True).select_related("organisation").order_by("organisation__name")
    )
    if not memberships:
        return None
    chosen = next((m for m in memberships if str(m.organisation.public_id) == organisation_id), memberships[0])
    others = tuple(m.organisation for m in memberships if m is not chosen)
    return Scope(chosen.organisation, user, chosen.role, others)
