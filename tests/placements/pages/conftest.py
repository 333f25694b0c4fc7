"""The pages about placements as Mette meets them. It is Monday 16 March 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from placements.models import Placement
from smaajob.accounts.models import Organisation
from tests.factories import PlacementFactory, TaskFactory


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Noon on the organisation's clock, Monday 16 March 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 16, 11, tzinfo=UTC))
    return date(2026, 3, 16)


@pytest.fixture
def placement(municipality: Organisation) -> Placement:
    """Amina Hassan at Bageriet, from 5 January to 30 June."""
    task = TaskFactory.create(workplace__name="Bageriet", start=date(2026, 1, 1))
    return PlacementFactory.create(
        candidate__first_name="Amina", candidate__last_name="Hassan", task=task, workplace=task.workplace
    )
