"""Who acts, for which organisation, in which role. Every read of a row about a person or an employer takes one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone

from smaajob.accounts.models import Membership, Organisation, Role, User
from smaajob.accounts.permissions import LINK_IS_ENOUGH, ON_BEHALF_OF, Permission, allowed
from smaajob.accounts.roles import STAFF
from smaajob.reach import Reach, company_key

if TYPE_CHECKING:
    from uuid import UUID
    from zoneinfo import ZoneInfo


class Assurance(StrEnum):
    """How sure we are who it is: a personal link and a birth date, or a code, or a password (and a second factor)."""

    LINK = "link"
    CODE = "code"
    FULL = "full"


class Sight(StrEnum):
    """Which people of the organisation a role sees (`Candidate.objects.visible_to`)."""

    ALL = "all"
    PROGRAMMES = "programmes"
    CIRCLE = "circle"
    SELF = "self"
    NONE = "none"


SIGHT = {
    Role.CONSULTANT: Sight.ALL,
    Role.MANAGER: Sight.ALL,
    Role.PARTNER_WORKER: Sight.PROGRAMMES,
    Role.MENTOR: Sight.CIRCLE,
    Role.GUARDIAN: Sight.CIRCLE,
    Role.CANDIDATE: Sight.SELF,
}


@dataclass(frozen=True, slots=True)
class Behalf:
    """In whose place the user acts: a `candidate` or an `employer`, its public id, and its name for the banner."""

    kind: str
    public_id: UUID
    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def on_record(self) -> str:
        """What the record says of it: no name, so that an erased person is in no event."""
        return f"{self.kind}:{self.public_id}"


@dataclass(frozen=True, slots=True)
class Scope:
    """`user` is None for the command line and the worker. `others` are what else the user is, here or elsewhere."""

    organisation: Organisation
    user: User | None = None
    role: str = Role.CONSULTANT
    others: tuple[Membership, ...] = ()
    membership: Membership | None = None
    assurance: Assurance = Assurance.FULL
    behalf: Behalf | None = None

    @property
    def zone(self) -> ZoneInfo:
        zone: ZoneInfo = self.organisation.zone
        return zone

    @property
    def place(self) -> str:
        """Where the user works, in their own word for it: the unit (Jobcenter Aalborg), else the organisation."""
        unit = self.membership.unit if self.membership else None
        return str(unit or self.organisation)

    @property
    def role_name(self) -> str:
        """What the role is called, inside a sentence."""
        return Role(self.role).label.lower()

    @property
    def sight(self) -> Sight:
        """Which people the role sees."""
        return SIGHT.get(Role(self.role), Sight.NONE)

    @property
    def on_behalf_of(self) -> str:
        """For the record: in whose place, or nothing."""
        return self.behalf.on_record if self.behalf else ""

    def reach(self, *, post: bool = False) -> Reach:
        """How far the database lets the scope see (smaajob.reach). `post`: as there."""
        own = self.organisation
        return Reach(
            keeper=own.pk,
            sight=str(self.sight),
            user=self.user.pk if self.user else None,
            role=str(self.role),
            day=timezone.localdate(),  # by the clock that Candidate.objects.seen_by goes by
            company=company_key(own.country, own.cvr) if own.is_employer else "",
            post=post and not own.is_employer,
        )

    def may(self, permission: Permission) -> bool:
        """Whether the role, or the one in whose place the user acts, has the permission. A code may still be needed."""
        if self.behalf and permission in ON_BEHALF_OF[self.behalf.kind]:
            return allowed(self.role, Permission.ACT_FOR)
        return allowed(self.role, permission)

    def needs_code(self, permission: Permission) -> bool:
        """Whether the user came by a personal link, and this takes more."""
        return self.assurance == Assurance.LINK and permission not in LINK_IS_ENOUGH


def scope_of(user: User, chosen: str | None = None, assurance: Assurance = Assurance.FULL) -> Scope | None:
    """The user's scope in the membership they chose (its public id), else in the first; None where there is none.

    A personal link opens the person's own schedule, so it makes nobody anything but a candidate; a code alone makes nobody staff.
    """
    rows = Membership.objects.filter(user=user, active=True).select_related("organisation", "unit")
    if assurance == Assurance.LINK:
        # And only where the link came from: another organisation's is opened by its own link, or by a code.
        rows = rows.filter(role=Role.CANDIDATE, **({"public_id": chosen} if chosen else {}))
    if assurance == Assurance.CODE:
        rows = rows.exclude(role__in=[role.value for role in STAFF])
    memberships = list(rows.order_by("organisation__name", "pk"))
    if not memberships:
        return None
    now = next((one for one in memberships if str(one.public_id) == chosen), memberships[0])
    others = tuple(one for one in memberships if one is not now)
    return Scope(now.organisation, user, now.role, others, now, assurance)
