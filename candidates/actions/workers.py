"""Who works in a programme, and so sees its participants: put somebody on, take them off."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from candidates.models import Programme, ProgrammeWorker
from smaajob.accounts.models import Membership, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record


def add(*, by: Scope, programme: Programme, user: User) -> ProgrammeWorker:
    """The user sees the programme's participants from now on.

    Raises ValidationError by field (`user`) where they are no programme worker of the organisation, or work in it already; and
    where the programme is put away.
    """
    with transaction.atomic():
        row = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        if row.is_archived:
            raise ValidationError(_("Indsatsen ligger i arkivet. Tag den ud, før du sætter nogen på."))
        here = Membership.objects.filter(organisation=row.keeper, role=Role.PARTNER_WORKER, active=True)
        if not user.is_active or not here.filter(user=user).exists():
            raise ValidationError({"user": _("%(name)s arbejder ikke i indsatser hos jer.") % {"name": user}})
        worker, made = ProgrammeWorker.objects.get_or_create(programme=row, user=user, defaults={"keeper": row.keeper})
        if not made:
            raise ValidationError({"user": _("%(name)s arbejder allerede i indsatsen.") % {"name": user}})
        record("worker.add", row, by=by.user, changes={"worker": ["", str(user)]}, on_behalf_of=by.on_behalf_of)
    return worker


def remove(*, by: Scope, worker: ProgrammeWorker) -> None:
    """The user sees the programme's participants no more, at once. Nothing happens where somebody took them off already."""
    with transaction.atomic():
        row = (
            ProgrammeWorker.objects.select_for_update().select_related("programme", "user").filter(pk=worker.pk).first()
        )
        if row is None:
            return
        record(
            "worker.remove",
            row.programme,
            by=by.user,
            changes={"worker": [str(row.user), ""]},
            on_behalf_of=by.on_behalf_of,
        )
        row.delete()
