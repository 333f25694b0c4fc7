"""What `make backup` and `make restore` ask a database: run by .venv's Python, JSON in on standard input and JSON out.

Ends with 0, or with 1 and one sentence on standard output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from smaajob.dev.errors import FULL_DISK_WORDS
from smaajob.dev.inside_facts import Connection, facts_of, one, one_moment, tables_of
from smaajob.dev.place import CONNECTED, REPLACED, RESTORING
from smaajob.dev.shell import last_lines

SECONDS = 10
# What says that somebody works here: everything else hangs on an organisation and on those who are in it.
INHABITED = ("accounts_organisation", "accounts_user")


class Refusal(Exception):
    """The message is the sentence that is printed."""


def look(*, url: str) -> dict[str, Any]:
    """What the server is, and what the role there may do."""
    with psycopg.connect(url, connect_timeout=SECONDS) as connection:
        role = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb OR rolsuper, rolbypassrls OR rolsuper FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()
        if role is None:
            raise Refusal("The database does not know who we are.")
        return {
            "server": connection.info.parameter_status("server_version"),
            "major": connection.info.server_version // 10000,
            "database": connection.info.dbname,
            "role": role[0],
            "superuser": role[1],
            "may_create": role[2],
            "sees_all": role[3],
        }


def facts(*, url: str) -> dict[str, Any]:
    """What must be the same after a restore: rows, migrations, rules, rights, and the roles they are given to."""
    with psycopg.connect(url, connect_timeout=SECONDS) as connection:
        one_moment(connection)
        return facts_of(connection)


def dump(*, url: str, program: str, to: str) -> dict[str, Any]:
    """Dump to a file, and tell what stood in the database at that very moment."""
    with psycopg.connect(url, connect_timeout=SECONDS) as connection:
        one_moment(connection)
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        found = facts_of(connection)
        _run(
            [program, "--format=custom", "--no-password", f"--snapshot={snapshot[0] if snapshot else ''}",
             "--lock-wait-timeout=60000", f"--file={to}"],
            url, "pg_dump",
        )  # fmt: skip
    return found


def in_the_way(*, url: str) -> dict[str, Any]:
    """Whether somebody works in this database, or it holds tables that are not ours; and how many are connected to it."""
    with psycopg.connect(url, connect_timeout=SECONDS) as connection:
        return {"data": _has_data(connection), "connected": one(connection, _OTHERS)}


_OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
             AND backend_type = 'client backend'"""


def _has_data(connection: Connection) -> bool:
    tables = tables_of(connection)
    if not set(INHABITED) <= set(tables):
        return bool(tables)
    connection.execute("SET row_security = off")
    try:
        return any(connection.execute(_exists(table)).fetchone() == (True,) for table in INHABITED)
    except psycopg.errors.InsufficientPrivilege:
        connection.rollback()
        return True  # we may not even see whether: somebody's rules are here


def missing_roles(*, url: str, names: list[str]) -> dict[str, list[str]]:
    """Which of these roles the server does not have."""
    with psycopg.connect(url, connect_timeout=SECONDS) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    return {"missing": [name for name in names if name not in known]}


def make_roles(*, url: str, roles: list[dict[str, Any]]) -> dict[str, Any]:
    """Make roles as they were, but with no way to sign in and never as superusers."""
    with psycopg.connect(url, connect_timeout=SECONDS) as connection:
        for role in roles:
            words = ["NOLOGIN", "NOSUPERUSER", "NOCREATEROLE", "NOREPLICATION"]
            words += [
                "INHERIT" if role["inherit"] else "NOINHERIT",
                "BYPASSRLS" if role["bypassrls"] else "NOBYPASSRLS",
            ]
            connection.execute(sql.SQL("CREATE ROLE {} " + " ".join(words)).format(sql.Identifier(role["name"])))
        for role in roles:
            for group in role["member_of"]:
                connection.execute(
                    sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(role["name"]))
                )
    return {}


def restore(*, url: str, owner: str, program: str, dump: str) -> dict[str, Any]:
    """Restore into a database of its own beside the real one; returns what stands in it then."""
    discard(url=url)
    with psycopg.connect(url, connect_timeout=SECONDS, autocommit=True) as connection:
        _create_beside(connection, owner)
    beside = make_conninfo(url, dbname=RESTORING.format(_database(url)))
    _run([program, "--exit-on-error", "--no-comments", "--no-password", dump], beside, "pg_restore")
    with psycopg.connect(beside, connect_timeout=SECONDS, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return facts(url=beside)


def discard(*, url: str) -> dict[str, Any]:
    """Drop what a restore that failed, or was killed, left beside the real one."""
    with psycopg.connect(url, connect_timeout=SECONDS, autocommit=True) as connection:
        for name in (RESTORING, REPLACED):
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name.format(_database(url))))
            )
    return {}


