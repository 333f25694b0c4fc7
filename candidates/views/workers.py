"""Who works in a programme: a form to put somebody on, a button to take them off. The list is a tab of the programme's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from candidates.actions import workers as actions
from candidates.forms.workers import WorkerForm
from candidates.models import Programme, ProgrammeWorker
from smaajob.accounts.permissions import Permission
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may, post_only

TAB = "medarbejdere"


@may(Permission.CHANGE_PROGRAMMES)
@get_and_post
def add(request: Request, public_id: UUID) -> HttpResponse:
    """Put one of the organisation's programme workers on the programme."""
    programme = get_object_or_404(Programme.objects.visible_to(request.scope), public_id=public_id)
    about = {"scope": request.scope, "programme": programme}
    page = FormPage(request, WorkerForm, name="candidates.add_worker", about=public_id, **about)
    if page.save(lambda form: actions.add(by=request.scope, programme=programme, user=form.cleaned_data["user"])):
        told = _("%(name)s ser nu dem, der er med i indsatsen.") % {"name": page.form.cleaned_data["user"]}
        messages.success(request, told)
        return redirect(_list_url(programme))
    anybody = page.form.fields["user"].queryset.exists()  # type: ignore[attr-defined]  # a ModelChoiceField
    context = {"programme": programme, "back": _list_url(programme), "anybody": anybody}
    return page.render("candidates/programme_worker.html", context)


@may(Permission.CHANGE_PROGRAMMES)
@post_only
def remove(request: Request, public_id: UUID) -> HttpResponse:
    """Take somebody off; what they wrote stays."""
    programmes = Programme.objects.visible_to(request.scope)
    rows = ProgrammeWorker.objects.filter(programme__in=programmes).select_related("programme", "user")
    worker = get_object_or_404(rows, public_id=public_id)
    actions.remove(by=request.scope, worker=worker)
    told = _("%(name)s ser ikke længere dem, der er med i indsatsen.") % {"name": worker.user}
    messages.success(request, told)
    return redirect(_list_url(worker.programme))


def _list_url(programme: Programme) -> str:
    return f"{reverse('candidates:programme', args=[programme.public_id])}?fane={TAB}"
