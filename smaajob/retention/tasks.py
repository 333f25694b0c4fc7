"""The work behind runs, and what is tidied by the clock: Celery finds it here; smaajob.jobs does the rest."""

from __future__ import annotations

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from smaajob.accounts.walking import in_each_organisation
from smaajob.jobs.run import register
from smaajob.retention import carrying_out
from smaajob.retention.models import Run

# Until a second person has approved it, it is nobody's work.
register(Run, carrying_out.work, mine=lambda: Q(approved_at__isnull=False))


@shared_task
def tidy() -> None:
    """Forget copies of what was erased."""
    in_each_organisation(lambda: carrying_out.forget_old(timezone.now()))
