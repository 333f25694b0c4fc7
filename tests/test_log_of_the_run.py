"""The log of the whole run names nobody (criterion 4). These tests come last; alone they look at what they log themselves."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

import placements.tasks  # noqa: F401  (a worker imports it to know the work)
from candidates.models import Candidate
from placements.demo.store import store
from placements.exchange.writing import Writer
from placements.models import ImportJob
from smaajob import secrets
from smaajob.accounts.models import User
from smaajob.jobs.run import perform
from tests.factories import CandidateFactory, ContactFactory
from tests.log_of_the_run import People, Watch, named, people, told_in
from tests.placements.exchange.sheets import files_of, small, zipped


@pytest.fixture
def somebody(municipality: Any) -> Candidate:
    """A person with everything that must not be logged."""
    return CandidateFactory.create(
        keeper=municipality,
        first_name="Sigurdine",
        last_name="Quistgaard-Wøldike",
        email="sigurdine@quistgaard.example",
        phone="+45 29 87 65 43",
        cpr_encrypted=secrets.encrypt("0706842358"),
    )


def test_the_log_of_the_run_names_nobody(
    somebody: Candidate, signed_in: Client, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ContactFactory.create(keeper=somebody.keeper, name="Bente Bagerkone", email="bente@bager.example")
    # Something happens, also where this test runs alone: pages, a search, a page that fails, a row that is refused.
    signed_in.get(f"/personer/{somebody.public_id}/")
    signed_in.get("/personer/", {"q": "Sigurdine"})
    signed_in.get("/personer/Sigurdine/")
    signed_in.get("/mig/KXTR-4P9D-W2HM/")
    signed_in.raise_request_exception = False
    monkeypatch.setattr("candidates.views.candidates.phrases", lambda _codes: {}[str(somebody)])
    assert signed_in.get(f"/personer/{somebody.public_id}/").status_code == 500
    try:
        with transaction.atomic():
            Candidate.objects.filter(pk=somebody.pk).update(gender="?", first_name="Sigurdine")
    except IntegrityError:
        logging.getLogger("placements.exchange").exception("the row was refused")

    _import_somebody(signed_in)

    watch = request.config.pluginmanager.get_plugin("log_of_the_run")
    lines = watch.lines()
    assert lines, "the handler does not listen"
    assert any("the row was refused" in line for line in lines)
    assert {"Sigurdine", "Quistgaard", "Wøldike"} <= people.words
    found = named(lines)
    assert not found, f"{len(found)} lines name somebody:\n" + "\n".join(found[:20])


def _import_somebody(client: Client) -> None:
    """Rows with names in them: one that is right, one that is wrong and becomes nobody's row."""
    sheets = small()
    right, wrong = sheets["kandidater"]
    right.update(fornavn="Sigurdine", efternavn="Quistgaard-Wøldike", mobil="29876543")
    wrong.update(fornavn="Sigurdine", efternavn="Quistgaard-Wøldike", cpr="070684-2358", kommune="Wøldike")
    upload = SimpleUploadedFile("marts.zip", zipped(files_of(sheets)))
    assert client.post(reverse("placements:imports"), {"upload": [upload]}).status_code == 302
    job = ImportJob.objects.latest("pk")
    assert perform("placements.importjob", job.pk)
    assert client.get(reverse("placements:import", args=[job.public_id])).status_code == 200


def _by_bulk_create(row: Candidate) -> None:
    Candidate.objects.bulk_create([row])


def _by_copy(row: Candidate) -> None:
    store([row])


def _by_import(row: Candidate) -> None:
    Writer().insert_made(Candidate, [row])


@pytest.mark.parametrize("write", [_by_bulk_create, _by_copy, _by_import])
def test_who_is_written_with_many_others_is_known_too(somebody: Candidate, write: Any) -> None:
    family = {_by_bulk_create: "Flokkegaard", _by_copy: "Strømmegaard", _by_import: "Indlæsegaard"}[write]
    write(CandidateFactory.build(keeper=somebody.keeper, last_name=family, email=f"{family}@example.org"))

    assert Candidate.objects.filter(last_name=family).exists()
    assert family in people.words
    assert f"{family}@example.org".lower() in people.addresses


def test_who_was_written_past_the_models_is_known_when_somebody_reads_them(somebody: Candidate) -> None:
    Candidate.objects.filter(pk=somebody.pk).update(last_name="Bagvejsen")
    Candidate.objects.get(pk=somebody.pk)

    assert "Bagvejsen" in people.words


def test_a_run_on_several_cores_fails_for_what_one_of_them_logs_of_whom_another_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOG_FILE")
    began, begun = Watch(tmp_path / "run.jsonl"), Watch(tmp_path / "run.jsonl", begun_by_another=True)
    known, heard = People(), People()
    monkeypatch.setattr("tests.log_of_the_run.people", known)
    known.note(User(name="Storm Ib Abdirahman", email="storm@firma.example"))
    ended = SimpleNamespace(config=SimpleNamespace(workeroutput={}), exitstatus=pytest.ExitCode.OK)
    begun.pytest_sessionfinish(ended)
    begun.path.write_text(json.dumps({"event": "sent to Abdirahman"}) + "\n", encoding="utf-8")

    Watch(tmp_path / "run.jsonl", begun_by_another=True)
    assert began.lines(), "a process that begins later empties nothing"
    monkeypatch.setattr("tests.log_of_the_run.people", heard)
    began.pytest_testnodedown(SimpleNamespace(workeroutput=ended.config.workeroutput))
    run = SimpleNamespace(exitstatus=pytest.ExitCode.OK)
    began.pytest_sessionfinish(run)
    assert run.exitstatus == pytest.ExitCode.TESTS_FAILED
    assert began.found == ['Abdirahman: {"event": "sent to Abdirahman"}']


@pytest.fixture
def known() -> People:
    found = People()
    found.note(User(name="Storm Ib Abdirahman", email="Storm.Ib@firma.example", phone_number="+4529876543"))
    found.note(Candidate(first_name="Åse", last_name="Ravnholt", cpr_encrypted=secrets.encrypt("0706842358")))
    return found


@pytest.mark.parametrize(
    "event",
    [
        "sent to Abdirahman",
        "sent to storm.ib@firma.example now",
        "call 29 87 65 43",
        "call +4529876543",
        "cpr 070684-2358",
        "fra Ravnholt.",
        "Ravnholt_2",
    ],
)
def test_a_line_that_names_somebody_is_found(known: People, event: str) -> None:
    assert known.found_in(json.dumps({"level": "INFO", "event": event}))
    assert known.found_in(f"12:00 INFO {event}"), "also where a process wrote no JSON"


@pytest.mark.parametrize(
    "line",
    [
        {"event": "a storm of requests", "logger": "Ravnholt"},
        {"event": "request", "path": "/personer/29876543-0706-4842-a358-000000000000/", "ms": 29876543},
        {"event": "x", "error": {"type": "Abdirahman", "frames": ["Abdirahman.py:1 run"]}},
        {"event": "Åse and Ib are too short to tell from other words"},
    ],
)
def test_what_is_the_codes_own_is_no_name(known: People, line: dict[str, Any]) -> None:
    assert not known.found_in(json.dumps(line))


def test_a_name_in_an_errors_text_would_be_found(known: People) -> None:
    line = json.dumps({"event": "x", "error": {"type": "KeyError", "frames": [], "text": "Ravnholt"}})

    assert "Ravnholt" in told_in(line)
    assert known.found_in(line)
