"""A month's hours on paper or as a spreadsheet: a person's own, a company's people, one placement's for the case.

`?maaned=2026-03&som=csv`; without words this month as PDF.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from candidates.following import own_person
from employers.company import company_of
from placements import reporting
from placements.attending import away_at, away_of
from placements.changing.at_company import pauses_at
from placements.changing.pauses import days_off
from placements.documents.hours_sheet import sheet_pdf
from placements.models import Placement, PlacementQuerySet
from placements.sheet import Sheet, as_csv, end_of, month_of, sheets_of
from placements.told import who_works
from placements.views.reported import see
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind, seen
from smaajob.http import Request, get_only, may
from smaajob.throttle import hold_back

PDF, CSV = "pdf", "csv"
KINDS = {PDF: Kind.PRINT, CSV: Kind.EXPORT}
# A sheet a page takes a twentieth of a second.
MOST = 200


@may(Permission.OWN_WEEK)
@get_only
def mine(request: Request) -> HttpResponse:
    """A person's own hours of a month, one page for each placement."""
    first, form = _asked(request)
    person = own_person(request.scope)
    if person is None or person.is_archived:
        raise Http404
    rows = list(_in_month(reporting.placements_of(request.scope), first))
    seen(request, person, kind=KINDS[form])
    names = {one.pk: str(person) for one in rows}
    away = away_of(rows, first, end_of(first))
    return _answer(sheets_of(rows, names, first, days_off(rows, first), away), first, form)


@may(Permission.OWN_COMPANY)
@get_only
def company(request: Request) -> HttpResponse:
    """Everybody at the company's workplaces in a month, each as the company knows them."""
    first, form = _asked(request)
    if company_of(request.scope) is None:
        raise Http404
    rows = list(_in_month(reporting.placements_of(request.scope), first)[:MOST])
    who = who_works([one.pk for one in rows], timezone.localdate())
    pauses = pauses_at([one.pk for one in rows], first)
    away = away_at(request.scope, rows, first, end_of(first))
    sheets = sheets_of(rows, {key: str(one) for key, one in who.items()}, first, pauses, away)
    see(request, [one.placement for one in sheets], who, kind=KINDS[form])
    return _answer(sheets, first, form)


@may(Permission.SEE_PLACEMENTS)
@get_only
def of_placement(request: Request, public_id: UUID) -> HttpResponse:
    """One placement's month, for the case."""
    first, form = _asked(request)
    rows = Placement.objects.visible_to(request.scope).select_related("candidate", "workplace", "keeper")
    placement = get_object_or_404(rows, public_id=public_id)
    seen(request, placement, kind=KINDS[form])
    names, pauses = {placement.pk: str(placement.candidate)}, days_off([placement], first)
    sheets = sheets_of([placement], names, first, pauses, away_of([placement], first, end_of(first)))
    return _answer(sheets or [Sheet(placement, str(placement.candidate), first)], first, form)


def _asked(request: Request) -> tuple[date, str]:
    form, month = request.GET.get("som", PDF), request.GET.get("maaned", "")
    first = month_of(month) if month else timezone.localdate().replace(day=1)
    if first is None or form not in KINDS:
        raise Http404
    if form == PDF:
        hold_back(request, "hours_sheet", str(request.scope.user.public_id) if request.scope.user else "")
    return first, form


def _in_month(rows: PlacementQuerySet, first: date) -> PlacementQuerySet:
    lasted = Q(actual_end=None) | Q(actual_end__gte=first)
    return rows.filter(lasted, start__lte=end_of(first)).order_by("workplace__sort_key", "start", "pk")


def _answer(sheets: Iterable[Sheet], first: date, form: str) -> HttpResponse:
    """The file's name says the month and names nobody."""
    sheets = list(sheets)
    content, kind = (
        (sheet_pdf(sheets, first), "application/pdf") if form == PDF else (as_csv(sheets), "text/csv; charset=utf-8")
    )
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="timer-{first:%Y-%m}.{form}"'
    return answer
