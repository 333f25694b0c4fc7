"""Everything that is logged while the tests run, through the formatter that production uses, and the people it must not name.

`Watch` is a plugin (tests/conftest.py registers it). People are noted as soon as there is an instance of their row, whether it is
saved, written by bulk_create or COPY, or read: a new factory, form or import needs nothing. Processes that tests start log to
the same file (LOG_FILE), and so do the processes of a run on several cores; the log is read when all of them are done.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import InvalidToken

from smaajob.logs import JsonLines

LAST = "tests/test_log_of_the_run.py"
# The fields in which people stand; those that are lists, or about organisations, are not people.
NAMES = {"name", "first_name", "last_name", "contact_name"}
ADDRESSES = {"email", "address"}
PHONES = {"phone", "phone_number", "mobile"}
NOT_PEOPLE = {
    "Organisation", "Unit", "Programme", "Employer", "Workplace", "StoredFile", "Site", "Pulse", "Group", "Permission"
}  # fmt: skip
# What in a line comes from the code, not from data.
FROM_CODE = {"time", "level", "logger", "where", "method", "status", "ms"}
SHORTEST = 4
MOST_SHOWN = 20


class People:
    """Names, e-mails, telephones and CPR numbers of those who were made."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.addresses: set[str] = set()
        self.numbers: set[str] = set()
        self._seen: set[str] = set()

    def note(self, row: Any) -> None:
        """A row that was made, read or saved; what is no person's is passed over."""
        for name, attribute in _about_people(type(row)):
            value = row.__dict__.get(attribute)
            if not isinstance(value, str) or not value or value in self._seen:
                continue
            self._seen.add(value)
            if name in NAMES:
                self.words |= {
                    word for word in re.findall(r"[^\W\d_]+", value) if len(word) >= SHORTEST and word[0].isupper()
                }
            elif name in ADDRESSES and "@" in value:
                self.addresses.add(value.lower())
            elif name in PHONES:
                # With or without its country, it is the last eight that reach somebody.
                self._number(re.sub(r"\D", "", value)[-8:])
            elif name == "cpr_encrypted":
                from smaajob.secrets import decrypt

                with suppress(InvalidToken):  # a test may put there what is none
                    self._number(decrypt(value))

    def told(self) -> list[list[str]]:
        """Whom one process knows, for the one that began it."""
        return [sorted(self.words), sorted(self.addresses), sorted(self.numbers)]

    def hear(self, told: list[list[str]]) -> None:
        """Whom another process knows."""
        for mine, theirs in zip((self.words, self.addresses, self.numbers), told, strict=True):
            mine.update(theirs)

    def _number(self, digits: str) -> None:
        if len(digits) >= 8 and digits.isdigit():
            self.numbers.add(digits)

    def found_in(self, line: str) -> list[str]:
        """What of people stands in a line of the log; empty where all is well."""
        text = told_in(line)
        found = [one for one in self.addresses if one in text.lower()] if "@" in text else []
        # Ids are made by chance and may hold any digits.
        without_ids = re.sub(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,}\b", " ", text)
        digits = [re.sub(r"\D", "", one) for one in re.findall(r"[0-9](?:[ .-]?[0-9])*", without_ids)]
        if long := [one for one in digits if len(one) >= 8]:
            found += [number for number in self.numbers if any(number in one for one in long)]
        # As it is written, with its capital letter: “Hans” is a name, “hans” a word.
        return found + sorted(self.words.intersection(re.findall(r"[^\W\d_]+", text)) - words_of_the_code())


@cache
def _about_people(model: type) -> tuple[tuple[str, str], ...]:
    """The fields of a model in which people stand, and their attributes; none where it is no model or of no people."""
    if model.__name__ in NOT_PEOPLE or not hasattr(model, "_meta"):
        return ()
    wanted = NAMES | ADDRESSES | PHONES | {"cpr_encrypted"}
    return tuple((one.name, one.attname) for one in model._meta.concrete_fields if one.name in wanted)


