"""The work behind orders, and what is tidied by the clock: Celery finds it here; smaajob.jobs does the rest."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from placements.actions import exports, imports, merges
from placements.models import ExportJob, ImportJob
from smaajob.jobs.run import register

register(ImportJob, imports.work)
register(ExportJob, exports.work)


@shared_task
def tidy() -> None:
    """Forget what imports, exports and merges need no longer keep."""
    now = timezone.now()
    imports.forget_old(now)
    exports.forget_old(now)
    merges.forget_old(now)
