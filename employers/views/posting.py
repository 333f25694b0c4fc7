"""A company posts a task: by its own users, or by a consultant in its place. Changed, closed and posted again from its own page."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from employers import taken
from employers.actions import posting as actions
from employers.company import company_of, workplaces_of
from employers.forms.posting import PostForm
from employers.forms.posting_close import CloseForm
from employers.forms.posting_typed import typed_in
from employers.models import Contact, Task, Workplace
from employers.readers import answer_by, reader_of
from employers.wording import in_order
from smaajob.accounts.models import Organisation
from smaajob.accounts.permissions import Permission
from smaajob.formpage import OWN_FIELDS, SEEN, FormPage
from smaajob.geography import town
from smaajob.http import Request, get_and_post, get_only, may

FORM, PREVIEW = "employers/posting/form.html", "employers/posting/preview.html"
ACT, SHOW, CORRECT, SEND = "act", "vis", "ret", "send"
EARLIER = 20  # tasks that can be posted again, from one place
NOT_TYPED = OWN_FIELDS | {SEEN, ACT}


class Page(Protocol):
    """What both doors have: smaajob.formpage.FormPage, and the page of a link."""

    form: Any
    sent: bool

    def keep(self) -> None: ...

    def show_as_typed(self) -> None: ...

    def render(
        self, template: str, context: dict[str, Any] | None = None, *, status: int | None = None
    ) -> HttpResponse: ...


@may(Permission.OWN_COMPANY)
@get_and_post
def post(request: Request) -> HttpResponse:
    """A new task. On top what was posted before, to be posted again with one tap."""
    company = _company(request)
    places = places_of(request, company)
    if not places:
        return _nowhere(request, company)
    page = FormPage(request, PostForm, name="employers.post", about=company.public_id, places=places)
    earlier = list(_own_tasks(request, places).order_by("-pk")[:EARLIER])
    return _posted(request, page, {"places": places, "earlier": earlier})


@may(Permission.OWN_COMPANY)
@get_and_post
def copy(request: Request, public_id: UUID) -> HttpResponse:
    """The same task again: everything stands there but its dates."""
    places = places_of(request, _company(request))
    model = _own_task(request, places, public_id)
    page = FormPage(request, PostForm, name="employers.post_again", about=model.public_id, places=places, model=model)
    return _posted(request, page, {"places": places, "model": model})


@may(Permission.OWN_COMPANY)
@get_and_post
def change(request: Request, public_id: UUID) -> HttpResponse:
    """A task that nobody is in yet, and nobody is asked about."""
    places = places_of(request, _company(request))
    task = _own_task(request, places, public_id)
    if told := actions.why_not(task):
        messages.error(request, told)
        return redirect("employers:own_task", task.public_id)
    there = [one for one in places if one.pk == task.workplace_id]
    page = FormPage(request, PostForm, name="employers.change_posted", thing=task, places=there, task=task)
    reader = reader_of(there[0])
    context: dict[str, Any] = {"places": there, "task": task, "reader": reader}
    if (answer := between(request, page, context)) is not None:
        return answer
    saved = page.save(lambda form: actions.change_posted(by=request.scope, task=task, values=form.values()))
    if saved is None:
        return page.render(FORM, context)
    told = _("Opgaven er rettet. %(name)s hos kommunen kan se, hvad der er nyt.")
    messages.success(request, told % {"name": reader.name})
    return redirect("employers:own_task", saved.public_id)


@may(Permission.OWN_COMPANY)
@get_and_post
def close(request: Request, public_id: UUID) -> HttpResponse:
    """No more people are wanted; or it should never have been posted."""
    task = _own_task(request, places_of(request, _company(request)), public_id)
    if task.is_archived or task.closed_at is not None:
        messages.error(request, actions.why_not(task))
        return redirect("employers:own_task", task.public_id)
    page = FormPage(request, CloseForm, name="employers.close_posted", thing=task, over=bool(actions.why_not(task)))

    def act(form: CloseForm) -> Task:
        verb = actions.withdraw_posted if form.is_mistake else actions.close_posted
        return verb(by=request.scope, task=task, reason=form.cleaned_data["reason"])

    saved = page.save(act)
    if saved is None:
        return page.render("employers/posting/close.html", {"task": task, "reader": reader_of(task.workplace)})
    told = _("»%(task)s« er lukket. %(name)s hos kommunen har fået besked.")
    messages.success(request, told % {"task": saved, "name": reader_of(task.workplace).name})
    return redirect("employers:own_company")


@may(Permission.OWN_COMPANY)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One of the company's tasks as others see it, who reads it, and what comes next."""
    task = _own_task(request, places_of(request, _company(request)), public_id)
    context = {**seen_by_others(task), "taken": taken.anybody_in(task), "asked": taken.anybody_asked(task)}
    return render(request, "employers/posting/task.html", context)


