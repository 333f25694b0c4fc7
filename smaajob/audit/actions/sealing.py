"""The log of access is sealed in batches, one chain for each organisation, and dropped in whole batches when it is old enough."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from smaajob.accounts.models import Organisation
from smaajob.audit import canonical
from smaajob.audit.flags import flags_of
from smaajob.audit.models import Access, AccessFlag, Seal
from smaajob.reach import whole_organisation

log = logging.getLogger(__name__)
# The number of the lock that each insert shares (migration 0003) and of the one that sealing holds alone.
WRITING, SEALING = 51051, 51052
MOST_ROWS = 5000
TRIES = 20


def seal(organisation: Organisation, *, most: int = MOST_ROWS) -> Seal | None:
    """Close the rows that are not sealed yet, at most `most`; None where there are none, or somebody else is at it.

    Doing it again does nothing: what is sealed is no longer unsealed, and a number is used once.
    """
    last_id = _all_written(organisation)
    with transaction.atomic():
        if not _alone(SEALING, organisation):
            return None
        former = Seal.objects.filter(organisation=organisation).order_by("-number").first()
        rows = Access.objects.filter(organisation=organisation, pk__gt=former.last_id if former else 0, pk__lte=last_id)
        batch = list(rows.order_by("pk")[:most])
        if not batch:
            return None
        made = _sealed(organisation, former, batch)
        AccessFlag.objects.bulk_create(flags_of(organisation, batch), batch_size=1000, ignore_conflicts=True)
    # Kept outside the database too: whoever has the log lines can tell whether the chain's end was cut off.
    log.info("log sealed", extra={"organisation": str(organisation.public_id), "seal": made.number, "hash": made.hash})
    return made


def drop_old(organisation: Organisation) -> int:
    """Drop the sealed batches that are older than the organisation keeps its log; returns how many. Their seals stay."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not _alone(SEALING, organisation):
            return 0
        cursor.execute("SELECT audit_drop_old_batches(%s)", [organisation.pk])
        return int(cursor.fetchone()[0])


def seal_and_drop(organisation: Organisation) -> None:
    """All that is not sealed, and all that is too old."""
    while (made := seal(organisation)) is not None and made.count == MOST_ROWS:
        pass
    drop_old(organisation)


def _all_written(organisation: Organisation) -> int:
    """The highest id of which it is certain that no lower one is still being written.

    A row takes its id while it shares the lock, so whoever has had it alone for a moment has seen all lower ones. It isn't waited for:
    behind somebody who waits, every page would. After some tries the batch waits for the next time.
    """

    def highest() -> int:
        found: int | None = Access.objects.filter(organisation=organisation).aggregate(Max("pk"))["pk__max"]
        return found or 0

    for _again in range(TRIES):
        with transaction.atomic():
            if _alone(WRITING, organisation):
                return highest()
    return 0


def _alone(which: int, organisation: Organisation) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [which, organisation.pk])
        return bool(cursor.fetchone()[0])


def _sealed(organisation: Organisation, former: Seal | None, batch: list[Access]) -> Seal:
    leaves = canonical.leaves_of(batch)
    made = Seal(
        organisation=organisation,
        number=former.number + 1 if former else 1,
        first_id=batch[0].pk,
        last_id=batch[-1].pk,
        count=len(batch),
        first_at=min(row.at for row in batch),
        last_at=max(row.at for row in batch),
        rows_hash=canonical.rows_hash(leaves),
        former_hash=former.hash if former else "",
        sealed_at=timezone.now(),
        leaves=leaves,
    )
    made.hash = canonical.seal_hash(made)
    made.save(force_insert=True)
    return made


def each_organisation(work: Callable[[Organisation], object]) -> None:
    """For the worker: each organisation by itself, so that one whose log is in trouble holds up no other."""
    for organisation in Organisation.objects.order_by("pk"):
        try:
            with whole_organisation(organisation):
                work(organisation)
        except Exception:
            log.exception("the log of an organisation could not be sealed")
