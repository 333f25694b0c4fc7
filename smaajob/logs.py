"""Log lines without personal data: what stands in the code is written, what comes from people is not.

A line is one JSON object: `time` (UTC), `level`, `logger`, `where` (file:line that logged), `event`, and what belongs to it:
`request` or `task`, `user` and `organisation` (public ids), `method`, `path`, `status`, `ms`, `error`. An error is its type and its
frames, never its text: PostgreSQL quotes the row, a form quotes what was typed. Only settings.LOGGING and processes that
start use this module, so it stands on the standard library.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

# Who and what a line belongs to: set by the middleware and by the worker, read by the formatter.
belongs_to: ContextVar[dict[str, str] | None] = ContextVar("smaajob_log", default=None)

ROOT = Path(__file__).resolve().parent.parent
HIDDEN = "…"
OURS = ("smaajob", "candidates", "employers", "placements", "reports")
# Whose words we know: templates with arguments, and sentences that say no more than what happened up to the first sign of data.
KNOWN = (*OURS, "django", "gunicorn", "celery", "kombu", "amqp", "asyncio", "allauth", "py", "concurrent")
# Settings and templates are written by those who run the program.
SAFE_TEXT = frozenset({"SettingsFault", "ImproperlyConfigured", "TemplateDoesNotExist", "TemplateSyntaxError"})
FIELDS = ("method", "path", "status", "ms", "bytes")
_PHRASES = frozenset(status.phrase for status in HTTPStatus)
_TASK = re.compile(r"[a-z_]+(?:\.[A-Za-z_]+)+")
_PERSONAL = re.compile(
    r"(\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)"  # an id, which stays
    r"|[^\s@<>\"']+@[^\s@<>\"']+"  # e-mail
    r"|(?<![0-9a-fA-F-])\+?[0-9](?:[ .-]?[0-9]){7,}(?![0-9a-fA-F-])"  # telephone, CPR, card
    r"|(?<=[?])[^\s\"']+"  # query string
)
_DATA_BEGINS = re.compile(r"[:'\"<(\[{=\n0-9]")
MOST_FRAMES = 40


class _Hidden:
    """In the place of an argument that may be about a person, whatever it is formatted as."""

    def __str__(self) -> str:
        return HIDDEN

    __repr__ = __str__

    def __format__(self, _spec: str) -> str:
        return HIDDEN

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0


def event_of(record: logging.LogRecord) -> str:
    """What happened, in the words of the code."""
    house = record.name.partition(".")[0]
    if house not in KNOWN or not isinstance(record.msg, str):
        return "" if house not in KNOWN else type(record.msg).__name__
    if record.name.startswith("django.security."):
        return record.name.rpartition(".")[2]  # the text is the exception's own
    if not record.args:
        # Without arguments a text of others may have been put together from data before it came here.
        return _cleaned(record.msg if house in OURS else _DATA_BEGINS.split(record.msg, maxsplit=1)[0])
    ours = house in OURS
    arguments: Any
    if isinstance(record.args, dict):
        arguments = {key: _shown(value, ours) for key, value in record.args.items()}
    else:
        arguments = tuple(_shown(value, ours) for value in record.args)
    try:
        return _cleaned(record.msg % arguments)
    except (TypeError, ValueError, KeyError):
        return _cleaned(record.msg)


def _shown(value: Any, ours: bool) -> Any:
    if value is None or isinstance(value, bool | int | float | Decimal | UUID | datetime):
        return value
    if isinstance(value, str) and (ours or value in _PHRASES or _TASK.fullmatch(value) or _is_id(value)):
        return value
    return _Hidden()


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _cleaned(text: str) -> str:
    return _PERSONAL.sub(lambda found: found[1] or HIDDEN, text).strip()[:500]


def error_of(exc_info: Any) -> dict[str, Any] | None:
    """The type of an error, where it went through, what caused it, and PostgreSQL's code and constraint; never its text."""
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if not isinstance(error, BaseException):
        return None
    told: dict[str, Any] = {"type": _type_of(error), "frames": _frames(error.__traceback__)}
    if type(error).__name__ in SAFE_TEXT:
        told["text"] = _cleaned(str(error))
    if state := getattr(error, "sqlstate", None):
        told["sqlstate"] = state
        told["constraint"] = getattr(getattr(error, "diag", None), "constraint_name", None) or ""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and cause is not error:
        told["cause"] = error_of(cause)
    return told


