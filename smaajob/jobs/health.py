"""Whether each part is alive: web, database, broker, worker, told apart."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.utils import timezone

from smaajob.jobs.models import ALIVE_WITHIN, Pulse
from smaajob.jobs.run import IMPATIENT, is_busy


def parts() -> dict[str, str]:
    """`{"web": "ok", "database": …, "broker": …, "worker": …}`; what is not ok says in a word what is wrong."""
    return {"web": "ok", "database": _database(), "broker": _broker(), "worker": _worker()}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return "away"
    return "ok"


def _broker() -> str:
    from smaajob.celery import app

    try:
        with app.connection_for_write(transport_options=IMPATIENT) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except Exception:
        return "away"
    return "ok"


def _worker() -> str:
    try:
        pulse = Pulse.objects.filter(name="worker").first()
        if is_busy():  # long work takes the worker's hands, and the pulse waits
            return "ok"
    except DatabaseError:
        return "unknown"
    if pulse is None:
        return "no sign of life yet"
    return "ok" if timezone.now() - pulse.at < ALIVE_WITHIN else "no sign of life lately"
