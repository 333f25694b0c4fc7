"""The work behind messages, and what is tidied by the clock: Celery finds it here; smaajob.jobs does the rest."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.utils import timezone

from smaajob.accounts.walking import in_each_organisation
from smaajob.jobs.run import register
from smaajob.messages import deliver, forgetting, printing
from smaajob.messages.models import Message, PrintRun

register(Message, deliver.work, pauses=deliver.PAUSES, outside=True, mine=deliver.mine)
register(PrintRun, printing.work)


@shared_task
def tidy() -> None:
    """Forget what was said and to which address, and PDFs of letters."""
    in_each_organisation(partial(forgetting.forget_old, timezone.now()))
