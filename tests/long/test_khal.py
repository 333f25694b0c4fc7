"""Debian's khal, which knows nothing of us, reads the calendar feed as a telephone does: also what was moved and what is cancelled."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from placements.actions import moving
from placements.calendar.feed import events
from placements.calendar.ics import as_ics
from smaajob.accounts.models import Membership
from smaajob.accounts.scope import Scope
from smaajob.schedule import DatedWindow
from tests.factories import ShiftFactory, TaskFactory
from tests.factories.agreements import monday
from tests.placements.hours_world import Bakery, bakery

pytestmark = [pytest.mark.long, pytest.mark.django_db]
NOW = datetime(2026, 3, 16, 11, tzinfo=UTC)
FORMAT = "{cancelled}|{start-date-long}|{start-time}|{end-time}|{title}|{location}|{description}"
CONFIG = """[calendars]
[[amina]]
path = {folder}/events
[locale]
local_timezone = Europe/Copenhagen
default_timezone = Europe/Copenhagen
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


class Phone:
    """A khal of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.program = folder, shutil.which("khal")
        if self.program is None:
            pytest.fail("khal is not here: `make test-all` installs it, or see smaajob/dev/packages.py.")
        (folder / "events").mkdir()
        (folder / "config").write_text(CONFIG.format(folder=folder), encoding="utf-8")

    def _run(self, *words: str) -> str:
        env = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        command = [str(self.program), "-c", str(self.folder / "config"), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=env, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fetch(self, content: bytes) -> None:
        """Take the feed in: what it had of the same UID becomes what is in it now."""
        path = self.folder / "min-uge.ics"
        path.write_bytes(content)
        self._run("import", "--batch", "-a", "amina", str(path))

    def shows(self, since: date = date(2026, 3, 1)) -> list[str]:
        """A line an event of sixty days, in the order of the clock; descriptions in one line."""
        text = self._run("list", "--day-format", "", "--format", f"{FORMAT}§", since.isoformat(), "60d")
        return [" ".join(one.split()) for one in text.split("§") if one.strip()]


@pytest.fixture
def coming(membership: Membership, scope: Scope) -> Bakery:
    """Three Tuesdays at nine that are still to come, at a placement that runs."""
    here = bakery(membership)
    here.placement.start, here.placement.planned_end = monday(0), monday(12)
    here.placement.save()
    for weeks in (2, 3, 4):
        ShiftFactory.create(placement=here.placement, window=tuesday(weeks))
    return here


def tuesday(weeks: int, start: int = 9, end: int = 12) -> DatedWindow:
    return DatedWindow(monday(weeks) + timedelta(days=1), start * 60, end * 60)


@pytest.fixture
def sol(membership: Membership) -> Bakery:
    """Three Tuesdays at nine, and one that ends at midnight; the clocks change on 29 March."""
    here = bakery(membership)
    place = here.placement.workplace
    place.address, place.postcode = "Bagerstræde 3; i gården", "9000"
    place.save()
    here.placement.task = TaskFactory.create(
        workplace=place, keeper=place.keeper, title="Pakke brød, kager", meets_name="Bente", bring="Forklæde; sko"
    )
    here.placement.save()
    for day in (17, 24, 31):
        ShiftFactory.create(placement=here.placement, window=DatedWindow(date(2026, 3, day), 9 * 60, 12 * 60))
    ShiftFactory.create(placement=here.placement, window=DatedWindow(date(2026, 4, 1), 20 * 60, 24 * 60))
    return here


def test_khal_shows_the_week_then_the_move_and_the_cancellation(sol: Bakery, tmp_path: Path) -> None:
    phone, zone = Phone(tmp_path), sol.placement.keeper.zone
    planned = events(sol.person, NOW)
    phone.fetch(as_ics(planned, name="Min uge", zone=zone, now=NOW))
    there = (
        "Sol i Vejgaard|Sol i Vejgaard, Bagerstræde 3; i gården, 9000 Aalborg|Opgave: Pakke brød, kager Du møder: Bente"
    )
    shown = phone.shows()
    assert [one.split("|")[1:4] for one in shown] == [
        ["2026-03-17", "09:00", "12:00"],
        ["2026-03-24", "09:00", "12:00"],
        ["2026-03-31", "09:00", "12:00"],
        ["2026-04-01", "20:00", "00:00"],
    ]
    assert all(there in one for one in shown)
    assert "Tag med: Forklæde; sko" in shown[0]

    first, second, *rest = planned
    later = first.starts_at + timedelta(days=1, hours=1)
    moved = replace(first, starts_at=later, ends_at=later + timedelta(hours=2), sequence=1, changed_at=NOW)
    gone = replace(second, cancelled=True, sequence=1, changed_at=NOW, summary="Aflyst: Sol i Vejgaard")
    phone.fetch(as_ics([moved, gone, *rest], name="Min uge", zone=zone, now=NOW + timedelta(hours=2)))
    shown = phone.shows()
    assert [[part.strip() for part in one.split("|")[:4]] for one in shown[:2]] == [
        ["", "2026-03-18", "10:00", "12:00"],
        ["CANCELLED", "2026-03-24", "09:00", "12:00"],
    ]
    assert len(shown) == 4, "moved, and not there twice"
    assert "Aflyst: Sol i Vejgaard" in shown[1]


def fetched(phone: Phone, here: Bakery, scope: Scope) -> list[list[str]]:
    """What her phone shows after it has looked again: whether it is cancelled, the day, from and to."""
    now = timezone.now()
    content = as_ics(events(here.person, now), name="Min uge", zone=here.placement.keeper.zone, now=now)
    phone.fetch(content)
    return [[part.strip() for part in one.split("|")[:4]] for one in phone.shows(monday(1))]


def test_what_our_own_verbs_did_is_what_the_phone_shows(coming: Bakery, scope: Scope, tmp_path: Path) -> None:
    """Moved twice, cancelled, and on again: one event a shift all the way, with the number that grows."""
    phone = Phone(tmp_path)
    days = [tuesday(weeks).day.isoformat() for weeks in (2, 3, 4)]
    first, second, third = coming.placement.shifts.order_by("starts_at")
    assert fetched(phone, coming, scope) == [["", day, "09:00", "12:00"] for day in days]

    moving.move(by=scope, shift=first, to=tuesday(2, 13, 15), reason="Ovnen er i stykker")
    moving.cancel(by=scope, shift=second, side="municipality", why="appointment")
    shown = fetched(phone, coming, scope)
    assert shown == [
        ["", days[0], "13:00", "15:00"],
        ["CANCELLED", days[1], "09:00", "12:00"],
        ["", days[2], "09:00", "12:00"],
    ]
    text = phone.shows(monday(1))
    assert "Flyttet. Før var det" in text[0]
    assert "Aflyst: Sol i Vejgaard" in text[1]
    assert "Aflyst. Du skal ikke møde." in text[1]
    assert "Ovnen" not in "".join(text), "why is told on her own page, and not in what others may see of her calendar"

    moving.move(by=scope, shift=first, to=tuesday(2), reason="Den virker igen")
    moving.restore(by=scope, shift=second)
    assert fetched(phone, coming, scope) == [["", day, "09:00", "12:00"] for day in days]
    assert "Flyttet" not in "".join(phone.shows(monday(1)))
    assert {one.uid: one.sequence for one in events(coming.person, timezone.now())} == {
        f"{first.public_id}@smaajob": 2,
        f"{second.public_id}@smaajob": 2,
        f"{third.public_id}@smaajob": 0,
    }
