"""Cancel a placement that was a mistake, see what is left of it, and take the cancellation back."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.actions import cancel as actions
from placements.forms.cancel import CancelForm
from placements.history import tell
from placements.models import Hours, Placement
from placements.planning import agreed_shifts
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.audit.models import Event
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, may
from smaajob.writing import hours as hours_text

WITH = ("candidate", "workplace", "task", "programme")


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def cancel(request: Request, public_id: UUID) -> HttpResponse:
    """What happens if it is cancelled, and the reason that is asked for."""
    placement = _load(request, public_id)
    if placement.is_cancelled:
        messages.info(request, _("Forløbet er allerede annulleret."))
        return redirect("placements:detail", public_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            gone = actions.cancel(by=request.scope, placement=placement, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _told(gone))
            return redirect("placements:detail", public_id)
    seen(request, placement)
    context = {"placement": placement, "form": form, "leaves": actions.leaves(placement)}
    return render(request, "placements/placements/cancel.html", context, status=422 if form.is_bound else 200)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def undo_cancel(request: Request, public_id: UUID) -> HttpResponse:
    """What comes back; where it can't, why not."""
    placement = _load(request, public_id)
    if not placement.is_cancelled:
        messages.info(request, _("Forløbet er ikke annulleret."))
        return redirect("placements:detail", public_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            shifts = actions.undo_cancel(by=request.scope, placement=placement)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            back = ngettext(
                "Forløbet gælder igen. %(n)d vagt er i kalenderen.",
                "Forløbet gælder igen. %(n)d vagter er i kalenderen.",
                shifts,
            )
            messages.success(request, back % {"n": shifts} if shifts else _("Forløbet gælder igen."))
            return redirect("placements:detail", public_id)
    context = {
        "placement": placement,
        "form": form,
        "shifts": len(agreed_shifts(placement)),
        "total": actions.trace_of_hours(placement),
    }
    seen(request, placement)
    return render(request, "placements/placements/undo_cancel.html", context, status=422 if form.is_bound else 200)


def show_cancelled(request: Request, placement: Placement) -> HttpResponse:
    """What is left: who, when and why, its hours, and what happened. No acts but to take it back."""
    events: QuerySet[Event] = Event.objects.about(placement).select_related("actor")
    context = {
        "placement": placement,
        "cancellation": events.filter(verb="placement.cancel").first(),
        "hours": Hours.everything.filter(placement=placement).order_by("-first_day")[:400],
        "total": actions.trace_of_hours(placement),
        "told": tell(events[:200]),
    }
    seen(request, placement)
    return render(request, "placements/placements/cancelled.html", context)


def _load(request: Request, public_id: UUID) -> Placement:
    rows = Placement.everything.visible_to(request.scope).select_related(*WITH)
    found: Placement = get_object_or_404(rows, public_id=public_id)
    return found


def _told(gone: actions.Leaves) -> str:
    said = [_("Forløbet er annulleret og tæller ikke længere med nogen steder.")]
    if gone.shifts:
        shifts = ngettext(
            "%(n)d vagt er taget ud af kalenderen.", "%(n)d vagter er taget ud af kalenderen.", gone.shifts
        )
        said.append(shifts % {"n": gone.shifts})
    if gone.hours:
        said.append(_("%(hours)s er ude af tallene.") % {"hours": hours_text(gone.hours)})
    return " ".join([*said, _("Du kan fortryde det her på siden.")])
