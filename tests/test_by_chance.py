"""Anybody, any address, anybody's object: whatever is put together by chance, no page shows what another organisation keeps.

Every row of an organisation carries a word that is nowhere else; what the other one's people are shown is looked through for it. A small
number here, a thousand in tests/long/test_a_thousand_by_chance.py.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from candidates.models import Correction
from smaajob.accounts.models import Role
from smaajob.rowsecurity import OPEN
from tests.access_table import TABLE
from tests.access_world import World
from tests.test_access import Worlds, asked, path_of, worlds

__all__ = ["marked", "worlds"]  # the fixtures
MARKS = {"here": "Hjemmelund", "there": "Fremmedskov"}
# Where somebody's words stand, by table. Ids and codes are left as they are, and so is what is never changed (the record, the log).
WORDS = {
    "candidates_candidate": ("first_name", "last_name"),
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
    "retention_hold": ("reason",),
    "retention_period": ("decided_where",),
    "rules_rule": ("source", "reason"),
    "rules_listinuse": ("reason",),
    "audit_sampleitem": ("note",),
}
QUICKLY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
METHODS = ("get", "post")


@pytest.fixture
def marked(worlds: Worlds) -> Worlds:
    for place, world in (("here", worlds.here), ("there", worlds.there)):
        _mark(world, MARKS[place])
    return worlds


def _mark(world: World, mark: str) -> None:
    keepers = [world.keeper.pk, world.company.pk]
    # Never changed once it is written.
    Correction.objects.create(keeper=world.keeper, candidate=world.things["person"], wrong=f"{mark} er forkert")
    with connection.cursor() as cursor:
        for table, columns in WORDS.items():
            for column in columns:
                cursor.execute(
                    f"UPDATE {table} SET {column} = left('{mark} ' || {column}, 60) "  # noqa: S608  (ours)
                    f"WHERE keeper_id = ANY (%s) AND {column} NOT LIKE '{mark}%%'",
                    [keepers],
                )
        cursor.execute(
            f"UPDATE accounts_user SET name = '{mark} ' || name WHERE name NOT LIKE '{mark}%%' "  # noqa: S608
            "AND id IN (SELECT user_id FROM accounts_membership WHERE organisation_id = ANY (%s))",
            [keepers],
        )


# Whose people ask, in which role, for which address, with whose id in each place of it, and how.
triples = st.tuples(
    st.sampled_from(sorted(MARKS)),
    st.sampled_from(list(Role)),
    st.sampled_from(sorted(TABLE)),
    st.lists(st.sampled_from(["theirs", "their strangers", "ours"]), min_size=4, max_size=4),
    st.sampled_from(METHODS),
)


def shown_of_theirs(worlds: Worlds, triple: tuple[str, Role, str, list[str], str]) -> bool:
    """Whether the answer, as far as it can be read, has the word of the organisation that is not the asking one's."""
    place, role, name, whose, method = triple
    ours, theirs, clients = (
        (worlds.here, worlds.there, worlds.clients) if place == "here" else (worlds.there, worlds.here, worlds.foreign)
    )
    about = TABLE[name].about
    ids: dict[str, list[Any]] = {
        "theirs": theirs.ids(about, role),
        "their strangers": theirs.strangers_ids(about, role),
        "ours": ours.ids(about, role),
    }
    wanted = [ids[whose[at % len(whose)]][at] for at in range(len(about))]
    return MARKS["there" if place == "here" else "here"] in readable(
        asked(clients[role], method, path_of(name, wanted), follow=True)
    )


def readable(answer: Any) -> str:
    """What an answer says, its headers too; a PDF's text, and what is packed in a zip."""
    content = b"".join(answer.streaming_content if answer.streaming else [answer.content])
    said = [str(answer.headers)]
    if content.startswith(b"%PDF-"):
        said += [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            said += [packed.read(one).decode("utf-8", "replace") for one in packed.namelist()]
    else:
        said.append(content.decode("utf-8", "replace"))
    return "\n".join(said)


@pytest.mark.parametrize("place", sorted(MARKS))
def test_the_word_is_there_for_those_whose_it_is(marked: Worlds, place: str) -> None:
    """Else nothing that follows would mean anything."""
    ours, clients = (marked.here, marked.clients) if place == "here" else (marked.there, marked.foreign)
    for name, thing in (
        ("candidates:detail", "person"),
        ("employers:detail", "workplace"),
        ("placements:detail", "placement"),
    ):
        path = path_of(name, [ours.things[thing].public_id])
        assert MARKS[place] in readable(asked(clients[Role.CONSULTANT], "get", path)), name
    assert MARKS[place] in readable(asked(clients[Role.CANDIDATE], "get", path_of("candidates:my_data", [])))


def test_no_page_shows_what_another_organisation_keeps(marked: Worlds) -> None:
    @QUICKLY
    @given(triples)
    def look(triple: tuple[str, Role, str, list[str], str]) -> None:
        assert not shown_of_theirs(marked, triple)

    look()


def test_nor_where_the_program_forgets_to_ask_whose_it_is(marked: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every `visible_to` lets all through: what is left is PostgreSQL. Users and memberships it doesn't keep apart (OPEN)."""
    forgetful = 0
    for model in apps.get_models():
        rows = type(model._default_manager.all())
        if model._meta.db_table not in OPEN and "visible_to" in vars(rows):
            monkeypatch.setattr(rows, "visible_to", lambda rows, _scope: rows)
            forgetful += 1
    assert forgetful > 20

    @QUICKLY
    @given(triples)
    def look(triple: tuple[str, Role, str, list[str], str]) -> None:
        assert not shown_of_theirs(marked, triple)

    look()
