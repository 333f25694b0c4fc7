"""Organisations, users, what a user is in an organisation, and the invitation that leads there."""

from smaajob.accounts.models.memberships import INVITATION_DAYS, Invitation, Membership
from smaajob.accounts.models.organisations import Kept, Organisation, OrganisationKind, PartnerKind, Unit
from smaajob.accounts.models.users import CODE_MINUTES, Channel, User, UserManager
from smaajob.accounts.roles import Role

__all__ = [
    "CODE_MINUTES",
    "INVITATION_DAYS",
    "Channel",
    "Invitation",
    "Kept",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "PartnerKind",
    "Role",
    "Unit",
    "User",
    "UserManager",
]
