"""Give workplaces to a fixed contact in the municipality, and to a stand-in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from employers.models import Workplace
from smaajob.accounts.giving import check_receivers, give
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes


def assign(*, by: Scope, workplaces: Iterable[Workplace], consultant: User | None, stand_in: User | None) -> int:
    """Set the fixed contact, the stand-in or both of each; None leaves it as it is. Gives the number that changed.

    Who becomes the fixed contact is no longer stand-in there. Raises ValidationError by field.
    """
    missing = _("Vælg, hvem arbejdspladserne skal gives til.")
    same = _("Stedfortræderen skal være en anden end den faste kontakt.")
    check_receivers(by, consultant, stand_in, missing=missing, same=same)
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
    told = _("%(who)s er allerede fast kontakt hos %(where)s.") % {"who": stand_in, "where": row}
    return give(row, consultant, stand_in, already=told)
