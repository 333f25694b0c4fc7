"""Tasks by hand: new, changed, the same again, put away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from employers.actions import tasks as actions
from employers.forms.tasks import TaskForm
from employers.models import Task, Workplace, WorkplaceQuerySet
from employers.views.finding import task_of, workplace_of
from employers.views.workplaces import SORTS, sorted_for_lists
from smaajob import archive as archiving
from smaajob.accounts.permissions import Permission
from smaajob.archiveform import ArchiveForm
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, refusals_told
from smaajob.lists import listing


@may(Permission.CHANGE_WORKPLACES)
@get_only
def new_anywhere(request: Request) -> HttpResponse:
    """Where is the task? A list of workplaces to choose from."""
    found = listing(
        request,
        sorted_for_lists(Workplace.objects.visible_to(request.scope).current()),
        search=WorkplaceQuerySet.search,
        sorts=SORTS[:2],
        noun=(_("arbejdsplads"), _("arbejdspladser")),
        per_page=15,
    )
    return render(request, "employers/choose_workplace.html", {"listing": found})


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def new(request: Request, public_id: UUID) -> HttpResponse:
    """A task at a workplace."""
    workplace = workplace_of(request, public_id)
    page = FormPage(request, TaskForm, name="employers.new_task", about=workplace.public_id, workplace=workplace)
    return _post(request, page, workplace, {})


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def copy(request: Request, public_id: UUID) -> HttpResponse:
    """The same task again: everything but the dates stands there already."""
    model = task_of(request, public_id)
    workplace = model.workplace
    page = FormPage(
        request, TaskForm, name="employers.copy_task", about=model.public_id, workplace=workplace, model=model
    )
    return _post(request, page, workplace, {"model": model})


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """Everything about a task. Who has it already keeps what was agreed."""
    task = task_of(request, public_id)
    page = FormPage(request, TaskForm, name="employers.edit_task", thing=task, workplace=task.workplace, task=task)

    def act(form: TaskForm) -> Task:
        return actions.change(by=request.scope, task=task, values=form.values())

    saved = page.save(act)
    if saved is None:
        return page.render("employers/task_edit.html", {"task": task, "workplace": task.workplace})
    messages.success(request, _("Opgaven er gemt."))
    return redirect("employers:task", saved.public_id)


@may(Permission.CHANGE_WORKPLACES)
@get_and_post
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """Put a task away; with `restore` take it out again."""
    task = task_of(request, public_id)
    url = reverse("employers:task", args=[task.public_id])
    if request.POST.get("restore"):
        with refusals_told(request):
            actions.take_back(by=request.scope, task=task)
            messages.success(request, _("Opgaven er taget ud af arkivet."))
        return redirect(url)
    page = FormPage(request, ArchiveForm, name="employers.archive_task", thing=task)

    def act(form: ArchiveForm) -> Task:
        archiving.archive(by=request.scope, thing=task, **form.cleaned_data)
        return task

    if page.save(act) is None:
        return page.render("employers/archive.html", {"thing": task, "task": task, "url": url})
    messages.success(request, _("Opgaven ligger nu i arkivet."))
    return redirect(url)


def _post(request: Request, page: FormPage, workplace: Workplace, context: dict[str, object]) -> HttpResponse:
    def act(form: TaskForm) -> Task:
        return actions.create(by=request.scope, workplace=workplace, values=form.values())

    saved = page.save(act)
    if saved is None:
        return page.render("employers/task_edit.html", {"workplace": workplace, **context})
    messages.success(request, _("Opgaven er oprettet. Nederst kan du se, hvem der kan tage den."))
    return redirect("employers:task", saved.public_id)
