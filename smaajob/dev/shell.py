"""Running other programs, what is said on the screen, and locks between two of us."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from smaajob.dev.errors import DevError, full_disk, is_full_disk
from smaajob.dev.paths import ROOT


def say(text: str) -> None:
    """One line for the person at the keyboard, at once."""
    print(text, flush=True)


def run_quietly(
    command: Sequence[str | os.PathLike[str]],
    *,
    what: str,
    disk: Path = ROOT,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> str:
    """Run a program, show nothing, return what it printed.

    Raises DevError with `what` and the program's last lines where it fails; a full disk has a sentence of its own.
    """
    done = capture(command, env=env, cwd=cwd)
    if done.returncode:
        if is_full_disk(done.stdout):
            raise full_disk(what, disk)
        raise DevError(f"{what} failed: {last_lines(done.stdout)}")
    return done.stdout


def capture(
    command: Sequence[str | os.PathLike[str]], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run a program and keep what it prints, output and errors together. A missing program returns 127."""
    try:
        return subprocess.run(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        return subprocess.CompletedProcess(command, 127, f"{command[0]} is not installed")


def last_lines(output: str, count: int = 4) -> str:
    """The end of a program's output on one line, where its reason usually stands."""
    lines = [line.strip() for line in output.strip().splitlines() if line.strip()]
    return " | ".join(lines[-count:]) or "it printed no reason"


@contextmanager
def locked(path: Path, *, waiting_for: str) -> Iterator[None]:
    """Hold a file lock, so that two of us do not build the same thing at once; tells where it has to wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write(f"Waiting for another run to finish {waiting_for} …\n")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
