"""Who may do what, as a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.permissions import LINK_IS_ENOUGH, ON_BEHALF_OF, TABLE, Permission
from smaajob.accounts.roles import STAFF, Role
from smaajob.accounts.scope import SIGHT, Sight
from smaajob.http import Request, get_only, may

# What a role sees of people (Scope.sight), in words.
SIGHTS = {
    Sight.ALL: _("Alle personer, som organisationen har."),
    Sight.PROGRAMMES: _("Deltagerne i de indsatser, de selv arbejder i."),
    Sight.CIRCLE: _("Dem, de er mentor eller værge for."),
    Sight.SELF: _("Kun sig selv."),
    Sight.NONE: _("Ingen personer."),
}
# The table is two: those who work with the cases, and those whom it is about.
GROUPS = (
    (_("Kommuner og partnere"), [role for role in Role if role in STAFF]),
    (_("Alle andre"), [role for role in Role if role not in STAFF]),
)


@may(Permission.SEE_PERMISSIONS)
@get_only
def permissions(request: Request) -> HttpResponse:
    """The table: each role and what it may; one's own role first, in a list."""
    context = {
        "mine": [one for one in Permission if request.scope.may(one)],
        "my_role": Role(request.scope.role),
        "my_sight": SIGHTS[request.scope.sight],
        "groups": [(title, roles, _rows(roles)) for title, roles in GROUPS],
        "roles": [(role, SIGHTS[SIGHT.get(role, Sight.NONE)], role in STAFF) for role in Role],
        "by_link": [one for one in Permission if one in LINK_IS_ENOUGH],
        "on_behalf": [one for one in Permission if any(one in given for given in ON_BEHALF_OF.values())],
    }
    return render(request, "accounts/permissions.html", context)


def _rows(roles: list[Role]) -> list[tuple[Permission, list[tuple[Role, bool]]]]:
    """The permissions that any of the roles has, each with who has it."""
    wanted = [one for one in Permission if any(one in TABLE[role] for role in roles)]
    return [(one, [(role, one in TABLE[role]) for role in roles]) for one in wanted]
