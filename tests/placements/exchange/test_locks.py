"""An import and a click never wait for each other in a ring: both take the same locks in the same order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.utils import timezone

from placements.actions import cancel, hours, import_undo
from placements.models import Hours, ImportJob, ImportStage, Placement, Shift
from smaajob.accounts.scope import Scope
from smaajob.jobs.models import JobState
from tests.placements.exchange.sheets import small, take

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def meanwhile(act: Callable[[], Any]) -> Iterator[list[Any]]:
    """Inside the block `act` waits for a lock that this thread holds; after it, it is done, and its result stands in the list."""
    result: list[Any] = []

    def go() -> None:
        try:
            result.append(act())
        finally:
            connections.close_all()

    thread = Thread(target=go)
    with transaction.atomic():
        Placement.objects.select_for_update(no_key=True).get()
        thread.start()
        until_somebody_waits()
        yield result
    thread.join(30)


def until_somebody_waits() -> None:
    for _try in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def test_an_import_that_waits_for_a_placement_holds_none_of_its_hours(scope: Scope) -> None:
    assert take(scope.organisation, small()).imported
    sheets = small()
    sheets["timer"][0]["timer"] = "4"
    sheets["forløb"][0]["slut_planlagt"] = "2022-04-30"
    with meanwhile(lambda: take(scope.organisation, sheets).imported) as imported:
        # A consultant corrects hours: the placement is held already, then the row. In the other order this would be a deadlock.
        list(Hours.objects.select_for_update(nowait=True, of=("self",)).order_by("pk"))
        hours.correct(by=scope, row=Hours.objects.earliest("first_day"), hours=Decimal(5), reason="Talt efter")
    assert imported == [True]
    assert Hours.objects.earliest("first_day").hours == 4, "who comes last has the last word"


def job_of(scope: Scope) -> ImportJob:
    """What an import of the small set left, as a page has ordered it."""
    outcome = take(scope.organisation, small())
    assert outcome.imported
    return ImportJob.objects.create(
        keeper=scope.organisation,
        ordered_by=scope.user,
        stage=ImportStage.LOAD,
        state=JobState.DONE,
        finished_at=timezone.now(),
        trace=outcome.trace,
        result=outcome.data,
    )


def test_an_undo_that_waits_for_a_placement_holds_neither_its_hours_nor_its_shifts(scope: Scope) -> None:
    job = job_of(scope)

    def undo() -> str:
        try:
            import_undo.undo_import(by=scope, job=job)
        except ValidationError as refusal:
            return refusal.messages[0]
        return "undone"

    with meanwhile(undo) as said:
        list(Hours.objects.select_for_update(nowait=True, of=("self",)).order_by("pk"))
        list(Shift.objects.select_for_update(nowait=True, of=("self",)).order_by("pk"))
        cancel.cancel(by=scope, placement=Placement.objects.get(), reason="Den forkerte Amina")
    assert "der er andet, der bygger på den" in said[0]
    assert Placement.everything.get().is_cancelled


def test_who_is_a_moment_later_than_the_undo_reads_why_in_words(scope: Scope) -> None:
    job = job_of(scope)
    placement = Placement.objects.get()
    row = Hours.objects.select_related("placement").earliest("first_day")
    import_undo.undo_import(by=scope, job=job)
    for act in (
        lambda: cancel.cancel(by=scope, placement=placement, reason="x"),
        lambda: hours.correct(by=scope, row=row, hours=Decimal(5), reason="x"),
    ):
        with pytest.raises(ValidationError, match="ikke længere"):
            act()
