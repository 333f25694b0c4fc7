"""Claim, keep, finish. Every change of state is one conditional UPDATE, so that no order is done twice and none is lost.

- A killed worker: its lease runs out (JOB_LEASE_SECONDS), the sweep hands the order to another.
- Valkey away: the order stays a row; the sweep finds it when the broker is back.
- A worker that comes back late: its claim is no longer the row's, so what it made is thrown away.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob import reach
from smaajob.jobs import policies
from smaajob.jobs.models import Job, JobState

log = logging.getLogger(__name__)
# Seconds until the next attempt, longer each time: trouble that passes in some minutes fails nothing.
PAUSES = (5, 15, 45, 135)
MAX_ATTEMPTS = len(PAUSES) + 1
MOST_A_SECOND = 10
IMPATIENT = {"socket_timeout": 1, "socket_connect_timeout": 1}

Work = Callable[[Any, "Claim"], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """How the orders of a model are done. After each attempt but the last it rests for the next of `pauses` (seconds).

    `outside`: the work reaches the outside world, so it runs without a transaction and what it writes stays written.
    `mine` says which of the rows a worker does, where some wait for a person.
    """

    model: type[Job]
    work: Work
    pauses: tuple[int, ...] = PAUSES
    outside: bool = False
    mine: Callable[[], Q] = Q

    def free(self) -> Q:
        """What nobody is at: not begun, or begun by a worker that is gone, or rested."""
        return self.mine() & (Q(state=JobState.ORDERED) | Q(state=JobState.RUNNING, lease_until__lt=timezone.now()))


_work: dict[str, Kind] = {}


class Later(Exception):
    """Raised by work that can't be done now; the text, for people, says why. It is tried again."""


class GiveUp(Exception):
    """Raised by work that can never be done; the text, for people, says why. It is not tried again."""


class _Lost(Exception):
    """The claim is no longer ours: takes the work's transaction back."""


class Claim:
    """A worker's hold on an order while it works. `tell` says how far it is; a thread of its own renews the lease."""

    def __init__(self, model: type[Job], pk: int) -> None:
        self.model, self.pk, self.token = model, pk, uuid.uuid4()
        self._news: tuple[int, str] = (0, "")
        self._done = threading.Event()
        self._thread = threading.Thread(target=reach.carried(self._keep), daemon=True)

    def tell(self, percent: int, step: str) -> None:
        """Say how far the work is. It reaches the page within a second, also while a transaction is open."""
        self._news = (min(percent, 99), step)

    def __enter__(self) -> Claim:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._done.set()
        self._thread.join()

    def held(self) -> Any:
        """The row, as long as it is still ours."""
        return self.model._default_manager.filter(pk=self.pk, state=JobState.RUNNING, claim=self.token)

    def _keep(self) -> None:
        told: tuple[int, str] = (0, "")
        renew_every = max(settings.JOB_LEASE_SECONDS / 4, 1)
        since_renewal = 0.0
        try:
            while not self._done.wait(0.5):
                since_renewal += 0.5
                if self._news == told and since_renewal < renew_every:
                    continue
                told, since_renewal = self._news, 0.0
                try:
                    self.held().update(progress=told[0], step=told[1], lease_until=_lease())
                except Exception:
                    log.warning("the lease of %s %s could not be renewed", self.model.__name__, self.pk)
                    connection.close()
        finally:
            connection.close()


def register(
    model: type[Job],
    work: Work,
    *,
    pauses: tuple[int, ...] = PAUSES,
    outside: bool = False,
    mine: Callable[[], Q] = Q,
) -> None:
    """Say which function does the orders of a model. It gets the row and the claim, and returns the fields to set when done."""
    _work[model._meta.label_lower] = Kind(model, work, pauses, outside, mine)


def nudge(job: Job) -> None:
    """After the commit, tell a worker that there is work. If the broker is away the sweep will tell it later."""
    label, pk = job._meta.label_lower, job.pk
    transaction.on_commit(lambda: send(label, pk))


