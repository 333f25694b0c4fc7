"""The work behind orders, and what is tidied by the clock: Celery finds it here; smaajob.jobs does the rest."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from placements.actions.imports import forget_old
from placements.actions.imports import work as work_on_import
from placements.models import ImportJob
from smaajob.jobs.run import register

register(ImportJob, work_on_import)


@shared_task
def tidy() -> None:
    """Forget what imports need no longer keep."""
    forget_old(timezone.now())
