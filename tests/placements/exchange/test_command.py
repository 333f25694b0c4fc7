"""`manage.py import_data`: what it prints, what it exits with, and whose rows they become."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection

from candidates.models import Candidate
from smaajob.accounts.models import Organisation
from tests.factories import MunicipalityFactory, PartnerFactory
from tests.placements.exchange.sheets import Sheets, files_of, small, zipped

pytestmark = pytest.mark.django_db


def folder(path: Path, sheets: Sheets) -> Path:
    for name, content in files_of(sheets):
        (path / name).write_bytes(content)
    return path


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    out, err = StringIO(), StringIO()
    code: Any = 0
    try:
        call_command("import_data", *arguments, stdout=out, stderr=err)
    except SystemExit as exit_:
        code = exit_.code
    return code, out.getvalue(), err.getvalue()


def test_a_faultless_import_exits_with_0_and_counts(tmp_path: Path) -> None:
    MunicipalityFactory.create()
    code, out, err = run(str(folder(tmp_path, small())), "--organisation", "851")
    assert code == 0
    assert "Alt er importeret." in out
    assert [line.split() for line in out.splitlines() if line.startswith("kandidater.csv")] == [
        ["kandidater.csv", "2", "0", "0"]
    ]
    assert "Læser kandidater.csv" in err
    assert Candidate.objects.count() == 2


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    MunicipalityFactory.create()
    code, out, _err = run(str(folder(tmp_path, small())), "--organisation", "851", "--dry-run")
    assert code == 0
    assert "Intet er importeret" in out
    assert not Candidate.objects.exists()


def test_faults_exit_with_1_and_are_data(tmp_path: Path) -> None:
    MunicipalityFactory.create()
    sheets = small()
    sheets["kandidater"][0]["fødselsdato"] = "31-02-1990"
    path = str(folder(tmp_path, sheets))
    code, out, _err = run(path, "--organisation", "DK-851", "--json")
    assert code == 1
    data = json.loads(out)
    assert (data["imported"], data["fault_count"], data["organisation"]) == (False, 1, "Aalborg Kommune")
    [fault] = data["faults"]
    assert {key: fault[key] for key in ("file", "row", "column", "value")} == {
        "file": "kandidater.csv",
        "row": 2,
        "column": "fødselsdato",
        "value": "31-02-1990",
    }
    assert "der findes" in fault["expected"]
    code, out, _err = run(path, "--organisation", "DK-851")
    assert code == 1
    assert "kandidater.csv, række 2, kolonnen fødselsdato: »31-02-1990«" in out
    assert "Der er 1 fejl. Intet er importeret." in out


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ingen", ["--organisation", "851"]),
        ("", ["--organisation", "Ukendt hus"]),
        ("", ["--organisation", "999", "--create"]),
        ("", ["--organisation", ""]),
        ("status.ods", ["--organisation", "851"]),
    ],
)
def test_what_cant_be_tried_exits_with_2_and_a_sentence(tmp_path: Path, name: str, arguments: list[str]) -> None:
    MunicipalityFactory.create()
    folder(tmp_path, small())
    (tmp_path / "status.ods").write_bytes(b"PK")
    code, out, err = run(str(tmp_path / name), *arguments)
    assert code == 2
    assert out == ""
    assert err.strip()
    code, out, _err = run(str(tmp_path / name), *arguments, "--json")
    assert code == 2
    assert json.loads(out)["error"] == err.strip()


def test_a_zip_and_a_single_csv_are_taken_too(tmp_path: Path) -> None:
    MunicipalityFactory.create()
    archive = tmp_path / "alt.zip"
    archive.write_bytes(zipped(files_of(small()), folder="alt/"))
    assert run(str(archive), "--organisation", "Aalborg")[0] == 0
    single = tmp_path / "status.csv"
    single.write_text("kandidat_id;dato;status\nK2;2022-05-01;job\n", encoding="utf-8")
    assert run(str(single), "--organisation", "aalborg kommune")[0] == 0


ORGANISATIONS: list[tuple[str, str, str, str]] = [
    ("766", "municipality", "Hedensted Kommune", "DK-766"),
    ("DK-766", "municipality", "Hedensted Kommune", "DK-766"),
    ("hedensted", "municipality", "Hedensted Kommune", "DK-766"),
    ("Hedensted Kommune", "municipality", "Hedensted Kommune", "DK-766"),
    ("SE-0580", "municipality", "Linköping kommun", "SE-0580"),
    ("580", "municipality", "Aabenraa Kommune", "DK-580"),
    ("Værestedet Ørsted", "partner", "Værestedet Ørsted", ""),
]


@pytest.mark.parametrize(("said", "kind", "name", "code"), ORGANISATIONS)
def test_create_makes_the_organisation_and_only_with_a_faultless_import(
    tmp_path: Path, said: str, kind: str, name: str, code: str
) -> None:
    path = str(folder(tmp_path, {"indsatser": small()["indsatser"]}))
    assert run(path, "--organisation", said)[0] == 2
    assert run(path, "--organisation", said, "--create", "--dry-run")[0] == 0
    assert not Organisation.objects.exists()
    (tmp_path / "status.csv").write_text("kandidat_id;dato;status\nK9;2022-05-01;job\n", encoding="utf-8")
    assert run(path, "--organisation", said, "--create")[0] == 1
    assert not Organisation.objects.exists()
    (tmp_path / "status.csv").unlink()
    assert run(path, "--organisation", said, "--create")[0] == 0
    made = Organisation.objects.get()
    assert (made.kind, made.name, made.code, made.country) == (kind, name, code, "SE" if code[:2] == "SE" else "DK")
    assert run(path, "--organisation", said.upper(), "--create")[0] == 0
    assert Organisation.objects.count() == 1


def test_a_partner_is_known_by_its_name_in_any_case(tmp_path: Path) -> None:
    partner = PartnerFactory.create(name="Åben Dør")
    assert run(str(folder(tmp_path, small())), "--organisation", "åben dør")[0] == 0
    assert Candidate.objects.filter(keeper=partner).count() == 2


def own_database() -> str:
    """The URL of the database that the tests run in; the instance's own may have no tables yet."""
    here = connection.settings_dict
    who = f"{quote(here['USER'])}:{quote(here['PASSWORD'])}"
    return f"postgresql://{who}@/{here['NAME']}?host={quote(here['HOST'], safe='')}&port={here['PORT']}"


@pytest.mark.parametrize("database", ["", "postgresql://nobody:x@127.0.0.1:1/nowhere"])
def test_from_the_shell_nothing_but_the_message_is_seen(tmp_path: Path, settings: Any, db: None, database: str) -> None:
    """A process of its own: the exit code reaches the shell and there is no stack trace, whatever is missing."""
    found = subprocess.run(
        [sys.executable, "manage.py", "import_data", str(tmp_path / "ingen"), "--organisation", "Findes ikke"],
        cwd=settings.ROOT,
        env={**os.environ, "DATABASE_URL": database or own_database()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2
    assert "Traceback" not in found.stderr
    assert ("Databasen svarer ikke" if database else "Findes ikke") in found.stderr
