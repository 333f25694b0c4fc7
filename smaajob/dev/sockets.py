"""Where the Unix sockets lie, whose pids are alive, and whether a port is free."""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from smaajob.dev.errors import DevError

LONGEST = 107  # bytes of a socket's path that Linux takes; the terminating zero is the 108th


def socket_folder(wanted: Path, file_name: str, *, owner: int | None = None) -> Path:
    """A folder of mode 0700 for a socket `file_name`: `wanted`, or where that is too long one in the temp folder.

    `owner` is the user id that the server runs as (default: ours). Raises DevError where it is somebody else's.
    """
    folder = wanted if fits(wanted / file_name) else _substitute(wanted, file_name)
    owner = os.geteuid() if owner is None else owner
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
        raise DevError(f"{folder} belongs to another user. Remove it, or choose a shorter SMAAJOB_VAR.")
    folder.chmod(0o700)
    if found.st_uid != owner:
        os.chown(folder, owner, -1)
    return folder


def fits(path: Path) -> bool:
    """Whether the path can be a socket's: short enough, and without what has a meaning in lists and in addresses."""
    return len(os.fsencode(path)) <= LONGEST and not set(",%#?&+'\"\\") & set(str(path))


def _substitute(wanted: Path, file_name: str) -> Path:
    name = f"smaajob-{hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]}"
    folder = Path(tempfile.gettempdir()) / name
    return folder if fits(folder / file_name) else Path("/tmp") / name  # noqa: S108 (mode and owner are checked)


def works_in(pid: int, folder: Path) -> bool:
    """Whether a live process `pid` has `folder` as its working folder.

    PostgreSQL and Valkey both change to their data folder, so this tells them from a stranger that got an old pid.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if not Path("/proc/self/cwd").exists():
        return True
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def answers(path: Path, question: bytes = b"PING\r\n", answer: bytes = b"+PONG") -> bool:
    """Whether the Valkey behind the socket `path` answers."""
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(2)
            link.connect(str(path))
            link.sendall(question)
            return link.recv(64).startswith(answer)
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Ask until `condition` holds; False where it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def check_port(port: int) -> None:
    """Raises DevError where something else listens on 127.0.0.1:`port`."""
    with socket.socket() as trial:
        trial.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as gunicorn does: a closed connection's rest is no taker
        try:
            trial.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise DevError(
                f"Port {port} is reserved for the administrator. Choose one above 1023: `SMAAJOB_PORT=8000 make run`."
            ) from error
        except OSError as error:
            raise DevError(
                f"Port {port} on 127.0.0.1 is taken by another program. Stop that one, or choose another port: "
                f"`SMAAJOB_PORT={port + 1 if port < 65535 else 8000} make run`."
            ) from error


def chosen_port() -> int:
    """SMAAJOB_PORT, by default 8000."""
    text = os.environ.get("SMAAJOB_PORT", "").strip() or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise DevError(f"SMAAJOB_PORT is “{text}”; it must be a number from 1 to 65535.")
    return int(text)
