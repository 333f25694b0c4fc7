"""Backups encrypted by a tool that others keep: age, or GnuPG. We write no cryptography of our own.

BACKUP_ENCRYPT_TO names who can open them: an age recipient (`age1…`, or an SSH public key), else a key of GnuPG's. What
opens them again lies elsewhere: BACKUP_AGE_IDENTITY names age's file, GnuPG has its own ring of keys.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from smaajob.dev.errors import DevError
from smaajob.dev.shell import last_lines

AGE, GPG = ".age", ".gpg"
PROGRAMS = {AGE: "age", GPG: "gpg"}


@dataclass(frozen=True)
class Encryption:
    """To whom, and by which tool: `ending` is the end of the file's name."""

    ending: str
    to: str

    @contextlib.contextmanager
    def into(self, file: IO[bytes]) -> Iterator[IO[bytes]]:
        """Where to write what shall lie encrypted in `file`. Raises DevError where the tool refuses."""
        command = {
            AGE: ["age", "--encrypt", "--recipient", self.to],
            GPG: ["gpg", "--batch", "--quiet", "--trust-model", "always", "--encrypt", "--recipient", self.to],
        }[self.ending]
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=file, stderr=said)
            if process.stdin is None:
                raise DevError(f"{command[0]} takes no input.")
            try:
                with contextlib.suppress(BrokenPipeError):  # it ended early: its own words, below, say why
                    yield process.stdin
            except BaseException:
                process.kill()
                raise
            finally:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.close()
                process.wait()
            if process.returncode:
                said.seek(0)
                reason = last_lines(said.read().decode(errors="replace"), 2)
                raise DevError(f"{command[0]} could not encrypt the backup ({reason}): there is no new backup.")


def chosen_encryption(to: str) -> Encryption | None:
    """What BACKUP_ENCRYPT_TO asks for; None where it is empty. Raises DevError where the tool is not there."""
    to = to.strip()
    if not to:
        return None
    ending = AGE if to.startswith(("age1", "ssh-")) else GPG
    _need(ending)
    return Encryption(ending, to)


@contextlib.contextmanager
def opened(path: Path, folder: Path) -> Iterator[Path]:
    """The backup as a clear file: itself, or decrypted into `folder` until the end. Raises DevError where no key fits."""
    if path.suffix not in PROGRAMS:
        yield path
        return
    _need(path.suffix)
    clear = folder / "decrypted.backup"
    try:
        _decrypt(path, clear)
        yield clear
    finally:
        clear.unlink(missing_ok=True)


def _decrypt(path: Path, clear: Path) -> None:
    identity = os.environ.get("BACKUP_AGE_IDENTITY", "").strip()
    if path.suffix == AGE and not identity:
        raise DevError(f"{path} is encrypted with age: name the file with your identity in BACKUP_AGE_IDENTITY.")
    command = {
        AGE: ["age", "--decrypt", "--identity", identity, str(path)],
        GPG: ["gpg", "--batch", "--quiet", "--decrypt", str(path)],
    }[path.suffix]
    handle = os.open(clear, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        reason = last_lines(done.stderr.decode(errors="replace"), 2)
        raise DevError(f"{path} can't be decrypted ({reason}). Nothing was changed.")


def _need(ending: str) -> None:
    if not shutil.which(PROGRAMS[ending]):
        raise DevError(
            f"An encrypted backup ({ending}) needs the program {PROGRAMS[ending]}, and it is not installed here."
        )
