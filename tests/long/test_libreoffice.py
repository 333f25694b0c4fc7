"""LibreOffice makes workbooks of our .csv files anew, and they import as the files do."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from smaajob.accounts.models import Organisation
from tests.placements.exchange.books import by_openpyxl
from tests.placements.exchange.damage import damaged_xlsx, throw
from tests.placements.exchange.sheets import counts, files_of, small, take

pytestmark = [pytest.mark.long, pytest.mark.django_db]
AS_DANISH_CSV = (
    "--infilter=CSV:59,34,76,1,,1030,false,true"  # ; between cells, UTF-8, da-DK, numbers and dates recognised
)


def converted(folder: Path, *words: str) -> Path:
    """Let LibreOffice save files as .xlsx; gives the folder where they lie."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is not here: `make test-all` installs it, or see smaajob/dev/packages.py.")
    out = folder / "out"
    subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(out), *words],
        cwd=folder, capture_output=True, check=True, timeout=180,
    )  # fmt: skip
    return out


def test_each_csv_becomes_a_workbook_with_the_same_rows(municipality: Organisation, tmp_path: Path) -> None:
    for name, content in files_of(small()):
        (tmp_path / name).write_bytes(content)
    out = converted(tmp_path, AS_DANISH_CSV, *(f"{name}.csv" for name in small()))
    assert take(municipality, small()).imported
    for name, rows in small().items():
        outcome = take(municipality, [(f"{name}.xlsx", (out / f"{name}.xlsx").read_bytes())])
        assert outcome.data["faults"] == []
        assert counts(outcome, f"{name}.csv") == (0, 0, len(rows))


def test_a_workbook_that_it_saves_anew_imports_and_stands_damage(municipality: Organisation, tmp_path: Path) -> None:
    (tmp_path / "alt.xlsx").write_bytes(by_openpyxl(small()))
    data = (converted(tmp_path, "alt.xlsx") / "alt.xlsx").read_bytes()
    for seed in range(200):
        throw(municipality, damaged_xlsx(random.Random(seed), data))
    outcome = take(municipality, [("alt.xlsx", data)])
    assert outcome.imported
    assert set(outcome.data["files"]) == {f"{name}.csv" for name in small()}
