"""Is it the same as another? Find the double, see what goes where, make one of two, and part them again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Workplace
from placements.actions import merges as actions
from placements.actions import unmerge
from placements.forms.merges import MergeForm
from placements.merging.doubles import Double, people_like, workplaces_like
from placements.merging.plan import make_plan
from placements.merging.relations import MODELS
from placements.merging.values import masked
from placements.models import UNDO_WITHIN, Merge, MergeKind
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import searched, seen
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, may
from smaajob.writing import day_year

FOUND_AT_MOST = 20


@may(Permission.MERGE)
@get_and_post
def find_double_person(request: Request, public_id: UUID) -> HttpResponse:
    """Those who look like the person; a search for others is a POST, since names are nothing for a URL."""
    person = get_object_or_404(Candidate.objects.visible_to(request.scope).open_to(request.scope), public_id=public_id)
    rows = Candidate.objects.visible_to(request.scope).open_to(request.scope).exclude(pk=person.pk)
    return _find(request, MergeKind.CANDIDATE, person, people_like(person, request.scope), rows)


@may(Permission.MERGE)
@get_and_post
def find_double_workplace(request: Request, public_id: UUID) -> HttpResponse:
    """Those that look like the workplace."""
    visible = Workplace.objects.visible_to(request.scope).select_related("employer")
    place = get_object_or_404(visible, public_id=public_id)
    return _find(
        request, MergeKind.WORKPLACE, place, workplaces_like(place, request.scope), visible.exclude(pk=place.pk)
    )


def _find(request: Request, kind: str, thing: Any, doubles: list[Double], rows: Any) -> HttpResponse:
    words = " ".join(request.POST.get("q", "").replace("\x00", "").split())[:100]
    found = list(rows.search(words).order_by("sort_key", "pk")[:FOUND_AT_MOST]) if words else []
    before = [
        (merge, unmerge.both(merge)[1])
        for merge in Merge.objects.visible_to(request.scope).filter(kept_id=thing.public_id, undone_at__isnull=True)[
            :10
        ]
    ]
    if kind == MergeKind.CANDIDATE:
        seen(request, thing, *(one.row for one in doubles), *(gone for _merge_row, gone in before))
        if words:
            searched(request, found, typed=words, by=["q"])
    context = {"thing": thing, "doubles": doubles, "words": words, "found": found, "before": before, **_addresses(kind)}
    return render(request, "placements/merges/find.html", context)


@may(Permission.MERGE)
@get_and_post
def merge_people(request: Request, kept_id: UUID, gone_id: UUID) -> HttpResponse:
    """Two records of one person, side by side."""
    return _merge(request, MergeKind.CANDIDATE, kept_id, gone_id)


@may(Permission.MERGE)
@get_and_post
def merge_workplaces(request: Request, kept_id: UUID, gone_id: UUID) -> HttpResponse:
    """Two records of one workplace, side by side."""
    return _merge(request, MergeKind.WORKPLACE, kept_id, gone_id)


def _merge(request: Request, kind: str, kept_id: UUID, gone_id: UUID) -> HttpResponse:
    kept, gone = _of_scope(request, kind, kept_id), _of_scope(request, kind, gone_id)
    addresses = _addresses(kind)
    if kept.pk == gone.pk:
        return redirect(addresses["find"], kept_id)
    if merged := next((one for one in (kept, gone) if one.merged_into_id), None):
        messages.info(request, _("%(name)s er allerede lagt sammen med en anden.") % {"name": merged})
        return redirect(addresses["detail"], MODELS[kind]._base_manager.get(pk=merged.merged_into_id).public_id)
    form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, gone=gone)
    if form.is_bound and form.is_valid():
        try:
            done = actions.merge(by=request.scope, kind=kind, kept_id=kept.pk, gone_id=gone.pk, choices=form.choices())
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            kept.refresh_from_db()
            messages.success(request, _told(kept, done))
            return redirect(addresses["detail"], kept_id)
    if kind == MergeKind.CANDIDATE:
        seen(request, kept, gone)
    context = {
        "kept": kept,
        "gone": gone,
        "form": form,
        "plan": make_plan(kept, gone),
        "numbers": [masked(kept), masked(gone)] if kind == MergeKind.CANDIDATE else ["", ""],
        **addresses,
    }
    return render(request, "placements/merges/merge.html", context, status=422 if form.is_bound else 200)


@may(Permission.MERGE)
@get_and_post
def undo_merge(request: Request, public_id: UUID) -> HttpResponse:
    """What goes back, what stays, or why it can't be undone."""
    merge = get_object_or_404(Merge.objects.visible_to(request.scope), public_id=public_id)
    addresses = _addresses(merge.kind)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            parted = unmerge.undo(by=request.scope, merge=merge)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            said = _("%(kept)s og %(gone)s er hver for sig igen.") % {"kept": parted.kept, "gone": parted.gone}
            if parted.stay:
                said += " " + _("Det her er ændret siden og blev stående: %(what)s.") % {"what": ", ".join(parted.stay)}
            messages.success(request, said)
            return redirect(addresses["detail"], parted.gone.public_id)
    parted = unmerge.look(merge)
    if merge.kind == MergeKind.CANDIDATE:
        seen(request, parted.kept, parted.gone)
    context = {
        "merge": merge,
        "form": form,
        "parted": parted,
        "last_day": merge.merged_at + UNDO_WITHIN,
        **addresses,
    }
    return render(request, "placements/merges/undo.html", context, status=422 if form.is_bound else 200)


def _of_scope(request: Request, kind: str, public_id: UUID) -> Any:
    """Also one that is merged already: its double is told of, instead of a page that is not found."""
    rows: models.QuerySet[Any] = MODELS[kind]._base_manager.filter(keeper=request.scope.organisation)
    if kind == MergeKind.WORKPLACE:
        rows = rows.select_related("employer")
    return get_object_or_404(rows, public_id=public_id)


def _addresses(kind: str) -> dict[str, Any]:
    """The names of the pages of a kind, and its words."""
    people = kind == MergeKind.CANDIDATE
    return {
        "people": people,
        "list": "candidates:list" if people else "employers:list",
        "detail": "candidates:detail" if people else "employers:detail",
        "find": "placements:find_double_person" if people else "placements:find_double_workplace",
        "merge_url": "placements:merge_people" if people else "placements:merge_workplaces",
    }


def _told(kept: Any, done: Merge) -> SafeString:
    text = _("De to er lagt sammen til %(kept)s. Du kan fortryde til og med %(day)s.")
    undo = reverse("placements:undo_merge", args=[done.public_id])
    said = text % {"kept": kept, "day": day_year(done.merged_at + UNDO_WITHIN)}
    return format_html('{} <a href="{}">{}</a>', said, undo, _("Fortryd sammenlægningen"))
