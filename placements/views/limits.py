"""What times ask of a person beyond what they have said they can. Nobody is stopped by it: it is said, and people decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Task
from placements.matching.criteria import assess
from placements.matching.facts import Outcome, Rule
from placements.matching.loader import pair
from placements.matching.wording import sentence
from smaajob.accounts.scope import Scope
from smaajob.http import Request
from smaajob.schedule import AnyWindow

# By these rules alone: times are typed over, and the rest of the task is as it was.
OF_TIMES = (Rule.AVAILABILITY, Rule.DAILY_HOURS, Rule.WEEKLY_HOURS)


def beyond(
    scope: Scope, person: Candidate, task: Task, start: date, windows: Iterable[AnyWindow], *, but: Q | None = None
) -> list[str]:
    """Sentences, as where people and tasks are matched; none where the times are the task's own, which are told already. `but`: the shifts
    that these times have become, or take the place of, which are not to be counted twice. Four queries."""
    windows = tuple(windows)
    today = timezone.localdate()
    if not windows or (windows == tuple(task.windows) and not task.flexible):
        return []
    who, work = pair(task, person, scope, today, but=but)
    found = assess(who, replace(work, start=start, windows=windows, flexible=False), today)
    facts = [fact for result in found.results if result.rule in OF_TIMES for fact in result.facts]
    return [sentence(one, protected=person.address_protected) for one in facts if one.outcome is Outcome.MISSING]


def beyond_of(form: Any, task: Task, person: Candidate, scope: Scope) -> dict[str, list[str]]:
    """For the page, of what was typed and could be read."""
    typed = getattr(form, "cleaned_data", {}) if form.is_bound else {}
    if not (typed.get("start") and typed.get("windows")):
        return {}
    return {"beyond": beyond(scope, person, task, typed["start"], typed["windows"])}


def say_beyond(
    request: Request,
    person: Candidate,
    task: Task | None,
    start: date,
    windows: Iterable[AnyWindow],
    *,
    but: Q | None = None,
) -> None:
    """On the next page, of times that have just been written; `but` as `beyond`. Without a task there is nothing they are held against."""
    if task is not None and (told := beyond(request.scope, person, task, start, windows, but=but)):
        text = _("Tiderne er mere, end %(name)s har sagt:") % {"name": person.first_name}
        messages.warning(request, " ".join([text, *told]))
