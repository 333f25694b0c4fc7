"""Import: send spreadsheets, see what would happen, say yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.fields.json import KT
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.actions import imports as actions
from placements.actions.import_undo import may_undo
from placements.exchange import columns, limits
from placements.exchange.columns_help import NAMES, all_help, in_words
from placements.exchange.fault_list import fault_list
from placements.exchange.people_shown import people_in
from placements.exchange.sources import kind_of
from placements.exchange.template import make_template
from placements.forms.imports import UploadForm
from placements.models import ImportJob, ImportStage
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind, seen_ids
from smaajob.http import Request, get_and_post, get_only, may, post_only
from smaajob.jobs.models import JobState
from smaajob.lists import Sort, listing

SORTS = (Sort("nyeste", gettext_lazy("Nyeste først"), ("-ordered_at",)),)
PATIENCE = timedelta(seconds=30)
SHOWN_FAULTS = 100
FILES = {kind.file: NAMES[kind.name] for kind in columns.FILES.values()}


NEXT = {
    "kandidater.csv": ("candidates:list", gettext_lazy("Se personerne")),
    "virksomheder.csv": ("employers:list", gettext_lazy("Se arbejdspladserne")),
    "opgaver.csv": ("employers:tasks", gettext_lazy("Se opgaverne")),
    "forløb.csv": ("placements:list", gettext_lazy("Se forløbene")),
    "timer.csv": ("placements:list", gettext_lazy("Se forløbene")),
    "kurser.csv": ("candidates:courses", gettext_lazy("Se kurserne")),
    "indsatser.csv": ("candidates:programmes", gettext_lazy("Se indsatserne")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An import as its page shows it; `job` comes from `_jobs`."""

    job: Any

    @property
    def result(self) -> dict[str, Any]:
        return self.job.result or {}

    @property
    def word(self) -> str:
        """What the page shows: working, failed, refused, faulty, forgotten, ready, done or undone."""
        if not self.job.is_over:
            return "working"
        if self.job.state == JobState.FAILED:
            return "failed"
        if self.job.refusal:
            return "refused"
        if self.fault_count:
            return "faulty"
        if self.job.undone_at is not None:
            return "undone"
        if self.job.stage == ImportStage.LOAD:
            return "done"
        # Whether the files still lie here, so that they can be imported.
        return "ready" if self.job.has_upload else "forgotten"

    @property
    def moved(self) -> bool:
        """Whether somebody said yes to something else than what would happen now."""
        return bool(self.result.get("moved"))

    @property
    def counts(self) -> list[dict[str, Any]]:
        """By file: its name in words, and how many rows are created, changed, unchanged."""
        files = self.result.get("files", {})
        return [{"name": name, "file": file, **files[file]} for file, name in FILES.items() if file in files]

    @property
    def next_page(self) -> str:
        """The name of the list in which most of what was imported stands."""
        files = self.result.get("files", {})
        return next(
            (name for file, (name, _text) in NEXT.items() if files.get(file, {}).get("rows")), "placements:today"
        )

    @property
    def next_text(self) -> str:
        return next((str(text) for name, text in NEXT.values() if name == self.next_page), _("Gå til I dag"))

    @property
    def changes_nothing(self) -> bool:
        return not any(row["created"] or row["changed"] for row in self.counts)

    @property
    def fault_count(self) -> int:
        return int(self.job.fault_count or 0)

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The first of them; `help` is where the help page tells of the file."""
        first = self.result.get("faults", [])[:SHOWN_FAULTS]
        return [{**fault, "help": kind.name if (kind := kind_of(fault["file"])) else ""} for fault in first]

    @property
    def hidden_faults(self) -> int:
        return self.fault_count - len(self.faults)

    @property
    def listed_faults(self) -> int:
        """How many the downloadable list holds."""
        return len(self.result.get("faults", []))

    @property
    def examples(self) -> list[dict[str, Any]]:
        """Some rows that would be created or changed, by file, their values in words."""
        found = self.result.get("examples", {})
        return [
            {
                "name": NAMES[kind.name],
                "created": [_told(kind, row) for row in found[kind.file] if "values" in row],
                "changed": [_told(kind, row) for row in found[kind.file] if "changes" in row],
            }
            for kind in columns.FILES.values()
            if kind.file in found
        ]

    @property
    def is_late(self) -> bool:
        """Whether it waits longer than it should."""
        return bool(self.job.state == JobState.ORDERED and timezone.now() - self.job.ordered_at > PATIENCE)


def _told(kind: columns.FileKind, row: dict[str, Any]) -> dict[str, Any]:
    cells = row.get("values") or row.get("changes") or []
    told = [
        {key: text if key == "column" else in_words(kind.by_name[cell["column"]], text) for key, text in cell.items()}
        for cell in cells
    ]
    return {**row, "cells": told}


@may(Permission.IMPORT)
@get_and_post
def show_list(request: Request) -> HttpResponse:
    """The upload on top, the organisation's earlier imports below."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        job = actions.order(by=request.scope, files=form.contents())
        return redirect("placements:import", job.public_id)
    found = listing(request, _jobs(request).defer("result"), sorts=SORTS, noun=(_("import"), _("importer")))
    shown = [Shown(job) for job in found.rows]
    context = {"form": form, "listing": found, "imports": shown}
    return render(request, "placements/imports/list.html", context, status=422 if form.errors else 200)


