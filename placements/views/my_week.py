"""A person's own week, by their link or signed in; and the same week for the mentor or the guardian who follows them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.following import own_person
from candidates.models import Candidate
from candidates.reaching import contacts
from placements.actions import attending
from placements.agreeing.copies import sheets_of
from placements.forms.attending import CannotComeForm
from placements.models import Proposal, Shift
from placements.views.whose import own_placements
from placements.week import week_of as read_week
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told


@may(Permission.OWN_WEEK)
@get_only
def my_week(request: Request) -> HttpResponse:
    """Today on top, then tomorrow, then later, and whom to call."""
    person = own_person(request.scope)
    if person is None or person.is_archived:
        return render(request, "placements/my_week_nobody.html", {"contacts": contacts(person) if person else []})
    seen(request, person)
    week = read_week(person, timezone.localdate())
    proposals = (
        Proposal.objects.filter(keeper=person.keeper, candidate=person).active().select_related("task", "workplace")
    )
    context = {
        "person": person,
        "week": week,
        "contacts": contacts(person),
        "proposals": list(proposals.order_by("deadline")),
        # Who came by a personal link is asked for a code when they take one.
        "sheets": sheets_of(own_placements(request.scope, person), timezone.localdate()),
    }
    return render(request, "placements/my_week.html", context)


@may(Permission.OWN_WEEK)
@get_and_post
def cannot_come(request: Request, public_id: UUID) -> HttpResponse:
    """ "Jeg kan ikke komme": why, in one tap; the workplace and the consultant hear it at once."""
    person, shift = _own_shift(request, public_id)
    page = FormPage(request, CannotComeForm, name="placements.cannot_come", about=shift.public_id)
    if page.save(lambda form: attending.cannot_come(by=request.scope, shift=shift, **form.values())):
        place = {"place": shift.placement.workplace.name}
        messages.success(
            request, _("Tak, fordi du siger det. %(place)s og din kontakt i kommunen har fået besked.") % place
        )
        return redirect("placements:my_week")
    return page.render("placements/cannot_come.html", {"person": person, "shift": shift, "contacts": contacts(person)})


@may(Permission.OWN_WEEK)
@post_only
def come_after_all(request: Request, public_id: UUID) -> HttpResponse:
    """Taken back, until the shift begins."""
    _person, shift = _own_shift(request, public_id)
    with refusals_told(request):
        attending.take_back(by=request.scope, shift=shift)
        messages.success(request, _("Godt. Arbejdspladsen og din kontakt har fået at vide, at du kommer."))
    return redirect("placements:my_week")


def _own_shift(request: Request, public_id: UUID) -> tuple[Candidate, Shift]:
    person = own_person(request.scope)
    if person is None or person.is_archived:
        raise Http404
    rows = Shift.everything.filter(candidate=person, placement__cancelled_at__isnull=True)
    shift = get_object_or_404(rows.select_related("placement__workplace"), public_id=public_id)
    seen(request, person)
    return person, shift


@may(Permission.SEE_CIRCLE)
@get_only
def week_of(request: Request, public_id: UUID) -> HttpResponse:
    """Part of the page about somebody whom the user follows, and a page of its own."""
    person = get_object_or_404(
        Candidate.objects.visible_to(request.scope).open_to(request.scope).current(), public_id=public_id
    )
    seen(request, person)
    context = {"person": person, "week": read_week(person, timezone.localdate())}
    return render(request, "placements/week_of.html" + ("#part" if request.htmx else ""), context)
