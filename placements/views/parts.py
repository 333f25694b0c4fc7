"""The placements of a person, a workplace or a programme: parts of those pages, and pages of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import DecimalField, OuterRef, Subquery, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, Programme
from employers.models import Workplace
from placements.models import Hours, Placement, PlacementQuerySet, Shift
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.http import Request, get_only, may
from smaajob.lists import Sort, listing

# PostgreSQL puts the unknown first when it sorts downward: those that run, then those that ended last.
SORTS = (Sort("nu", _("De nyeste først"), ("-actual_end", "-start")),)
NOUN = (_("forløb"), _("forløb"))


@may(Permission.SEE_PLACEMENTS)
@get_only
def for_candidate(request: Request, public_id: UUID) -> HttpResponse:
    """Where the person is and has been."""
    person = get_object_or_404(Candidate.objects.visible_to(request.scope), public_id=public_id)
    cancelled = Placement.everything.visible_to(request.scope).filter(candidate=person).cancelled()
    rows = Placement.objects.visible_to(request.scope).filter(candidate=person)
    return _answer(
        request,
        rows,
        {"about": person, "person": person, "cancelled": _few(cancelled), "hidden": person.hides_from(request.scope)},
    )


@may(Permission.SEE_PLACEMENTS)
@get_only
def for_workplace(request: Request, public_id: UUID) -> HttpResponse:
    """Who is at the workplace, and has been."""
    workplace = get_object_or_404(Workplace.objects.visible_to(request.scope), public_id=public_id)
    cancelled = Placement.everything.visible_to(request.scope).filter(workplace=workplace).cancelled()
    rows = Placement.objects.visible_to(request.scope).filter(workplace=workplace)
    return _answer(request, rows, {"about": workplace, "workplace": workplace, "cancelled": _few(cancelled)})


@may(Permission.SEE_PLACEMENTS)
@get_only
def for_programme(request: Request, public_id: UUID) -> HttpResponse:
    """The placements that the programme counts as its own."""
    programme = get_object_or_404(Programme.objects.visible_to(request.scope), public_id=public_id)
    rows = Placement.objects.visible_to(request.scope).filter(programme=programme)
    return _answer(request, rows, {"about": programme, "programme": programme})


def _few(cancelled: PlacementQuerySet) -> list[Placement]:
    """The trace of what was a mistake, folded under the list."""
    return list(cancelled.select_related("candidate", "workplace").order_by("-cancelled_at")[:20])


def _seen(request: Request, context: dict[str, Any]) -> None:
    """The person that the page is about, and those of the cancelled ones; the list's own are on record by themselves."""
    seen(request, *([context["person"]] if "person" in context else []), *context.get("cancelled", []))


def _answer(request: Request, rows: PlacementQuerySet, context: dict[str, Any]) -> HttpResponse:
    _seen(request, context)
    # The part shows the first ten and links to the page, which has them all.
    found = listing(request, _with_now(rows), sorts=SORTS, noun=NOUN, per_page=10 if request.htmx else 25)
    return render(
        request,
        "placements/parts/placements.html" + ("#part" if request.htmx else ""),
        {**context, "listing": found},
    )


def _with_now(rows: PlacementQuerySet) -> PlacementQuerySet:
    """Adds the next shift (`next_from`, `next_to`, one that goes on now included) and `hours_so_far`."""
    coming = Shift.objects.filter(placement=OuterRef("pk"), ends_at__gt=timezone.now()).order_by("starts_at")
    worked = Hours.objects.filter(placement=OuterRef("pk")).order_by().values("placement").annotate(n=Sum("hours"))
    rows = rows.select_related("candidate", "workplace", "task")
    return rows.annotate(
        next_from=Subquery(coming.values("starts_at")[:1]),
        next_to=Subquery(coming.values("ends_at")[:1]),
        hours_so_far=Subquery(worked.values("n"), output_field=DecimalField(max_digits=10, decimal_places=3)),
    )
