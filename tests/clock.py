"""A clock that a test moves from day to day, for all that runs in its process: pages, verbs, and what it asks for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone


@dataclass
class Clock:
    """What time it is; it goes on by itself."""

    ahead: timedelta = timedelta()
    real: Callable[[], datetime] = timezone.now

    def now(self) -> datetime:
        return self.real() + self.ahead

    def set(self, day: date, hour: int) -> None:
        """It becomes that hour of a day, where they live."""
        self.ahead = datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone()) - self.real()

    @classmethod
    def hung_up(cls, monkeypatch: pytest.MonkeyPatch) -> Clock:
        """In the place of the real one, until the test is over."""
        clock = cls()
        monkeypatch.setattr(timezone, "now", clock.now)
        return clock
