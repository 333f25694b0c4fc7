"""Socket paths, ports, and whose pid it is."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from smaajob.dev.errors import DevError
from smaajob.dev.sockets import LONGEST, check_port, chosen_port, fits, socket_folder, works_in

NAME = ".s.PGSQL.5432"


@pytest.fixture
def short() -> Iterator[Path]:
    """A temp folder with room for a socket: `tmp_path` is too long where tests run beside each other."""
    with TemporaryDirectory(prefix="s-") as folder:
        yield Path(folder)


def test_a_short_path_is_used_as_it_is(tmp_path: Path) -> None:
    folder = socket_folder(tmp_path / "s", NAME)
    assert folder == tmp_path / "s"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_limit_is_in_bytes_not_in_letters() -> None:
    assert fits(Path("/" + "x" * (LONGEST - 1)))
    assert not fits(Path("/" + "x" * LONGEST))
    assert not fits(Path("/" + "ø" * (LONGEST // 2 + 1)))


def test_a_comma_would_be_a_list_of_folders() -> None:
    assert not fits(Path("/a,b/socket"))


def test_a_long_path_gets_a_private_folder_in_the_temp_folder(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(short))
    wanted = short / ("x" * 120)

    folder = socket_folder(wanted, NAME)

    assert folder.parent == short
    assert folder.name.startswith("smaajob-")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder == socket_folder(wanted, NAME)
    assert folder != socket_folder(short / ("y" * 120), NAME)


def test_a_substitute_that_is_a_link_is_refused(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(short))
    wanted = short / ("x" * 120)
    folder = socket_folder(wanted, NAME)
    folder.rmdir()
    (short / "theirs").mkdir()
    folder.symlink_to(short / "theirs")

    with pytest.raises(DevError, match="belongs to another user"):
        socket_folder(wanted, NAME)


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            DevError, match=rf"^Port {port} on 127\.0\.0\.1 is taken by another program\..*SMAAJOB_PORT="
        ):
            check_port(port)
    check_port(port)


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_one_sentence(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMAAJOB_PORT", value)
    with pytest.raises(DevError, match="must be a number from 1 to 65535"):
        chosen_port()


def test_the_port_is_8000_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMAAJOB_PORT", raising=False)
    assert chosen_port() == 8000


def test_a_pid_counts_only_in_its_own_folder(tmp_path: Path) -> None:
    assert works_in(os.getpid(), Path.cwd())
    assert not works_in(os.getpid(), tmp_path)
    gone = subprocess.Popen([sys.executable, "-c", "pass"], cwd=tmp_path)
    gone.wait()
    assert not works_in(gone.pid, tmp_path)
