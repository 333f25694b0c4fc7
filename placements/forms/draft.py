"""What a placement begins as, before anybody has changed it: all that is known already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from candidates.models import Candidate, Programme
from employers.models import Task
from placements.matching.criteria import Assessment, assess
from placements.matching.loader import pair
from placements.matching.sessions import suggest_sessions
from smaajob.accounts.scope import Scope
from smaajob.schedule import AnyWindow, DatedWindow

WEEKS = 26


@dataclass(frozen=True, slots=True)
class Draft:
    """The terms to begin with, and what matching says of the person and the task."""

    start: date
    planned_end: date
    windows: list[AnyWindow]
    programme: Programme | None
    assessment: Assessment

    def initial(self, task: Task) -> dict[str, Any]:
        """What the form shows first."""
        return {
            "kind": task.kind,
            "start": self.start,
            "planned_end": self.planned_end,
            "windows": self.windows,
            "programme": self.programme and self.programme.public_id,
        }


def draft(task: Task, person: Candidate, scope: Scope, today: date) -> Draft:
    """From next Monday, or when the task (or a seat in it) is there, and 26 weeks on, or to the task's end. Five queries."""
    who, work = pair(task, person, scope, today)
    start = max(work.start, today + timedelta(days=7 - today.weekday()))
    end = start + timedelta(weeks=WEEKS, days=-1)
    dates = [one.day for one in task.windows if isinstance(one, DatedWindow) and one.day >= start]
    planned_end = min([end, *([task.end] if task.end else []), *([max(dates)] if dates else [])])
    windows = suggest_sessions(who, work, start, planned_end)
    if windows is None and not task.flexible:
        windows = tuple(task.windows)
    return Draft(
        start=start,
        planned_end=planned_end,
        windows=[one for one in windows or () if not isinstance(one, DatedWindow) or one.day >= start],
        programme=_programme(person, start),
        assessment=assess(who, work, today),
    )


def _programme(person: Candidate, day: date) -> Programme | None:
    """The programme that the person takes part in on a day; of several, the newest."""
    taking_part = person.participations.exclude(end__lt=day).filter(start__lte=day, programme__keeper=person.keeper_id)
    newest = taking_part.select_related("programme").order_by("-start", "-pk").first()
    return newest.programme if newest else None
