"""The database that is backed up or restored: the private cluster's, or the one that the environment names."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from smaajob.dev.envfile import DATABASE, ensure_env, is_own_database, read_env
from smaajob.dev.errors import DevError, full_disk, is_full_disk
from smaajob.dev.paths import PYTHON, ROOT, Instance
from smaajob.dev.postgres import SUPERUSER, find_cluster
from smaajob.dev.services import environment_for, prepare_roles
from smaajob.dev.shell import locked
from smaajob.dev.valkey import find_broker

RESTORING, REPLACED = "{}_restoring", "{}_replaced"  # beside the database of that name, while it is restored
CONNECTED = (
    "Somebody is connected to the database {}: stop web, worker, beat and everything else that uses it, and run the same "
    "command again. Nothing was changed."
)


@dataclass(frozen=True)
class Place:
    """`env` is what Django's processes are given; `url` is that of a role that may see, or make, all of the database."""

    env: Mapping[str, str]
    url: str
    own: bool

    @property
    def database(self) -> str:
        """The database's name."""
        return urlsplit(self.url).path.strip("/")

    @property
    def owner(self) -> str:
        """The role that owns the tables."""
        return urlsplit(self.env["DATABASE_OWNER_URL"]).username or ""

    @property
    def application(self) -> str:
        """The role that web and worker use."""
        return urlsplit(self.env["DATABASE_URL"]).username or ""

    def beside(self, database: str) -> dict[str, str]:
        """As `env`, for another database of the same server."""
        urls = ("DATABASE_URL", "DATABASE_OWNER_URL")
        return {**self.env, **{name: _with_database(self.env[name], database) for name in urls}}


@contextmanager
def place_of(instance: Instance, *, named: str, environment: Mapping[str, str] = os.environ) -> Iterator[Place]:
    """The database, up; a private server that was down is stopped again. `named` is the variable with the mighty role's URL."""
    if environment.get("DATABASE_URL"):
        yield _outside(dict(environment), named)
        return
    instance.make()
    cluster = find_cluster(instance)
    with locked(instance.var / "services.lock", waiting_for="starting the services"):
        file = ensure_env(
            instance.env_file, postgres_socket=cluster.sockets(), valkey_socket=find_broker(instance).socket()
        )
        env = environment_for(file, {**environment, "SMAAJOB_VAR": str(instance.var)})
        if not is_own_database(env["DATABASE_URL"]):
            yield _outside(env, named)
            return
        started = cluster.start()
        try:
            prepare_roles(cluster, read_env(instance.env_file))
            password = quote(cluster.password_file.read_text().strip(), safe="")
            yield Place(
                env, f"postgresql://{SUPERUSER}:{password}@/{DATABASE}?host={quote(str(cluster.sockets()))}", own=True
            )
        finally:
            if started:
                cluster.stop()


def ask(job: str, *, what: str, disk: Instance, env: Mapping[str, str] | None = None, **question: object) -> Any:
    """Let .venv's Python do a job of smaajob/dev/inside_backup.py; returns its answer. Raises DevError with its sentence."""
    done = subprocess.run(
        [PYTHON, "-m", "smaajob.dev.inside_backup", job],
        cwd=ROOT, env=env, input=json.dumps(question), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return json.loads(done.stdout)
    said = (done.stdout.strip() or done.stderr.strip() or "it printed no reason").splitlines()[-1]
    raise full_disk(what, disk.var) if is_full_disk(said) else DevError(f"{what} did not work: {said}")


def _outside(env: dict[str, str], named: str) -> Place:
    env.setdefault("DATABASE_OWNER_URL", env["DATABASE_URL"])
    return Place(env, env.get(named) or env["DATABASE_OWNER_URL"], own=False)


def _with_database(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{quote(database, safe='')}").geturl()
