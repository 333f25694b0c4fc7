"""A log line says what happened, where, and for which ids; never what a person is called, wrote or was asked for."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from candidates.models import Candidate
from smaajob import logs
from smaajob.logs import JsonLines, PlainLines, belongs_to
from tests.factories import CandidateFactory


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text in self.texts]


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)


def test_each_request_is_one_line_with_ids_and_no_query(signed_in: Client, kept: Kept, scope: Any) -> None:
    person = CandidateFactory.create(keeper=scope.organisation, first_name="Sigurdine")
    signed_in.get(
        f"/personer/{person.public_id}/?fane=profil&q=Sigurdine", headers={"user-agent": "Sigurdines telefon"}
    )

    (line,) = kept.lines
    assert line["method"] == "GET"
    assert line["path"] == f"/personer/{person.public_id}/"
    assert line["status"] == 200
    assert line["ms"] >= 0
    assert line["user"] == str(scope.user.public_id)
    assert line["organisation"] == str(scope.organisation.public_id)
    assert len(line["request"]) == 16
    assert line["time"].endswith("Z")
    assert "Sigurdine" not in kept.texts[0]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/mig/KXTR-4P9D-W2HM/", "KXTR"),
        ("/invitation/kT3s_long-secret/", "kT3s"),
        ("/konto/password/reset/key/1a-secret-token/", "1a-secret"),
        ("/personer/Amina%20Hassan/", "Amina"),
        ("/amina@hassan.example", "amina"),
        ("/0706842358/", "0706842358"),
    ],
)
def test_secrets_and_words_of_ones_own_are_cut_from_the_path(kept: Kept, db: None, path: str, said: str) -> None:
    Client().get(path)

    assert kept.lines
    assert not [text for text in kept.texts if said in text]
    assert "…" in kept.lines[-1]["path"]


def test_health_and_static_files_are_no_lines(kept: Kept, db: None) -> None:
    Client().get("/healthz")
    Client().get("/static/css/app.css").close()

    assert not [line for line in kept.lines if line["logger"] == "smaajob.requests"]


def test_a_refused_row_is_told_by_its_constraint_not_by_its_words(kept: Kept, municipality: Any) -> None:
    person = CandidateFactory.create(keeper=municipality, first_name="Sigurdine")
    try:
        with transaction.atomic():
            Candidate.objects.filter(pk=person.pk).update(gender="?")
    except IntegrityError:
        logging.getLogger("placements.exchange").exception("a row was refused")

    (line,) = kept.lines
    assert line["error"]["cause"]["sqlstate"] == "23514"
    assert line["error"]["cause"]["constraint"] == "candidate_gender_known"
    assert any("tests/smaajob/test_logs.py" in frame for frame in line["error"]["frames"])
    assert "Sigurdine" not in kept.texts[0]


def test_a_page_that_fails_is_told_with_frames_and_without_text(
    signed_in: Client, kept: Kept, scope: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = CandidateFactory.create(keeper=scope.organisation, first_name="Sigurdine")
    monkeypatch.setattr("candidates.views.candidates.phrases", lambda _codes: {}["Sigurdine"])
    signed_in.raise_request_exception = False

    assert signed_in.get(f"/personer/{person.public_id}/").status_code == 500
    failed, request = kept.lines
    assert failed["error"]["type"] == "KeyError"
    assert "candidates/views/candidates.py" in " ".join(failed["error"]["frames"])
    assert (request["level"], request["status"]) == ("ERROR", 500)
    assert failed["request"] == request["request"]
    assert "Sigurdine" not in "".join(kept.texts)


def record(name: str, message: Any, *args: Any, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.WARNING, "/srv/app/x.py", 7, message, args, info)


TASK = "4f6a1c1e-5d5c-4c8e-9a53-0b8f6a0f7f11"


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (record("smaajob.jobs.run", "%s %s failed", "placements.importjob", 12), "placements.importjob 12 failed"),
        (record("smaajob.x", "sent to amina@hassan.example, +45 20 11 22 33"), "sent to … …"),
        (record("smaajob.x", "070684-2358 came"), "… came"),
        (record("django.request", "%s: %s", "Not Found", "/Amina/"), "Not Found: …"),
        (record("django.security.DisallowedHost", "Invalid HTTP_HOST header: 'amina.example'."), "DisallowedHost"),
        (record("gunicorn.error", "Error handling request %s", "/mig/KXTR/?q=Amina"), "Error handling request …"),
        (
            record("celery.app.trace", "Task %(name)s[%(id)s] succeeded in %(runtime)ss: %(return_value)s",
                   {"name": "smaajob.jobs.tasks.work", "id": TASK, "runtime": 0.5, "return_value": "'Amina'"}),
            f"Task smaajob.jobs.tasks.work[{TASK}] succeeded in 0.5s: …",
        ),
        (record("celery.worker.strategy", "Received %r with %r", "Amina", ["Amina"]), "Received … with …"),
        (record("asyncio", "Task exception was never retrieved\nfuture: <ValueError('Amina')>"), "Task exception was never retrieved"),
        (record("weasyprint", "Ignored `Amina`"), None),
        (record("some.package", "Amina %s", "Hassan"), None),
        (record("django.x", "%d of %d", "Amina", "Hassan"), "0 of 0"),
        (record("django.x", "%s and %s", "Amina"), "%s and %s"),
        (record("django.x", ValueError("Amina")), "ValueError"),
    ],
)  # fmt: skip
def test_what_libraries_say_is_their_own_words_only(made: logging.LogRecord, says: str | None) -> None:
    line = JsonLines().format(made)

    assert json.loads(line).get("event") == says
    assert "Amina" not in line
    assert "Amina" not in PlainLines().format(made)


def test_the_text_of_an_error_is_told_only_where_no_person_can_stand_in_it() -> None:
    told = [
        json.loads(JsonLines().format(record("smaajob.x", "failed", error=error)))["error"]
        for error in (
            ImproperlyConfigured("X is not set"),
            ValidationError({"name": "Amina findes"}),
            KeyError("Amina"),
        )
    ]

    assert told[0]["text"] == "X is not set"
    assert "text" not in told[1]
    assert "text" not in told[2]
    assert told[1]["type"] == "django.core.exceptions.ValidationError"


def test_a_line_on_the_screen_has_the_same_filter() -> None:
    said = PlainLines().format(record("smaajob.x", "call %s", "+45 20 11 22 33", error=KeyError("Amina")))

    assert "smaajob.x: call …" in said
    assert "KeyError" in said
    assert "Amina" not in said


def test_lines_of_a_task_carry_its_id() -> None:
    token = belongs_to.set({"task": TASK})
    try:
        assert json.loads(JsonLines().format(record("smaajob.x", "done")))["task"] == TASK
    finally:
        belongs_to.reset(token)


def test_what_nobody_catches_is_told_by_the_log(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.catch_what_nobody_catches()

    ended = threading.Thread(target=lambda: {}["Amina"])
    ended.start()
    ended.join()
    sys.excepthook(KeyError, KeyError("Amina"), None)

    assert [line["event"] for line in kept.lines] == ["a thread ended by an error", "the process ended by an error"]
    assert {line["error"]["type"] for line in kept.lines} == {"KeyError"}
    assert "Amina" not in "".join(kept.texts)


def test_no_logger_has_a_way_of_its_own_past_the_formatter() -> None:
    """A handler on a logger of a library would write its line as it came."""
    root = logging.getLogger()
    assert root.handlers
    for name in ("django", "django.request", "django.security", "django.server", "gunicorn.error", "gunicorn.access",
                 "celery", "celery.task", "kombu", "allauth", "weasyprint", "asyncio", "py.warnings"):  # fmt: skip
        # Those of the tests themselves write nothing that stays.
        assert not [one for one in logging.getLogger(name).handlers if type(one) is logging.StreamHandler], name
    assert not logging.getLogger("django.db.backends").isEnabledFor(logging.DEBUG)


def test_the_worker_logs_as_the_web_does(tmp_path: Any) -> None:
    """Celery's own set-up is out of the way: a process that begins as a worker writes our lines."""
    code = (
        "import logging; from smaajob.celery import app; app.log.setup(loglevel='INFO');"
        "logging.getLogger('celery.app.trace').warning('Task %s failed', 'smaajob.x.work');"
        "logging.getLogger('smaajob.x').error('here', exc_info=KeyError('Amina'))"
    )
    env = {"PATH": "/usr/bin", "SMAAJOB_VAR": str(settings.VAR), "LOG_FORMAT": "json", "LOG_LEVEL": "INFO"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.ROOT, env=env, capture_output=True, text=True, check=True
    )

    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in events] == ["Task smaajob.x.work failed", "here"]
    assert events[1]["error"]["type"] == "KeyError"
    assert "Amina" not in done.stderr + done.stdout


def test_ids_are_no_telephone_numbers() -> None:
    number = uuid.UUID("20112233-4455-4677-8899-001122334455")

    assert json.loads(JsonLines().format(record("smaajob.x", "%s", number)))["event"] == str(number)
