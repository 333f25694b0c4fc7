"""The drill of docs/operations.md: a backup of one machine, restored on another that has nothing but the keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from smaajob.dev import backupfile
from smaajob.dev.binaries import Postgres, find_postgres
from smaajob.dev.envfile import read_env, write_env
from smaajob.dev.keys import Keys
from tests.dumping import found_in_clear

pytestmark = pytest.mark.long
ROOT = Path(__file__).parent.parent.parent
# What would lead to the database, or the keys, of whoever runs the tests.
OURS = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "FIELD_KEYS", "HASH_KEY", "SECRET_KEY", "SMAAJOB_POSTGRES",
    "BACKUP", "BACKUP_FOLDER", "BACKUPS_KEPT", "BACKUP_ENCRYPT_TO", "RESTORE_OVER", "LOG_FILE",
)  # fmt: skip
KEYS = ("FIELD_KEYS", "HASH_KEY")
LOOK = """
import json
from django.test import Client
from placements.demo.make import PASSWORD
from django.db import connection
client = Client()
entered = client.post("/konto/login/", {"login": "mette@demo.example", "password": PASSWORD}).status_code
page = client.get("/", follow=True)
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user")
    role = cursor.fetchone()[0]
print(json.dumps({"entered": entered, "signed in": "_auth_user_id" in client.session, "role": role,
                  "page": page.status_code}))
"""
# Somebody looks at people, and the worker closes the book on it.
SEAL = """
from django.test import Client
from placements.demo.make import PASSWORD
from smaajob.audit.tasks import seal_log
client = Client()
client.post("/konto/login/", {"login": "mette@demo.example", "password": PASSWORD})
assert client.get("/personer/").status_code == 200
seal_log()
"""
COUNT = """
import json
from django.apps import apps
from smaajob.accounts.database_roles import as_owner
names = ("candidates.Candidate", "candidates.Note", "placements.Placement", "employers.Workplace", "audit.Access", "audit.Seal")
with as_owner():
    print(json.dumps({name: apps.get_model(name)._base_manager.count() for name in names}))
"""
WITHOUT_REACH = """
from candidates.models import Candidate
from smaajob.audit.models import Access
print(Candidate.objects.count(), Access.objects.count())
"""
READ_CPR = """
import json, os
import psycopg
from smaajob.secrets import decrypt
with psycopg.connect(os.environ["SUPER_URL"]) as connection:
    rows = connection.execute("SELECT cpr_encrypted FROM candidates_candidate WHERE cpr_encrypted <> '' ORDER BY id")
    print(json.dumps([decrypt(row[0]) for row in rows]))
"""


@dataclass
class Machine:
    """A folder of data with its own servers, and one PostgreSQL to run them."""

    var: Path
    postgres: Postgres

    def make(self, command: str, **env: str) -> subprocess.CompletedProcess[str]:
        """`make <command>` as somebody types it."""
        return self.run("-m", "smaajob.dev", command, **env)

    def manage(self, *words: str, **env: str) -> str:
        done = self.run("manage.py", *words, **env)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name not in OURS}
        return subprocess.run(
            [sys.executable, *words],
            cwd=ROOT, env={**clean, "SMAAJOB_VAR": str(self.var), "SMAAJOB_POSTGRES": self.postgres.origin, **env},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def keys(self) -> dict[str, str]:
        return {name: value for name, value in read_env(self.var / "env").items() if name in KEYS}

    def look(self) -> dict[str, Any]:
        """Whether Mette of the demo can sign in, as whom the application works, and how her day looks."""
        found: dict[str, Any] = json.loads(self.manage("shell", "-v", "0", "-c", LOOK, SECOND_FACTOR="0"))
        return found

    def numbers(self) -> dict[str, int]:
        """How many rows of each there are, as somebody counts them who sees all."""
        found: dict[str, int] = json.loads(self.manage("shell", "-v", "0", "-c", COUNT))
        assert all(found.values()), found
        return found

    def sees_nothing_without_a_reach(self) -> bool:
        """The policies hold: the application sees nobody before it has said for whom it asks."""
        return self.manage("shell", "-v", "0", "-c", WITHOUT_REACH).split() == ["0", "0"]

    def cpr_numbers(self) -> list[str]:
        password = (self.var / "postgres" / "superuser-password").read_text()
        place = read_env(self.var / "env")["DATABASE_URL"].partition("@")[2]
        url = f"postgresql://smaajob_super:{password}@{place}"
        found: list[str] = json.loads(self.manage("shell", "-v", "0", "-c", READ_CPR, SUPER_URL=url))
        return found


def newest_backup(machine: Machine) -> Path:
    return max((machine.var / "backups").glob("*.backup"))


@pytest.fixture(scope="module")
def versions() -> list[Postgres]:
    """Every PostgreSQL there is, the oldest first; only one of a version."""
    found = {one.major: one for one in find_postgres()}
    return [found[major] for major in sorted(found)]


@pytest.fixture(scope="module")
def machines() -> Iterator[list[Machine]]:
    """Those that a test sets up; they are stopped at the end."""
    made: list[Machine] = []
    yield made
    for machine in made:
        machine.make("stop")


def new_machine(machines: list[Machine], folder: Path, postgres: Postgres) -> Machine:
    """An empty machine. PostgreSQL may be another user than we, so others must be able to pass through."""
    for part in (folder, *folder.parents[:1]):
        part.chmod(0o711)
    machine = Machine(folder / "var", postgres)
    machines.append(machine)
    return machine


@pytest.fixture(scope="module")
def old(machines: list[Machine], versions: list[Postgres], tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine with the smallest demo, on the oldest PostgreSQL, and its backup."""
    machine = new_machine(machines, tmp_path_factory.mktemp("old"), versions[0])
    done = machine.make("services")
    assert done.returncode == 0, done.stderr
    machine.manage("demo_data", "--size", "tiny")
    machine.manage("shell", "-v", "0", "-c", SEAL, SECOND_FACTOR="0")
    done = machine.make("backup")
    assert done.returncode == 0, done.stderr
    assert f"The backup is {newest_backup(machine)}" in done.stdout
    assert "Not in it: FIELD_KEYS and HASH_KEY" in done.stdout
    return machine


