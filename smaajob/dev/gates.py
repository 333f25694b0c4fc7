"""`make check`, `make test` and `make test-all`: everything a change must pass, and what each gate said."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from smaajob.dev import binaries, manage
from smaajob.dev.errors import DevError
from smaajob.dev.packages import find_browser
from smaajob.dev.paths import PYTHON, ROOT, Instance
from smaajob.dev.services import start_services
from smaajob.dev.shell import capture, say

Gate = tuple[str, tuple[str | Path, ...]]
BIN = PYTHON.parent
QUICK: tuple[Gate, ...] = (
    ("ruff check", (BIN / "ruff", "check", ".")),
    ("ruff format", (BIN / "ruff", "format", "--check", ".")),
    ("mypy", (PYTHON, "-m", "mypy")),
    ("import-linter", (BIN / "lint-imports",)),
    ("docs/permissions.md", (PYTHON, "manage.py", "permissions", "--check")),
)
MIGRATIONS: Gate = ("no missing migration", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"))
SHORT = ("-m", "not long")
# A file stays with one process, and the browser's, which are the slow ones and stand first in the order, are begun first.
BESIDE = ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile", "--no-loadscope-reorder")
LONG = ("-m", "long")
# What names somebody's own servers; test-all brings its own.
OUTSIDE = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SMAAJOB_POSTGRES", "SMAAJOB_VALKEY")


def pass_gates(gates: Sequence[Gate], env: Mapping[str, str]) -> list[str]:
    """Run each gate, show what a failing one says, and return the names of those that failed."""
    failed = []
    for name, command in gates:
        begin = time.monotonic()
        done = capture(command, env=env)
        say(f"{'ok    ' if done.returncode == 0 else 'FAILED'}  {name} ({time.monotonic() - begin:.1f} s)")
        if done.returncode:
            failed.append(name)
            say(done.stdout.rstrip())
    return failed


def pytest(words: Sequence[str], env: Mapping[str, str], name: str) -> list[str]:
    """Run pytest on this screen; returns its name where it failed."""
    say(f"        {name} …")
    done = subprocess.run([PYTHON, "-m", "pytest", *words], cwd=ROOT, env=env, check=False)
    say(f"{'ok    ' if done.returncode == 0 else 'FAILED'}  {name}")
    return [name] if done.returncode else []


def test(instance: Instance) -> None:
    """The quick gates, migrations and the tests, on services that are left as they were found."""
    services = start_services(instance)
    try:
        env = with_browser(services.env)
        failed = pass_gates((*QUICK, MIGRATIONS), env) + pytest((*SHORT, *BESIDE), env, "pytest")
    finally:
        services.stop_started()
    report(failed)


def test_all(instance: Instance) -> None:
    """As `test`, but with the long tests too, on each PostgreSQL there is: the machine's and the wheel's."""
    services = start_services(instance)
    try:
        failed = pass_gates((*QUICK, MIGRATIONS), with_browser(services.env))
    finally:
        services.stop_started()
    origins = {one.origin for one in binaries.find_postgres()}
    for origin in (binaries.SYSTEM, binaries.WHEEL):
        if origin in origins:
            failed += _suite_on(origin)
        else:
            say(f"skipped  pytest on PostgreSQL ({origin}): there is none on this machine.")
    report(failed)


def check(env: Mapping[str, str]) -> None:
    """The gates that take seconds."""
    report(pass_gates(QUICK, env))


def with_browser(env: Mapping[str, str]) -> dict[str, str]:
    """The environment, with CHROMIUM naming the browser that was found."""
    browser = find_browser()
    return {**env, **({"CHROMIUM": browser} if browser else {})}


def report(failed: Sequence[str]) -> None:
    """Say that all is well, or raise DevError with what is not."""
    if failed:
        raise DevError(f"Not passed: {', '.join(failed)}.")
    say("All gates passed.")


def _suite_on(origin: str) -> list[str]:
    """The whole suite on services of one origin, in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="smaajob-") as folder, _chosen(origin):
        Path(folder).chmod(0o711)  # PostgreSQL may run as another user
        instance = Instance(Path(folder) / "var")
        services = start_services(instance, {key: value for key, value in os.environ.items() if key not in OUTSIDE})
        try:
            manage.migrate(services.env, instance.var)
            env = with_browser(services.env)
            failed = pytest((*SHORT, *BESIDE), env, f"pytest, PostgreSQL ({origin})")
            return failed + pytest(LONG, env, f"the long tests, PostgreSQL ({origin})")
        finally:
            services.stop_started()


@contextmanager
def _chosen(origin: str) -> Iterator[None]:
    before = os.environ.get("SMAAJOB_POSTGRES")
    os.environ["SMAAJOB_POSTGRES"] = origin
    try:
        yield
    finally:
        os.environ.pop("SMAAJOB_POSTGRES")
        if before is not None:
            os.environ["SMAAJOB_POSTGRES"] = before
