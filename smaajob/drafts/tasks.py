"""What is tidied by the clock."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from smaajob.accounts.walking import in_each_organisation
from smaajob.drafts.actions import forget_old


@shared_task
def tidy() -> None:
    """Forget drafts that nobody has come back to."""
    in_each_organisation(partial(forget_old, timezone.now()))
