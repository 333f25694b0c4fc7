"""The commands behind the Makefile: each fault is one sentence and exit code 1, never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from smaajob.dev import gates, manage, running
from smaajob.dev import restore as restoring
from smaajob.dev.assets import prepare_assets
from smaajob.dev.backup import back_up
from smaajob.dev.envfile import ensure_env
from smaajob.dev.errors import DevError, full_disk, is_full_disk
from smaajob.dev.packages import (
    RUN_NEEDS,
    VENV_NEEDS,
    Need,
    ensure_packages,
    long_test_needs,
    prefer_headless_shell,
    test_needs,
)
from smaajob.dev.paths import PYTHON, ROOT, Instance
from smaajob.dev.running import stop_run
from smaajob.dev.services import environment_for, start_services, stop_services
from smaajob.dev.shell import say
from smaajob.dev.sockets import check_port, chosen_port
from smaajob.dev.valkey import SOCKET_NAME as VALKEY_SOCKET
from smaajob.dev.venv import prepare_venv


def build() -> int:
    """Make .venv and the front end, and nothing more (what an image is built from)."""
    ensure_packages(VENV_NEEDS)
    prepare_venv()
    prepare_assets()
    return 0


def services() -> int:
    """Start PostgreSQL and Valkey, migrate, and leave them running."""
    instance = Instance.from_environment()
    build()
    up = start_services(instance)
    manage.migrate(up.env, instance.var)
    for name in up.own:
        say(f"{name} {'is up' if name in up.started else 'was up already'}.")
    say(
        f"Ready: .venv/bin/python manage.py and .venv/bin/pytest find them by {instance.env_file}. "
        "`make stop` stops them."
    )
    return 0


def stop() -> int:
    """Stop what runs from this instance's folder."""
    instance = Instance.from_environment()
    stopped = ["Småjob"] if stop_run(instance) else []
    stopped += stop_services(instance)
    say(f"Stopped {' and '.join(stopped)}." if stopped else "Nothing was running.")
    return 0


def run() -> int:
    """Set everything up and run Småjob with demo data until Ctrl-C (port: SMAAJOB_PORT, by default 8000)."""
    port = chosen_port()
    check_port(port)
    ensure_packages(RUN_NEEDS)
    prepare_venv()
    prepare_assets()
    running.run(Instance.from_environment(), port)
    return 0


def test() -> int:
    """Linters, types, layers, migrations, and every test but the long ones."""
    _prepare_tests(test_needs())
    gates.test(Instance.from_environment())
    return 0


def test_all() -> int:
    """As test, with the long tests, on each PostgreSQL there is."""
    _prepare_tests(long_test_needs())
    gates.test_all(Instance.from_environment())
    return 0


def check() -> int:
    """Linters, types and layers: seconds."""
    instance = Instance.from_environment()
    ensure_packages(VENV_NEEDS)
    prepare_venv()
    instance.make()
    # mypy's Django plugin loads the settings; they want the file, not the servers.
    file = ensure_env(
        instance.env_file,
        postgres_socket=instance.postgres / "socket",
        valkey_socket=instance.valkey / "socket" / VALKEY_SOCKET,
    )
    gates.check(environment_for(file, os.environ))
    return 0


def bench() -> int:
    """Measure: imports and figures, then each page with and without what protects people."""
    ensure_packages(RUN_NEEDS)
    prepare_venv()
    prepare_assets()
    up = start_services(Instance.from_environment())
    try:
        scripts = [ROOT / "bench" / name for name in ("run.py", "protection.py")]
        ends = [subprocess.run([PYTHON, one], cwd=ROOT, env=up.env, check=False).returncode for one in scripts]
        return next(filter(None, ends), 0)  # one that was killed ends below 0
    finally:
        up.stop_started()


def backup() -> int:
    """Write all data to one file, in BACKUP_FOLDER (docs/operations.md)."""
    ensure_packages(VENV_NEEDS)
    prepare_venv()
    back_up(Instance.from_environment())
    return 0


def restore() -> int:
    """Restore the file that BACKUP names, checked first (docs/operations.md)."""
    ensure_packages(VENV_NEEDS)
    prepare_venv()
    restoring.restore(Instance.from_environment())
    return 0


def _prepare_tests(needs: Iterable[Need]) -> None:
    prefer_headless_shell()
    ensure_packages(needs)
    prepare_venv()
    prepare_assets()


COMMANDS: dict[str, Callable[[], int]] = {
    "run": run,
    "services": services,
    "stop": stop,
    "test": test,
    "test-all": test_all,
    "check": check,
    "bench": bench,
    "backup": backup,
    "restore": restore,
    "build": build,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) != 1 or words[0] not in COMMANDS:
        for name, command in COMMANDS.items():
            print(f"{name:10} {(command.__doc__ or '').splitlines()[0]}")
        return 0 if words == ["help"] else 2
    try:
        return COMMANDS[words[0]]()
    except DevError as error:
        return _fail(str(error))
    except OSError as error:
        if is_full_disk(error):
            where = Path(error.filename) if isinstance(error.filename, str) else Instance.from_environment().var
            return _fail(str(full_disk(f"`make {words[0]}`", where)))
        return _fail(f"{error.strerror or error}: {error.filename or ROOT}")
    except KeyboardInterrupt:
        return _fail("Interrupted.", 130)


def interrupt_on_signals() -> None:
    """Let SIGTERM and a closed terminal do what Ctrl-C does: leave in an orderly way, and stop what was started."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _fail(sentence: str, code: int = 1) -> int:
    sys.stdout.flush()
    print(sentence, file=sys.stderr, flush=True)
    return code
