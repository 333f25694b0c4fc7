"""From a proposal to approved hours, while the worker, Valkey or PostgreSQL is killed outright after every step.

PostgreSQL is killed in the middle of every step besides: then nothing of it is kept, and whoever pressed the button presses it again.
In the end each message has arrived once, and there is one placement, one set of shifts, one row of hours and one seat taken.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Q
from django.utils import timezone

from employers.models import Task
from placements.actions import attending, drafting, moving, proposals, reported, sending, signing
from placements.actions import proposal_answers as answers
from placements.actions.placements import free_seats
from placements.agreeing.steps import steps_to_shifts
from placements.models import (
    AgreementState,
    AgreementVersion,
    Attendance,
    Hours,
    Placement,
    Proposal,
    ProposalState,
    ReportedHours,
    Shift,
    Signature,
)
from placements.tasks import mind_proposals, remind, remind_of_hours
from smaajob.accounts.database_roles import as_owner
from smaajob.accounts.models import Membership
from smaajob.audit.models import Event
from smaajob.celery import app
from smaajob.dev.paths import Instance
from smaajob.dev.postgres import Cluster, find_cluster
from smaajob.jobs.models import JobState
from smaajob.messages.models import Message
from smaajob.schedule import DatedWindow
from tests.clock import Clock
from tests.factories import CandidateFactory, PlacementFactory, ProposalFactory, ReportedHoursFactory, TaskFactory
from tests.factories.agreements import sent as sent_agreement
from tests.factories.agreements import to_be_agreed
from tests.long.conftest import House
from tests.long.test_killed_messages import MailHouse, hold_to_the_promise
from tests.placements.proposing import Sides, sides

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
VICTIMS = ["worker", "valkey", "postgresql"]
Act = Callable[[], object]
# What the whole story writes to the three of them.
WRITTEN = {
    "proposal_person": 2,  # asked, and agreed
    "proposal_employer": 2,
    "agreement_to_sign": 2,
    "agreement_signed": 2,
    "shift_changed": 2,
    "cannot_come": 2,
}


class Database:
    """The tests' own PostgreSQL, which nobody else uses while the long tests run."""

    def __init__(self) -> None:
        self.cluster: Cluster = find_cluster(Instance(Path(settings.VAR)))

    def kill(self) -> None:
        """All of it at once, as when the machine loses its power."""
        pid = int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def start(self) -> None:
        """It recovers by itself; our own connection is gone."""
        self.cluster.start()
        connection.close()

    @contextmanager
    def killed_in_the_middle(self) -> Iterator[None]:
        """Inside, it is killed when a verb writes to the record: after its rows, before the commit."""

        def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith(f'INSERT INTO "{Event._meta.db_table}"'):
                self.kill()
            return run(sql, params, many, context)

        with connection.execute_wrapper(execute), pytest.raises((DatabaseError, InterfaceError)):
            yield
        self.start()


class Killing:
    """The house with everybody in it, and who is killed."""

    def __init__(self, house: House, mail: MailHouse, victim: str) -> None:
        self.house, self.mail, self.victim, self.database = house, mail, victim, Database()
        self.valkey = house.broker()
        mail.mail_server()
        house.beat()
        self.worker: subprocess.Popen[bytes] = mail.worker()

    def strike(self) -> None:
        """Kill it, and let it stand up again a little later."""
        if self.victim == "worker":
            self.house.kill(self.worker)
            self.worker = self.mail.worker()
        elif self.victim == "valkey":
            self.house.kill(self.valkey)
            time.sleep(1)
            self.valkey = self.house.broker()
        else:
            self.database.kill()
            time.sleep(1)
            self.database.start()

    def step(self, act: Act) -> None:
        """Somebody presses a button; when a worker is at what follows, somebody dies; they press it once more, to be sure."""
        if self.victim == "postgresql":
            before = picture()
            with self.database.killed_in_the_middle():
                act()
            assert picture() == before, "something was kept of what was not finished"
        last = newest()
        act()
        written = Message.objects.filter(pk__gt=last)
        if written.exists():
            self.house.until(written.exclude(state=JobState.ORDERED).exists, 60, "nobody takes the message")
        self.strike()
        with suppress(ValidationError, signing.MovedOn):
            act()

    def over(self) -> None:
        """All is sent, and all of it once."""
        self.mail.messages = Message.objects.count()
        self.mail.until_done()
        hold_to_the_promise(self.mail)
        if self.victim == "valkey":
            assert set(self.mail.copies().values()) == {1}


def newest() -> int:
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def picture() -> list[int]:
    """How much there is of all that a step can write."""
    models = (Proposal, Placement, AgreementVersion, Signature, Shift, Attendance, ReportedHours, Hours, Message, Event)
    return [one._default_manager.count() for one in models]


@pytest.fixture(autouse=True)
def _what_is_committed_is_kept(transactional_db: None) -> Iterator[None]:
    """As in production, and other than where the tests' database is only thrown away (tests/conftest.py): for us and for all processes."""
    _wait_for_the_disk("on")
    yield
    _wait_for_the_disk("off")


