"""Every fault is one sentence and exit code 1, never a traceback."""

from __future__ import annotations

import errno
import socket
from pathlib import Path
from typing import NoReturn

import pytest

from smaajob.dev import commands, manage, packages, running, shell
from smaajob.dev.envfile import read_env
from smaajob.dev.errors import DevError, is_full_disk
from smaajob.dev.packages import Need, ensure_packages
from smaajob.dev.paths import Instance
from smaajob.dev.services import inside


def one_line(text: str) -> str:
    assert text.count("\n") == 1, text
    return text


def test_a_taken_port(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("SMAAJOB_PORT", str(taken.getsockname()[1]))
        assert commands.main(["run"]) == 1
    assert "is taken by another program" in one_line(capfd.readouterr().err)


def test_an_unknown_command_lists_the_known(capfd: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["fly"]) == 2
    assert "test-all" in capfd.readouterr().out


def test_a_full_disk(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full() -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "log" / "web.log"))

    monkeypatch.setitem(commands.COMMANDS, "services", full)
    assert commands.main(["services"]) == 1
    assert f"The disk that holds {tmp_path} is full" in one_line(capfd.readouterr().err)


def test_another_fault_of_the_system(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", "/srv/var/env")

    monkeypatch.setitem(commands.COMMANDS, "services", refused)
    assert commands.main(["services"]) == 1
    assert one_line(capfd.readouterr().err) == "Permission denied: /srv/var/env\n"


@pytest.mark.parametrize(
    "said",
    [
        "OSError: [Errno 28] No space left on device",
        "npm error code ENOSPC",
        "error: failed to write: No space left on device (os error 28)",
        "PANIC:  could not write to file: Disk quota exceeded",
    ],
)
def test_full_disks_are_known_by_what_programs_print(said: str) -> None:
    assert is_full_disk(said)


def test_a_program_that_fails_gives_its_last_lines(tmp_path: Path) -> None:
    with pytest.raises(DevError, match=r"^Trying failed: one \| two$"):
        shell.run_quietly(["sh", "-c", "echo one; echo two; exit 3"], what="Trying", disk=tmp_path)


def test_a_program_that_meets_a_full_disk_gives_that_sentence(tmp_path: Path) -> None:
    with pytest.raises(DevError, match=r"is full .*: Trying could not go on"):
        shell.run_quietly(["sh", "-c", "echo No space left on device; exit 1"], what="Trying", disk=tmp_path)


def test_an_unreachable_database() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: a connection is refused
        url = f"postgresql://a:secret@127.0.0.1:{closed.getsockname()[1]}/x"
        with pytest.raises(DevError) as caught:
            inside("check-database", url=url, name="DATABASE_URL")
    assert str(caught.value).startswith("The database that DATABASE_URL names can't be reached:")
    assert "correct DATABASE_URL, or unset it" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "redis+socket:///nowhere/valkey.sock", "nonsense"])
def test_an_unreachable_broker(url: str) -> None:
    with pytest.raises(DevError, match="^The broker that REDIS_URL names can't be reached: .*correct REDIS_URL"):
        inside("check-broker", url=url)


def test_a_missing_package_is_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_as_root", lambda: None)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    needs = [
        Need("libone", "PDF", lambda: False),
        Need("there", "PDF", lambda: True),
        Need("libtwo", "PDF", lambda: False),
    ]
    with pytest.raises(DevError, match=r"sudo apt-get install -y --no-install-recommends libone libtwo$"):
        ensure_packages(needs)


def test_apt_is_not_called_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def called(*_: object) -> NoReturn:
        raise AssertionError("apt was called")

    monkeypatch.setattr(packages, "_apt", called)
    ensure_packages([Need("there", "PDF", lambda: True)])


def test_without_a_headless_shell_the_chromium_that_is_there_does(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    there = {"apt-get", "chromium"}
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(packages, "_as_root", list)
    monkeypatch.setattr(packages, "_os_release", lambda: "id=debian")
    monkeypatch.setattr(packages, "_apt", lambda before, names: asked.append(names) or "E: Unable to locate package")
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name in there else None)
    packages.prefer_headless_shell()
    assert asked == [["chromium-headless-shell"]]
    assert packages.find_browser() == "/usr/bin/chromium"
    there.add("chromium-headless-shell")
    packages.prefer_headless_shell()
    assert len(asked) == 1
    assert packages.find_browser() == "/usr/bin/chromium-headless-shell"


def test_a_command_that_does_not_exist_yet_is_told_and_skipped(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def unknown(*_: object, **__: object) -> NoReturn:
        raise DevError("Making it failed: Unknown command: 'demo_data'")

    monkeypatch.setattr(manage, "manage", unknown)
    assert manage.manage_if_known("demo_data", env={}, what="Making it", disk=tmp_path) == ""
    assert "there is no command `demo_data`" in capfd.readouterr().out
    with pytest.raises(DevError):
        manage.manage_if_known("other", env={}, what="Making it", disk=tmp_path)


def test_two_runs_from_one_folder(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    with running.only_one(instance), pytest.raises(DevError, match=r"runs from .* already \(process \d+\)"):  # noqa: SIM117
        with running.only_one(instance):
            pass
    with running.only_one(instance):
        pass


def test_an_absent_env_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_env(tmp_path / "env") == {}
