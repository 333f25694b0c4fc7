"""A few hundred damaged files, of every kind; tests/long/test_fuzz_import.py throws thousands."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from smaajob.accounts.models import Organisation
from tests.placements.exchange.damage import small_files, throw, ways, workbooks
from tests.placements.exchange.sheets import small, take

pytestmark = pytest.mark.django_db
EACH = 50


@pytest.mark.parametrize("origin", ["csv", "zip", *workbooks()])
def test_a_damaged_file_is_imported_whole_or_refused_with_the_place(municipality: Organisation, origin: str) -> None:
    if "," in origin:
        take(municipality, small())
    damage = ways(workbooks(), small_files())[origin]
    came: Counter[str] = Counter()
    for seed in range(EACH):
        named = damage(random.Random(f"{origin} {seed}"))
        try:
            came[throw(municipality, named)] += 1
        except Exception as error:
            raise AssertionError(f"{origin}, seed {seed}") from error
    assert came["refused"] + came["faulty"] > EACH / 4, came
