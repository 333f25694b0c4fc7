"""The two tasks that Celery knows: do one order; look for forgotten ones."""

from celery import shared_task
from django.utils import timezone

from smaajob.jobs import run
from smaajob.jobs.models import Pulse


@shared_task
def work(label: str, pk: int) -> None:
    """Do one order, if it is still to be done."""
    run.perform(label, pk)


@shared_task
def sweep() -> None:
    """Write the worker's pulse and hand out what waits. A nudge too many does no harm: the claim is conditional."""
    Pulse.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    for label, pk in run.waiting():
        run.send(label, pk)
