"""The check of the law on the page of a form: the verdict, and the fields that it asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from candidates.models import Candidate
from employers.models import Task
from placements.actions.lawful import judge_in_task, judge_proposal, said_before
from placements.forms.draft import Draft
from placements.forms.law import LawFields, LawfulStartForm, initial_answers
from placements.models import Proposal
from placements.proposal_rules import Verb, can
from smaajob.formpage import FormPage, show_as_typed
from smaajob.http import Request

ONLY_LOOK = "kun_se"  # the button that asks whether it is lawful, and does nothing
# Before these the law is asked, and a consultant reads the answer on the proposal's page.
ASKED_AT = (Verb.SEND, Verb.SEND_ON, Verb.AGREE)
TERMS = ("kind", "start", "planned_end", "windows")


def verdict_of_start(form: LawfulStartForm, drafted: Draft, task: Task, person: Candidate) -> dict[str, Any]:
    """By what the form says, and by the draft where that can't be read."""
    return verdict_of_terms(form, drafted.initial(task), task, person)


def verdict_of_terms(form: Any, first: dict[str, Any], task: Task, person: Candidate) -> dict[str, Any]:
    """By what the form says, and by what it began with where that can't be read."""
    if form.is_bound and not hasattr(form, "cleaned_data"):
        # A draft that is shown as it was typed: nobody has sent it, so nothing is wrong with it yet.
        form.full_clean()
        show_as_typed(form)
    typed = getattr(form, "cleaned_data", {})
    said = {name: typed.get(name) or first[name] for name in TERMS}
    verdict = judge_in_task(
        person, task, kind=str(said["kind"]), start=_day(said["start"]),
        planned_end=max(_day(said["start"]), _day(said["planned_end"])), windows=said["windows"], told=form.told(),
    )  # fmt: skip
    return {"verdict": verdict, "law_fields": form.show(verdict)}


def only_looking(request: Request, page: FormPage) -> bool:
    """Whether only the law was asked: what was typed is kept, and nothing is done."""
    if not page.sent or ONLY_LOOK not in request.POST:
        return False
    page.form.is_valid()
    page.keep()
    return True


def looked_at(request: Request, page: FormPage) -> int | None:
    """The status of the page: 200 where only the law was asked and all could be read, else the page's own."""
    return 200 if ONLY_LOOK in request.POST and not page.form.errors else None


def law_of_proposal(row: Proposal, form: LawFields | None = None) -> dict[str, Any]:
    """On its page, where the next step is one before which the law is asked; else nothing. `form`: what was sent and refused."""
    if not any(can(verb, row) for verb in ASKED_AT):
        return {}
    told, reason = said_before(row)
    shown = form or LawFields(initial=initial_answers(told, reason))
    verdict = judge_proposal(row, shown.told())
    return {"verdict": verdict, "form": shown, "law_fields": shown.show(verdict)}


def answers_before(row: Proposal) -> dict[str, str]:
    """What a draft's form shows of what was answered."""
    return initial_answers(*said_before(row))


def _day(value: Any) -> date:
    assert isinstance(value, date)
    return value
