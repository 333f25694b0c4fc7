"""What must happen happens, once, whoever dies: a worker in the middle of its work, the broker in the middle of the day."""

from __future__ import annotations

import re
import signal
import time
from datetime import date
from http.cookiejar import Cookie, CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.test import Client

from candidates.models import Programme
from reports.actions import order
from reports.models import Report
from reports.subjects import Subject
from smaajob.accounts.models import Membership
from smaajob.accounts.scope import Scope
from smaajob.audit.models import Event
from smaajob.jobs.models import JobState
from tests.factories import CandidateFactory, ParticipationFactory, ProgrammeFactory
from tests.long.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
SLOWEST_PAGE = 10.0  # seconds; two cores are shared with everything else


def made(report: Report) -> int:
    """How often the report was made and kept."""
    return Event.objects.about(report).filter(verb="report.make").count()


def order_one(membership: Membership) -> Report:
    """A report that takes seconds to draw: the list of those who pay is very long."""
    funders = [f"Fonden nummer {number} til fremme af mange gode formål" for number in range(3000)]
    programme = ProgrammeFactory.create(keeper=membership.organisation, funding=funders)
    for _ in range(6):
        ParticipationFactory.create(
            candidate=CandidateFactory.create(keeper=membership.organisation), programme=programme
        )
    return order(
        by=Scope(membership.organisation, membership.user),
        subject=Subject(programme),
        first_day=date(2024, 1, 1),
        last_day=date(2024, 12, 31),
    ).report


def state_of(report: Report) -> str:
    return Report.objects.values_list("state", flat=True).get(pk=report.pk)


@pytest.mark.parametrize("whole", [True, False], ids=["the whole worker", "only the child that works"])
def test_a_worker_killed_while_it_draws_the_report_loses_and_doubles_nothing(
    house: House, membership: Membership, whole: bool
) -> None:
    house.broker()
    first = house.worker("first")
    report = order_one(membership)
    house.beat()

    def is_drawing() -> bool:
        return Report.objects.filter(pk=report.pk, state=JobState.RUNNING, progress=60).exists()

    house.until(lambda: is_drawing() or state_of(report) == JobState.DONE, 60, "the report is not begun")
    assert is_drawing(), "it was done before it could be interrupted"
    if whole:
        house.kill(first)
    else:
        house.kill_children(first)
    assert state_of(report) == JobState.RUNNING  # who is killed says nothing
    assert made(report) == 0
    if whole:
        house.worker("second")
    house.until(lambda: state_of(report) == JobState.DONE, 60, "nobody took over")
    report.refresh_from_db()
    assert report.attempts == 2
    assert made(report) == 1
    assert report.document is not None
    assert Report.objects.count() == 1


class Consultant:
    """Mette at her browser: one session with the web process, each answer timed."""

    def __init__(self, address: str, membership: Membership) -> None:
        client = Client()
        client.force_login(membership.user)
        self.address, self.slowest = address, 0.0
        jar = CookieJar()
        self.browser = build_opener(HTTPCookieProcessor(jar))
        jar.set_cookie(_cookie("sessionid", client.cookies["sessionid"].value))

    def order(self, programme: Programme, year: int) -> str:
        """Order a report through the page; gives the page that follows."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/rapporter/"))
        assert token
        fields = {
            "csrfmiddlewaretoken": token[1],
            "subject": str(programme.public_id),
            "first_day": f"1-1-{year}",
            "last_day": f"31-12-{year}",
        }
        return self.get("/rapporter/", urlencode(fields).encode())

    def get(self, path: str, data: bytes | None = None) -> str:
        """A page (a form is sent with `data`); raises where the answer is none of success."""
        begin = time.monotonic()
        with self.browser.open(self.address + path, data, timeout=60) as answer:
            text: str = answer.read().decode()
        self.slowest = max(self.slowest, time.monotonic() - begin)
        return text


def _cookie(name: str, value: str) -> Cookie:
    where = {
        "domain": "127.0.0.1",
        "domain_specified": False,
        "domain_initial_dot": False,
        "path": "/",
        "path_specified": True,
    }
    rest = {"version": 0, "port": None, "port_specified": False, "secure": False, "expires": None, "discard": True}
    return Cookie(name=name, value=value, comment=None, comment_url=None, rest={}, **where, **rest)  # type: ignore[arg-type]


def test_valkey_away_and_back_while_twenty_orders_come_in(house: House, membership: Membership) -> None:
    valkey = house.broker()
    house.worker()
    house.beat()
    consultant = Consultant(house.web(), membership)
    programme = ProgrammeFactory.create(keeper=membership.organisation)
    for _ in range(6):
        ParticipationFactory.create(
            candidate=CandidateFactory.create(keeper=membership.organisation), programme=programme
        )

    for year in range(2001, 2007):
        consultant.order(programme, year)
    house.kill(valkey)
    for year in range(2007, 2015):
        said = consultant.order(programme, year)
        assert "Rapporten er bestilt." in said
        assert "så snart den del af systemet" in said
        consultant.get("/personer/")
    assert '"broker": "away"' in consultant.get("/healthz")
    house.broker()
    for year in range(2015, 2021):
        consultant.order(programme, year)

    assert Report.objects.count() == 20
    unfinished = Report.objects.exclude(state=JobState.DONE)
    house.until(lambda: not unfinished.exists(), 120, "not every order became a report")
    for report in Report.objects.all():
        assert made(report) == 1
        assert report.document is not None
    assert consultant.slowest < SLOWEST_PAGE
    assert '"worker": "ok"' in consultant.get("/healthz")
    # And the worker is not mute: what is ordered now is told to it at once.
    consultant.order(programme, 2021)
    house.until(lambda: not unfinished.exists(), 20, "the worker does not hear any more")


def test_a_valkey_that_hangs_holds_neither_pages_nor_the_worker_for_long(house: House, membership: Membership) -> None:
    """It is there, takes connections and says nothing: worse than one that is gone, since nobody is told."""
    valkey = house.broker()
    house.worker()
    house.beat()
    consultant = Consultant(house.web(), membership)
    programme = ProgrammeFactory.create(keeper=membership.organisation)
    consultant.order(programme, 2001)
    unfinished = Report.objects.exclude(state=JobState.DONE)
    for year in (2002, 2003):
        house.signal(valkey, signal.SIGSTOP)
        assert "så snart den del af systemet" in consultant.order(programme, year)
        consultant.get("/personer/")
        time.sleep(8)  # longer than a worker waits for an answer: what it acknowledges now is not heard
        house.signal(valkey, signal.SIGCONT)
        house.until(lambda: not unfinished.exists(), 60, "the worker does not hear any more")
    assert [made(report) for report in Report.objects.all()] == [1, 1, 1]
    assert consultant.slowest < SLOWEST_PAGE
