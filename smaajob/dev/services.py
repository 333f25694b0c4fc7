"""PostgreSQL and Valkey of one instance, our own or those that the environment names."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field

from smaajob.dev.envfile import APPLICATION, OWNER, ensure_env, is_own_database, password_in, read_env
from smaajob.dev.errors import DevError
from smaajob.dev.paths import PYTHON, ROOT, Instance
from smaajob.dev.postgres import SUPERUSER, Cluster, find_cluster
from smaajob.dev.shell import locked, say
from smaajob.dev.valkey import Broker, find_broker

Service = Cluster | Broker


@dataclass
class Services:
    """What is up: the environment for Django's processes, our own servers, and which of them this run started."""

    env: dict[str, str]
    own: dict[str, Service] = field(default_factory=dict)
    started: list[str] = field(default_factory=list)

    def stop_started(self) -> None:
        """Stop what this run started, and leave what was there before."""
        for name in reversed(self.started):
            self.own[name].stop()
        self.started.clear()


def start_services(instance: Instance, environment: Mapping[str, str] = os.environ) -> Services:
    """Have a database and a broker up. Where one can't be had, stops again what it started and raises DevError."""
    instance.make()
    with locked(instance.var / "services.lock", waiting_for="starting the services"):
        services = Services(env=dict(environment))
        try:
            _start(instance, environment, services)
        except BaseException:
            services.stop_started()
            raise
    return services


def stop_services(instance: Instance) -> list[str]:
    """Stop our own servers; returns the names of those that ran."""
    if not instance.var.is_dir():
        return []
    with locked(instance.var / "services.lock", waiting_for="starting the services"):
        running: list[tuple[str, Service]] = [("Valkey", find_broker(instance)), ("PostgreSQL", find_cluster(instance))]
        return [name for name, service in running if service.stop()]


def environment_for(file: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """What Django's processes are given: the environment first, the file for the rest.

    Somebody who names a database but no owner for it gets one role for both, never our owner on their database.
    """
    merged = {**file, **{key: value for key, value in environment.items() if value or key not in file}}
    if environment.get("DATABASE_URL") and not environment.get("DATABASE_OWNER_URL"):
        merged["DATABASE_OWNER_URL"] = environment["DATABASE_URL"]
    return merged


def _start(instance: Instance, environment: Mapping[str, str], services: Services) -> None:
    broker = find_broker(instance)
    cluster = None if environment.get("DATABASE_URL") else find_cluster(instance)
    sockets = cluster.sockets() if cluster else instance.postgres / "socket"
    file = ensure_env(instance.env_file, postgres_socket=sockets, valkey_socket=broker.socket())
    services.env = environment_for(file, {**environment, "SMAAJOB_VAR": str(instance.var)})
    if cluster and is_own_database(services.env["DATABASE_URL"]):
        _bring_up(services, "PostgreSQL", cluster)
        prepare_roles(cluster, read_env(instance.env_file))
    else:
        _check_database(services.env, "DATABASE_URL")
        if services.env["DATABASE_OWNER_URL"] != services.env["DATABASE_URL"]:
            _check_database(services.env, "DATABASE_OWNER_URL")
    if environment.get("REDIS_URL") or not file["REDIS_URL"].startswith("redis+socket:"):
        inside("check-broker", url=services.env["REDIS_URL"])
    else:
        _bring_up(services, "Valkey", broker)


def _bring_up(services: Services, name: str, service: Service) -> None:
    services.own[name] = service
    if service.start():
        services.started.append(name)


def _check_database(env: Mapping[str, str], name: str) -> None:
    inside("check-database", url=env[name], name=name)


def prepare_roles(cluster: Cluster, file: Mapping[str, str]) -> None:
    """See that both roles can log in with the passwords of var/env, and set the roles up where they can't."""
    urls = [file["DATABASE_URL"], file["DATABASE_OWNER_URL"]]
    try:
        inside("roles-work", urls=urls)
    except DevError:
        say("Setting up the database's roles …")
        inside(
            "prepare-roles",
            socket=str(cluster.sockets()),
            superuser=SUPERUSER,
            password=cluster.password_file.read_text().strip(),
            passwords={APPLICATION: password_in(urls[0]), OWNER: password_in(urls[1])},
        )


def inside(job: str, **question: object) -> None:
    """Let .venv's Python do a job of smaajob/dev/inside.py. Raises DevError with its sentence."""
    done = subprocess.run(
        [PYTHON, "-m", "smaajob.dev.inside", job],
        cwd=ROOT, input=json.dumps(question), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise DevError(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else f"{job} failed.")
