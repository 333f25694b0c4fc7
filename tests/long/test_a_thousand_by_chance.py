"""A thousand times anybody, any address, anybody's object: no page shows what another organisation keeps (tests/test_by_chance.py)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings

from smaajob.accounts.models import Role
from tests.access_table import TABLE
from tests.test_access import Worlds
from tests.test_by_chance import QUICKLY, marked, shown_of_theirs, triples, worlds

__all__ = ["marked", "worlds"]  # the fixtures
pytestmark = pytest.mark.long
THOROUGHLY = settings(QUICKLY, max_examples=1000)


def test_no_page_does_so_in_a_thousand(marked: Worlds) -> None:
    asked_for: Counter[str] = Counter()

    @THOROUGHLY
    @given(triples)
    def look(triple: tuple[str, Role, str, list[str], str]) -> None:
        asked_for[triple[2]] += 1
        assert not shown_of_theirs(marked, triple)

    look()
    assert asked_for.total() >= 1000
    assert len(asked_for) > len(TABLE) / 2, "most addresses came up"
