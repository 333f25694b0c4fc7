"""One shift: what is planned, how it went; moved, cancelled, taken back, noted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions import attending, moving
from placements.actions.checking import checks_for_shifts
from placements.forms.attending import NoteForm
from placements.forms.shifts import CancelForm, MoveForm, RestoreForm
from placements.models import Attendance, Placement, Shift, ShiftQuerySet
from placements.views.limits import say_beyond
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.access import seen
from smaajob.formfields import refuse
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only
from smaajob.schedule import ZONES, moments
from smaajob.writing import times

WITH = ("candidate", "keeper", "placement__workplace", "placement__task", "attendance__said_user")
SHOWN = 15


def shifts_of(placement: Placement, *, whole: bool) -> dict[str, Any]:
    """For the tab: those that come (the cancelled too), and those that have been; the nearest, or the `whole` of them. Two queries."""
    rows = Shift.everything.filter(placement=placement).select_related("attendance")
    now = timezone.now()
    coming, past = (
        rows.filter(ends_at__gt=now).order_by("starts_at"),
        rows.filter(ends_at__lte=now).order_by("-starts_at"),
    )
    if whole:
        return {"coming": list(coming), "past": list(past)}
    found = list(coming[: SHOWN + 1]), list(past[: SHOWN + 1])
    more = any(len(one) > SHOWN for one in found)
    return {"coming": found[0][:SHOWN], "past": found[1][:SHOWN], "more": more}


@may(Permission.SEE_PLACEMENTS)
@get_only
def show(request: Request, public_id: UUID) -> HttpResponse:
    """When, where, what was changed, and how it went."""
    shift = _load(request, public_id)
    seen(request, shift)
    return _page(request, shift)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def move(request: Request, public_id: UUID) -> HttpResponse:
    """Another day or time; all who are concerned are told."""
    shift = _load(request, public_id)
    page = FormPage(request, MoveForm, name="placements.move", about=shift.public_id, shift=shift)
    if saved := page.save(lambda form: moving.move(by=request.scope, shift=shift, **form.values())):
        said = {"when": moving.when(saved)}
        messages.success(request, _("Vagten er flyttet til %(when)s. Personen og arbejdspladsen får besked.") % said)
        to = page.form.cleaned_data["to"]
        say_beyond(request, shift.candidate, shift.placement.task, to.day, [to], but=Q(pk=shift.pk))
        return redirect("placements:shift", public_id)
    seen(request, shift)
    return page.render("placements/shifts/move.html", {**_context(shift), **_law(page.form, shift)})


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def cancel(request: Request, public_id: UUID) -> HttpResponse:
    """Who cancelled, and why."""
    shift = _load(request, public_id)
    page = FormPage(request, CancelForm, name="placements.cancel_shift", about=shift.public_id)
    if page.save(lambda form: moving.cancel(by=request.scope, shift=shift, **form.values())):
        messages.success(request, _("Vagten er aflyst. Personen og arbejdspladsen får besked."))
        return redirect("placements:shift", public_id)
    seen(request, shift)
    return page.render("placements/shifts/cancel.html", _context(shift))


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def restore(request: Request, public_id: UUID) -> HttpResponse:
    """It is on after all."""
    shift = _load(request, public_id)
    form = RestoreForm(request.POST)
    if form.is_valid():
        try:
            moving.restore(by=request.scope, shift=shift, **form.answers())
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Vagten er ikke aflyst mere. Personen og arbejdspladsen får besked."))
            return redirect("placements:shift", public_id)
    seen(request, shift)
    return _page(request, shift, {"form": form, **_law(form, shift)}, status=422)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def note(request: Request, public_id: UUID) -> HttpResponse:
    """How it went; what somebody has said already is corrected with a reason."""
    shift = _load(request, public_id)
    told = _attendance(shift)
    page = FormPage(
        request, NoteForm, name="placements.note_shift", about=shift.public_id, shift=shift, corrects=told is not None,
        initial=_noted(told),
    )  # fmt: skip
    if page.save(lambda form: attending.note(by=request.scope, shift=shift, **form.values())):
        messages.success(request, _("Det er skrevet ned."))
        return redirect("placements:shift", public_id)
    seen(request, shift)
    return page.render("placements/shifts/note.html", _context(shift))


def _load(request: Request, public_id: UUID) -> Shift:
    return get_object_or_404(visible(request.scope), public_id=public_id)


def visible(scope: Scope) -> ShiftQuerySet:
    """The shifts that a scope sees, the cancelled too, with what is told of each."""
    return Shift.everything.visible_to(scope).filter(placement__cancelled_at__isnull=True).select_related(*WITH)


def _page(request: Request, shift: Shift, refused: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        **_context(shift),
        "begun": shift.starts_at <= now,
        "over": shift.ends_at <= now,
        "is_over": shift.placement.is_over,
        **(refused or {}),
    }
    return render(request, "placements/shifts/shift.html", context, status=status)


def _law(form: Any, shift: Shift) -> dict[str, Any]:
    """What the law says of a shift that somebody wants to move or have back, under 18; nothing where nothing is sent."""
    to = getattr(form, "cleaned_data", {}).get("to")
    if not form.is_bound or (to is None and not shift.is_cancelled):
        return {}
    span = moments(to, ZONES[shift.placement.workplace.country]) if to else (shift.starts_at, shift.ends_at)
    planned = [(to.day if to else shift.day, *span)]
    verdict = checks_for_shifts(shift.placement, planned, gone=[shift.pk], told=form.told())
    return {"verdict": verdict, "law_fields": form.show(verdict)} if verdict.findings else {}


def _attendance(shift: Shift) -> Attendance | None:
    return getattr(shift, "attendance", None)


def _context(shift: Shift) -> dict[str, Any]:
    return {"shift": shift, "placement": shift.placement, "told": _attendance(shift)}


def _noted(told: Attendance | None) -> dict[str, Any]:
    if told is None:
        return {}
    at = told.from_at or told.to_at
    return {"state": told.state, "at": times(at, at).split("–")[0] if at else ""}
