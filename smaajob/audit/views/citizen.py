"""The printout for one citizen: when they were looked at, in which role and unit, and what for. No colleague is named in it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob.accounts.permissions import Permission
from smaajob.audit import reading
from smaajob.audit.access import Kind, read_log
from smaajob.audit.forms import FindForm
from smaajob.audit.paper import citizen_pdf
from smaajob.audit.people import find_by_cpr, ids_of, names_of
from smaajob.http import Request, get_and_post, get_only, may

SHOWN = 200


@may(Permission.SEE_LOG)
@get_and_post
def find(request: Request) -> HttpResponse:
    """By the CPR number, which the citizen says; it is used here and stands nowhere."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        found = find_by_cpr(request.scope.organisation, form.cleaned_data["cpr"]) if form.is_valid() else None
        read_log(request, [found] if found else [], kind=Kind.SEARCH, by=["cpr"])
        if found:
            return redirect("citizen_log", found)
        if form.is_valid():
            form.add_error("cpr", _("Vi kender ingen med det CPR-nummer."))
    return render(request, "audit/find.html", {"form": form}, status=422 if form.is_bound else 200)


@may(Permission.SEE_LOG)
@get_only
def show(request: Request, public_id: UUID) -> HttpResponse:
    """The page; the newest SHOWN of it, the paper has all."""
    name, rows = _of(request, public_id)
    read_log(request, [public_id])
    context = {"public_id": public_id, "name": name, "rows": rows[:SHOWN], "number": len(rows), "most": SHOWN}
    return render(request, "audit/citizen.html", {**context, "months": request.scope.organisation.log_months})


@may(Permission.SEE_LOG)
@get_only
def pdf(request: Request, public_id: UUID) -> HttpResponse:
    """On paper, as an attachment whose name tells nothing about anybody."""
    name, rows = _of(request, public_id)
    read_log(request, [public_id], kind=Kind.PRINT)
    content = citizen_pdf(request.scope, name=name, rows=rows)
    headers = {
        "Content-Disposition": f'attachment; filename="opslag-{timezone.localdate()}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _of(request: Request, public_id: UUID) -> tuple[str, list[reading.ForThePerson]]:
    """The name and the rows. 404 where the organisation neither knows the person nor has looked at them."""
    organisation = request.scope.organisation
    names = names_of(organisation, [public_id])
    rows = reading.of_person(organisation, ids_of(organisation, public_id))
    if not rows and not names:
        raise Http404
    return reading.people([public_id], names)[0].name, rows
