"""Change what somebody is in an organisation, end it, take it up again. Leaving deactivates, never deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob.accounts import joining
from smaajob.accounts.actions.sessions import sign_out_everywhere
from smaajob.accounts.models import Membership, Role, Unit
from smaajob.accounts.recording import record_act
from smaajob.accounts.refusals import told_by_field
from smaajob.accounts.roles import STAFF, roles_in
from smaajob.changes import set_values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from smaajob.accounts.models import Organisation, User
    from smaajob.accounts.scope import Scope
    from smaajob.changes import Changes


def take_up(
    *, user: User, organisation: Organisation, role: str, unit: Unit | None = None
) -> tuple[Membership, Changes]:
    """Make somebody what they are to be, or again what they were; empty changes where they are it already.

    A part of other verbs (an invitation accepted, a company confirmed, a person given access): call it in their transaction, and
    let them write it down.
    """
    rows = Membership.objects.select_for_update(no_key=True, of=("self",))
    row, is_new = rows.get_or_create(user=user, organisation=organisation, role=role, defaults={"unit": unit})
    return row, {"role": [None, str(role)]} if is_new else _open_again(row, unit)


def let_go(membership: Membership) -> tuple[Membership, Changes]:
    """End what somebody is; empty changes where it has ended already. If it was the last, they are signed out everywhere.

    A part of other verbs, as `take_up` is. Raises ValidationError for the last administrator.
    """
    row = _held(membership)
    if not row.active:
        return row, {}
    row.active, row.left_at = False, timezone.now()
    with told_by_field():
        row.save(update_fields=["active", "left_at"])
    if left := joining.of(row.role).left:
        left(row)
    if not Membership.objects.filter(user_id=row.user_id, active=True).exists():
        sign_out_everywhere(row.user)
    return row, {"active": [True, False]}


def change(
    *, by: Scope, membership: Membership, role: Role, unit: Unit | None, chosen: Sequence[UUID] | None = None
) -> Membership:
    """Give a member another role, unit, or things to work in (`chosen`, for roles that have a choice: public ids).

    Raises ValidationError by field: a role that is none of the organisation's, the last administrator, one's own role.
    """
    with transaction.atomic():
        row = _held(membership)
        if role != row.role:
            _check_role(by, row, role)
        if unit is not None and unit != row.unit and not (unit.keeper_id == row.organisation_id and unit.active):
            raise ValidationError({"unit": _("Vælg en af jeres egne enheder.")})
        before = Role(row.role)
        changes = set_values(row, {"role": str(role), "unit": unit})
        if changes:
            with told_by_field():
                row.save(update_fields=list(changes))
        if before != role and (left := joining.of(before).left):
            left(row)
        choice = joining.of(role).choice
        if choice is not None and chosen is not None:
            changes |= choice.choose(by, row, chosen)
        if changes:
            record_act("update", row, by=by, changes=changes)
    return row


def end(*, by: Scope, membership: Membership, reason: str = "") -> Membership:
    """They are it no more. If it was the last thing that they were, they are signed out everywhere.

    Raises ValidationError for the last administrator.
    """
    with transaction.atomic():
        row, changes = let_go(membership)
        if not changes:
            raise ValidationError(_("Personen er allerede stoppet."))
        verb = "leave" if by.user is not None and by.user.pk == row.user_id else "end"
        record_act(verb, row, by=by, changes=changes, reason=reason)
    return row


def take_back(*, by: Scope, membership: Membership) -> Membership:
    """They are again what they were."""
    with transaction.atomic():
        row = _held(membership)
        if row.active:
            raise ValidationError(_("Personen er her allerede."))
        record_act("return", row, by=by, changes=_open_again(row))
    return row


def _open_again(row: Membership, unit: Unit | None = None) -> Changes:
    """Empty where it is open, and in the unit already. Their own unit may have gone out of use since they stopped."""
    changes: Changes = {} if row.active else {"active": [False, True]}
    kept = None if changes and row.unit is not None and not row.unit.active else row.unit
    changes |= set_values(row, {"unit": unit or kept})
    row.active, row.left_at = True, None
    row.save(update_fields=["active", "left_at", "unit"])
    return changes


def _held(membership: Membership) -> Membership:
    rows: Any = Membership.objects.select_for_update(no_key=True, of=("self",))
    row: Membership = rows.select_related("user", "organisation", "unit").get(pk=membership.pk)
    return row


def _check_role(by: Scope, row: Membership, role: Role) -> None:
    if by.user is not None and by.user.pk == row.user_id:
        raise ValidationError({"role": _("Du kan ikke ændre din egen rolle. Bed en kollega, der styrer brugerne.")})
    if role not in roles_in(row.organisation.kind):
        raise ValidationError({"role": _("Den rolle findes ikke i jeres organisation.")})
    if (role in STAFF) != (Role(row.role) in STAFF):
        raise ValidationError({"role": _("De to roller logger ind på hver sin måde. Send en invitation i stedet.")})
