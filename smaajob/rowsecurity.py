"""Which rows PostgreSQL shows and takes: the policies of every table, written from here by each `migrate`.

A table is either OPEN (read before there is a scope, or nobody's in particular) or has a rule. Each floor says its own, by
`protect` and `function`, when its app is ready; the rules are put in place after every migration, before the application gets
its rights (smaajob.accounts.database_roles.grant), so code and database never say different things and a new table is shut
until it has a rule. A `Kept` table without one of its own is its keeper's.

The expressions read the settings that smaajob.reach stamps on a transaction, in scalar sub-selects: once a statement, not a row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

# Tables without policies, and why. All else has one.
OPEN = {
    "accounts_user": "whoever signs in must be found before there is a scope; it holds no more than name and address",
    "accounts_organisation": "the choice of municipality on public pages; what an organisation is called and its number",
    "accounts_unit": "whom to call, on public pages",
    "accounts_membership": "the scope itself is made of it",
    "accounts_user_groups": "Django's; not used",
    "accounts_user_user_permissions": "Django's; not used",
    "auth_group": "Django's; not used",
    "auth_group_permissions": "Django's; not used",
    "auth_permission": "Django's; not used",
    "django_content_type": "Django's",
    "django_migrations": "read when a process starts; the application can't write it",
    "django_session": "read before there is a user; encrypted",
    "mfa_authenticator": "the second factor is asked for before there is a scope",
    "usersessions_usersession": "a user's own sessions",
    "account_emailaddress": "allauth's; read at the sign-in",
    "account_emailconfirmation": "allauth's; read at the sign-in",
    "jobs_pulse": "the worker's sign of life",
}


def setting(name: str, of_type: str = "text") -> str:
    """SQL for what the transaction is stamped with; NULL where it is nothing. One evaluation a statement."""
    value = f"nullif(current_setting('smaajob.{name}', true), '')"
    return f"(SELECT {value if of_type == 'text' else f'{value}::{of_type}'})"


KEEPER, SIGHT, ACTOR = setting("keeper", "bigint"), setting("sight"), setting("actor", "bigint")
EVERYWHERE = f"{SIGHT} = 'everywhere'"
ALL = f"{SIGHT} IN ('all', 'everywhere')"
# Those who see people, or work in the organisation without seeing any; not who follows somebody, and not people themselves.
INSIDE = f"{SIGHT} IN ('all', 'everywhere', 'programmes', 'none')"
# Those who see all people, or see to it that all is in order and see none: the data protection officer, the administrator.
OVERSIGHT = f"{SIGHT} IN ('all', 'everywhere', 'none')"
# The public ids of somebody who looks at what is held about themselves; none for anybody else (candidates.policies).
OWN = "IN (SELECT own_ids())"
KEPT = f"(keeper_id = {KEEPER} OR {EVERYWHERE})"
TOKEN = f"(token_hash = {setting('token')})"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the owner's: the narrow doors, and what policies look up past the policies of other tables."""

    signature: str
    returns: str
    body: Callable[[], str]
    language: str = "sql"


# Trigger functions that ask who runs them, so that only the owner's own functions come past: they run as whoever that is.
ASK_WHO_RUNS_THEM = ("audit_never_changed", "note_is_signed")

_opened: list[str] = []
_rules: dict[str, str] = {}
_functions: dict[str, Function] = {}


def protect(table: str, rule: str) -> None:
    """Say which rows of a table are seen and may be written: an SQL expression over its columns."""
    _rules[table] = rule


def function(signature: str, returns: str, body: str | Callable[[], str], language: str = "sql") -> None:
    """Say a function that runs as the owner, `name(argument type, …)`. It gives no more than its name says."""
    name = signature.split("(")[0]
    _functions[name] = Function(signature, returns, body if callable(body) else lambda: body, language)


def searched(table: str) -> None:
    """Say that the folded text of a table (smaajob.search) is looked through by its index: `<table>_like` gives keys, no rows."""
    function(
        f"{table}_like(part text, slips text, word text)",
        "SETOF bigint",
        f"SELECT id FROM {table} WHERE search_text LIKE part OR search_text ~ slips OR search_text %>> word",  # noqa: S608
    )


def runs_as_owner(name_and_types: str) -> None:
    """Say that a function of a migration's own counts past the policies; it gives a number and nothing else."""
    if name_and_types not in _opened:
        _opened.append(name_and_types)


def tables() -> list[str]:
    """The tables of all models, also those that Django makes of many-to-many fields."""
    every = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in every if model._meta.managed and not model._meta.proxy})