def swap(*, url: str) -> dict[str, str]:
    """Put the restored database in the real one's place, both renames or neither, and drop what was there."""
    name = _database(url)
    at_home = make_conninfo(url, dbname="postgres")
    with psycopg.connect(at_home, connect_timeout=SECONDS) as connection:
        try:
            for before, after in ((name, REPLACED.format(name)), (RESTORING.format(name), name)):
                connection.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(before), sql.Identifier(after))
                )
        except psycopg.errors.ObjectInUse as error:
            raise Refusal(CONNECTED.format(name)) from error
    try:
        discard(url=url)
    except psycopg.Error as error:  # it is done all the same
        return {"left": f"{REPLACED.format(name)} ({' '.join(str(error).split())})"}
    return {"left": ""}


def known_migrations() -> dict[str, Any]:
    """The migrations that this version of Småjob has."""
    import django
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return {"known": sorted(loader.disk_migrations)}


def _exists(table: str) -> sql.Composed:
    return sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier("public", table))


def _database(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def _create_beside(connection: Connection, owner: str) -> None:
    """A database like the real one (its language, settings and who may connect), empty."""
    row = connection.execute("SELECT to_jsonb(d) FROM pg_database d WHERE datname = current_database()").fetchone()
    real = row[0] if row else {}
    like: sql.Composable = sql.SQL("")
    if real.get("datlocprovider", "c") == "c":
        like = sql.SQL(" LC_COLLATE {} LC_CTYPE {}").format(real["datcollate"], real["datctype"])
    elif real["datlocprovider"] == "b":
        like = sql.SQL(" LOCALE_PROVIDER builtin BUILTIN_LOCALE {}").format(real["datlocale"])
    new = sql.Identifier(RESTORING.format(real["datname"]))
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(new, sql.Identifier(owner))
        + like
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(new))
    granted = connection.execute(
        """SELECT a.privilege_type, r.rolname FROM pg_database d, aclexplode(d.datacl) a JOIN pg_roles r ON r.oid = a.grantee
           WHERE d.datname = current_database()"""
    ).fetchall()
    for right, role in granted:
        connection.execute(sql.SQL(f"GRANT {right} ON DATABASE {{}} TO {{}}").format(new, sql.Identifier(role)))
    settings = connection.execute(
        """SELECT split_part(one, '=', 1), substr(one, strpos(one, '=') + 1) FROM pg_db_role_setting s, unnest(s.setconfig) one
           WHERE s.setrole = 0 AND s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())"""
    ).fetchall()
    for name, value in settings:
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET {} = {}").format(new, sql.Identifier(*name.split(".")), value)
        )


def _run(command: list[str], url: str, what: str) -> None:
    """pg_dump or pg_restore, with the password where no list of processes shows it."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    password = parts.pop("password", None)
    env = {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "FIELD_KEYS", "HASH_KEY", "SECRET_KEY"):
        env.pop(name, None)
    done = subprocess.run(
        [command[0], f"--dbname={make_conninfo(**parts)}", *command[1:]],
        env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        if any(word in done.stdout.lower() for word in FULL_DISK_WORDS):
            raise Refusal(f"No space left on device, said {what}.")
        raise Refusal(f"{what} failed: {last_lines(done.stdout, 2)}")


def _refused(job: str, error: psycopg.Error) -> str:
    said = " ".join(str(error).split())
    if job == "dump" and isinstance(error, psycopg.errors.InsufficientPrivilege):
        return (
            f"The role may not read every row, so a backup would not be whole ({said}). Name a role that may in "
            "BACKUP_DATABASE_URL (docs/operations.md, “Backup and restore”)."
        )
    return said


JOBS: dict[str, Any] = {
    job.__name__.replace("_", "-"): job
    for job in (look, facts, dump, in_the_way, missing_roles, make_roles, restore, discard, swap, known_migrations)
}


def main() -> int:
    """Run the job named on the command line."""
    try:
        print(json.dumps(JOBS[sys.argv[1]](**json.load(sys.stdin))))
    except Refusal as refusal:
        print(refusal)
        return 1
    except psycopg.Error as error:
        print(_refused(sys.argv[1], error))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
