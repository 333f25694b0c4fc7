"""What a change would do, shown before it is done: parts of its pages, fetched while the form is filled in.

POSTs, since why somebody is away is nothing for a URL. They change nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from employers.models import Task, Workplace
from placements.actions import extending, pauses, relocating
from placements.actions.placements import clash_message
from placements.changing import hooks, replanning
from placements.forms.changes import FURTHER, OTHER_DAY, ExtendForm, MoveForm, PauseForm, ResumeForm
from placements.forms.law import LawShown
from placements.law.facts import Verdict
from placements.models import Move, Pause, Placement
from placements.views.placements import load
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.access import seen
from smaajob.http import Request, may, post_only

Context = dict[str, Any]


def typed(form: forms.BaseForm) -> dict[str, Any]:
    """What can be read of a form, whether it was sent or begins; what can't be read is not in it."""
    if not form.is_bound:
        return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    # A draft is shown as it was typed, and read when it is sent.
    return dict(getattr(form, "cleaned_data", {}))


def extension(placement: Placement, form: forms.BaseForm) -> Context:
    """`plan`: extending.Extension for the day that is chosen, None where that is no day; `law_fields` what the law asks of it."""
    assert isinstance(form, ExtendForm)
    values = typed(form)
    until = values.get("until")
    if until is None and values.get("how") not in (None, OTHER_DAY):
        until = date.fromisoformat(values["how"])
    if until is None or placement.is_over:
        return {"plan": None}
    windows = values.get("windows") or ()
    told = form.told()
    plan = extending.work_out(placement, until, from_day=values.get("from_day"), windows=windows, told=told)
    return {"plan": plan, "clash": plan.replan.says_no, "law_fields": form.show(plan.law) if plan.law else []}


def pause(placement: Placement, form: forms.BaseForm) -> Context:
    """`going`: the shifts that go out of the calendar; `fault` why the days can't be, `days` whether they could be read."""
    values = typed(form)
    first, last = values.get("first_day"), values.get("last_day")
    if placement.is_over or first is None or (last is None and values.get("how") != FURTHER):
        return {"days": False}
    row = Pause(placement=placement, candidate_id=placement.candidate_id, first_day=first, last_day=last)
    try:
        pauses.check_days(placement, row)
    except ValidationError as refusal:
        return {"days": True, "fault": " ".join(refusal.messages)}
    return {"days": True, "going": replanning.going(placement, first, last), "said": pauses.in_words(row)}


def resume(row: Pause, form: forms.BaseForm) -> Context:
    """`coming`: the shifts that come back; `going`: those that go where the pause becomes longer; `clash` in words; `verdict` and
    `law_fields` what the law says and asks of those that come back, where it says anything."""
    assert isinstance(form, ResumeForm)
    on, placement, was = typed(form).get("on"), row.placement, row.last_day
    if on is None:
        return {"on": None}
    if was is not None and on > was + timedelta(days=1):
        return {"on": on, "going": replanning.going(placement, was + timedelta(days=1), on - timedelta(days=1))}
    plan = pauses.freed(placement, row, on, was, form.told())
    return {
        "on": on,
        "coming": plan.add,
        "nothing_of_it": on <= row.first_day,
        "clash": clash_message(plan.clash) if plan.clash else "",
        **_law(form, plan.law),
    }


