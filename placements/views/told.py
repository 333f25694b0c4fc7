"""The people whom a company has been told of: only what each of them said yes to, for as long as the yes holds."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from employers.company import company_of, workplaces_of
from placements.told import told_to
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen_ids
from smaajob.http import Request, get_only, may


@may(Permission.OWN_COMPANY)
@get_only
def show(request: Request) -> HttpResponse:
    """By workplace. The look is in the log of the municipality that told it, so that the person reads it there."""
    company = company_of(request.scope)
    if company is None:
        raise Http404
    places = workplaces_of(request.scope, company).select_related("keeper").order_by("sort_key", "pk")
    by_id = {one.public_id: one for one in places}
    told = told_to(by_id.keys(), timezone.localdate())
    for one in told:
        seen_ids(request, [one.person], keeper=by_id[one.place].keeper)
    groups = [(place, [one for one in told if one.place == key]) for key, place in by_id.items()]
    context = {"company": company, "groups": [(place, people) for place, people in groups if people]}
    return render(request, "placements/told.html", context)
