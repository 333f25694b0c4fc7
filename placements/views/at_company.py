"""A company's own page: who comes today and the next days, and what they say of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions import attending, moving
from placements.agreeing.standing import unsigned
from placements.attending import Coming, coming_to
from placements.forms.shifts import EmployerCancelForm
from placements.models import Placement, Shift
from placements.parties import Side, workplaces_of_party
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen_ids
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told

AHEAD = timedelta(days=7)


@may(Permission.OWN_COMPANY)
@get_only
def show(request: Request) -> HttpResponse:
    """Part of the company's page, and a page of its own. Each look is in the log of the municipality that keeps the person."""
    places = workplaces_of_party(request.scope)
    if places is None:
        raise Http404
    by_id = {one.public_id: one for one in places.select_related("keeper")}
    today = timezone.localdate()
    found = coming_to(request.scope, by_id.keys(), today, today + AHEAD)
    now = timezone.now()
    days = [(day, list(rows)) for day, rows in groupby(found, key=lambda one: one.shift.day)]
    later = [(day, rows) for day, rows in days if day != today]
    # On the company's page the next day that somebody comes is enough; a chain has dozens a week.
    shown = later[:1] if request.htmx else later
    on_page = [one for one in found if one.shift.day == today or any(one.shift.day == day for day, _rows in shown)]
    for one in on_page:
        seen_ids(request, [one.person], keeper=by_id[one.place].keeper)
    context = {
        "unsigned": _unsigned(found),
        "today": [(one, one.shift.starts_at <= now) for one in found if one.shift.day == today],
        "later": shown,
        "more": len(later) > len(shown),
        "day": today,
        "several": len(by_id) > 1,
        "has_places": bool(by_id),
    }
    return render(request, "placements/at_company.html" + ("#part" if request.htmx else ""), context)


@may(Permission.OWN_COMPANY)
@post_only
def note(request: Request, public_id: UUID) -> HttpResponse:
    """What they saw, by one button."""
    shift = _shift(request, public_id)
    with refusals_told(request):
        attending.note(by=request.scope, shift=shift, state=request.POST.get("state", ""))
        messages.success(request, _("Tak. Det er skrevet ned."))
    return redirect("employers:own_company")


@may(Permission.OWN_COMPANY)
@get_and_post
def cancel(request: Request, public_id: UUID) -> HttpResponse:
    """ "Vi aflyser": why, and the person is told."""
    shift = _shift(request, public_id)
    page = FormPage(request, EmployerCancelForm, name="placements.employer_cancel", about=shift.public_id)
    verb = moving.cancel
    if page.save(lambda form: verb(by=request.scope, shift=shift, side=Side.EMPLOYER, why=form.cleaned_data["why"])):
        messages.success(request, _("Vagten er aflyst. Personen og jeres kontakt i kommunen får besked."))
        return redirect("employers:own_company")
    coming = next((one for one in _coming(request, shift) if one.shift.pk == shift.pk), None)
    return page.render("placements/employer_cancel.html", {"shift": shift, "coming": coming})


def _shift(request: Request, public_id: UUID) -> Shift:
    """One at the company's workplaces; never joined with the person, whom it does not see."""
    places = workplaces_of_party(request.scope)
    if places is None:
        raise Http404
    rows = Shift.everything.filter(placement__workplace__in=places, placement__cancelled_at__isnull=True)
    if not request.scope.organisation.is_employer:
        rows = rows.visible_to(request.scope)
    return get_object_or_404(rows.select_related("placement__workplace__keeper"), public_id=public_id)


def _unsigned(found: list[Coming]) -> set[int]:
    """The placements among these that may not begin yet, and have not. One query."""
    rows = Placement.objects.filter(pk__in={one.shift.placement_id for one in found}, start__gte=timezone.localdate())
    return set(rows.filter(unsigned()).values_list("pk", flat=True))


def _coming(request: Request, shift: Shift) -> list[Coming]:
    place = shift.placement.workplace
    found = coming_to(request.scope, [place.public_id], shift.day, shift.day)
    for one in found:
        seen_ids(request, [one.person], keeper=place.keeper)
    return found
