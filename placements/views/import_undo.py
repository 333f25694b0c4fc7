"""Undo an import: see what would happen, or what builds on it; then do it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions import import_undo as actions
from placements.models import ImportJob
from placements.views.imports import FILES
from smaajob.accounts.permissions import Permission
from smaajob.http import Request, get_and_post, may


@may(Permission.IMPORT)
@get_and_post
def undo(request: Request, public_id: UUID) -> HttpResponse:
    """What would be taken away and put back, or what builds on the import."""
    jobs = ImportJob.objects.visible_to(request.scope).defer(None).defer("upload", "result").select_related("undone_by")
    job = get_object_or_404(jobs, public_id=public_id)
    if not actions.may_undo(job, has_trace=job.trace is not None, now=timezone.now()):
        if job.undone_at is None:
            raise Http404
        return redirect("placements:import", job.public_id)
    refusal = ""
    if request.method == "POST":
        try:
            actions.undo_import(by=request.scope, job=job)
        except ValidationError as refused:
            refusal = refused.messages[0]
        except OperationalError:
            refusal = _("Der er andre, der retter i det samme lige nu. Intet er ændret. Prøv igen om lidt.")
        else:
            messages.success(request, _("Importen er fortrudt. Alt står, som før den blev importeret."))
            return redirect("placements:import", job.public_id)
    found = actions.look(job)
    context = {"job": job, "look": found, "counts": _counts(found), "refusal": refusal}
    return render(request, "placements/imports/undo.html", context, status=422 if refusal else 200)


def _counts(found: actions.Look) -> list[dict[str, Any]]:
    return [{"name": name, **found.counts[file]} for file, name in FILES.items() if file in found.counts]
