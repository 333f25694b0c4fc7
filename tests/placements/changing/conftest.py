from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from placements.actions import placements as placement_actions
from placements.models import Placement
from smaajob.accounts.scope import Scope
from smaajob.schedule import parse_window
from tests.factories import CandidateFactory, ContactFactory, TaskFactory


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noon on the organisation's clock, Monday 16 March 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 16, 11, tzinfo=UTC))


@pytest.fixture
def placement(scope: Scope) -> Placement:
    """Amina at Bageriet on Mondays and Thursdays from 2 March to 30 April; the bakery and she can be written to."""
    task = TaskFactory.create(workplace__name="Bageriet", title="Bage boller", start=date(2026, 1, 1))
    ContactFactory.create(workplace=task.workplace, name="Lone", email="lone@bageriet.example", phone="")
    person = CandidateFactory.create(first_name="Amina", last_name="Hassan", email="amina@mail.example", phone="")
    return placement_actions.start(
        by=scope, candidate=person, task=task, kind="småjob", start=date(2026, 3, 2), planned_end=date(2026, 4, 30),
        windows=[parse_window("man 09:00-12:00"), parse_window("tor 09:00-12:00")],
    )  # fmt: skip
