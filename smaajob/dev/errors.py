"""The one exception of this package, and how a full disk is recognised."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

FULL_DISK_WORDS = ("no space left on device", "enospc", "os error 28", "disk quota exceeded", "errno 28")


class DevError(Exception):
    """Something the person at the keyboard must know; the message is the sentence that is printed."""


def is_full_disk(fault: OSError | str) -> bool:
    """Whether an exception, or what a program printed, says that the disk (or the quota) is full."""
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT)
    return any(word in fault.lower() for word in FULL_DISK_WORDS)


def existing_parent(path: Path) -> Path:
    """The nearest folder of `path` that exists."""
    while not path.is_dir() and path != path.parent:
        path = path.parent
    return path


def free_bytes(path: Path) -> int:
    """What an ordinary user may still write on the disk that holds `path`."""
    return shutil.disk_usage(existing_parent(path)).free


def full_disk(what: str, path: Path) -> DevError:
    """The sentence for a full disk met while doing `what` on the disk that holds `path`."""
    megabytes = free_bytes(path) // 2**20
    return DevError(
        f"The disk that holds {existing_parent(path)} is full ({megabytes} MB free now): {what} could not go on. "
        "Free some space there and run the same command again; what was written before is kept."
    )
