"""What is tidied by the clock."""

from celery import shared_task

from smaajob.accounts.actions.sessions import tidy


@shared_task
def tidy_sessions() -> None:
    """Forget the sessions that have run out."""
    tidy()
