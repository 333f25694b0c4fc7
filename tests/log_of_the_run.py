"""Everything that is logged while the tests run, through the formatter that production uses, and the people it must not name.

`Watch` is a plugin (tests/conftest.py registers it). People are noted as their rows are saved, so a new factory or form needs
nothing. Processes that tests start log to the same file (LOG_FILE).
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from smaajob.logs import JsonLines

LAST = "tests/test_log_of_the_run.py"
# The fields in which people stand; those that are lists, or about organisations, are not people.
NAMES = {"name", "first_name", "last_name", "contact_name"}
ADDRESSES = {"email", "address"}
PHONES = {"phone", "phone_number", "mobile"}
NOT_PEOPLE = {"Organisation", "Unit", "Programme", "Employer", "Workplace", "StoredFile", "Site"}
# What in a line comes from the code, not from data.
FROM_CODE = {"time", "level", "logger", "where", "method", "status", "ms"}
SHORTEST = 4


class People:
    """Names, e-mails, telephones and CPR numbers of those who were made."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.addresses: set[str] = set()
        self.numbers: set[str] = set()

    def note(self, row: Any) -> None:
        """A row that was saved; what is no person's is passed over."""
        if type(row).__name__ in NOT_PEOPLE or not hasattr(row, "_meta"):
            return
        for field in row._meta.concrete_fields:
            value = row.__dict__.get(field.attname)
            if not isinstance(value, str) or not value:
                continue
            if field.name in NAMES:
                self.words |= {
                    word for word in re.findall(r"[^\W\d_]+", value) if len(word) >= SHORTEST and word[0].isupper()
                }
            elif field.name in ADDRESSES and "@" in value:
                self.addresses.add(value.lower())
            elif field.name in PHONES:
                # With or without its country, it is the last eight that reach somebody.
                self._number(re.sub(r"\D", "", value)[-8:])
            elif field.name == "cpr_encrypted":
                from smaajob.secrets import decrypt

                self._number(decrypt(value))

    def _number(self, digits: str) -> None:
        if len(digits) >= 8 and digits.isdigit():
            self.numbers.add(digits)

    def found_in(self, line: str) -> list[str]:
        """What of people stands in a line of the log; empty where all is well."""
        text = told_in(line)
        found = [one for one in self.addresses if one in text.lower()]
        # Ids are made by chance and may hold any digits.
        without_ids = re.sub(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,}\b", " ", text)
        digits = re.findall(r"[0-9](?:[ .-]?[0-9])*", without_ids)
        found += [number for number in self.numbers if any(number in re.sub(r"\D", "", one) for one in digits)]
        # As it is written, with its capital letter: “Hans” is a name, “hans” a word.
        return found + sorted((self.words - words_of_the_code()) & set(re.findall(r"[^\W\d_]+", text)))


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
    """Keeps the log of the run at `path`, and has the test that reads it come last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
        os.environ["LOG_FILE"] = str(path)

    def begin(self) -> None:
        """Listen, as production does: from INFO up."""
        from django.db.models.signals import post_save

        handler = logging.FileHandler(self.path, encoding="utf-8")
        handler.setFormatter(JsonLines())
        handler.setLevel(logging.INFO)
        root = logging.getLogger()
        root.addHandler(handler)
        root.setLevel(min(root.level, logging.INFO))
        for shown in root.handlers:  # the screen of the tests stays as it was
            if shown is not handler and type(shown) is logging.StreamHandler:
                shown.setLevel(logging.WARNING)
        post_save.connect(_note, weak=False, dispatch_uid="log_of_the_run")

    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: item.nodeid.startswith(LAST))


def _note(instance: Any, **_rest: Any) -> None:
    people.note(instance)


def named(lines: Iterable[str]) -> list[str]:
    """The lines that name somebody, each with what it says of them."""
    return [f"{', '.join(found)}: {line}" for line in lines if (found := people.found_in(line))]
