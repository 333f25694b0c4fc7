"""The printout for one citizen: when they were looked at, in which role and unit, and what for. No colleague is named in it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob.accounts.permissions import Permission
from smaajob.audit import reading
from smaajob.audit.access import Kind, read_log
from smaajob.audit.forms import BirthForm, FindForm
from smaajob.audit.paper import citizen_pdf
from smaajob.audit.people import find_by_birth, find_by_cpr, ids_of, names_of
from smaajob.http import Request, get_and_post, get_only, may

SHOWN = 200


@may(Permission.SEE_LOG)
@get_and_post
def find(request: Request) -> HttpResponse:
    """By the CPR number, or the day of birth and a name, which the citizen says; they are used here and stand nowhere."""
    by_birth = "born" in request.POST
    form = FindForm(request.POST if request.method == "POST" and not by_birth else None)
    born = BirthForm(request.POST if by_birth else None)
    asked: forms.Form = born if by_birth else form
    found = _found(request, asked) if asked.is_valid() else []
    if asked.is_bound:
        read_log(request, found, kind=Kind.SEARCH, by=["navn" if by_birth else "cpr"])
    if len(found) == 1:
        return redirect("citizen_log", found[0])
    if asked.is_valid() and not found:
        no = (
            _("Vi kender ingen med den fødselsdag og det navn.")
            if by_birth
            else _("Vi kender ingen med det CPR-nummer.")
        )
        asked.add_error("born" if by_birth else "cpr", no)
    names = names_of(request.scope.organisation, found)
    context = {"form": form, "born": born, "asked": asked, "several": [reading.person(one, names) for one in found]}
    return render(request, "audit/find.html", context, status=422 if asked.errors else 200)


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


def _found(request: Request, asked: forms.Form) -> list[UUID]:
    organisation, given = request.scope.organisation, asked.cleaned_data
    if isinstance(asked, BirthForm):
        return find_by_birth(organisation, given["born"], given["name"])
    one = find_by_cpr(organisation, given["cpr"])
    return [one] if one else []


def _of(request: Request, public_id: UUID) -> tuple[str, list[reading.ForThePerson]]:
    """The name and the rows. 404 where the organisation neither knows the person nor has looked at them."""
    organisation = request.scope.organisation
    names = names_of(organisation, [public_id])
    rows = reading.of_person(organisation, ids_of(organisation, public_id))
    if not rows and not names:
        raise Http404
    return reading.people([public_id], names)[0].name, rows