def _wait_for_the_disk(yes: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = {yes}")


@pytest.fixture
def of(membership: Membership) -> Sides:
    """Amina, Bente and Mette, who all read e-mail; there is one seat."""
    made = sides(membership.organisation, membership, email="amina@example.org", channel="email")
    Task.objects.update(description="Du pakker boller.")
    return made


def story(of: Sides, clock: Clock) -> Iterator[Act]:
    """Each step as a button that can be pressed twice."""
    proposal = of.draft()
    yield lambda: proposals.send(by=of.mette, proposal=proposal)
    yield lambda: answers.answer_person(by=of.amina, proposal=proposal, answer="yes")
    yield lambda: answers.answer_employer(by=of.bente, proposal=proposal, answer="yes")
    placement = Placement.objects.get()
    draft = drafting.draft(by=of.mette, placement=placement)
    yield lambda: sending.send(by=of.mette, agreement=draft)
    shown = AgreementVersion.objects.get(pk=draft.pk).content_hash
    for by, name in ((of.amina, "Amina Kvistgaard"), (of.bente, "Bente Bager"), (of.mette, "Mette Holm")):
        yield lambda by=by, name=name: signing.sign(by=by, placement=placement, shown=shown, name=name)
    first, second, third = Shift.objects.order_by("starts_at")[:3]
    to = DatedWindow(second.day + timedelta(days=1), 10 * 60, 13 * 60)
    yield lambda: moving.move(by=of.mette, shift=second, to=to, reason="Ovnen skal ses efter")
    yield lambda: attending.cannot_come(by=of.amina, shift=third, why="ill")
    clock.set(first.day, 15)
    yield lambda: reported.report(by=of.amina, placement=placement, days={first.day: Decimal(3)})
    row = ReportedHours.objects.get()
    yield lambda: reported.approve(by=of.bente, report=row, seen=row.hours)


@pytest.mark.parametrize("victim", VICTIMS)
def test_the_story_goes_on_whoever_is_killed(
    house: House, membership: Membership, of: Sides, victim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock.hung_up(monkeypatch)
    killing = Killing(house, MailHouse(house, membership, 0), victim)
    for act in story(of, clock):
        killing.step(act)
    killing.over()
    assert Counter(Message.objects.values_list("kind", flat=True)) == WRITTEN
    assert Proposal.objects.get().state == ProposalState.AGREED
    placement = Placement.objects.get()
    assert placement.proposal.pk == Proposal.objects.get().pk
    assert free_seats(of.task, placement.start) == 0
    version = AgreementVersion.objects.get(state=AgreementState.IN_FORCE)
    assert sorted(Signature.objects.values_list("party", flat=True)) == sorted(version.asks)
    assert version.is_intact
    planned = steps_to_shifts(version.read.steps, version.read.end, "DK")
    assert sorted(one.planned_start for one in Shift.everything.all()) == [start for _day, start, _end in planned]
    assert Shift.objects.filter(moved_why="Ovnen skal ses efter").count() == 1
    assert Attendance.objects.get().state == "ill"
    assert Hours.objects.get().hours == 3
    assert ReportedHours.objects.get().state == "approved"


# So many proposals run out, and as many are to be reminded of: enough that somebody can be killed in the middle.
HALF, AGREEMENTS = 30, 4


def due(of: Sides, clock: Clock) -> list[Proposal]:
    """A week ago people were asked, agreements sent and hours written; nobody has answered. The first half of the proposals has run out."""
    clock.ahead = -timedelta(days=8)
    today, keeper = timezone.localdate() + timedelta(days=8), of.mette.organisation
    rows = []
    for number in range(2 * HALF):
        person = CandidateFactory.create(
            keeper=keeper, email=f"person{number}@example.org", channel="email", says_yes=True
        )
        task = TaskFactory.create(keeper=keeper)
        deadline = today - timedelta(days=1) if number < HALF else today
        row = ProposalFactory.create(candidate=person, task=task, deadline=deadline)
        rows.append(proposals.send(by=of.mette, proposal=row))
    for number in range(AGREEMENTS):
        person = CandidateFactory.create(keeper=keeper, email=f"aftale{number}@example.org", channel="email")
        sent_agreement(of.mette, to_be_agreed(keeper, candidate=person, kind="småjob"))
    dates = {"start": today - timedelta(days=30), "planned_end": today + timedelta(days=30)}
    running = PlacementFactory.create(candidate=of.person, workplace=of.workplace, **dates)
    ReportedHoursFactory.create(
        placement=running, day=today - timedelta(days=9), reported_at=timezone.now(), reported_by=of.amina.user
    )
    clock.ahead = timedelta()
    return rows


def clock_strikes(house: House) -> None:
    """What beat tells the worker each quarter of an hour, and each hour."""
    with app.connection_for_write(house.env["REDIS_URL"]) as broker:
        for task in (mind_proposals, remind, remind_of_hours):
            task.apply_async(connection=broker)


@pytest.mark.parametrize("victim", VICTIMS)
def test_reminders_and_ends_come_once_whoever_is_killed(
    house: House, membership: Membership, of: Sides, victim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = due(of, Clock.hung_up(monkeypatch))
    killing = Killing(house, MailHouse(house, membership, 0), victim)
    minded = Proposal.objects.filter(Q(state=ProposalState.EXPIRED) | Q(reminded_at__isnull=False))
    clock_strikes(house)
    house.until(lambda: minded.count() >= 5, 60, "the clock does nothing")
    killing.strike()
    assert minded.count() < len(rows), "all was done before anybody could be killed"
    clock_strikes(house)
    house.until(lambda: minded.count() == len(rows), 120, "something was forgotten")
    clock_strikes(house)
    hours = Message.objects.filter(kind="hours_waiting")
    house.until(
        lambda: hours.exists() and not AgreementVersion.objects.sent().filter(reminded_at=None), 60, "forgotten"
    )
    clock_strikes(house)
    killing.over()

    told = Counter(Message.objects.filter(kind="proposal_person").values_list("about_id", flat=True))
    assert told == {row.candidate.public_id: 2 for row in rows}
    for number, row in enumerate(rows):
        row.refresh_from_db()
        over = number < HALF
        assert row.state == (ProposalState.EXPIRED if over else ProposalState.WITH_PERSON)
        assert free_seats(row.task, row.start) == (1 if over else 0)
    assert Message.objects.filter(kind="agreement_reminder").count() == 2 * AGREEMENTS
    assert hours.count() == 1
