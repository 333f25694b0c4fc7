"""The virtual environment `.venv`, made from requirements.txt with every file's hash checked."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from smaajob.dev.errors import DevError
from smaajob.dev.paths import BUILD, PYTHON, ROOT, TOOLS, VENV
from smaajob.dev.shell import capture, locked, run_quietly, say

LOCK = ROOT / "requirements.txt"
STAMP = VENV / ".smaajob-stamp"


def prepare_venv() -> None:
    """Make `.venv`, or bring it up to date, where it does not hold what requirements.txt says."""
    wanted = _fingerprint(LOCK)
    if _holds(VENV, wanted):
        return
    with locked(BUILD / "venv.lock", waiting_for="the virtual environment"):
        if _holds(VENV, wanted):
            return
        say("Installing the Python packages into .venv (the first time takes a minute) …")
        STAMP.unlink(missing_ok=True)
        uv = _uv()
        if uv:
            _install_with_uv(uv)
        else:
            _install_with_pip(VENV, LOCK)
        STAMP.write_text(wanted)


def make_tools(name: str, lock: Path) -> Path:
    """A small virtual environment of its own under build/tools, with one tool of a hashed list; returns its folder."""
    folder = TOOLS / name
    wanted = _fingerprint(lock)
    if not _holds(folder, wanted):
        _install_with_pip(folder, lock)
        (folder / STAMP.name).write_text(wanted)
    return folder


def _uv() -> str | None:
    """uv: the machine's, else one of our own (pip takes ten times as long); None where it can't be had."""
    found = shutil.which("uv")
    if found and capture([found, "--version"]).returncode == 0:
        return found
    try:
        return str(make_tools("uv", Path(__file__).with_name("uv.txt")) / "bin" / "uv")
    except DevError:
        return None


def _install_with_uv(uv: str) -> None:
    if not _runs(PYTHON):
        # --python: asked for a version it lacks, uv would try to download one
        run_quietly([uv, "venv", "-q", "--clear", "--python", sys.executable, VENV], what="uv venv", disk=VENV)
    command: list[str | Path] = [uv, "pip", "sync", "-q", "--python", PYTHON, "--require-hashes", LOCK]
    run_quietly(command, what="Installing the Python packages", disk=VENV)


def _install_with_pip(folder: Path, lock: Path) -> None:
    python = folder / "bin" / "python"
    if not _runs(python) or capture([python, "-m", "pip", "--version"]).returncode:
        shutil.rmtree(folder, ignore_errors=True)
        run_quietly([sys.executable, "-m", "venv", folder], what=f"Making {folder}", disk=folder)
    pip: list[str | Path] = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    run_quietly([*pip, "--require-hashes", "-r", lock], what=f"Installing {lock.name}", disk=folder)


def _holds(folder: Path, wanted: str) -> bool:
    stamp = folder / STAMP.name
    return stamp.is_file() and stamp.read_text() == wanted and _runs(folder / "bin" / "python")


def _runs(python: Path) -> bool:
    """Whether the interpreter is there and works: a machine's Python may have been replaced under a .venv."""
    return python.exists() and capture([python, "-c", "pass"]).returncode == 0


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + str(sys.version_info[:2]).encode()).hexdigest()
