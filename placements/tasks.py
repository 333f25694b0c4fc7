"""The work behind orders: Celery finds it here; smaajob.jobs does the rest."""

from __future__ import annotations

from placements.actions.imports import work as work_on_import
from placements.models import ImportJob
from smaajob.jobs.run import register

register(ImportJob, work_on_import)