def test_an_empty_machine_with_the_keys_is_the_old_one_again(
    old: Machine, machines: list[Machine], tmp_path: Path
) -> None:
    backup = newest_backup(old)
    machine = new_machine(machines, tmp_path, old.postgres)

    without_keys = machine.make("restore", BACKUP=str(backup))
    assert without_keys.returncode == 1
    assert "needs FIELD_KEYS and HASH_KEY" in without_keys.stderr
    assert not (machine.var / "postgres").exists()

    machine.var.mkdir(exist_ok=True)
    write_env(machine.var / "env", old.keys())
    done = machine.make("restore", BACKUP=str(backup))
    assert done.returncode == 0, done.stderr
    for said in (
        "Restored.",
        "Checked: the file has the checksum of its manifest",
        "Checked: FIELD_KEYS and HASH_KEY are those it was made with.",
        "as many in each as the manifest says.",
        "Checked: the rights of smaajob_app, smaajob_owner are as they were.",
    ):
        assert said in done.stdout
    assert "Checked: the log of access holds (Aalborg Kommune (demo): the chain holds; 1 seals" in done.stdout

    assert machine.make("services").returncode == 0
    assert machine.look() == old.look() == {"entered": 302, "signed in": True, "role": "smaajob_app", "page": 200}
    assert machine.cpr_numbers() == old.cpr_numbers() != []
    assert machine.numbers() == old.numbers()
    assert machine.sees_nothing_without_a_reach()

    again = machine.make("restore", BACKUP=str(backup))
    assert again.returncode == 1
    assert "holds data already: nothing was changed." in again.stderr

    cut = tmp_path / "cut.backup"
    cut.write_bytes(backup.read_bytes()[:-20_000])
    broken = machine.make("restore", BACKUP=str(cut), RESTORE_OVER="yes")
    assert broken.returncode == 1
    assert "can't be restored" in broken.stderr
    assert machine.look()["signed in"]

    machine.manage("shell", "-v", "0", "-c", "from smaajob.accounts.models import User; User.objects.update(name='X')")
    over = machine.make("restore", BACKUP=str(backup), RESTORE_OVER="yes")
    assert over.returncode == 0, over.stderr
    assert "in place of what was here before" in over.stdout
    names = "from smaajob.accounts.models import User; print(User.objects.filter(name='X').count())"
    assert machine.manage("shell", "-v", "0", "-c", names).strip() == "0"
    assert list((machine.var).glob(".smaajob-half-made-*")) == []


def test_no_cpr_number_of_the_demo_stands_in_it(old: Machine, tmp_path: Path) -> None:
    keys = Keys.of(old.keys(), what="The test")
    with backupfile.unpacked(newest_backup(old), keys=keys, folder=tmp_path) as backup:
        done = subprocess.run(
            [old.postgres.folder / "pg_restore", "--file=-", backup.dump], capture_output=True, text=True, check=True
        )
    assert "COPY public.candidates_candidate" in done.stdout
    numbers = old.cpr_numbers()[:10]
    assert numbers
    assert not [number for number in numbers if found_in_clear(number, done.stdout)]


# Most machines have the wheel's PostgreSQL alone: then there is nothing to try.
if len({one.major for one in find_postgres()}) > 1:

    def test_a_newer_postgresql_takes_it_and_an_older_one_does_not(
        old: Machine, machines: list[Machine], versions: list[Postgres], tmp_path: Path
    ) -> None:
        newer = new_machine(machines, tmp_path, versions[-1])
        done = newer.make("restore", BACKUP=str(newest_backup(old)), **old.keys())
        assert done.returncode == 0, done.stderr
        assert newer.keys() == old.keys()  # those from the environment stay
        assert newer.make("services").returncode == 0
        assert newer.look()["signed in"]
        assert newer.cpr_numbers() == old.cpr_numbers()

        assert newer.make("backup").returncode == 0
        before = old.look()
        refused = old.make("restore", BACKUP=str(newest_backup(newer)), RESTORE_OVER="yes")
        assert refused.returncode == 1
        assert f"The backup is from PostgreSQL {versions[-1].major}" in refused.stderr
        assert "nothing was changed" in refused.stderr
        assert old.look() == before
