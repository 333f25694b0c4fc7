"""Give workplaces to a fixed contact in the municipality, and to a stand-in."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from employers.models import Workplace
from smaajob.accounts.colleagues import is_colleague
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes, set_values


def assign(*, by: Scope, workplaces: Iterable[Workplace], consultant: User | None, stand_in: User | None) -> int:
    """Set the fixed contact, the stand-in or both of each; None leaves it as it is. Gives the number that changed.

    Who becomes the fixed contact is no longer stand-in there. Raises ValidationError by field.
    """
    if consultant is None and stand_in is None:
        raise ValidationError({"consultant": _("Vælg, hvem arbejdspladserne skal gives til.")})
    for name, user in (("consultant", consultant), ("stand_in", stand_in)):
        if user is not None and not is_colleague(by, user):
            raise ValidationError({name: _("Vælg en af dem, der arbejder hos jer.")})
    if consultant is not None and consultant == stand_in:
        raise ValidationError({"stand_in": _("Stedfortræderen skal være en anden end den faste kontakt.")})
    changed = 0
    with transaction.atomic():
        wanted = [one.pk for one in workplaces]
        rows = Workplace.objects.visible_to(by).filter(pk__in=wanted).select_related("consultant", "stand_in")
        for row in rows.select_for_update(no_key=True, of=("self",)).order_by("pk"):
            if changes := _give(row, consultant, stand_in):
                row.save(update_fields=list(changes))
                record("assign", row, by=by.user, changes=changes)
                changed += 1
    return changed


def _give(row: Workplace, consultant: User | None, stand_in: User | None) -> Changes:
    changes: Changes = {}
    if consultant is not None:
        changes |= set_values(row, {"consultant": consultant, "consultant_email": ""})
        if row.stand_in_id == consultant.pk:
            changes |= set_values(row, {"stand_in": None})
    if stand_in is not None:
        if row.consultant_id == stand_in.pk:
            raise ValidationError(
                {"stand_in": _("%(who)s er allerede fast kontakt hos %(where)s.") % {"who": stand_in, "where": row}}
            )
        changes |= set_values(row, {"stand_in": stand_in})
    return changes
