"""The supervisor: what dies is started again, what can't live is told, and all stop together."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smaajob.dev import processes
from smaajob.dev.errors import DevError
from smaajob.dev.paths import Instance
from smaajob.dev.processes import Program, Supervisor, programs
from smaajob.dev.sockets import wait_until

# Indented, since the screen is shown only lines that begin at the margin.
SLEEPER = Program("sleeper", (sys.executable, "-c", "print(' awake', flush=True); import time; time.sleep(60)"))
FAILING = Program("failing", (sys.executable, "-c", "print('no such table'); raise SystemExit(3)"))


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    instance = Instance(tmp_path / "var")
    instance.make()
    return instance


@pytest.fixture
def supervisor(instance: Instance) -> Iterator[Supervisor]:
    supervisor = Supervisor.of(instance, [SLEEPER], dict(os.environ), {})
    supervisor.start()
    yield supervisor
    supervisor.kill()


def test_output_goes_to_a_log(supervisor: Supervisor, instance: Instance) -> None:
    log = instance.logs / "sleeper.log"
    assert wait_until(lambda: log.exists() and "awake" in log.read_text(), 10)


def test_a_killed_process_is_started_again(supervisor: Supervisor, capfd: pytest.CaptureFixture[str]) -> None:
    child = supervisor.children[0]
    assert child.process
    first = child.process
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    supervisor.look()

    assert child.is_alive()
    assert child.process.pid != first.pid
    assert "“sleeper” was killed by signal 9; starting it again." in capfd.readouterr().out


def test_stop_ends_every_process(supervisor: Supervisor) -> None:
    supervisor.stop()
    assert not any(child.is_alive() for child in supervisor.children)


def test_a_process_that_never_really_starts_is_one_sentence(instance: Instance) -> None:
    supervisor = Supervisor.of(instance, [FAILING], dict(os.environ), {})
    supervisor.start()

    def rounds() -> None:
        for _ in range(processes.TRIES):
            process = supervisor.children[0].process
            assert process
            process.wait()
            supervisor.look()

    with pytest.raises(DevError, match=r"“failing” ended with code 3 3 times just after its start: no such table"):
        rounds()


def test_a_full_disk_stops_the_run(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "free_bytes", lambda path: 0)
    with pytest.raises(DevError, match="is full"):
        supervisor.look()


def test_two_instances_share_no_name_and_no_control_socket() -> None:
    first, second = (programs(Instance(Path(folder)), 8000) for folder in ("/a", "/b"))
    assert first[1].command[-1] != second[1].command[-1]
    assert "--no-control-socket" in first[0].command
