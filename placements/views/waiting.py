"""A task's waiting list, and what workplaces ask for."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Task
from placements.actions import asks as ask_actions
from placements.actions import waiting as actions
from placements.actions.placements import free_seats
from placements.forms.proposals import AskAnswerForm, WaitingForm
from placements.models import EmployerAsk, Proposal, WaitingEntry
from placements.views.closed import shut_out
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told

MOST = 100


@may(Permission.MATCH)
@get_only
def show(request: Request, public_id: UUID) -> HttpResponse:
    """Who waits for a seat, and who is proposed now: a part of the task's page, and a page of its own."""
    task = get_object_or_404(Task.objects.visible_to(request.scope).select_related("workplace"), public_id=public_id)
    rows = WaitingEntry.objects.visible_to(request.scope).filter(task=task).waiting().select_related("candidate")
    entries = list(rows[:MOST])
    going = Proposal.objects.visible_to(request.scope).filter(task=task).open().for_both()
    proposals = list(going.order_by("since")[:MOST])
    seen(request, *entries, *proposals)
    context = {"task": task, "entries": entries, "proposals": proposals, "free": free_seats(task, task.start)}
    return render(request, "placements/proposals/waiting.html" + ("#part" if request.htmx else ""), context)


@may(Permission.MATCH)
@get_and_post
def join(request: Request, task_id: UUID, candidate_id: UUID) -> HttpResponse:
    """Put somebody on the list, with a remark."""
    scope = request.scope
    task = get_object_or_404(Task.objects.visible_to(scope).select_related("workplace"), public_id=task_id)
    person = get_object_or_404(Candidate.objects.visible_to(scope).open_to(scope), public_id=candidate_id)
    if (shut := shut_out(request, task)) is not None:
        return shut
    seen(request, person)
    form = WaitingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.join(by=scope, task=task, candidate=person, words=form.cleaned_data["words"])
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(name)s står nu på ventelisten.") % {"name": person.first_name})
            return redirect("placements:waiting_list", task.public_id)
    context = {"task": task, "person": person, "form": form}
    return render(request, "placements/proposals/join.html", context, status=422 if form.is_bound else 200)


@may(Permission.MATCH)
@post_only
def leave(request: Request, public_id: UUID) -> HttpResponse:
    """Take somebody off the list."""
    rows = WaitingEntry.objects.visible_to(request.scope).select_related("task", "candidate")
    entry = get_object_or_404(rows, public_id=public_id)
    seen(request, entry.candidate)
    with refusals_told(request):
        actions.leave(by=request.scope, entry=entry)
        messages.success(request, _("%(name)s er taget af ventelisten.") % {"name": entry.candidate.first_name})
    return redirect("placements:waiting_list", entry.task.public_id)


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def ask(request: Request, public_id: UUID) -> HttpResponse:
    """A workplace asks for somebody: make a proposal of it, or say why not."""
    rows = EmployerAsk.objects.visible_to(request.scope).select_related(
        "workplace", "candidate", "asked_by", "proposal"
    )
    row = get_object_or_404(rows, public_id=public_id)
    if row.candidate is not None:
        seen(request, row.candidate)
    form = AskAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ask_actions.close(by=request.scope, ask=row, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Svaret er gemt. Arbejdspladsen læser det på sin side."))
            return redirect("placements:ask", row.public_id)
    tasks = (
        Task.objects.visible_to(request.scope)
        .current()
        .filter(workplace=row.workplace, closed_at__isnull=True)
        .order_by("-start")[:20]
    )
    context = {"ask": row, "form": form, "tasks": list(tasks)}
    return render(request, "placements/proposals/ask.html", context, status=422 if form.is_bound else 200)
