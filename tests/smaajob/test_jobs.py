"""Orders that must be done: claimed once, told while they go, given back when a worker dies, failed with a sentence."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reports.models import Report
from smaajob.accounts.models import Organisation
from smaajob.jobs import run, tasks
from smaajob.jobs.models import JobState, Pulse
from smaajob.jobs.run import Claim

LABEL = "reports.report"
DONE = {"document": b"%PDF", "figures": {}, "data_as_of": timezone.now()}


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the worker does with a report is the test's to say: put a function or an exception in the list."""
    steps: list[Any] = []

    def do(job: Any, claim: Claim) -> dict[str, Any]:
        step = steps.pop(0) if steps else DONE
        if isinstance(step, Exception):
            raise step
        return dict(step(job, claim) if callable(step) else step)

    monkeypatch.setitem(run._work, LABEL, run.Kind(Report, do))
    return steps


def ordered(keeper: Organisation, **fields: Any) -> Report:
    days = {"first_day": date(2025, 1, 1), "last_day": date(2025, 12, 31)}
    return Report.objects.create(keeper=keeper, municipality="DK-851", **days, **fields)


@pytest.mark.django_db
def test_an_order_is_done_once(municipality: Organisation, work: list[Any]) -> None:
    report = ordered(municipality)
    assert run.waiting() == [(LABEL, report.pk)]
    assert run.perform(LABEL, report.pk)
    assert not run.perform(LABEL, report.pk)
    report.refresh_from_db()
    assert (report.state, report.progress, report.attempts) == (JobState.DONE, 100, 1)
    assert run.waiting() == []


@pytest.mark.django_db
def test_an_order_that_somebody_works_on_is_left_alone_until_the_lease_is_over(
    municipality: Organisation, work: list[Any]
) -> None:
    lease = timezone.now() + timedelta(seconds=30)
    report = ordered(municipality, state=JobState.RUNNING, claim="0" * 32, lease_until=lease, attempts=1)
    assert not run.perform(LABEL, report.pk)
    Report.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run.waiting() == [(LABEL, report.pk)]
    assert run.perform(LABEL, report.pk)
    report.refresh_from_db()
    assert (report.state, report.attempts) == (JobState.DONE, 2)


@pytest.mark.django_db
def test_a_worker_that_lost_its_order_throws_away_what_it_made(municipality: Organisation, work: list[Any]) -> None:
    report = ordered(municipality)

    def slow(_job: Report, _claim: Claim) -> dict[str, Any]:
        ordered(municipality)  # what the work writes
        Report.objects.filter(pk=report.pk).update(claim="1" * 32)  # another worker has taken over
        return DONE

    work.append(slow)
    assert not run.perform(LABEL, report.pk)
    assert Report.objects.count() == 1, "the work's own rows are taken back"


@pytest.mark.django_db
def test_a_fault_is_tried_again_and_then_told_in_a_sentence(municipality: Organisation, work: list[Any]) -> None:
    report = ordered(municipality)
    work.extend(ZeroDivisionError() for _ in range(run.MAX_ATTEMPTS))
    for _ in range(run.MAX_ATTEMPTS - 1):
        assert not run.perform(LABEL, report.pk)
        assert not run.perform(LABEL, report.pk), "not at once: the trouble may pass"
        report.refresh_from_db()
        assert report.state == JobState.RUNNING
        Report.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run.perform(LABEL, report.pk)
    report.refresh_from_db()
    assert report.state == JobState.FAILED
    assert "fejl hos os" in report.problem
    assert run.waiting() == []


@pytest.mark.django_db(transaction=True)
def test_the_page_sees_how_far_it_is_while_the_work_is_in_its_transaction(work: list[Any]) -> None:
    from tests.factories import MunicipalityFactory

    report = ordered(MunicipalityFactory.create())
    seen: list[tuple[int, str]] = []

    def slow(_job: Report, claim: Claim) -> dict[str, Any]:
        claim.tell(40, "Tegner")
        for _ in range(100):
            row = Report.objects.values_list("progress", "step").get(pk=report.pk)
            if row == (40, "Tegner"):
                seen.append(row)
                break
            time.sleep(0.05)
        return DONE

    work.append(slow)
    assert run.perform(LABEL, report.pk)
    assert seen == [(40, "Tegner")]


@pytest.mark.django_db
def test_the_sweep_writes_the_pulse_and_hands_out_what_waits(
    municipality: Organisation, work: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    report, sent = ordered(municipality), []
    monkeypatch.setattr(run, "send", lambda label, pk: sent.append((label, pk)))
    tasks.sweep()
    assert sent == [(LABEL, report.pk)]
    assert Pulse.objects.get().name == "worker"


@pytest.mark.django_db
def test_healthz_tells_each_part_apart(client: Client, municipality: Organisation, work: list[Any]) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    told = answer.json()
    assert told == {"web": "ok", "database": "ok", "broker": "ok", "worker": "no sign of life yet"}
    Pulse.objects.create(name="worker", at=timezone.now())
    assert client.get("/healthz").json()["worker"] == "ok"
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=5))
    lease = timezone.now() + timedelta(seconds=30)
    busy = ordered(municipality, state=JobState.RUNNING, claim="0" * 32, lease_until=lease, attempts=1)
    assert client.get("/healthz").json()["worker"] == "ok", "it is at work"
    busy.delete()
    assert client.get("/healthz").json()["worker"] == "no sign of life lately"
