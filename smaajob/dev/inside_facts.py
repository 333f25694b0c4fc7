"""What must be the same in a database before a backup and after a restore: asked by smaajob/dev/inside_backup.py."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")


def one_moment(connection: Connection) -> None:
    """All questions about one moment, and an error, rather than half an answer, where rules would hide rows from us."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.execute("SET LOCAL row_security = off")


def facts_of(connection: Connection) -> dict[str, Any]:
    """Rows, migrations, rules, rights, and the roles they are given to."""
    tables = tables_of(connection)
    return {
        "tables": {table: one(connection, _count(table)) for table in tables},
        "migrations": _migrations(connection) if "django_migrations" in tables else [],
        "policies": one(connection, "SELECT count(*) FROM pg_policies WHERE schemaname = 'public'"),
        "row_security": _column(connection, _CLASSES + "AND c.relrowsecurity ORDER BY 1"),
        "row_security_forced": _column(connection, _CLASSES + "AND c.relforcerowsecurity ORDER BY 1"),
        "rules": {name: one(connection, query) for name, query in _RULES.items()},
        "rights": _rights(connection, tables),
        "roles": _roles(connection),
    }


_CLASSES = "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' "
# From 18 on a NOT NULL is a constraint too; it is left out, so that the numbers are the same in 15.
_RULES = {
    "constraints": "SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
    "indexes": "SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                   WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal""",
    "functions": """SELECT count(*) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS
                    (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
}
# Who owns the database or something in it, is granted something there or named by a policy: whom a restore must find.
_ROLES = """
    SELECT r.rolname, r.rolinherit, r.rolbypassrls,
           ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                 WHERE m.member = r.oid ORDER BY 1)
    FROM pg_roles r WHERE r.rolname NOT LIKE 'pg\\_%' AND NOT r.rolsuper AND EXISTS (
        SELECT FROM pg_shdepend d, pg_database b WHERE b.datname = current_database() AND d.refobjid = r.oid
        AND d.refclassid = 'pg_authid'::regclass AND (d.dbid = b.oid OR (d.dbid = 0 AND d.objid = b.oid
        AND d.classid = 'pg_database'::regclass AND d.deptype = 'o')))
    ORDER BY 1"""


def _roles(connection: Connection) -> list[dict[str, Any]]:
    names = ("name", "inherit", "bypassrls", "member_of")
    return [dict(zip(names, row, strict=True)) for row in connection.execute(_ROLES)]


def _rights(connection: Connection, tables: list[str]) -> dict[str, dict[str, str]]:
    """For each role, table by table, the first letters of what it may do there."""
    roles = [role["name"] for role in _roles(connection)]
    found: dict[str, dict[str, str]] = {role: dict.fromkeys(tables, "") for role in roles}
    for role, table, right in connection.execute(_RIGHTS, [list(RIGHTS), roles, tables]):
        found[role][table] += right[0]
    return found


_RIGHTS = """
    SELECT r.rolname, c.relname, p.name FROM pg_roles r, pg_class c, unnest(%s::text[]) WITH ORDINALITY p (name, nth)
    WHERE r.rolname = ANY(%s) AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)
    AND has_table_privilege(r.rolname, c.oid, p.name) ORDER BY 1, 2, nth"""


def tables_of(connection: Connection) -> list[str]:
    """Our tables, by name."""
    return _column(connection, _CLASSES + "ORDER BY 1")


def _migrations(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()


def _count(table: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))


def one(connection: Connection, query: str | sql.Composed) -> int:
    """The number that a question gives."""
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _column(connection: Connection, query: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(query)]
