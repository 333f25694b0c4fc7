"""A worker that has gone deaf takes its connection to the broker anew.

Where Valkey hangs (and does not break off) just as a task is acknowledged, kombu logs "Couldn't ack" and goes on, and the task
stays counted as not done for ever. When they are as many as the worker takes at a time it never asks for another, while its
process lives and looks well. The same is seen from inside as silence: the sweep comes every JOB_SWEEP_SECONDS, so a
worker that is free and has been given nothing for six of them does not hear.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import bootsteps
from celery.worker import state
from django.conf import settings

log = logging.getLogger(__name__)
SWEEPS_MISSED = 6


class Watch(bootsteps.StartStopStep):
    """Started by Celery at each connection, since a lost one takes its timers with it."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, parent: Any) -> None:
        """Begin to listen; `parent` is the worker's consumer."""
        self.given, self.since = _given(), time.monotonic()
        if parent.timer:
            parent.timer.call_repeatedly(settings.JOB_SWEEP_SECONDS, self.look)

    def look(self) -> None:
        """Raises a connection's error in Celery's own loop, which then connects again and hands unfinished tasks back."""
        if _given() != self.given or state.active_requests:
            self.given, self.since = _given(), time.monotonic()
            return
        if time.monotonic() - self.since > SWEEPS_MISSED * settings.JOB_SWEEP_SECONDS:
            self.since = time.monotonic()
            log.warning("nothing has been heard from the broker; connecting again")
            raise ConnectionResetError("nothing has been heard from the broker")


def _given() -> int:
    return sum(state.total_count.values())
