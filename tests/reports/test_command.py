"""`manage.py outcome_report`: what it prints, and the one sentence where it can't."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from candidates.models import Programme
from smaajob.accounts.models import Organisation
from smaajob.environment import ROOT
from tests.factories import PartnerFactory, ProgrammeFactory
from tests.reports.conftest import person, placed, takes_part

pytestmark = pytest.mark.django_db
YEAR = ("--from", "2024-01-01", "--to", "31-12-2024")


def report(*words: str) -> Any:
    out = StringIO()
    call_command("outcome_report", *words, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def refused(*words: str) -> str:
    """The sentence on standard error, with exit code 2 and nothing on standard output."""
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("outcome_report", *words, stdout=out, stderr=err)
    assert ended.value.code == 2
    assert out.getvalue() == ""
    assert len(err.getvalue().strip().splitlines()) == 1
    return err.getvalue().strip()


def test_a_programme_is_found_by_its_own_id_or_its_public_one(programme: Programme) -> None:
    takes_part(programme)
    found = report("--programme", "SMÅ", *YEAR)
    assert list(found)[:5] == ["organisation", "programme", "from", "to", "participants"]
    assert (found["organisation"], found["programme"], found["from"], found["to"]) == (
        "Aalborg Kommune",
        "SMÅ",
        "2024-01-01",
        "2024-12-31",
    )
    assert found["participants"] == 1
    assert report("--programme", str(programme.public_id), *YEAR) == found


def test_internal_figures_are_not_suppressed(programme: Programme) -> None:
    placed(programme, takes_part(programme))
    assert report("--programme", "SMÅ", *YEAR)["candidates_placed"] == 1


def test_an_id_in_two_organisations_asks_which(programme: Programme) -> None:
    ProgrammeFactory.create(keeper=PartnerFactory.create(), external_id="SMÅ")
    sentence = refused("--programme", "SMÅ", *YEAR, "--format", "json")
    assert "Aalborg Kommune og Jobplaneten" in sentence
    assert "--organisation" in sentence
    assert report("--programme", "SMÅ", "--organisation", "851", *YEAR)["organisation"] == "Aalborg Kommune"
    assert report("--programme", "SMÅ", "--organisation", "jobplaneten", *YEAR)["organisation"] == "Jobplaneten"


def test_a_municipality_is_of_all_keepers_or_of_one(municipality: Organisation) -> None:
    person(municipality)
    person(PartnerFactory.create())
    everybody = report("--municipality", "851", *YEAR)
    assert (everybody["organisation"], everybody["municipality"], everybody["participants"]) == (None, "DK-851", 2)
    assert report("--municipality", "DK-851", "--organisation", "Jobplaneten", *YEAR)["participants"] == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--programme", "XYZ", *YEAR], "XYZ"),
        (["--programme", "SMÅ", "--organisation", "Jobplaneten", *YEAR], "hos Jobplaneten"),
        (["--programme", "SMÅ", "--organisation", "Ingen", *YEAR], "Ingen"),
        (["--municipality", "999", *YEAR], "DK-999"),
        (["--municipality", "Aalborg", *YEAR], "Aalborg"),
        (["--programme", "SMÅ", "--from", "31-02-2024", "--to", "2024-12-31"], "31-02-2024"),
        (["--programme", "SMÅ", "--from", "2024-12-31", "--to", "2024-01-01"], "--to"),
        (["--programme", "SMÅ", *YEAR, "--output", "/der/er/intet/her.json"], "/der/er/intet/her.json"),
    ],
)
def test_what_can_not_be_tried_is_one_sentence(programme: Programme, words: list[str], says: str) -> None:
    PartnerFactory.create()
    assert says in refused(*words, "--format", "json")


@pytest.mark.parametrize("paper", ["json", "pdf"])
def test_a_database_that_is_down_is_one_sentence(paper: str) -> None:
    """A program of its own, whose database is on a port where nobody listens."""
    words = ["manage.py", "outcome_report", "--municipality", "851", *YEAR, "--format", paper]
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.strip() == "Databasen svarer ikke. Rapporten er ikke lavet."


def test_one_of_programme_and_municipality(programme: Programme) -> None:
    with pytest.raises(CommandError):
        call_command("outcome_report", *YEAR, "--format", "json")
    with pytest.raises(CommandError):
        call_command("outcome_report", "--programme", "SMÅ", "--municipality", "851", *YEAR, "--format", "json")


def test_the_pdf_goes_to_a_file(programme: Programme, tmp_path: Path) -> None:
    takes_part(programme)
    call_command(
        "outcome_report", "--programme", "SMÅ", *YEAR, "--format", "pdf", "--output", str(tmp_path / "rapport.pdf")
    )
    paper = PdfReader(BytesIO((tmp_path / "rapport.pdf").read_bytes()))
    assert "Små job i Aalborg" in paper.pages[0].extract_text()
