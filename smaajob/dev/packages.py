"""What only the system can give: libraries, fonts, a browser. Installed by apt where that is allowed, else told."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from smaajob.dev.errors import DevError, full_disk, is_full_disk
from smaajob.dev.shell import capture, last_lines, say

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "~/.local/share/fonts", "~/.fonts")
# Chromium without windows: the tests take a quarter less time in it than in the whole one, and see the same pages.
SHELL = "chromium-headless-shell"
BROWSERS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Need:
    """A Debian package, what it is for, and how to see that it (or its like from elsewhere) is there."""

    package: str
    purpose: str
    is_there: Callable[[], bool]


def has_library(name: str) -> bool:
    """Whether the loader finds a shared library; WeasyPrint asks it in the same way."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_noto() -> bool:
    """Whether Noto Sans is installed, which has the letters of the languages our papers are written in."""
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(next(folder.rglob("NotoSans-Regular.*"), None) for folder in folders if folder.is_dir())


def has_venv() -> bool:
    """Whether a virtual environment can be made: Debian ships Python without `ensurepip`."""
    return bool(shutil.which("uv")) or all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def find_browser() -> str | None:
    """The Chromium that the tests drive: CHROMIUM, else the first of BROWSERS on the PATH."""
    named = os.environ.get("CHROMIUM", "").strip()
    if named:
        if not shutil.which(named):
            raise DevError(f"CHROMIUM is “{named}”, and there is no such program.")
        return named
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


VENV_NEEDS = (Need("python3-venv", "the virtual environment", has_venv),)
RUN_NEEDS = (
    *VENV_NEEDS,
    Need("libpango-1.0-0", "PDF", lambda: has_library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "PDF", lambda: has_library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", "PDF", lambda: has_library("libharfbuzz-subset.so.0")),
    Need("fonts-noto-core", "PDF in Danish, Ukrainian, Arabic and Tigrinya", has_noto),
)


def test_needs() -> tuple[Need, ...]:
    """As RUN_NEEDS, with a browser; Ubuntu calls its package by another name."""
    browser = "chromium-browser" if "ubuntu" in _os_release() else "chromium"
    return (*RUN_NEEDS, Need(browser, "the tests in a browser", lambda: find_browser() is not None))


def long_test_needs() -> tuple[Need, ...]:
    """As test_needs, with the spreadsheet program whose files the import must stand, and a calendar that reads our feed."""
    return (
        *test_needs(),
        Need("libreoffice-calc", "workbooks to import", lambda: shutil.which("soffice") is not None),
        Need("khal", "the calendar feed, read back", lambda: shutil.which("khal") is not None),
    )


def prefer_headless_shell() -> None:
    """Install it where Debian has it and we may; where that can't be, a Chromium that is there (or comes next) does as well."""
    before = _as_root()
    wanted = not os.environ.get("CHROMIUM", "").strip() and not shutil.which(SHELL)
    if wanted and before is not None and shutil.which("apt-get") and "debian" in _os_release():
        say(f"Installing {SHELL} (for the tests in a browser) …")
        _apt(before, [SHELL])


def ensure_packages(needs: Iterable[Need]) -> None:
    """Install what is missing. Raises DevError with the exact command where we may not, or where it fails."""
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    names = [need.package for need in missing]
    purposes = ", ".join(sorted({need.purpose for need in missing}))
    if not shutil.which("apt-get"):
        raise DevError(
            f"Missing on this machine (for {purposes}): {', '.join(names)} (Debian's names). Install them first."
        )
    by_hand = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(names)}"
    before = _as_root()
    if before is None:
        raise DevError(f"Missing on this machine (for {purposes}). Run this and then the same command again: {by_hand}")
    say(f"Installing {', '.join(names)} (for {purposes}) …")
    said = _apt(before, names)
    still = [need.package for need in missing if not need.is_there()]
    if still:
        if is_full_disk(said):
            raise full_disk("Installing the system's packages", Path("/usr"))
        raise DevError(f"{', '.join(still)} could not be installed ({last_lines(said, 2)}). By hand: {by_hand}")


def _apt(before: list[str], names: list[str]) -> str:
    """Install; where that fails, fetch the lists of packages (a fresh machine has none) and try once more."""
    env = ["env", "DEBIAN_FRONTEND=noninteractive"]
    install = [*before, *env, "apt-get", "install", "-y", "-q", "--no-install-recommends", *names]
    done = capture(install)
    if done.returncode:
        updated = capture([*before, *env, "apt-get", "update", "-q"])
        done = capture(install)
        return updated.stdout + done.stdout if done.returncode else ""
    return ""


def _as_root() -> list[str] | None:
    """What goes before a command to run it as root; None where that is not allowed without a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and capture(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    return None


def _os_release() -> str:
    path = Path("/etc/os-release")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return next((line.lower() for line in lines if line.startswith("ID=")), "")
