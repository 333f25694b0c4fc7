"""Many queries that all see one moment, whatever is committed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from django.db import connection, transaction
from django.utils import timezone

from smaajob.reach import current, reaching

Result = TypeVar("Result")


@contextmanager
def one_moment() -> Iterator[datetime]:
    """All queries inside see the same rows, whatever an import commits meanwhile; gives the moment that they show.

    Inside a transaction that is open already its isolation can't be changed any more, and what it sees is its opener's affair.
    """
    if connection.in_atomic_block:
        yield timezone.now()
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield timezone.now()


def apart(work: Callable[[], Result]) -> Result:
    """Do the work on a database connection of its own (a thread's), beside the transaction that is open on this one.

    The worker does an order in one READ COMMITTED transaction, since it must see its lease being renewed. There each
    query sees another moment; `one_moment` on a connection apart gives figures that agree.
    """

    reach = current()

    def run() -> Result:
        try:
            with reaching(reach):
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(run).result()
