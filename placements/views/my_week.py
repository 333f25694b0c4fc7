"""A person's own week, by their link or signed in; and the same week for the mentor or the guardian who follows them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from candidates.following import own_person
from candidates.models import Candidate
from candidates.reaching import contacts
from placements.models import Proposal
from placements.week import week_of as read_week
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.http import Request, get_only, may


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
    }
    return render(request, "placements/my_week.html", context)


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
