"""Anybody, any address, anybody's object: whatever is put together by chance, no page shows what another organisation keeps.

Every row of Vejle's carries a word that is nowhere else. What is shown is looked through for it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smaajob.accounts.models import Role
from tests.access_table import TABLE
from tests.test_access import Worlds, asked, path_of, worlds

__all__ = ["worlds"]  # the fixture
MARK = "Fremmedskov"
# Where somebody's words stand, by table. Ids and codes are left as they are.
WORDS = {
    "candidates_candidate": ("first_name", "last_name"),
    "candidates_note": (),
    "candidates_programme": ("name", "owner"),
    "candidates_course": ("title",),
    "employers_employer": ("name",),
    "employers_workplace": ("name", "address", "about"),
    "employers_contact": ("name",),
    "employers_task": ("title",),
    "employers_registration": ("company", "name"),
    "files_storedfile": ("name",),
    "placements_importjob": ("file_name",),
    "outbox_message": ("subject",),
    "accounts_invitation": ("name",),
}
NAMES = sorted(name for name, row in TABLE.items() if row.about)
QUICKLY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
THOROUGHLY = settings(QUICKLY, max_examples=1000)


@pytest.fixture
def marked(worlds: Worlds) -> Worlds:
    with connection.cursor() as cursor:
        for table, columns in WORDS.items():
            for column in columns:
                cursor.execute(
                    f"UPDATE {table} SET {column} = left('{MARK} ' || {column}, 60) "  # noqa: S608  (ours)
                    f"WHERE keeper_id = ANY (%s) AND {column} NOT LIKE '{MARK}%%'",
                    [[worlds.there.keeper.pk, worlds.there.company.pk]],
                )
    return worlds


# Who asks, for which address, with whose id in each place of it, and how.
triples = st.tuples(
    st.sampled_from(list(Role)),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(["theirs", "their strangers", "ours"]), min_size=4, max_size=4),
    st.sampled_from(["get", "post"]),
)


def shown(worlds: Worlds, triple: tuple[Role, str, list[str], str]) -> str:
    """What comes back, as far as it can be read."""
    role, name, whose, method = triple
    ids: dict[str, list[Any]] = {
        "theirs": worlds.there.ids(TABLE[name].about, role),
        "their strangers": worlds.there.strangers_ids(TABLE[name].about, role),
        "ours": worlds.here.ids(TABLE[name].about, role),
    }
    wanted = [ids[whose[place % 4]][place] for place in range(len(TABLE[name].about))]
    answer = asked(worlds.clients[role], method, path_of(name, wanted), follow=True)
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode("utf-8", "replace")


def test_the_word_is_there_for_those_whose_it_is(marked: Worlds) -> None:
    """Else nothing that follows would mean anything."""
    person = marked.there.things["person"]
    path = path_of("candidates:detail", [person.public_id])
    assert MARK in asked(marked.foreign[Role.CONSULTANT], "get", path).text


def test_no_page_shows_what_another_organisation_keeps(marked: Worlds) -> None:
    @QUICKLY
    @given(triples)
    def look(triple: tuple[Role, str, list[str], str]) -> None:
        assert MARK not in shown(marked, triple)

    look()


@pytest.mark.long
def test_no_page_does_so_in_a_thousand(marked: Worlds) -> None:
    @THOROUGHLY
    @given(triples)
    def look(triple: tuple[Role, str, list[str], str]) -> None:
        assert MARK not in shown(marked, triple)

    look()
