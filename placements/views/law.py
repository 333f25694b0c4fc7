"""The check of the law on the page of a form: the verdict, and the fields that it asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from candidates.models import Candidate
from employers.models import Task
from placements.forms.draft import Draft
from placements.forms.law import LawfulStartForm
from placements.law.loader import judge_start


def verdict_of_start(form: LawfulStartForm, drafted: Draft, task: Task, person: Candidate) -> dict[str, Any]:
    """By what the form says, and by the draft where that can't be read."""
    first = drafted.initial(task)
    typed = getattr(form, "cleaned_data", {})
    said = {name: typed.get(name) or first[name] for name in ("kind", "start", "planned_end", "windows")}
    verdict = judge_start(
        candidate=person,
        workplace=task.workplace,
        kind=str(said["kind"]),
        start=_day(said["start"]),
        planned_end=max(_day(said["start"]), _day(said["planned_end"])),
        windows=said["windows"],
        demands=task.demands,
        told=form.told(),
    )
    return {"verdict": verdict, "law_fields": form.show(verdict)}


def _day(value: Any) -> date:
    assert isinstance(value, date)
    return value