def send(label: str, pk: int) -> bool:
    """Hand an order to the broker; False (and a line in the log) where it is away."""
    from smaajob.celery import app
    from smaajob.jobs.tasks import work

    try:
        # A broker that hangs holds the page up for a second, no longer. A nudge that nobody takes is void before the
        # sweep has sent many more.
        with app.connection_for_write(transport_options=IMPATIENT) as broker:
            # The stubs do not know `connection`.
            work.apply_async(  # type: ignore[call-arg]
                (label, pk), retry=False, connection=broker, expires=settings.JOB_SWEEP_SECONDS * 3
            )
    except Exception as error:
        log.warning("the broker is away (%s); %s %s waits for the sweep", type(error).__name__, label, pk)
        return False
    return True


def waiting() -> list[tuple[str, int]]:
    """The orders that a worker should look at: not begun, or begun by a worker that is gone. The oldest of each kind.

    No more of a kind than a worker does until the next sweep: nudges that it has not come to run out, and handing out
    thousands of them each time would leave it no time for the work itself.
    """
    most = MOST_A_SECOND * settings.JOB_SWEEP_SECONDS
    found: dict[str, list[tuple[datetime, int]]] = {}
    for label, keeper in policies.waiting():
        if label in _work:
            kind = _work[label]
            with reach.whole_organisation(keeper):
                rows = kind.model._default_manager.filter(kind.free()).order_by("ordered_at")
                found.setdefault(label, []).extend(rows.values_list("ordered_at", "pk")[:most])
    return [(label, pk) for label in _work for _at, pk in sorted(found.get(label, []))[:most]]


def is_busy() -> bool:
    """Whether a worker is at an order now: it renews its lease."""
    return policies.any_running()


def perform(label: str, pk: int) -> bool:
    """Do one order if nobody else is at it. True where this call finished it. It reaches what the order's keeper has, no more."""
    with reach.nothing():
        keeper = policies.keeper_of(label, pk)
        if keeper is None:
            return False
        with reach.whole_organisation(keeper):
            return _perform(_work[label], label, pk)


def _perform(kind: Kind, label: str, pk: int) -> bool:
    claim = Claim(kind.model, pk)
    taken = kind.model._default_manager.filter(kind.free(), pk=pk).update(
        state=JobState.RUNNING, claim=claim.token, lease_until=_lease(), attempts=F("attempts") + 1, progress=0, step=""
    )
    if not taken:
        return False
    job = kind.model._default_manager.get(pk=pk)
    if job.attempts > len(kind.pauses) + 1:
        return _fail(claim, job.problem or _("Det lykkedes ikke efter flere forsøg. Prøv igen, eller kontakt os."))
    try:
        # One transaction for the work and for the mark that it is done: both are there, or neither. Work outside has none.
        with claim, nullcontext() if kind.outside else transaction.atomic():
            fields = kind.work(job, claim)
            if not claim.held().update(**_over(JobState.DONE), progress=100, problem="", **fields):
                raise _Lost
        return True
    except _Lost:
        log.warning("%s %s was taken over by another worker; what this one made is thrown away", label, pk)
        return False
    except GiveUp as reason:
        return _fail(claim, str(reason))
    except Exception as error:
        if not isinstance(error, Later):
            log.exception("%s %s failed", label, pk)
        return _rest(claim, job, kind, str(error) if isinstance(error, Later) else "")


def _rest(claim: Claim, job: Job, kind: Kind, why: str) -> bool:
    """Keep the order for a while and let it be taken up again then; after the last attempt it has failed."""
    if job.attempts > len(kind.pauses):
        return _fail(claim, why or _("Der skete en fejl hos os. Intet er ændret. Vi har fået besked."))
    claim.held().update(lease_until=timezone.now() + timedelta(seconds=kind.pauses[job.attempts - 1]), problem=why)
    return False


def _fail(claim: Claim, problem: str) -> bool:
    return bool(claim.held().update(**_over(JobState.FAILED), problem=problem))


def _over(state: JobState) -> dict[str, Any]:
    return {"state": state, "claim": None, "lease_until": None, "finished_at": timezone.now(), "step": ""}


def _lease() -> Any:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
