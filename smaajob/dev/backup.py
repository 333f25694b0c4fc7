"""`make backup`: everything in one file that says what must be in it. FIELD_KEYS and HASH_KEY are never in it."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smaajob.dev import backupfile
from smaajob.dev.clients import Client, client_for, find_clients
from smaajob.dev.encryption import chosen_encryption
from smaajob.dev.errors import DevError
from smaajob.dev.keys import Keys
from smaajob.dev.paths import ROOT, Instance
from smaajob.dev.place import Place, ask, place_of
from smaajob.dev.shell import locked, say

KEPT = 14
WHAT = "Taking the backup"


def back_up(instance: Instance) -> Path:
    """Write a backup of this instance's database, then remove those that are too old. Returns the file."""
    kept = number_kept(os.environ)
    encryption = chosen_encryption(os.environ.get("BACKUP_ENCRYPT_TO", ""))
    with place_of(instance, named="BACKUP_DATABASE_URL") as place:
        keys = Keys.of(place.env, what="A backup")
        folder = backup_folder(instance, os.environ)
        with locked(folder / ".lock", waiting_for="a backup"), working_folder(folder) as work:
            dump = work / backupfile.DUMP
            manifest = {**take(place, dump, instance), "keys": keys.fingerprints()}
            if not sum(manifest["database"]["tables"].values()):
                raise DevError(f"The database {place.database} is empty: there is nothing to back up.")
            written = backupfile.pack(dump, manifest, keys=keys, to=_free_name(folder), encryption=encryption)
            dropped = backupfile.old_ones(folder, kept)
            for path in dropped:
                path.unlink()
    _tell(written, manifest, encrypted=encryption is not None, dropped=len(dropped), kept=kept)
    return written


def take(place: Place, dump: Path, instance: Instance) -> dict[str, Any]:
    """Dump to a file; returns the manifest but for the keys and the checksum."""
    seen = ask("look", url=place.url, what=WHAT, disk=instance)
    client = client_for(seen["major"], find_clients())
    dump.touch(mode=0o600)
    facts = ask("dump", url=place.url, program=str(client.folder / "pg_dump"), to=str(dump), what=WHAT, disk=instance)
    return manifest_of(seen, client, facts)


def manifest_of(seen: Mapping[str, Any], client: Client, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says of itself: no data about people, and no name of a machine."""
    return {
        "format": backupfile.FORMAT,
        "what": "Småjob: backup of the database. FIELD_KEYS and HASH_KEY are not in it; keep them elsewhere.",
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": version(),
        "postgres": {"version": seen["server"], "major": seen["major"]},
        "dump": {"pg_dump": client.major},
        "database": dict(facts),
    }


def version() -> str:
    """Småjob's version."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def backup_folder(instance: Instance, env: Mapping[str, str]) -> Path:
    """BACKUP_FOLDER, else `backups` beside the data; made for its owner's eyes only."""
    folder = Path(env.get("BACKUP_FOLDER", "").strip() or instance.var / "backups").absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def number_kept(env: Mapping[str, str]) -> int:
    """BACKUPS_KEPT: how many backups lie in the folder afterwards."""
    said = env.get("BACKUPS_KEPT", "").strip() or str(KEPT)
    if not said.isdecimal() or int(said) < 1:
        raise DevError(f"BACKUPS_KEPT is “{said}”; it must be a whole number above 0.")
    return int(said)


@contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """Where the clear dump lies meanwhile, for its owner's eyes only; what a killed run left there goes first.

    Run it under a lock: whatever half-made thing is there then is nobody's.
    """
    for left in backupfile.half_made_ones(parent):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    with tempfile.TemporaryDirectory(prefix=backupfile.HALF_MADE, dir=parent) as name:
        yield Path(name)


def _free_name(folder: Path) -> Path:
    """A name that no backup has yet, encrypted or not: two in one second wait for each other."""
    while True:
        path = folder / backupfile.name_of(datetime.now(UTC))
        if not list(folder.glob(f"{path.name}*")):
            return path
        time.sleep(0.1)


def _tell(written: Path, manifest: Mapping[str, Any], *, encrypted: bool, dropped: int, kept: int) -> None:
    database = manifest["database"]
    say(f"The backup is {written} ({written.stat().st_size / 2**20:.1f} MB, readable by you alone).")
    say(
        f"In it: {sum(database['tables'].values())} rows in {len(database['tables'])} tables, all of one moment, "
        f"from PostgreSQL {manifest['postgres']['version']}."
    )
    say(
        "Not in it: FIELD_KEYS and HASH_KEY, without which nobody can read the CPR numbers, files and messages in it. "
        "Keep them in another place, and so that the same person or break-in does not get both."
    )
    if not encrypted:
        say(
            "It is not encrypted: names and notes stand in it as they do in the database. "
            "Keep it where only those may come who may see the database, or set BACKUP_ENCRYPT_TO."
        )
    if dropped:
        say(f"Removed {dropped} older than the newest {kept} (BACKUPS_KEPT).")
