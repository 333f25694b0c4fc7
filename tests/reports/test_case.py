"""Jobplaneten, 2019–2022: a real project's files come in, and its known results come out."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

CASE = Path(__file__).parent.parent / "cases" / "jobplaneten"
EXPECTED: dict[str, Any] = json.loads((CASE / "expected.json").read_text(encoding="utf-8"))
HEADING = ("source", "organisation", "programme", "from", "to")

pytestmark = pytest.mark.django_db


def run(command: str, *words: str) -> tuple[str, int]:
    out = StringIO()
    code = 0
    try:
        call_command(command, *words, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        code = int(ended.code or 0)
    return out.getvalue(), code


def test_the_imported_case_gives_the_known_figures() -> None:
    _said, code = run("import_data", str(CASE), "--organisation", "Jobplaneten", "--create", "-v0")
    assert code == 0
    period = ("--from", EXPECTED["from"], "--to", EXPECTED["to"])
    said, code = run("outcome_report", "--programme", EXPECTED["programme"], *period, "--format", "json")
    assert code == 0
    found = json.loads(said)
    assert list(found) == [key for key in EXPECTED if key != "source"]
    assert {key: found[key] for key in EXPECTED if key not in HEADING} == {
        key: value for key, value in EXPECTED.items() if key not in HEADING
    }
    assert (found["organisation"], found["programme"]) == ("Jobplaneten", "FTF")
    # The municipality's own report reads the same rows by where people live.
    said, _code = run("outcome_report", "--municipality", "259", *period, "--format", "json")
    koege = json.loads(said)
    assert koege["organisation"] is None
    assert koege["municipality"] == "DK-259"
    assert koege["participants"] > 0
    assert koege["target_placements"] is None
