"""What is tidied by the clock."""

from celery import shared_task
from django.utils import timezone

from smaajob.drafts.actions import forget_old


@shared_task
def tidy() -> None:
    """Forget drafts that nobody has come back to."""
    forget_old(timezone.now())
