"""Django's commands, run by .venv's Python in one instance's environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from smaajob.dev.errors import DevError, full_disk, is_full_disk
from smaajob.dev.paths import PYTHON, ROOT
from smaajob.dev.shell import capture, last_lines, say


def manage(*words: str, env: Mapping[str, str], what: str, disk: Path) -> str:
    """Run manage.py and return what it printed. Raises DevError with `what` and its last line where it fails."""
    done = capture([PYTHON, ROOT / "manage.py", *words], env=env)
    if done.returncode == 0:
        return done.stdout
    if is_full_disk(done.stdout):
        raise full_disk(what, disk)
    raise DevError(
        f"{what} failed: {last_lines(done.stdout, 2)}. In full: `.venv/bin/python manage.py {' '.join(words)}`"
    )


def manage_if_known(*words: str, env: Mapping[str, str], what: str, disk: Path) -> str:
    """As `manage`; a command that does not exist (yet) is told and skipped."""
    try:
        return manage(*words, env=env, what=what, disk=disk)
    except DevError as error:
        if re.search(r"Unknown command: '?" + re.escape(words[0]), str(error)):
            say(f"({what}: there is no command `{words[0]}`, skipped.)")
            return ""
        raise


def migrate(env: Mapping[str, str], disk: Path) -> None:
    """Bring the database up to date, as its owner."""
    manage("migrate", "--noinput", "-v", "0", env=env, what="Migrating the database", disk=disk)