def seen_by_others(task: Task) -> dict[str, Any]:
    """What templates/employers/posting/reader.html needs, and who reads the task here."""
    return {
        "task": task,
        "place": town(task.place, task.workplace.country),
        "offered": in_order(task.all_offered - task.all_refused),
        "reader": reader_of(task.workplace),
        "answer_by": answer_by(timezone.localdate(task.posted_at), task.workplace.country) if task.posted_at else None,
    }


def between(request: HttpRequest, page: Page, context: dict[str, Any]) -> HttpResponse | None:
    """What comes before the act: the preview, or the form again with what was typed. None where it is to be done, or to be shown."""
    act = request.POST.get(ACT, SHOW)
    if not page.sent or act == SEND:
        return None
    page.keep()
    if act == CORRECT:
        page.show_as_typed()
        return page.render(FORM, context, status=200)
    if not page.form.is_valid():
        return page.render(FORM, context)
    typed = [(name, value) for name, values in request.POST.lists() if name not in NOT_TYPED for value in values]
    shown = {**context, **seen_by_others(page.form.preview()), "typed": typed, "changes": context.get("task")}
    return page.render(PREVIEW, shown, status=200)


def places_of(request: Request, company: Organisation) -> list[Workplace]:
    """The company's workplaces with whom one calls there, and whom they have in the municipality."""
    rows = workplaces_of(request.scope, company).select_related("keeper", "consultant", "stand_in")
    contacts = Prefetch("contacts", Contact.objects.current().select_related("workplace"))
    return list(rows.prefetch_related(contacts).order_by("sort_key", "pk"))


def _posted(request: Request, page: FormPage, context: dict[str, Any]) -> HttpResponse:
    places: list[Workplace] = context["places"]
    context["reader"] = reader_of(places[0]) if len({one.keeper_id for one in places}) == 1 else None
    if (answer := between(request, page, context)) is not None:
        return answer

    def act(form: PostForm) -> Task:
        once = form.cleaned_data["once"]
        return actions.post_task(by=request.scope, workplace=form.place, values=form.values(), once=once)

    saved = page.save(act)
    if saved is None:
        return page.render(FORM, context)
    messages.success(request, _("Opgaven er slået op."))
    return redirect("employers:own_task", saved.public_id)


def _company(request: Request) -> Organisation:
    company = company_of(request.scope)
    if company is None:
        raise Http404
    return company


def _own_tasks(request: Request, places: list[Workplace]) -> Any:
    rows = Task.objects.visible_to(request.scope).filter(workplace__in=[one.pk for one in places])
    return rows.select_related("workplace__keeper", "workplace__consultant", "workplace__stand_in")


def _own_task(request: Request, places: list[Workplace], public_id: UUID) -> Task:
    task: Task = get_object_or_404(_own_tasks(request, places), public_id=public_id)
    return task


def _nowhere(request: Request, company: Organisation) -> HttpResponse:
    typed = typed_in(PostForm(request.POST, places=[])) if request.method == "POST" else []
    return render(request, "employers/posting/nowhere.html", {"company": company, "typed": typed}, status=409)
