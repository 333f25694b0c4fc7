"""The file that `make backup` writes and `make restore` reads: a tar of manifest.json, its seal and PostgreSQL's dump.

The manifest stands first and says what must be in the rest, so that a file that was cut off or changed is known before
anything is done with it. Names of files hold a time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from smaajob.dev.encryption import Encryption, opened
from smaajob.dev.errors import DevError
from smaajob.dev.keys import Keys

FORMAT = 1
MANIFEST, SEAL, DUMP = "manifest.json", "manifest.seal", "database.dump"
NAME = re.compile(r"smaajob-\d{8}T\d{6}Z\.backup(\.age|\.gpg)?")
HALF_MADE = ".smaajob-half-made-"
MOST_MANIFEST = 16 * 2**20
CHUNK = 2**20


@dataclass(frozen=True)
class Opened:
    """A backup that has been looked through: what its manifest says, and the dump in a file of its own."""

    manifest: dict[str, Any]
    dump: Path


def name_of(moment: datetime) -> str:
    """`smaajob-20261122T061500Z.backup`; newer ones sort later."""
    return f"smaajob-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup"


def pack(dump: Path, manifest: Mapping[str, Any], *, keys: Keys, to: Path, encryption: Encryption | None) -> Path:
    """Write the file beside its place and move it there when it is whole; returns where it lies. Mode 0600."""
    whole = {**manifest, "dump": {**manifest["dump"], "size": dump.stat().st_size, "sha256": sha256(dump)}}
    content = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    to = to.with_name(to.name + (encryption.ending if encryption else ""))
    half_made = to.with_name(HALF_MADE + to.name)
    with (
        dump.open("rb") as source,
        _private(half_made) as file,
        _through(encryption, file) as target,
        tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        _add(tar, MANIFEST, io.BytesIO(content), len(content))
        seal = keys.seal(content).encode()
        _add(tar, SEAL, io.BytesIO(seal), len(seal))
        _add(tar, DUMP, source, dump.stat().st_size)
    half_made.replace(to)
    _sync_folder(to.parent)
    return to


@contextlib.contextmanager
def unpacked(path: Path, *, keys: Keys, folder: Path) -> Iterator[Opened]:
    """The checked content of a backup, its dump in `folder` until the end. Raises DevError, with nothing changed."""
    dump = folder / DUMP
    try:
        with opened(path, folder) as clear:
            manifest = _unpack(clear, keys, dump)
        yield Opened(manifest, dump)
    finally:
        dump.unlink(missing_ok=True)


def old_ones(folder: Path, kept: int) -> list[Path]:
    """All backups of a folder but the newest `kept`; files of other names are not ours to remove."""
    mine = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_file())
    return mine[: max(len(mine) - kept, 0)]


def half_made_ones(folder: Path) -> list[Path]:
    """What backups and restores that were killed left."""
    return [path for path in folder.iterdir() if path.name.startswith(HALF_MADE)]


def sha256(path: Path) -> str:
    """A file's checksum, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpack(path: Path, keys: Keys, dump: Path) -> dict[str, Any]:
    """Read member by member, as they must stand; nothing is written but the dump, under our own name."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            content = _read(tar, MANIFEST)
            seal = _read(tar, SEAL)
            manifest = _manifest(content)
            keys.refuse_others(manifest["keys"])
            if not hmac.compare_digest(seal, keys.seal(content).encode()):
                raise broken(path, "its manifest is not as it was written")
            member = _next(tar, DUMP)
            source = tar.extractfile(member)
            if source is None or member.size != manifest["dump"]["size"]:
                raise broken(path, "its dump has another length than its manifest says")
            if _copy(source, dump) != manifest["dump"]["sha256"]:
                raise broken(path, "its dump has another checksum than its manifest says")
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise broken(path, "it is cut off, or no backup of Småjob") from error
    return manifest


def broken(path: Path, why: str) -> DevError:
    """The sentence for a file that can't be trusted."""
    return DevError(f"{path} can't be restored: {why}. Nothing was changed; take another backup.")


def _manifest(content: bytes) -> dict[str, Any]:
    manifest = json.loads(content)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        raise ValueError("no manifest")
    if manifest["format"] > FORMAT:
        raise DevError(
            f"This backup was written by a newer Småjob ({manifest.get('version')}): nothing was changed. "
            "Restore it with that version, and upgrade nothing on the way."
        )
    return manifest


def _next(tar: tarfile.TarFile, name: str) -> tarfile.TarInfo:
    member = tar.next()
    if member is None or member.name != name or not member.isreg():
        raise ValueError(name)
    return member


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    member = _next(tar, name)
    source = tar.extractfile(member)
    if source is None or member.size > MOST_MANIFEST:
        raise ValueError(name)
    return source.read()


def _copy(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with _private(target) as file:
        while piece := source.read(CHUNK):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> None:
    info = tarfile.TarInfo(name)  # nobody's name, nobody's number: what a file says of who made it stays out
    info.size, info.mode, info.mtime = size, 0o600, int(datetime.now(UTC).timestamp())
    tar.addfile(info, source)


@contextlib.contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file for its owner's eyes only, on the disk when the block ends, and gone where it fails."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _through(encryption: Encryption | None, file: IO[bytes]) -> Iterator[IO[bytes]]:
    if encryption is None:
        yield file
    else:
        with encryption.into(file) as target:
            yield target


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