@may(Permission.IMPORT)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """How far it is; then what would happen, or what is wrong; in the end what was done."""
    shown = Shown(_mine(request, public_id))
    if request.htmx and shown.word != "working":
        return HttpResponse(headers={"HX-Refresh": "true"})
    part = "#progress" if request.htmx else ""
    seen_ids(request, people_in(shown.result, request.scope.organisation))
    may_be_undone = may_undo(shown.job, has_trace=shown.job.has_trace, now=timezone.now())
    context = {"shown": shown, "job": shown.job, "may_be_undone": may_be_undone}
    return render(request, f"placements/imports/detail.html{part}", context)


@may(Permission.IMPORT)
@post_only
def load(request: Request, public_id: UUID) -> HttpResponse:
    """Yes, import it."""
    job = _mine(request, public_id)
    try:
        actions.confirm(by=request.scope, job=job)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("placements:import", job.public_id)


@may(Permission.IMPORT)
@get_only
def faults(request: Request, public_id: UUID) -> HttpResponse:
    """The list of faults as a .csv that a Danish spreadsheet opens, with the rows they are in."""
    result = _mine(request, public_id).result or {}
    if not result.get("faults"):
        raise Http404
    seen_ids(request, people_in(result, request.scope.organisation), kind=Kind.EXPORT)
    return _download(fault_list(result), "text/csv; charset=utf-8", "fejl.csv")


@may(Permission.IMPORT)
@get_only
def help_page(request: Request) -> HttpResponse:
    """What may stand in each file and column."""
    return render(request, "placements/imports/help.html", {"files": all_help(), "limits": limits.said()})


@may(Permission.IMPORT)
@get_only
def template(request: Request) -> HttpResponse:
    """An empty workbook to fill in."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _download(make_template(), kind, "skabelon.xlsx")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _jobs(request: Request) -> QuerySet[ImportJob]:
    return (
        ImportJob.objects.visible_to(request.scope)
        .select_related("ordered_by", "undone_by")
        .annotate(
            has_upload=ExpressionWrapper(Q(upload__isnull=False), output_field=BooleanField()),
            has_trace=ExpressionWrapper(Q(trace__isnull=False), output_field=BooleanField()),
            fault_count=KT("result__fault_count"),
            refusal=KT("result__refusal"),
        )
    )


def _mine(request: Request, public_id: UUID) -> ImportJob:
    return get_object_or_404(_jobs(request), public_id=public_id)
