"""`make run`: everything up, the address and the logins on the screen, until Ctrl-C."""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from smaajob.dev import manage
from smaajob.dev.errors import DevError, full_disk, is_full_disk
from smaajob.dev.paths import BUILD, PYTHON, ROOT, Instance
from smaajob.dev.processes import Supervisor, programs
from smaajob.dev.services import start_services
from smaajob.dev.shell import last_lines, say
from smaajob.dev.sockets import check_port, wait_until

WEB_SECONDS = 90.0  # until the first answer; a slow machine with two cores needs twenty
HEALTH_SECONDS = 20.0  # from then on until the worker has given a sign of life


def run(instance: Instance, port: int) -> None:
    """Bring everything up and look after it until Ctrl-C or SIGTERM; then stop what was started here."""
    instance.make()
    with only_one(instance):
        services = start_services(instance)
        try:
            # As in production: names with a hash, compressed. Links in messages lead here.
            env = {**services.env, "STATIC_HASHED": "1", "SITE_URL": f"http://127.0.0.1:{port}"}
            prepare(instance, env)
            check_port(port)  # again: minutes may have passed since the first look
            supervisor = Supervisor.of(instance, programs(instance, port), env, services.own)
            supervise(supervisor, instance, port, env)
        finally:
            services.stop_started()


def prepare(instance: Instance, env: Mapping[str, str]) -> None:
    """Tables, demo data, and the static files with their hashed names."""
    collecting = _collect_static(env)
    try:
        manage.migrate(env, instance.var)
        said = manage.manage_if_known(
            "demo_data", "--if-empty", env=env, what="Making the demo data", disk=instance.var
        )
        if said.strip():
            say(said.strip())
    finally:
        _finish(collecting)


def supervise(supervisor: Supervisor, instance: Instance, port: int, env: Mapping[str, str]) -> None:
    """Start the processes, print where they are, and watch until interrupted."""
    try:
        supervisor.start()
        logins = manage.manage_if_known("demo_logins", env=env, what="Listing the demo logins", disk=instance.var)
        health = wait_for_web(supervisor, port)
        if health:
            say(f"(/healthz still says: {health})")
        if logins.strip():
            say("\n" + logins.strip("\n"))
        say(f"\nSmåjob is ready at http://127.0.0.1:{port}   (Ctrl-C stops it; logs in {instance.logs})")
        supervisor.watch()
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        _stop(supervisor)


def wait_for_web(supervisor: Supervisor, port: int) -> str:
    """Wait for an answer of /healthz. Returns what it complains about, or nothing where all is well."""
    answer: tuple[int, str] | None = None
    end = time.monotonic() + WEB_SECONDS
    while answer is None or answer[0] != 200:
        supervisor.look()
        first = answer is None
        answer = ask_health(port) or answer
        if first and answer:
            end = time.monotonic() + HEALTH_SECONDS
        if time.monotonic() > end:
            break
        time.sleep(0.2)
    if answer is None:
        raise DevError(f"The web process gives no answer on port {port} after {WEB_SECONDS:.0f} seconds (see its log).")
    return "" if answer[0] == 200 else f"{answer[0]} {answer[1]}"


def ask_health(port: int) -> tuple[int, str] | None:
    """The status and the text of /healthz; None where nobody answers."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        link.request("GET", "/healthz")
        answer = link.getresponse()
        return answer.status, " ".join(answer.read(500).decode(errors="replace").split())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        link.close()


@contextmanager
def only_one(instance: Instance) -> Iterator[None]:
    """Hold `var/run.lock`, with our process in it for `make stop`. Raises DevError where another run holds it."""
    path = instance.var / "run.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise DevError(
                f"Småjob runs from {instance.var} already (process {file.read().strip()}). `make stop` stops it; "
                "`SMAAJOB_VAR=/another/folder SMAAJOB_PORT=8001 make run` starts a second one beside it."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def stop_run(instance: Instance, seconds: float = 60) -> bool:
    """End a `make run` of this instance and wait until it is gone; False where there was none."""
    path = instance.var / "run.lock"
    if not path.is_file() or _is_free(path):
        return False
    pid = int(path.read_text().strip() or 0)
    if pid:
        os.kill(pid, signal.SIGTERM)
    if not wait_until(lambda: _is_free(path), seconds):
        raise DevError(f"The run with process {pid} does not stop.")
    return True


def _is_free(path: Path) -> bool:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _collect_static(env: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [PYTHON, ROOT / "manage.py", "collectstatic", "--noinput", "-v", "0"],
        cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def _finish(collecting: subprocess.Popen[str]) -> None:
    said, _ = collecting.communicate()
    if collecting.returncode:
        what = "Collecting the static files"
        raise full_disk(what, BUILD) if is_full_disk(said) else DevError(f"{what} failed: {last_lines(said, 2)}")


def _stop(supervisor: Supervisor) -> None:
    """Stop in an orderly way; a second Ctrl-C kills."""
    try:
        supervisor.stop()
    except KeyboardInterrupt:
        supervisor.kill()
