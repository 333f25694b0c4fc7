"""Two database roles: the owner migrates, the application owns nothing (docs/adr/0002-two-database-roles.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql

from smaajob import rowsecurity
from smaajob.environment import SettingsFault
from smaajob.reach import nothing

CREDENTIALS = ("USER", "PASSWORD", "HOST", "PORT")
# What the application may add to and read, but never change: the record of what was done.
APPEND_ONLY = ("audit_event", "audit_access", "audit_accessflag", "audit_seal")
READ_ONLY = ("django_migrations",)
# What runs as the owner and the application may call: each can do one narrow thing (its migration says which).
CALLABLE = ("audit_drop_old_batches(bigint)", "retention_erase_record(bigint)")


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, the default connection is the owner's, on the same database. Raises SettingsFault without DATABASE_OWNER_URL."""
    owner: dict[str, Any] | None = settings.DATABASE_OWNER
    if owner is None:
        raise SettingsFault("DATABASE_OWNER_URL is not set: migrations need the role that owns the tables.")
    before = {key: connection.settings_dict[key] for key in CREDENTIALS}
    connection.close()
    connection.settings_dict.update({key: owner[key] for key in CREDENTIALS})
    try:
        # The owner sees all without it, and what it does may be possible outside a transaction only.
        with nothing():
            yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def grant(application_role: str, *, truncate: bool = False) -> None:
    """Put the policies in place, and give the application its rights on every table. As the owner. `truncate`: tests only."""
    rowsecurity.put_in_place(application_role)
    role = sql.Identifier(application_role)
    rights = sql.SQL("SELECT, INSERT, UPDATE, DELETE" + (", TRUNCATE" if truncate else ""))
    # On the way back through the migrations some of them are not there.
    tables = connection.introspection.table_names()
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {role}"),
        sql.SQL("GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}"),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"),
        *(
            sql.SQL("REVOKE UPDATE, DELETE ON {table} FROM {role}").format(table=sql.Identifier(name), role=role)
            for name in APPEND_ONLY
            if name in tables
        ),
        *(
            sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}").format(
                table=sql.Identifier(name), role=role
            )
            for name in READ_ONLY
        ),
        *(sql.SQL(f"GRANT EXECUTE ON FUNCTION {name} TO {{role}}") for name in CALLABLE if _is_function(name)),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(role=role, rights=rights) if isinstance(statement, sql.SQL) else statement)


def _is_function(signature: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure(%s) IS NOT NULL", [signature])
        return bool(cursor.fetchone()[0])
