"""The tests' database as PostgreSQL's own pg_dump writes it, whoever may read which row."""

from __future__ import annotations

import base64
import os
import re
import subprocess

from django.conf import settings
from django.db import connection

from smaajob.dev.clients import client_for, find_clients
from smaajob.dev.paths import Instance
from smaajob.dev.postgres import SUPERUSER, find_cluster


def dump_of_the_database() -> str:
    """Everything that is committed, as plain SQL. Needs `django_db(transaction=True)`: what a test rolls back is not there."""
    at = connection.settings_dict
    user, password = _who_sees_all()
    program = client_for(connection.pg_version // 10000, find_clients()).folder / "pg_dump"
    done = subprocess.run(
        [program, "--no-password", f"--host={at['HOST']}", f"--username={user}", f"--dbname={at['NAME']}"]
        + ([f"--port={at['PORT']}"] if at["PORT"] else []),
        env={**os.environ, "PGPASSWORD": password}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _who_sees_all() -> tuple[str, str]:
    """The private server's superuser; elsewhere the owner, which can do it as long as no policy hides rows from it."""
    cluster = find_cluster(Instance(settings.VAR))
    if connection.settings_dict["HOST"] == str(cluster.sockets()):
        return SUPERUSER, cluster.password_file.read_text().strip()
    owner = settings.DATABASE_OWNER
    return str(owner["USER"]), str(owner["PASSWORD"])


def found_in_clear(number: str, dump: str) -> list[str]:
    """Where a CPR number or personnummer of ten digits stands in a dump, in any way it is written, in hex or in base64 too."""
    day, month, year, last = number[:2], number[2:4], number[4:6], number[6:]
    # `010190-1234`, `01.01.1990 1234`, `1990-01-01-1234`, and the Swedish 900101-1234 by the same token.
    between = r"[^0-9\n\t]{0,3}"
    ways = [
        between.join([*day, *month, r"(?:1[89]|20)?" + year[0], year[1], *last]),
        between.join([r"(?:1[89]|20)?" + year[0], year[1], *month, *day, *last]),
    ]
    plain = [f"{day}{month}{year}{last}", f"{day}{month}{year}-{last}"]
    coded = [re.escape(one.encode().hex()) for one in plain]
    coded += [re.escape(part) for one in plain for part in _in_base64(one.encode())]
    pattern = re.compile("|".join([*(rf"(?<![0-9]){way}(?![0-9])" for way in ways), *coded]))
    return [dump[max(found.start() - 60, 0) : found.end() + 20] for found in pattern.finditer(dump)]


def _in_base64(text: bytes) -> list[str]:
    """How a text may look inside a longer one in base64: it begins at any of three places."""
    ways = []
    for before in range(3):
        # What hangs together with unknown neighbours is left out at both ends.
        first, last = -(-before * 8 // 6), (before + len(text)) * 8 // 6
        ways.append(base64.b64encode(b"\0" * before + text).decode()[first:last])
    return ways
