"""As whom PostgreSQL runs."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from types import SimpleNamespace

import pytest

from smaajob.dev import identity
from smaajob.dev.errors import DevError
from smaajob.dev.identity import Identity


def as_root(monkeypatch: pytest.MonkeyPatch, users: dict[str, int]) -> None:
    """Make `identity` believe that we are root on a machine with these users."""

    def getpwnam(name: str) -> SimpleNamespace:
        return SimpleNamespace(pw_uid=users[name], pw_gid=users[name])

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", getpwnam)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")


def test_an_ordinary_user_runs_it_as_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "getegid", lambda: 1000)
    assert identity.candidates() == [Identity(1000, 1000)]


def test_root_tries_postgres_then_nobody_then_a_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    as_root(monkeypatch, {"postgres": 101, "nobody": 65534})
    found = identity.candidates()
    assert [(one.uid, one.switch) for one in found] == [(101, True), (65534, True), (0, False)]
    assert found[-1].prefix[0] == "unshare"


def test_a_machine_without_the_user_postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    as_root(monkeypatch, {"nobody": 65534})
    assert [one.uid for one in identity.candidates()] == [65534, 0]


def test_the_first_who_can_reach_the_folder_is_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    as_root(monkeypatch, {"postgres": 101, "nobody": 65534})
    monkeypatch.setattr(Identity, "may_use", lambda self, program, folder: not self.switch)
    assert identity.choose(Path("/bin/true"), tmp_path) == identity.in_namespace()

    monkeypatch.setattr(Identity, "may_use", lambda self, program, folder: False)
    assert identity.choose(Path("/bin/true"), tmp_path) is None


def test_a_cluster_is_run_by_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    as_root(monkeypatch, {})
    data = SimpleNamespace(stat=lambda: SimpleNamespace(st_uid=101, st_gid=104))
    assert identity.owner_of(data) == Identity(101, 104, switch=True)  # type: ignore[arg-type]
    data = SimpleNamespace(stat=lambda: SimpleNamespace(st_uid=0, st_gid=0))
    assert identity.owner_of(data) == identity.in_namespace()  # type: ignore[arg-type]


def test_somebody_elses_cluster_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(DevError, match="belongs to another user"):
        identity.owner_of(tmp_path)
