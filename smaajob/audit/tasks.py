"""Scheduled: the log of access is sealed every few minutes."""

from celery import shared_task

from smaajob.audit.actions import sealing


@shared_task
def seal_log() -> None:
    """Seal what is new and drop what is too old, for each organisation. A time too many does nothing."""
    sealing.each_organisation(sealing.seal_and_drop)
