"""The bakery hears that hours wait for its yes: once a week at the most, whoever's they are, and nothing of whose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from placements.actions import reported as actions
from placements.actions.hours_reminders import remind
from placements.models import ReportedHours
from placements.tasks import remind_of_hours
from smaajob.accounts.models import Membership, Role, User
from smaajob.messages.models import Message
from smaajob.reach import whole_organisation
from tests.factories import ContactFactory, MembershipFactory, ReportedHoursFactory
from tests.placements.hours_world import MONDAY, Bakery, bakery

NOW = datetime(2026, 3, 16, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _it_is_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def sol(membership: Membership) -> Bakery:
    """Amina wrote two days yesterday."""
    here = bakery(membership)
    for at in range(2):
        ReportedHoursFactory.create(
            placement=here.placement, day=MONDAY + timedelta(days=at), reported_at=NOW - timedelta(days=1)
        )
    return here


def reminded(sol: Bakery, at: datetime) -> int:
    with whole_organisation(sol.placement.keeper):
        return remind(at)


@pytest.mark.django_db
def test_bente_hears_once_that_two_days_wait(sol: Bakery) -> None:
    remind_of_hours()
    remind_of_hours()
    message = Message.objects.get(kind="hours_waiting")
    assert message.receiver == sol.bente.user
    assert message.keeper == sol.placement.keeper
    assert "timer for 2 dage at godkende hos Sol i Vejgaard" in message.text
    assert "/min-virksomhed/timer/" in message.text
    for word in ("Amina", "Kvistgaard"):
        assert word not in message.text + message.html + message.subject


@pytest.mark.django_db
@pytest.mark.parametrize(("later", "more"), [(timedelta(days=6, hours=23), 0), (timedelta(days=7, minutes=1), 1)])
def test_again_after_a_week_and_not_before(sol: Bakery, later: timedelta, more: int) -> None:
    assert reminded(sol, NOW) == 1
    Message.objects.update(ordered_at=NOW)
    assert reminded(sol, NOW + later) == more


@pytest.mark.django_db
def test_what_was_just_written_is_left_till_tomorrow(sol: Bakery) -> None:
    ReportedHours.objects.update(reported_at=NOW - timedelta(hours=19))
    assert reminded(sol, NOW) == 0


@pytest.mark.django_db
def test_nothing_where_nothing_waits_for_the_bakery(sol: Bakery) -> None:
    for one in ReportedHours.objects.all():
        actions.approve(by=sol.bente, report=one, seen=one.hours)
    ReportedHoursFactory.create(
        placement=sol.placement, day=MONDAY + timedelta(days=4), side="employer", reported_at=NOW - timedelta(days=3)
    )
    assert reminded(sol, NOW) == 0


@pytest.mark.django_db
def test_the_contact_of_the_place_comes_before_who_steers(sol: Bakery) -> None:
    shop = MembershipFactory.create(organisation=sol.company, role=Role.EMPLOYER)
    ContactFactory.create(workplace=sol.placement.workplace, email=shop.user.email)
    assert reminded(sol, NOW) == 1
    assert Message.objects.get(kind="hours_waiting").receiver == shop.user


@pytest.mark.django_db
def test_a_company_where_nobody_signs_in_gets_nothing(sol: Bakery) -> None:
    User.objects.filter(pk=sol.bente.user.pk).update(is_active=False)  # type: ignore[union-attr]
    assert reminded(sol, NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_message(membership: Membership) -> None:
    here = bakery(membership)
    ReportedHoursFactory.create(placement=here.placement, day=MONDAY, reported_at=NOW - timedelta(days=2))
    barrier = Barrier(2)

    def run() -> None:
        barrier.wait()
        try:
            reminded(here, NOW)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Message.objects.filter(kind="hours_waiting").count() == 1
