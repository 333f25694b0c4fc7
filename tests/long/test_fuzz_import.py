"""Thousands of damaged files against the importer and the database: never an exception, never half an import, always a place.

FUZZ_ROUNDS says how many of each origin; a failure names the origin and the seed that make the same file again.
"""

from __future__ import annotations

import csv
import os
import random
from collections import Counter

import pytest

from smaajob.accounts.models import Organisation
from tests.placements.exchange.books import by_openpyxl
from tests.placements.exchange.damage import small_files, throw, ways, workbooks
from tests.placements.exchange.sheets import CASE, small, take

pytestmark = [pytest.mark.long, pytest.mark.django_db]
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "500"))


@pytest.mark.parametrize("there_already", [False, True], ids=["empty", "full"])
@pytest.mark.parametrize("origin", ["csv", "zip", *workbooks()])
def test_thousands_of_damaged_small_files(municipality: Organisation, origin: str, there_already: bool) -> None:
    if there_already:
        take(municipality, small())
    damage = ways(workbooks(), small_files())[origin]
    came: Counter[str] = Counter()
    for seed in range(ROUNDS // 2):
        named = damage(random.Random(f"{origin} {there_already} {seed}"))
        try:
            came[throw(municipality, named)] += 1
        except Exception as error:
            raise AssertionError(f"{origin}, {there_already}, seed {seed}") from error
    assert came["refused"] + came["faulty"] > ROUNDS / 10, came


@pytest.mark.parametrize("origin", ["csv", "zip", "xlsx"])
def test_the_whole_of_a_real_projects_case_with_damage(municipality: Organisation, origin: str) -> None:
    files = [(path.name, path.read_bytes()) for path in sorted(CASE.glob("*.csv"))]
    books = {"xlsx": by_openpyxl(sheets_of(files))} if origin == "xlsx" else {}
    damage = ways(books, files)[origin]
    for seed in range(ROUNDS // 40):
        named = damage(random.Random(f"case {origin} {seed}"))
        try:
            throw(municipality, named)
        except Exception as error:
            raise AssertionError(f"{origin}, seed {seed}") from error


def sheets_of(files: list[tuple[str, bytes]]) -> dict[str, list[dict[str, str]]]:
    """The .csv files' rows."""
    return {
        name.removesuffix(".csv"): list(csv.DictReader(data.decode("utf-8-sig").splitlines(), delimiter=";"))
        for name, data in files
    }
