"""Real processes for the long tests: web, worker and beat on the tests' database, with a broker that can be taken away."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import pytest
from django.db import connection

from smaajob.dev.binaries import find_valkey, wish
from smaajob.dev.envfile import redis_url
from smaajob.dev.sockets import answers, socket_folder

ROOT = Path(__file__).parent.parent.parent
CELERY = (sys.executable, "-m", "celery", "-q", "-A", "smaajob.celery")


@dataclass
class House:
    """The processes that one test has started, and their broker."""

    folder: Path
    socket: Path
    env: dict[str, str]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    logs: list[IO[bytes]] = field(default_factory=list)

    def broker(self) -> subprocess.Popen[bytes]:
        """A Valkey that nobody else uses; gives it when it answers."""
        data = self.folder / "valkey"
        data.mkdir(exist_ok=True)
        process = self.start(
            "valkey", str(find_valkey(wish("SMAAJOB_VALKEY")).program), "--port", "0", "--dir", str(data),
            "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--appendonly", "yes", "--save", "",
        )  # fmt: skip
        self.until(lambda: answers(self.socket), 30, "Valkey does not answer")
        return process

    def worker(self, name: str = "worker") -> subprocess.Popen[bytes]:
        """A worker with a child that does the work, in a process group of its own; gives it when it is listening."""
        words = ("worker", "--loglevel", "INFO", "--concurrency", "1", "--without-mingle", "--without-gossip")
        process = self.start(name, *CELERY, *words, "-n", f"{name}@%h")
        self.until(lambda: b" ready." in self.said(name), 60, f"{name} is not ready")
        return process

    def beat(self) -> subprocess.Popen[bytes]:
        """What lets the worker look for forgotten orders, each second."""
        return self.start(
            "beat", *CELERY, "beat", "--loglevel", "INFO", "--pidfile=", "-s", str(self.folder / "schedule")
        )

    def web(self) -> str:
        """gunicorn on a free port; gives its address when it answers."""
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        self.start(
            "web", sys.executable, "-m", "gunicorn", "smaajob.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--worker-class", "gthread", "--workers", "1", "--threads", "4", "--no-control-socket",
        )  # fmt: skip

        def answers() -> bool:
            with socket.socket() as link:
                return link.connect_ex(("127.0.0.1", port)) == 0

        self.until(answers, 60, "the web process does not answer")
        return f"http://127.0.0.1:{port}"

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{name}.log").open("ab")
        self.logs.append(log)
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        self.running.append(process)
        return process

    def said(self, name: str) -> bytes:
        return (self.folder / f"{name}.log").read_bytes()

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process and its children outright, as the kernel does when memory runs out."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.running.remove(process)

    def kill_children(self, process: subprocess.Popen[bytes]) -> None:
        """End the processes that a worker has do its work, and leave the worker."""
        for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            os.kill(int(pid), signal.SIGKILL)

    def signal(self, process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        """SIGSTOP makes a process hang, SIGCONT lets it go on."""
        os.killpg(process.pid, number)

    def until(self, holds: Callable[[], bool], seconds: float, otherwise: str) -> None:
        """Ask until something holds; fails with `otherwise` and the ends of all logs."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                tails = {path.name: path.read_text(errors="replace")[-3000:] for path in self.folder.glob("*.log")}
                pytest.fail(f"{otherwise} within {seconds} s\n" + "\n".join(f"--- {n}\n{t}" for n, t in tails.items()))
            time.sleep(0.1)

    def close(self) -> None:
        for process in list(self.running):
            self.kill(process)
        for log in self.logs:
            log.close()


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[House]:
    """Nothing runs yet: the test starts broker, web, worker and beat, and ends some of them."""
    path = socket_folder(tmp_path / "socket", "valkey.sock") / "valkey.sock"
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url(path),
        "JOB_LEASE_SECONDS": "3",
        "JOB_SWEEP_SECONDS": "1",
        "LOG_LEVEL": "INFO",  # a worker tells in its log when it is ready
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    house = House(tmp_path, path, env)
    try:
        yield house
    finally:
        house.close()


def database_url() -> str:
    """Where the tests' own database is, for another process."""
    at = connection.settings_dict
    who = f"{quote(at['USER'])}:{quote(at['PASSWORD'], safe='')}"
    host = at["HOST"]
    place = (
        f"@/{at['NAME']}?host={quote(host)}" if host.startswith("/") else f"@{host}:{at['PORT'] or 5432}/{at['NAME']}"
    )
    return f"postgresql://{who}{place}"
