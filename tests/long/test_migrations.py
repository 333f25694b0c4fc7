"""Every migration goes there and back: what stands after the second time is what stood after the first."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

pytestmark = pytest.mark.long
ROOT = Path(__file__).parent.parent.parent
SCRATCH = "there_and_back"
# The house from the roof down: each stands on those after it.
FLOORS = ("reports", "placements", "candidates", "employers")
SHAPE = """
SELECT 'column', c.relname::text, a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND NOT EXISTS
        (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
UNION ALL SELECT 'policy', tablename, policyname || ' ' || qual FROM pg_policies
"""


@pytest.fixture
def scratch() -> Iterator[dict[str, str]]:
    """An empty database beside the others; gives the environment in which it is the one."""
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as link:
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(SCRATCH)))
        names = ("DATABASE_URL", "DATABASE_OWNER_URL")
        yield {**os.environ, **{name: _there(os.environ[name]) for name in names}}
        link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(SCRATCH)))


def test_every_migration_can_be_taken_back_and_made_again(scratch: dict[str, str]) -> None:
    migrate(scratch)
    before = shape(scratch)
    assert {"policy", "trigger", "function", "constraint"} <= {kind for kind, _table, _what in before}

    for floor in FLOORS:
        migrate(scratch, floor, "zero")
    left = {table for kind, table, _what in shape(scratch) if kind == "column"}
    assert not {one for one in left if one.startswith(tuple(f"{floor}_" for floor in FLOORS))}
    migrate(scratch)

    assert shape(scratch) == before


def migrate(env: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def shape(env: dict[str, str]) -> set[tuple[str, str, str]]:
    """Every column, constraint, index, trigger, function and policy, with its table and how it is defined."""
    with psycopg.connect(env["DATABASE_OWNER_URL"]) as link:
        return set(link.execute(SHAPE).fetchall())


def _there(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{SCRATCH}"))
