"""The work behind orders, and what is tidied by the clock: Celery finds it here; smaajob.jobs does the rest."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.utils import timezone

from placements.actions import exports, hours_reminders, imports, merges, proposal_clock, relocating, sending
from placements.models import ExportJob, ImportJob
from smaajob.accounts.models import Organisation, OrganisationKind
from smaajob.accounts.scope import Scope
from smaajob.accounts.walking import in_each_organisation
from smaajob.jobs.run import register
from smaajob.reach import whole_organisation

register(ImportJob, imports.work)
register(ExportJob, exports.work)


@shared_task
def carry_out_moves() -> None:
    """Move the placements whose day has come, one organisation after the other. Run again it does no more."""
    for organisation in Organisation.objects.exclude(kind=OrganisationKind.EMPLOYER).order_by("pk"):
        with whole_organisation(organisation):
            relocating.carry_out_due(by=Scope(organisation))


@shared_task
def tidy() -> None:
    """Forget what imports, exports and merges need no longer keep."""
    now = timezone.now()
    for forget_old in (imports.forget_old, exports.forget_old, merges.forget_old, proposal_clock.forget_old):
        in_each_organisation(partial(forget_old, now))


@shared_task
def remind_of_hours() -> None:
    """Tell companies that somebody waits for their yes to hours."""
    in_each_organisation(partial(hours_reminders.remind, timezone.now()))


@shared_task
def mind_proposals() -> None:
    """Remind those who have not answered, and end what nobody answered in time."""
    in_each_organisation(partial(proposal_clock.mind, timezone.now()))


@shared_task
def remind() -> None:
    """Remind once of agreements that have waited for signatures for five days."""
    in_each_organisation(partial(sending.remind, timezone.now()))
