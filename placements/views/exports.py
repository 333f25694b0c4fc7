"""Export: order a file of all that the organisation keeps, see how far it is, take it away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.actions import exports as actions
from placements.forms.exports import ExportForm
from placements.models import ExportFormat, ExportJob
from placements.views.imports import FILES
from smaajob.accounts.permissions import Permission
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, get_only, may, post_only
from smaajob.jobs.models import JobState
from smaajob.lists import Sort, listing

SORTS = (Sort("nyeste", gettext_lazy("Nyeste først"), ("-ordered_at",)),)
PATIENCE = timedelta(seconds=30)
TYPES = {
    ExportFormat.ZIP.value: "application/zip",
    ExportFormat.XLSX.value: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@may(Permission.EXPORT)
@get_and_post
def show_list(request: Request) -> HttpResponse:
    """The order on top, the organisation's earlier ones below."""
    jobs = _jobs(request)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("placements:export", actions.order(by=request.scope, **form.cleaned_data).public_id)
        except ValidationError as refusal:
            refuse(form, refusal)
    found = listing(request, jobs, sorts=SORTS, noun=(_("eksport"), _("eksporter")))
    context = {"form": form, "listing": found}
    return render(request, "placements/exports/list.html", context, status=422 if form.errors else 200)


@may(Permission.EXPORT)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """How far it is; then the file, for as long as it lies here."""
    job = _mine(request, public_id)
    if request.htmx and job.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    late = job.state == JobState.ORDERED and timezone.now() - job.ordered_at > PATIENCE
    context = {"job": job, "late": late, "counts": _counts(job), "forgotten_on": _forgotten_on(job)}
    part = "#progress" if request.htmx else ""
    return render(request, f"placements/exports/detail.html{part}", context)


@may(Permission.EXPORT)
@post_only
def download(request: Request, public_id: UUID) -> HttpResponse:
    """The file as an attachment whose name tells nothing about anybody. A POST, since it is recorded who takes it."""
    job = _mine(request, public_id)
    try:
        content = actions.fetch(by=request.scope, job=job)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("placements:export", job.public_id)
    name = f"smaajob-{timezone.localdate(job.finished_at)}.{job.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=TYPES[job.format], headers=headers)


def _jobs(request: Request) -> QuerySet[Any]:
    if not actions.may_export(request.scope):
        raise Http404
    has_content = ExpressionWrapper(Q(content__isnull=False), output_field=BooleanField())
    rows = ExportJob.objects.visible_to(request.scope).select_related("ordered_by")
    return rows.annotate(has_content=has_content)


def _mine(request: Request, public_id: UUID) -> Any:
    return get_object_or_404(_jobs(request), public_id=public_id)


def _counts(job: ExportJob) -> list[dict[str, Any]]:
    files = (job.counts or {}).get("files", {})
    return [{"name": name, "count": files[file]} for file, name in FILES.items() if file in files]


def _forgotten_on(job: ExportJob) -> Any:
    return job.finished_at + actions.FORGET_AFTER if job.finished_at else None
