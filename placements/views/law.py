"""The check of the law on the page of a form: the verdict, and the fields that it asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from datetime import date
from typing import Any

from django.utils import timezone

from candidates.models import Candidate
from employers.models import Task
from placements.actions import agreement_law, by_hand_law
from placements.actions.lawful import judge_in_task, judge_proposal, reasoned_in, said_before
from placements.actions.sending import Outgoing
from placements.actions.shifts import planned_shifts
from placements.agreeing.rules import GROWN_UP
from placements.forms.by_hand import RegisterForm
from placements.forms.draft import Draft
from placements.forms.law import LawFields, LawfulSendForm, LawfulStartForm, initial_answers
from placements.law.facts import A_MEASURE, Finding, Verdict, together
from placements.law.loader import NOTHING_TOLD, Told, judge_shifts, judge_start, rules_of
from placements.models import AgreementVersion, LawCheck, Placement, Proposal
from placements.planning import agreed_shifts
from placements.proposal_rules import Verb, can
from smaajob.accounts.scope import Scope
from smaajob.formpage import FormPage, show_as_typed
from smaajob.http import Request
from smaajob.rules.values import Rules

ONLY_LOOK = "kun_se"  # the button that asks whether it is lawful, and does nothing
# Before these the law is asked, and a consultant reads the answer on the proposal's page.
ASKED_AT = (Verb.SEND, Verb.SEND_ON, Verb.AGREE)
# What is answered where an agreement is sent, or by whoever knows the person.
ANSWERED_LATER = frozenset({"purpose", "law_group", "statement", "guardian", "in_school"})
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


def law_of_agreement(version: AgreementVersion, out: Outgoing, form: LawfulSendForm) -> dict[str, Any]:
    """What the law says of what would be sent now; nothing to find where the change is about nothing that it looks at."""
    placement = version.placement
    told = agreement_law.answers_of(placement, out, form.told() if form.is_bound else None)
    verdict = agreement_law.judge(version, placement, out, told)
    return {"verdict": verdict, "law_fields": form.show(verdict) if verdict.findings else []}


def law_of_placement(placement: Placement, demands: Collection[str]) -> dict[str, Any]:
    """What was decided by; and where nothing was, since it was noted as a fact or came by an import, what the law says of it now. Where
    something was, the shifts to come under 18 are looked at anew: a rule may have been corrected, and they planned under another.

    Nobody is stopped by it, and what the agreement answers when it is sent (the purpose, who has been heard) is not asked here.
    """
    checks = list(placement.law_checks.select_related("by").order_by("-at", "-pk"))
    grown_up = placement.candidate.age_on(timezone.localdate()) >= GROWN_UP
    ordinary = placement.kind not in A_MEASURE and grown_up
    if placement.is_over or ordinary:  # the ordinary work of a grown-up is nothing that a rule looks at
        return {"law_checks": checks}
    if checks:
        return {"law_checks": checks, "to_look_at": [] if grown_up else _not_lawful_now(placement, demands, checks)}
    known = rules_of(placement.keeper, placement.workplace)
    terms = judge_start(
        candidate=placement.candidate, workplace=placement.workplace, kind=placement.kind, start=placement.start,
        planned_end=placement.planned_end, known=known,
    )  # fmt: skip
    found = [
        one
        for one in together(terms, _coming(placement, demands, known=known)).findings
        if not one.is_lawful and one.asks not in ANSWERED_LATER
    ]
    return {"law_checks": [], "to_look_at": found}


def _not_lawful_now(placement: Placement, demands: Collection[str], checks: Sequence[LawCheck]) -> list[Finding]:
    """Of the shifts to come, by what was answered last; what a reason was given for, by the same rows, is settled. `checks`: the newest
    first."""
    found = _coming(placement, demands, Told.of_record(checks[0].told))
    settled = {rule for check in checks for rule in reasoned_in(check, found)}
    return [*found.refused, *(one for one in found.to_reason if one.rule not in settled)]


def _coming(
    placement: Placement, demands: Collection[str], told: Told = NOTHING_TOLD, known: Rules | None = None
) -> Verdict:
    """What the law says now of the shifts that are still to come, of somebody who is not grown up; nothing of others."""
    rows = placement.shifts.filter(starts_at__gt=timezone.now())
    planned = {one.pk: (one.day, one.starts_at, one.ends_at) for one in rows}
    return judge_shifts(
        placement=placement, planned=planned.values(), gone=planned, told=told, demands=demands, known=known
    )


def law_of_new(form: Any, scope: Scope, person: Candidate) -> dict[str, Any]:
    """What the law says of a placement that somebody writes by hand and that is to begin; nothing of what has, nor before it is sent."""
    read = RegisterForm(form.data, scope=scope, initial=form.initial) if form.is_bound else form
    if not form.is_bound or not read.is_valid():
        return {}
    values = read.values()
    told, windows = values.pop("told"), values.pop("windows")
    del values["reason"]
    placement = Placement(keeper=scope.organisation, candidate=person, **values)
    if placement.planned_end < placement.start:
        return {}
    planned = planned_shifts(windows, placement.start, placement.planned_end, placement.workplace.country)
    return _shown(form, by_hand_law.judge(placement, None, planned, told))


def law_of_correction(form: Any, placement: Placement) -> dict[str, Any]:
    """What the law says of other days and another kind that somebody writes, where they are still to come."""
    if not form.is_bound or "planned_end" not in form.cleaned_data or "start" not in form.cleaned_data:
        return {}
    changed = copy(placement)
    for name in ("kind", "start", "planned_end"):
        setattr(changed, name, form.cleaned_data.get(name) or getattr(placement, name))
    planned = [
        one for one in agreed_shifts(changed) if not placement.start <= one[0] <= placement.last_day()
    ]  # fmt: skip
    return _shown(form, by_hand_law.judge(changed, placement, planned, form.told()))


def _shown(form: Any, verdict: Verdict) -> dict[str, Any]:
    return {"verdict": verdict, "law_fields": form.show(verdict)} if verdict.findings else {}


def answers_before(row: Proposal) -> dict[str, str]:
    """What a draft's form shows of what was answered."""
    return initial_answers(*said_before(row))


def _day(value: Any) -> date:
    assert isinstance(value, date)
    return value
