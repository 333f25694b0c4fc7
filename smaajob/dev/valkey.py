"""A private Valkey (or Redis) under var/: the nudge between web and worker. What it holds may be lost without harm."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from smaajob.dev.binaries import Valkey, find_valkey, wish
from smaajob.dev.errors import DevError, full_disk, is_full_disk
from smaajob.dev.paths import Instance
from smaajob.dev.shell import last_lines
from smaajob.dev.sockets import answers, socket_folder, wait_until, works_in

SOCKET_NAME = "valkey.sock"
START_SECONDS = 15


@dataclass(frozen=True)
class Broker:
    """The private broker of one instance."""

    home: Path
    log: Path

    @property
    def pid_file(self) -> Path:
        """Written by the server when it starts."""
        return self.home / "valkey.pid"

    def socket(self) -> Path:
        """The only door to it, in a folder of mode 0700."""
        return socket_folder(self.home / "socket", SOCKET_NAME) / SOCKET_NAME

    def is_running(self) -> bool:
        """Whether it is alive and answers."""
        return self._pid() is not None and answers(self.socket())

    def start(self) -> bool:
        """Start it; False where it ran already."""
        pid = self._pid()
        if pid is not None and wait_until(lambda: answers(self.socket()), START_SECONDS):
            return False
        if pid is not None:
            raise DevError(f"Valkey (process {pid}) does not answer. Stop it with `kill {pid}` and run again.")
        server = find_valkey(wish("SMAAJOB_VALKEY"))
        # A folder each: a Redis can't read what a newer Valkey wrote.
        data = self.home / server.origin
        data.mkdir(parents=True, exist_ok=True)
        where = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self._command(server, data), cwd=data, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        if (
            wait_until(lambda: process.poll() is not None or answers(self.socket()), START_SECONDS)
            and not process.poll()
        ):
            return True
        process.kill()
        with self.log.open("rb") as log:
            log.seek(where)
            said = log.read().decode(errors="replace")
        raise (
            full_disk("Starting Valkey", self.home)
            if is_full_disk(said)
            else DevError(f"{server.program.name} does not start: {last_lines(said)} (see {self.log}).")
        )

    def stop(self) -> bool:
        """Stop it; False where it did not run."""
        pid = self._pid()
        if pid is None:
            return False
        for signal_number in (15, 9):
            os.kill(pid, signal_number)
            if wait_until(lambda: self._pid() is None, 10):
                self.pid_file.unlink(missing_ok=True)
                return True
        raise DevError(f"Valkey (process {pid}) does not stop.")

    def _command(self, server: Valkey, data: Path) -> list[str]:
        return [
            str(server.program), "--port", "0", "--unixsocket", str(self.socket()), "--unixsocketperm", "700",
            "--dir", str(data), "--appendonly", "yes", "--save", "", "--daemonize", "no",
            "--pidfile", str(self.pid_file), "--loglevel", "warning",
        ]  # fmt: skip

    def _pid(self) -> int | None:
        """The live server's process, by the file it wrote and the folder it works in."""
        try:
            pid = int(self.pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return pid if any(works_in(pid, data) for data in self.home.iterdir() if data.is_dir()) else None


def find_broker(instance: Instance) -> Broker:
    """The instance's broker, running or not."""
    instance.valkey.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Broker(instance.valkey, instance.logs / "valkey.log")
