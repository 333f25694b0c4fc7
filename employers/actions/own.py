"""What a company says of itself: by its own users, or by a consultant in its place."""

from __future__ import annotations

from django.db import transaction

from smaajob.accounts.models import Organisation
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.changes import set_values

FIELDS = ("name", "phone", "email")


def change_company(*, by: Scope, company: Organisation, values: dict[str, str]) -> Organisation:
    """Give the company another name, phone or e-mail. `values` are FIELDS by name."""
    with transaction.atomic():
        row = Organisation.objects.select_for_update(no_key=True).get(pk=company.pk)
        if changes := set_values(row, values):
            row.save(update_fields=list(changes))
            Event.objects.create(
                organisation=row,
                actor=by.user,
                on_behalf_of=by.on_behalf_of,
                verb="update",
                subject=Organisation._meta.label_lower,
                subject_id=row.public_id,
                changes=changes,
            )
    return row
