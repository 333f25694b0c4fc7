"""An order ends in one report: made in the background, frozen, once."""

from __future__ import annotations

import hashlib
import threading
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import weasyprint
from django.core.exceptions import ValidationError
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from candidates.models import Candidate, Participation, Programme
from reports import figures
from reports.actions import order
from reports.extent import Extent, apart, one_moment
from reports.models import Report
from reports.subjects import Subject
from reports.tasks import make_report
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.jobs import run
from smaajob.jobs.models import JobState
from tests.factories import PartnerFactory, ProgrammeFactory
from tests.reports.conftest import FIRST, LAST, takes_part

pytestmark = pytest.mark.django_db(transaction=True)
LABEL = "reports.report"


def ordered(scope: Scope, programme: Programme, **changes: Any) -> Report:
    given = {"by": scope, "subject": Subject(programme), "first_day": FIRST, "last_day": LAST, **changes}
    return order(**given).report


def test_an_order_becomes_a_report(scope: Scope, programme: Programme) -> None:
    for _ in range(7):
        takes_part(programme)
    report = ordered(scope, programme)
    assert report.state == JobState.ORDERED
    assert run.perform(LABEL, report.pk) is True
    report.refresh_from_db()
    assert (report.state, report.progress, report.problem) == (JobState.DONE, 100, "")
    assert report.document is not None
    assert report.figures is not None
    assert report.document_hash == hashlib.sha256(bytes(report.document)).hexdigest()
    assert report.figures["measures"]["participants"] == 7
    assert report.figures["published"]["contact"]["name"] == "Mette Holm"
    assert report.data_as_of is not None
    assert timezone.now() - report.data_as_of < timedelta(minutes=1)
    assert "Små job i Aalborg" in PdfReader(BytesIO(bytes(report.document))).pages[0].extract_text()
    assert [event.verb for event in Event.objects.about(report)] == ["report.make", "report.order"]


def test_it_is_made_once_however_often_a_worker_is_told(scope: Scope, programme: Programme) -> None:
    report = ordered(scope, programme)
    assert [run.perform(LABEL, report.pk) for _ in range(3)] == [True, False, False]
    report.refresh_from_db()
    assert report.attempts == 1


def test_later_changes_do_not_reach_a_delivered_report(scope: Scope, programme: Programme) -> None:
    report = ordered(scope, programme)
    run.perform(LABEL, report.pk)
    before = Report.objects.get(pk=report.pk)
    takes_part(programme)
    run.perform(LABEL, report.pk)
    after = Report.objects.get(pk=report.pk)
    assert (after.document_hash, after.figures) == (before.document_hash, before.figures)


def test_pressing_twice_orders_once(scope: Scope, programme: Programme) -> None:
    first = ordered(scope, programme)
    again = order(by=scope, subject=Subject(programme), first_day=FIRST, last_day=LAST)
    assert (again.report, again.is_new) == (first, False)
    other = ordered(scope, programme, last_day=date(2024, 6, 30))
    assert other != first
    run.perform(LABEL, first.pk)
    assert ordered(scope, programme) != first  # that one is done: today's data may be others


def test_two_presses_in_one_moment_order_once(scope: Scope, programme: Programme) -> None:
    barrier = threading.Barrier(4)

    def press() -> None:
        barrier.wait()
        try:
            ordered(scope, programme)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert Report.objects.count() == 1


@pytest.mark.parametrize("broken", [2, run.MAX_ATTEMPTS])
def test_a_fault_is_tried_again_and_told_in_the_end(
    scope: Scope, programme: Programme, broken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library that draws the PDF fails some times, as it does on a machine that lacks a font or memory."""
    original, left = weasyprint.HTML.write_pdf, [broken]

    def write_pdf(self: Any, *args: Any, **kwargs: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise MemoryError
        return original(self, *args, **kwargs)

    monkeypatch.setattr(weasyprint.HTML, "write_pdf", write_pdf)
    report = ordered(scope, programme)
    for _ in range(run.MAX_ATTEMPTS + 1):
        for label, pk in run.waiting():
            run.perform(label, pk)
        # A failed try is left alone for a while; the test does not wait.
        Report.objects.filter(state=JobState.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))
    report.refresh_from_db()
    made = Event.objects.about(report).filter(verb="report.make").count()
    if broken == run.MAX_ATTEMPTS:
        assert (report.state, report.document, made) == (JobState.FAILED, None, 0)
        assert "fejl hos os" in report.problem
    else:
        assert (report.state, report.attempts, made) == (JobState.DONE, 3, 1)


def test_a_worker_that_comes_back_late_leaves_nothing(scope: Scope, programme: Programme) -> None:
    """Its lease ran out while it worked, and another made the report: what the late one made is thrown away."""
    report = ordered(scope, programme)
    late = run.Claim(Report, report.pk)
    long_ago = timezone.now() - timedelta(hours=1)
    Report.objects.filter(pk=report.pk).update(state="running", claim=late.token, lease_until=long_ago, attempts=1)
    assert run.perform(LABEL, report.pk) is True
    made = Report.objects.get(pk=report.pk)
    fields = make_report(made, late)
    assert late.held().update(**fields) == 0
    assert Report.objects.get(pk=report.pk).document_hash == made.document_hash


def test_figures_agree_while_an_import_commits(programme: Programme) -> None:
    """All queries of a report see one moment, also when a row comes in between two of them."""
    takes_part(programme)
    extent = Extent(FIRST, LAST, programme=programme)

    def count() -> tuple[Any, Any]:
        with one_moment():
            before = figures.participants(extent).value
            thread = threading.Thread(target=_somebody_joins, args=(programme,))
            thread.start()
            thread.join()
            return before, figures.participants_attainment_percent(extent).reached.value

    with transaction.atomic():
        assert Participation.objects.count() == 1  # the worker's own transaction is under way
        assert apart(count) == (1, 1)
    assert figures.participants(extent).value == 2


def _somebody_joins(programme: Programme) -> None:
    try:
        takes_part(programme)
    finally:
        connection.close()


def test_the_moment_of_the_figures_writes_nothing(programme: Programme) -> None:
    from django.db import InternalError

    with pytest.raises(InternalError, match="read-only"), one_moment():
        Candidate.objects.update(postcode="9000")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first_day": LAST, "last_day": FIRST}, "last_day"),
        ({"first_day": date(1990, 1, 1)}, "first_day"),
        ({"subject": Subject(municipality="DK-849")}, "subject"),
    ],
)
def test_what_can_not_be_ordered(scope: Scope, programme: Programme, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ordered(scope, programme, **changes)
    assert list(refusal.value.error_dict) == [field]
    assert not Report.objects.exists()


def test_a_strangers_programme_can_not_be_ordered(scope: Scope) -> None:
    theirs = ProgrammeFactory.create(keeper=PartnerFactory.create())
    with pytest.raises(ValidationError):
        ordered(scope, theirs)
