"""Give a person or a workplace to a consultant, a stand-in or both: what holds on both floors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from smaajob.accounts.colleagues import is_colleague
from smaajob.changes import Changes, set_values

if TYPE_CHECKING:
    from smaajob.accounts.models import User
    from smaajob.accounts.scope import Scope


def check_receivers(by: Scope, consultant: User | None, stand_in: User | None, *, missing: str, same: str) -> None:
    """Raises ValidationError by field: `missing` where nobody is named, `same` where both are one, and for who doesn't work here."""
    if consultant is None and stand_in is None:
        raise ValidationError({"consultant": missing})
    for name, user in (("consultant", consultant), ("stand_in", stand_in)):
        if user is not None and not is_colleague(by, user):
            raise ValidationError({name: _("Vælg en af dem, der arbejder hos jer.")})
    if consultant == stand_in:
        raise ValidationError({"stand_in": same})


def give(row: Any, consultant: User | None, stand_in: User | None, *, already: str) -> Changes:
    """Set those that are named on a row that has both, and tell the changes; it does not save.

    Who becomes the consultant is no longer stand-in there. Raises ValidationError (`already`) where the stand-in is its consultant.
    """
    changes: Changes = {}
    if consultant is not None:
        changes |= set_values(row, {"consultant": consultant, "consultant_email": ""})
        if row.stand_in_id == consultant.pk:
            changes |= set_values(row, {"stand_in": None})
    if stand_in is not None:
        if row.consultant_id == stand_in.pk:
            raise ValidationError({"stand_in": already})
        changes |= set_values(row, {"stand_in": stand_in})
    return changes