def rule_of(table: str) -> str | None:
    """The rule of a table: its own, else its keeper's (or its organisation's); None where it has neither."""
    if table in _rules:
        return _rules[table]
    keeper = keeper_column(table)
    return KEPT.replace("keeper_id", keeper) if keeper else None


def keeper_column(table: str) -> str:
    """The column that says whose a row is: `keeper_id`, or in the record and logs `organisation_id`; empty where there is none."""
    every = apps.get_models(include_auto_created=True)
    there = {field.attname for model in every if model._meta.db_table == table for field in model._meta.concrete_fields}
    return next((one for one in ("keeper_id", "organisation_id") if one in there), "")


def put_in_place(application_role: str) -> None:
    """Make functions and policies what the code says, as the owner of the tables. What is so already is left alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        _put_functions(cursor, application_role)
        there = set(connection.introspection.table_names(cursor))
        known = _known(cursor)
        for table in sorted(there & set(tables()) - OPEN.keys()):
            rule = rule_of(table) or "false"
            mark = hashlib.sha256(rule.encode()).hexdigest()
            if known.get(table) != mark:
                _put_policies(cursor, table, rule, mark)


def _put_functions(cursor: object, application_role: str) -> None:
    execute = cursor.execute  # type: ignore[attr-defined]
    execute("SET LOCAL check_function_bodies = off")  # some tables are not there yet, where not all is migrated
    # Triggers look at rows that whoever writes may not see; a search path that others can write to would let them be fooled.
    execute(
        """SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND p.prorettype = 'trigger'::regtype AND NOT p.prosecdef
             AND NOT p.proname = ANY(%s) AND p.proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)""",
        [list(ASK_WHO_RUNS_THEM)],
    )
    for (name,) in cursor.fetchall():  # type: ignore[attr-defined]
        execute(f"ALTER FUNCTION {name} SECURITY DEFINER SET search_path = public, pg_temp")
    for name in _opened:
        execute("SELECT to_regprocedure(%s)", [name])
        if cursor.fetchone()[0] is not None:  # type: ignore[attr-defined]
            execute(f"ALTER FUNCTION {name} SECURITY DEFINER SET search_path = public, pg_temp")
            _only_for(execute, name, application_role)
    for one in _functions.values():
        execute(
            f"CREATE OR REPLACE FUNCTION {one.signature} RETURNS {one.returns} LANGUAGE {one.language} STABLE "
            f"SECURITY DEFINER SET search_path = public, pg_temp AS $body$ {one.body()} $body$"
        )
        _only_for(execute, _name_and_types(one.signature), application_role)


def _only_for(execute: Callable[..., object], name: str, application_role: str) -> None:
    execute(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
    execute(sql.SQL(f"GRANT EXECUTE ON FUNCTION {name} TO {{}}").format(sql.Identifier(application_role)))


def _name_and_types(signature: str) -> str:
    name, arguments = signature.rstrip(")").split("(", 1)
    types = [argument.strip().split(" ", 1)[1] for argument in arguments.split(",") if argument.strip()]
    return f"{name}({', '.join(types)})"


def _known(cursor: object) -> dict[str, str]:
    """The mark of each table's rule as it was put in place, where row security is on and forced."""
    cursor.execute(  # type: ignore[attr-defined]
        """SELECT c.relname, obj_description(p.oid, 'pg_policy') FROM pg_class c
           JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'reach'
           JOIN pg_policy o ON o.polrelid = c.oid AND o.polname = 'owner'
           WHERE c.relrowsecurity AND c.relforcerowsecurity AND c.relnamespace = 'public'::regnamespace"""
    )
    return dict(cursor.fetchall())  # type: ignore[attr-defined]


def _put_policies(cursor: object, table: str, rule: str, mark: str) -> None:
    named = sql.Identifier(table)
    for statement in (
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        "DROP POLICY IF EXISTS reach ON {table}",
        "DROP POLICY IF EXISTS owner ON {table}",
        # Migrations, the dump and the functions above: who owns the tables could take the policies away anyway.
        "CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
        f"CREATE POLICY reach ON {{table}} USING ({rule}) WITH CHECK ({rule})",
        f"COMMENT ON POLICY reach ON {{table}} IS '{mark}'",
    ):
        cursor.execute(sql.SQL(statement).format(table=named))  # type: ignore[attr-defined]


def concrete(base: type[models.Model]) -> list[type[models.Model]]:
    """The models that have tables and are of a kind."""
    return [model for model in apps.get_models() if issubclass(model, base)]
