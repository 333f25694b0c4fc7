"""A placement written by hand, and put right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import Candidate
from employers.models import Task, Workplace
from placements.actions import by_hand as actions
from placements.forms.by_hand import CorrectForm, RegisterForm, name_of
from placements.models import Placement
from placements.views.law import law_of_correction, law_of_new
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may
from smaajob.writing import WEEKDAYS_LONG


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def new(request: Request, public_id: UUID) -> HttpResponse:
    """One that begins, or one that has been. `?arbejdsplads=` and `?opgave=` fill in where."""
    person = get_object_or_404(Candidate.objects.visible_to(request.scope).open_to(request.scope), public_id=public_id)
    page = FormPage(
        request,
        RegisterForm,
        name="placements.new",
        about=person.public_id,
        scope=request.scope,
        initial=_asked(request),
    )
    if saved := page.save(lambda form: actions.register(by=request.scope, candidate=person, **form.values())):
        messages.success(request, _("Forløbet er gemt.") + _planned(saved))
        return redirect("placements:detail", saved.public_id)
    seen(request, person)
    context = {"person": person, "weekdays": WEEKDAYS_LONG, **law_of_new(page.form, request.scope, person)}
    return page.render("placements/placements/new.html", context)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """What was wrong in it; where it had ended, also that it had not."""
    visible = Placement.objects.visible_to(request.scope).select_related("candidate", "workplace", "task", "programme")
    placement = get_object_or_404(visible, public_id=public_id)
    page = FormPage(
        request, CorrectForm, name="placements.edit", thing=placement, placement=placement, scope=request.scope
    )
    if saved := page.save(lambda form: actions.update(by=request.scope, placement=placement, **form.values())):
        messages.success(request, _("Forløbet er rettet.") + _planned(saved))
        return redirect("placements:detail", saved.public_id)
    context = {"placement": placement, **law_of_correction(page.form, placement)}
    return page.render("placements/placements/edit.html", context)


def _asked(request: Request) -> dict[str, str]:
    """The workplace and the task that the URL names by their public ids."""
    tasks = Task.objects.visible_to(request.scope).select_related("workplace")
    task = _named(request, "opgave", tasks)
    workplace = task.workplace if task else _named(request, "arbejdsplads", Workplace.objects.visible_to(request.scope))
    filled = {"workplace": name_of(workplace)} if workplace else {}
    return {**filled, **({"task": task.title, "kind": task.kind} if task else {})}


def _named(request: Request, key: str, rows: QuerySet[Any]) -> Any:
    try:
        return rows.filter(public_id=UUID(request.GET.get(key, ""))).first()
    except ValueError:
        return None


def _planned(placement: Placement) -> str:
    coming = placement.shifts.count()
    if not coming:
        return ""
    return " " + ngettext("Det har %(n)d vagt.", "Det har %(n)d vagter.", coming) % {"n": coming}
