"""As whom PostgreSQL runs. It refuses root, so where we are root its programs run as somebody else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from smaajob.dev.errors import DevError

# Root's own files and rights, under a number that is not 0: for a folder that no other user may pass, such as /root.
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class Identity:
    """A user to run programs as: `uid` owns the data, `switch` changes to it, `prefix` goes before each command."""

    uid: int
    gid: int
    switch: bool = False
    prefix: tuple[str, ...] = ()

    def run(
        self, command: Sequence[str | os.PathLike[str]], *, output: IO[bytes] | int = subprocess.PIPE
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program as this user, from / (our own folder may be closed to it), with a bare environment."""
        env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": "/"}
        whole = [*self.prefix, *command]
        if self.switch:
            return subprocess.run(
                whole, cwd="/", env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                user=self.uid, group=self.gid, extra_groups=[], start_new_session=True, check=False,
            )  # fmt: skip
        return subprocess.run(
            whole, cwd="/", env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True, check=False,
        )  # fmt: skip

    def may_use(self, program: Path, folder: Path) -> bool:
        """Whether this user can start `program` and reach into `folder`."""
        try:
            seen = self.run(["/bin/sh", "-c", 'test -x "$1" && "$0" --version', program, folder])
        except (OSError, subprocess.SubprocessError):
            return False
        return seen.returncode == 0

    def give(self, path: Path) -> None:
        """Make a file or folder this user's."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def ourselves() -> Identity:
    """Whoever runs this."""
    return Identity(os.geteuid(), os.getegid())


def in_namespace() -> Identity:
    """Root behind another number."""
    return Identity(0, 0, prefix=NAMESPACE)


def candidates() -> list[Identity]:
    """Who may run PostgreSQL here, the best first."""
    if os.geteuid():
        return [ourselves()]
    found = []
    for name in USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        found.append(Identity(entry.pw_uid, entry.pw_gid, switch=True))
    return [*found, in_namespace()] if shutil.which("unshare") else found


def choose(program: Path, folder: Path) -> Identity | None:
    """The first who can start `program` and reach into `folder`; None where nobody but root can."""
    return next((one for one in candidates() if one.may_use(program, folder)), None)


def owner_of(data: Path) -> Identity:
    """The user that an existing cluster belongs to. Raises DevError where that is not somebody we can act as."""
    found = data.stat()
    if os.geteuid():
        if found.st_uid != os.geteuid():
            raise DevError(
                f"{data} belongs to another user (number {found.st_uid}). Run as that user or as root, "
                "or set SMAAJOB_VAR to a folder of your own."
            )
        return ourselves()
    return in_namespace() if found.st_uid == 0 else Identity(found.st_uid, found.st_gid, switch=True)
