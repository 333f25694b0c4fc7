"""The processes of `make run` under one roof: started, shown, started again when they die, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from smaajob.dev.errors import DevError, free_bytes, full_disk, is_full_disk
from smaajob.dev.paths import PYTHON, ROOT, Instance
from smaajob.dev.services import Service
from smaajob.dev.shell import say
from smaajob.dev.sockets import wait_until

STOP_SECONDS = 15.0  # what a process gets to finish its work before it is killed
EARLY_SECONDS = 10.0  # a process that dies sooner than this did not really start
TRIES = 3
TICK_SECONDS = 0.5
SERVER_PAUSE_SECONDS = 5.0
LEAST_FREE_BYTES = 4 * 2**20  # less, and PostgreSQL is about to stop by itself
LOG_BYTES = 5 * 2**20
SCREEN_WIDTH = 160


@dataclass(frozen=True)
class Program:
    """One of our processes and its command."""

    name: str
    command: tuple[str, ...]


def programs(instance: Instance, port: int) -> list[Program]:
    """Web, worker and beat. `python -m`, since the scripts in .venv/bin name a folder that may have moved."""
    python = str(PYTHON)
    celery = (python, "-m", "celery", "-q", "-A", "smaajob.celery")
    return [
        Program("web", (
            python, "-m", "gunicorn", "smaajob.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--worker-class", "gthread", "--workers", "2", "--threads", "4",
            "--graceful-timeout", "10", "--log-level", "warning",
            "--no-control-socket",  # it would lie at one place in the home folder for all instances
        )),
        Program("worker", (
            *celery, "worker", "--loglevel", "WARNING", "--concurrency", "2", "--prefetch-multiplier", "1",
            "--without-mingle", "--without-gossip", "-n", f"{_node(instance)}@%h",
        )),
        Program("beat", (
            *celery, "beat", "--loglevel", "WARNING", "--pidfile=", "-s", str(instance.var / "beat" / "schedule"),
        )),
    ]  # fmt: skip


def _node(instance: Instance) -> str:
    """A worker's name: two instances on one broker must not share it."""
    return f"smaajob-{zlib.crc32(os.fsencode(instance.var)):08x}"


@dataclass
class Child:
    """A running program: its output goes to a log in full and to the screen in short form."""

    program: Program
    env: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    reader: threading.Thread | None = None
    born: float = 0.0
    early_deaths: int = 0
    stopping: bool = False
    fault: OSError | None = None
    last: str = ""

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches us only and we stop things in their order."""
        self.born = time.monotonic()
        self.process = subprocess.Popen(
            self.program.command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip
        assert self.process.stdout
        self.reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self.reader.start()

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Signal the process (SIGTERM), or it and all its children (SIGKILL)."""
        if not self.process or (number != signal.SIGKILL and not self.is_alive()):
            return
        try:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
        except ProcessLookupError:
            pass

    def end(self) -> None:
        """Kill what is left of it, and wait until its last words are in the log."""
        self.signal(signal.SIGKILL)
        if self.process:
            self.process.wait()
        if self.reader:
            self.reader.join(2)

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            for raw in pipe:
                self._take(raw.decode(errors="replace").rstrip())

    def _take(self, line: str) -> None:
        try:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n")
        except OSError as error:
            self.fault = error  # the main loop tells it; the pipe must be read on, or the process would hang
        if line and not line[0].isspace():
            self.last = line
            if not self.stopping:
                _show(self.program.name, line)


@dataclass
class Supervisor:
    """Runs children and watches over them and over our own servers."""

    instance: Instance
    children: list[Child]
    servers: Mapping[str, Service] = field(default_factory=dict)
    look_again: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls, instance: Instance, wanted: list[Program], env: Mapping[str, str], servers: Mapping[str, Service]
    ) -> Supervisor:
        """One child a program."""
        (instance.var / "beat").mkdir(exist_ok=True)
        children = []
        for program in wanted:
            log = instance.logs / f"{program.name}.log"
            if log.exists() and log.stat().st_size > LOG_BYTES:
                log.replace(log.with_suffix(".log.1"))
            children.append(Child(program, {**env, **_quiet(program)}, log))
        return cls(instance, children, servers)

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def watch(self) -> None:
        """Look after them until interrupted. Raises DevError where one can't be kept alive or the disk is full."""
        while True:
            self.look()
            time.sleep(TICK_SECONDS)

    def look(self) -> None:
        """One round: the disk, our servers, the children."""
        self._look_at_disk()
        for name, server in self.servers.items():
            if time.monotonic() >= self.look_again.get(name, 0.0):
                self._look_at_server(name, server)
        for child in self.children:
            if not child.is_alive():
                self._start_again(child)

    def stop(self) -> None:
        """Stop every child: asked first, killed after STOP_SECONDS."""
        for child in self.children:
            child.stopping = True
            child.signal(signal.SIGTERM)
        wait_until(lambda: not any(child.is_alive() for child in self.children), STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End what is left, at once."""
        for child in self.children:
            child.end()

    def _look_at_server(self, name: str, server: Service) -> None:
        """Start a server that ended. Where it can't be had now, pages still answer: say so, and try again in a while."""
        if server.is_running():
            self.look_again.pop(name, None)
            return
        if name not in self.look_again:
            say(f"{name} is away; starting it again.")
        try:
            server.start()
        except DevError as error:
            if name not in self.look_again:
                say(f"{error} It is tried again every {SERVER_PAUSE_SECONDS:.0f} seconds.")
            self.look_again[name] = time.monotonic() + SERVER_PAUSE_SECONDS
        else:
            self.look_again.pop(name, None)

    def _look_at_disk(self) -> None:
        fault = next((child.fault for child in self.children if child.fault), None)
        if (fault and is_full_disk(fault)) or free_bytes(self.instance.var) < LEAST_FREE_BYTES:
            raise full_disk("Running Småjob", self.instance.var)
        if fault:
            raise DevError(f"{fault.filename} can't be written ({fault.strerror}): Småjob was stopped.")

    def _start_again(self, child: Child) -> None:
        assert child.process
        child.end()  # what it may have left behind of its own children; and its last words
        code = child.process.returncode
        early = time.monotonic() - child.born < EARLY_SECONDS
        child.early_deaths = child.early_deaths + 1 if early else 0
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        if child.early_deaths >= TRIES:
            raise DevError(
                f"The process “{child.program.name}” {how} {TRIES} times just after its start: "
                f"{child.last or 'it gave no reason'} (see {child.log})."
            )
        say(f"The process “{child.program.name}” {how}; starting it again.")
        child.start()


def _quiet(program: Program) -> dict[str, str]:
    """Celery warns at length about root; on a developer's machine or in a container that is no news."""
    silent = "ignore:You're running the worker with superuser privileges"
    before = os.environ.get("PYTHONWARNINGS", "")
    extra = {"PYTHONWARNINGS": f"{before},{silent}".strip(",")} if program.name == "worker" else {}
    return {"PYTHONUNBUFFERED": "1", **extra}


def _show(name: str, line: str) -> None:
    short = line if len(line) <= SCREEN_WIDTH else f"{line[: SCREEN_WIDTH - 2]} …"
    try:
        print(f"{name:6} | {short}", flush=True)
    except (OSError, ValueError):  # the screen is gone, or is a file on a full disk: the log has it
        return


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None


_LIBC = _libc()


def _die_with_parent() -> None:
    """In the child: end when our supervisor is killed outright, or web would hold its port for ever."""
    if _LIBC:
        _LIBC.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
