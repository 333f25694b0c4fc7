"""What needs psycopg and redis: run by .venv's Python as `python -m smaajob.dev.inside <what>`, JSON on standard input.

Ends with 0, or with 1 and one sentence on standard output.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import psycopg
import redis
from psycopg import sql

from smaajob.dev.envfile import APPLICATION, DATABASE, OWNER

SECONDS = 5
# What a role may do is said in full, so that a role made by an older version is put right too.
RIGHTS = {
    OWNER: "LOGIN CREATEDB INHERIT NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    APPLICATION: "LOGIN NOCREATEDB NOINHERIT NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS",
}


def prepare_roles(*, socket: str, superuser: str, password: str, passwords: dict[str, str]) -> None:
    """Make or correct both roles and the database in the private cluster."""
    with psycopg.connect(
        host=socket, user=superuser, password=password, dbname="postgres", autocommit=True, connect_timeout=SECONDS
    ) as connection:
        existing = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role, rights in RIGHTS.items():
            verb = "ALTER" if role in existing else "CREATE"
            connection.execute(
                sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                    sql.SQL(verb), sql.Identifier(role), sql.SQL(rights), sql.Literal(passwords[role])
                )
            )
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8'").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(APPLICATION)
                )
            )


def roles_work(*, urls: list[str]) -> None:
    """Connect with each URL; raises psycopg.Error where one does not work."""
    for url in urls:
        psycopg.connect(url, connect_timeout=SECONDS).close()


def check_database(*, url: str, name: str) -> None:
    """Connect; the sentence of the failure names the variable."""
    try:
        psycopg.connect(url, connect_timeout=SECONDS).close()
    except psycopg.Error as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise SystemExit(
            _tell(
                f"The database that {name} names can't be reached: {reason.rstrip('.')}. "
                f"Start that server, correct {name}, or unset it to get a private database."
            )
        ) from error


def check_broker(*, url: str) -> None:
    """Ask the broker for a sign of life."""
    try:
        client = redis.Redis.from_url(
            url.replace("redis+socket:", "unix:", 1), socket_connect_timeout=SECONDS, socket_timeout=SECONDS
        )
        client.ping()
    except (redis.RedisError, ValueError, OSError) as error:
        raise SystemExit(
            _tell(
                f"The broker that REDIS_URL names can't be reached: {str(error).rstrip('.')}. "
                "Start that server, correct REDIS_URL, or unset it to get a private broker."
            )
        ) from error


def _tell(sentence: str) -> int:
    print(sentence)
    return 1


def main() -> int:
    """Run the job named on the command line."""
    jobs: dict[str, Any] = {
        "prepare-roles": prepare_roles,
        "roles-work": roles_work,
        "check-database": check_database,
        "check-broker": check_broker,
    }
    try:
        jobs[sys.argv[1]](**json.load(sys.stdin))
    except psycopg.Error as error:
        return _tell(" ".join(str(error).split()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