def move(scope: Scope, placement: Placement, form: forms.BaseForm) -> Context:
    """`to`: where it would be; `fault` why it can't, `told` whether the person has said yes to what that place would be told; `verdict` and
    `law_fields` what the law says and asks of it there."""
    assert isinstance(form, MoveForm)
    values, places = typed(form), getattr(form, "places", {})
    chosen = places.get(values.get("place") or "")
    if chosen is None or values.get("on") is None or placement.is_over:
        return {"to": None}
    workplace, task = chosen
    row = Move(
        placement=placement, candidate_id=placement.candidate_id, on=values["on"], to_workplace=workplace, to_task=task,
        windows=values.get("windows") or [], reason="?",
    )  # fmt: skip
    context: Context = {
        "to": workplace,
        "to_task": task,
        "on": values["on"],
        "leaves": workplace != placement.workplace,
    }
    context["told"] = not context["leaves"] or relocating.may_be_told(placement, workplace)
    try:
        relocating.check(scope, placement, row)
    except ValidationError as refusal:
        return {**context, "fault": " ".join(refusal.messages)}
    plan = relocating.work_out(placement, row, relocating.known(placement, row, form.told()))
    context |= {**_law(form, plan.law), "coming": plan.add, "going": plan.remove, "new_times": bool(row.windows)}
    return {**context, "clash": plan.says_no, "must_be_signed": hooks.is_signed(placement)}


def _law(form: LawShown, verdict: Verdict) -> Context:
    """Nothing where no rule was there to hold it against."""
    if not verdict.was_checked and verdict.is_lawful:
        return {}
    return {"verdict": verdict, "law_fields": form.show(verdict)}


def places_to(request: Request, placement: Placement) -> list[tuple[Workplace, Task | None]]:
    """Every open task at the employer's workplaces, and each other workplace without one; not where it is now."""
    workplaces = list(relocating.workplaces_to(request.scope, placement)[:50])
    tasks = Task.objects.visible_to(request.scope).current().not_over(timezone.localdate())
    tasks = tasks.filter(workplace__in=workplaces).order_by("title", "pk")
    found: list[tuple[Workplace, Task | None]] = []
    by_place: dict[int, list[Task]] = {}
    for task in tasks[:200]:
        by_place.setdefault(task.workplace_id, []).append(task)
    for place in workplaces:
        found += [(place, task) for task in by_place.get(place.pk, []) if task.pk != placement.task_id]
        if place.pk != placement.workplace_id:
            found.append((place, None))
    return found


def load_pause(request: Request, public_id: UUID) -> Pause:
    """The pause with its placement, or a 404."""
    rows = Pause.objects.visible_to(request.scope).filter(placement__cancelled_at__isnull=True)
    related = ("placement__candidate", "placement__workplace", "placement__task")
    found: Pause = get_object_or_404(rows.select_related(*related), public_id=public_id)
    return found


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def preview_extend(request: Request, public_id: UUID) -> HttpResponse:
    """What an extension would do."""
    placement = _load(request, public_id)
    form = _filled(ExtendForm(request.POST, placement=placement))
    return _part(request, "extend", {"placement": placement, "form": form, **extension(placement, form)})


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def preview_pause(request: Request, public_id: UUID) -> HttpResponse:
    """What a pause would take out of the calendar."""
    placement = _load(request, public_id)
    form = _filled(PauseForm(request.POST, placement=placement))
    return _part(request, "pause", {"placement": placement, "form": form, **pause(placement, form)})


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def preview_resume(request: Request, public_id: UUID) -> HttpResponse:
    """Which shifts come back."""
    row = load_pause(request, public_id)
    seen(request, row)
    form = _filled(ResumeForm(request.POST))
    return _part(request, "resume", {"placement": row.placement, "pause": row, "form": form, **resume(row, form)})


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def preview_move(request: Request, public_id: UUID) -> HttpResponse:
    """What a move would do."""
    placement = _load(request, public_id)
    form = _filled(MoveForm(request.POST, places=places_to(request, placement)))
    return _part(request, "move", {"placement": placement, "form": form, **move(request.scope, placement, form)})


def _load(request: Request, public_id: UUID) -> Placement:
    placement = load(request, public_id)
    seen(request, placement)
    return placement


def _filled(form: Any) -> Any:
    form.is_valid()
    return form


def _part(request: Request, name: str, context: Context) -> HttpResponse:
    return render(request, f"placements/changes/{name}.html" + ("#going" if request.htmx else ""), context)
