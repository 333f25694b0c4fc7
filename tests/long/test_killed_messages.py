"""Two hundred messages, while the worker, Valkey and the mail server are each killed outright: every one arrives exactly once.

What SMTP leaves open is asked for just as strictly: a second copy is there only of a message whose row says that it was sent again,
with the same Message-ID, and none has a third.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from smaajob.accounts.models import Membership
from smaajob.jobs.models import JobState
from smaajob.messages.models import Message
from tests.factories import MessageFactory
from tests.long.conftest import House
from tests.long.mail_server import SILENT, arrived

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
# Somebody is killed when so many have arrived: never after a multiple of ten, since the sweep hands out ten at a time
# (jobs.run.MOST_A_SECOND) and whoever is killed between two tens was doing nothing.
MESSAGES = 200
SETTLED = (
    6  # seconds in which what is done twice would be done: a lease (JOB_LEASE_SECONDS of the house) and some sweeps
)
DOMAIN = "kommunen.example"


class MailHouse:
    """The house with a mail server in it, and two hundred messages (or fewer) that wait."""

    def __init__(self, house: House, membership: Membership, messages: int = MESSAGES) -> None:
        self.messages = messages
        self.house, self.folder, self.workers = house, house.folder / "mailbox", 0
        self.folder.mkdir()
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        house.env |= {"EMAIL_URL": f"smtp://127.0.0.1:{self.port}/?tls=none", "MAIL_FROM": f"Småjob <hej@{DOMAIN}>"}
        keeper = membership.organisation
        for number in range(messages):
            MessageFactory.create(keeper=keeper, name=f"Modtager {number}", address=f"modtager{number}@example.org")

    def mail_server(self) -> subprocess.Popen[bytes]:
        server = self.house.start(
            "mail", sys.executable, "-m", "tests.long.mail_server", str(self.port), str(self.folder)
        )

        def answers() -> bool:
            with socket.socket() as link:
                return link.connect_ex(("127.0.0.1", self.port)) == 0

        self.house.until(answers, 60, "the mail server does not answer")
        return server

    def worker(self) -> subprocess.Popen[bytes]:
        self.workers += 1
        return self.house.worker(f"worker{self.workers}")

    def until_arrived(self, number: int) -> None:
        """Wait until so many are in the mailbox; fails where all are, since then nothing can be interrupted any more."""
        self.house.until(lambda: self.count() >= number, 120, f"fewer than {number} arrived")
        assert self.count() < self.messages, "all had arrived before anything could be interrupted"

    def until_done(self) -> None:
        over = Message.objects.filter(state__in=[JobState.DONE, JobState.FAILED])
        self.house.until(lambda: over.count() == self.messages, 180, "not every message was sent")
        time.sleep(SETTLED)

    def count(self) -> int:
        return len(list(self.folder.glob("*.eml")))

    def copies(self) -> Counter[str]:
        """How many copies of each message arrived."""
        return Counter(arrived(self.folder))


def hold_to_the_promise(mail: MailHouse) -> None:
    """None lost, none twice but those whose row says so, none three times; the row and the mailbox say the same."""
    rows = list(Message.objects.all())
    copies = mail.copies()
    key = {f"<{row.public_id}@{DOMAIN}>": row for row in rows}
    assert set(copies) == set(key), "a message was lost, or one arrived that nobody wrote"
    assert [row.state for row in rows] == [JobState.DONE] * mail.messages
    twice = {name for name, number in copies.items() if number > 1}
    assert all(key[name].sent_again for name in twice), "a second copy that the page would not tell of"
    assert max(copies.values()) <= 2
    Path(mail.house.folder / "measured.txt").write_text(
        f"{sum(copies.values())} copies of {mail.messages}; sent again: {sum(row.sent_again for row in rows)}; "
        f"twice: {len(twice)}; attempts: {Counter(row.attempts for row in rows)}\n"
    )


def test_the_worker_is_killed_again_and_again(house: House, membership: Membership) -> None:
    mail = MailHouse(house, membership)
    house.broker()
    mail.mail_server()
    house.beat()
    worker = mail.worker()
    for number in (23, 66, 104, 147, 178):
        mail.until_arrived(number)
        house.kill(worker)
        worker = mail.worker()
    mail.until_done()
    hold_to_the_promise(mail)
    assert Message.objects.filter(attempts__gt=1).exists(), "each kill fell between two messages: nothing was tried"
    # A worker is killed at one message at a time: no more than one a kill may have been in the open moment.
    assert Message.objects.filter(sent_again=True).count() <= 5


def test_valkey_is_killed_in_the_middle(house: House, membership: Membership) -> None:
    mail = MailHouse(house, membership)
    valkey = house.broker()
    mail.mail_server()
    house.beat()
    mail.worker()
    for number in (43, 126):
        mail.until_arrived(number)
        house.kill(valkey)
        time.sleep(2)
        valkey = house.broker()
    mail.until_done()
    hold_to_the_promise(mail)
    assert not Message.objects.filter(sent_again=True).exists(), "the broker is only the nudge: nothing was in doubt"
    assert set(mail.copies().values()) == {1}


def test_the_mail_server_is_killed_in_the_middle(house: House, membership: Membership) -> None:
    mail = MailHouse(house, membership)
    house.broker()
    server = mail.mail_server()
    house.beat()
    mail.worker()
    for number in (43, 126):
        mail.until_arrived(number)
        house.kill(server)
        resting = Message.objects.filter(state=JobState.RUNNING).exclude(problem="")
        house.until(resting.exists, 30, "nothing noticed that the mail server is away")
        server = mail.mail_server()
    mail.until_done()
    hold_to_the_promise(mail)
    assert Message.objects.filter(sent_again=True).count() <= 2


def test_all_three_at_once(house: House, membership: Membership) -> None:
    mail = MailHouse(house, membership)
    valkey, server = house.broker(), mail.mail_server()
    house.beat()
    worker = mail.worker()
    for number in (54, 137):
        mail.until_arrived(number)
        for process in (worker, valkey, server):
            house.kill(process)
        server, valkey, worker = mail.mail_server(), house.broker(), mail.worker()
    mail.until_done()
    hold_to_the_promise(mail)


@pytest.mark.parametrize("killed", ["worker", "mail server"])
def test_killed_when_the_server_has_it_and_has_not_said_so(house: House, membership: Membership, killed: str) -> None:
    """The one moment that SMTP leaves open, hit on purpose: that message comes twice, its row says so, and no other does."""
    mail = MailHouse(house, membership, 12)
    house.broker()
    server = mail.mail_server()
    house.beat()
    worker = mail.worker()
    mail.until_arrived(3)
    (mail.folder / SILENT).touch()
    # One may have been answered in the meantime, so that two more are sure to hold one that is not.
    mail.until_arrived(mail.count() + 1)
    house.until(
        Message.objects.filter(state=JobState.RUNNING, handed_over_at__isnull=False).exists, 30, "nothing hangs"
    )
    time.sleep(1)
    open_ones = {str(one) for one in mail.copies()}
    house.kill(worker if killed == "worker" else server)
    (mail.folder / SILENT).unlink()
    worker, server = (mail.worker(), server) if killed == "worker" else (worker, mail.mail_server())
    mail.until_done()
    hold_to_the_promise(mail)
    twice = [name for name, number in mail.copies().items() if number == 2]
    assert len(twice) == 1
    assert twice[0] in open_ones
    assert Message.objects.filter(sent_again=True).count() == 1


class _Mailbox(SimpleNamespace):
    """What hold_to_the_promise looks at, without anything that runs."""

    messages = 3
    found: list[str]

    def copies(self) -> Counter[str]:
        return Counter(self.found)


@pytest.mark.parametrize("fault", ["", "lost", "twice", "twice and told", "three times", "a stranger's", "failed"])
def test_a_broken_promise_would_be_noticed(membership: Membership, tmp_path: Path, fault: str) -> None:
    done = {"state": JobState.DONE, "finished_at": timezone.now()}
    rows = [MessageFactory.create(keeper=membership.organisation, **done) for _ in range(3)]
    found = [f"<{row.public_id}@{DOMAIN}>" for row in rows]
    more: Any = {"lost": -1, "twice": 1, "twice and told": 1, "three times": 2}.get(fault, 0)
    found = found[:-1] if more < 0 else found + found[:1] * more
    found += [f"<{uuid4()}@{DOMAIN}>"] if fault == "a stranger's" else []
    changes: Any = {"failed": {"state": JobState.FAILED}, "twice and told": {"sent_again": True}}
    changes["three times"] = changes["twice and told"]
    Message.objects.filter(pk=rows[0].pk).update(**changes.get(fault, {"problem": ""}))
    box: Any = _Mailbox(found=found, house=SimpleNamespace(folder=tmp_path))
    if fault in ("", "twice and told"):
        hold_to_the_promise(box)
        return
    with pytest.raises(AssertionError):
        hold_to_the_promise(box)