def told_in(line: str) -> str:
    """What a line tells but for what is the code's own: levels, places, types of errors. A line that is no JSON, whole."""
    try:
        told = json.loads(line)
    except ValueError:
        return line
    if not isinstance(told, dict):
        return line
    return "\n".join(_values({key: value for key, value in told.items() if key not in FROM_CODE}))


def _values(told: Any) -> list[str]:
    if isinstance(told, dict):
        return [text for key, value in told.items() if key not in {"frames", "type"} for text in _values(value)]
    return [text for value in told for text in _values(value)] if isinstance(told, list) else [str(told)]


def words_of_the_code() -> frozenset[str]:
    """Words that our log lines and the libraries' say of themselves; somebody may be called Storm, but nobody is called Task."""
    global _WORDS
    if _WORDS is None:
        found = set(re.findall(r"[^\W\d_]+", " ".join(status.phrase for status in HTTPStatus)))
        for folder in ("smaajob", "candidates", "employers", "placements", "reports"):
            for path in Path(__file__).parent.parent.joinpath(folder).rglob("*.py"):
                for said in re.findall(r"\blog(?:ger)?\.\w+\(\s*\"([^\"]*)\"", path.read_text(encoding="utf-8")):
                    found |= set(re.findall(r"[^\W\d_]+", said))
        _WORDS = frozenset(found | {"Task", "Candidate", "Message", "Connected"})
    return _WORDS


_WORDS: frozenset[str] | None = None
people = People()


class Watch:
    """Keeps the log of the run at `path`, reads it at the end, and has the test that reads it come last.

    On several cores one process begins the others: it empties the file, hears whom they know, and reads when all have ended.
    """

    def __init__(self, path: Path, *, begun_by_another: bool = False) -> None:
        self.path, self.begun_by_another = path, begun_by_another
        self.found: list[str] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        if not begun_by_another:
            path.write_text("", encoding="utf-8")
        os.environ["LOG_FILE"] = str(path)

    def begin(self) -> None:
        """Listen, as production does: from INFO up."""
        from django.db.models.signals import post_init, post_save

        handler = logging.FileHandler(self.path, encoding="utf-8")
        handler.setFormatter(JsonLines())
        handler.setLevel(logging.INFO)
        root = logging.getLogger()
        # A process that was begun by another found LOG_FILE, and its settings listen already.
        for twice in [one for one in root.handlers if getattr(one, "baseFilename", "") == handler.baseFilename]:
            root.removeHandler(twice)
            twice.close()
        root.addHandler(handler)
        root.setLevel(min(root.level, logging.INFO))
        for shown in root.handlers:  # the screen of the tests stays as it was
            if shown is not handler and type(shown) is logging.StreamHandler:
                shown.setLevel(logging.WARNING)
        for signal in (post_init, post_save):
            signal.connect(_note, weak=False, dispatch_uid="log_of_the_run")

    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: item.nodeid.startswith(LAST))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """One of the processes that this one began has ended."""
        people.hear(getattr(node, "workeroutput", {}).get("people", [[], [], []]))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """All tests have run: a line that names somebody fails the run, whichever test and process it came from."""
        if self.begun_by_another:
            session.config.workeroutput["people"] = people.told()  # type: ignore[attr-defined]
            return
        self.found = named(self.lines())
        if self.found and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.found:
            terminalreporter.section("the log names somebody", red=True)
            terminalreporter.write_line(f"{len(self.found)} lines of {self.path}:")
            for one in self.found[:MOST_SHOWN]:
                terminalreporter.write_line(one)


def _note(instance: Any, **_rest: Any) -> None:
    people.note(instance)


def named(lines: Iterable[str]) -> list[str]:
    """The lines that name somebody, each with what it says of them."""
    return [f"{', '.join(found)}: {line}" for line in lines if (found := people.found_in(line))]