def _type_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _frames(trace: TracebackType | None) -> list[str]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{_file(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-MOST_FRAMES:]


def _file(name: str) -> str:
    """A path as it stands in the project or in a package: no folder of the machine, which may be somebody's home."""
    for mark in ("/site-packages/", "/dist-packages/"):
        if mark in name:
            return name.rpartition(mark)[2]
    if name.startswith(f"{ROOT}/"):
        return name[len(str(ROOT)) + 1 :]
    return "/".join(Path(name).parts[-2:])


def line_of(record: logging.LogRecord) -> dict[str, Any]:
    """All that a line says, in its order; what is empty is left out."""
    told: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "where": f"{_file(record.pathname)}:{record.lineno}",
        "event": event_of(record),
        **(belongs_to.get() or {}),
        **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
    }
    if record.exc_info and (error := error_of(record.exc_info)):
        told["error"] = error
    return {key: value for key, value in told.items() if value not in ("", None)}


class JsonLines(logging.Formatter):
    """One JSON object a line, for a program that collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(line_of(record), ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """The same for a person at a screen; frames stand on lines of their own."""

    def format(self, record: logging.LogRecord) -> str:
        told = line_of(record)
        rest = [str(told[name]) for name in ("method", "path", "status", "request", "task") if name in told]
        at = time.strftime("%H:%M:%S", time.localtime(record.created))
        ms = f" {told['ms']} ms" if "ms" in told else ""
        line = f"{at} {record.levelname} {record.name}: {' '.join([told.get('event') or told['where'], *rest])}{ms}"
        error = told.get("error")
        while error:
            line += f"\n  {error['type']} {error.get('text', '')}".rstrip()
            line += "".join(f"\n    {frame}" for frame in error["frames"])
            error = error.get("cause")
        return line


def logging_of(*, formatter: str, level: str, file: str = "") -> dict[str, Any]:
    """For settings.LOGGING. Nobody's own handler remains: each line goes through the same formatter, and in a file as JSON."""
    through_root: dict[str, Any] = {"handlers": [], "propagate": True}
    handlers: dict[str, Any] = {
        "console": {"class": "logging.StreamHandler", "formatter": formatter},
        "nowhere": {"class": "logging.NullHandler"},
    }
    if file:
        handlers["file"] = {"class": "logging.handlers.WatchedFileHandler", "filename": file, "formatter": "json"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "smaajob.logs.JsonLines"}, "text": {"()": "smaajob.logs.PlainLines"}},
        "handlers": handlers,
        "root": {"handlers": ["console", "file"] if file else ["console"], "level": level},
        "loggers": {
            **dict.fromkeys(("django", "gunicorn.error", "gunicorn.access", "celery", "py.warnings"), through_root),
            # Statements and their values, whatever the level.
            "django.db.backends": {"level": "WARNING"},
            # runserver's own line for each request, with what was asked for.
            "django.server": {"handlers": ["nowhere"], "propagate": False},
            # smaajob.request_log has said what was not found or not allowed; an error's frames come from here.
            "django.request": {"level": "ERROR"},
            # A line for each glyph and each image.
            **{name: {"level": "WARNING"} for name in ("fontTools", "PIL", "weasyprint", "faker", "asyncio")},
        },
    }


def catch_what_nobody_catches() -> None:
    """What ends a process or a thread is told by the log; Python's own words on the error stream quote the error's text."""
    log = logging.getLogger("smaajob.process")

    def end_of_process(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
        else:
            log.critical("the process ended by an error", exc_info=(kind, error, trace))

    def end_of_thread(ended: threading.ExceptHookArgs) -> None:
        if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
            log.error("a thread ended by an error", exc_info=ended.exc_value)

    sys.excepthook, threading.excepthook = end_of_process, end_of_thread
