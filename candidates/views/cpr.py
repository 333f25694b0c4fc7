"""A person's whole CPR number: shown once, for a purpose, on record. A page of its own, and a part of the profile."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from candidates.forms.cpr import CprForm
from candidates.models import Candidate
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind, seen
from smaajob.http import Request, may, post_only
from smaajob.secrets import decrypt


@may(Permission.SEE_CPR)
@never_cache
@post_only
def show(request: Request, public_id: UUID) -> HttpResponse:
    """With a purpose the number; without one the form again, with what is missing beside the field."""
    people = Candidate.objects.visible_to(request.scope).exclude(cpr_encrypted="")
    person = get_object_or_404(people, public_id=public_id)
    form, number = CprForm(request.POST), ""
    if form.is_valid():
        seen(request, person, kind=Kind.UNMASK, purpose=form.said)
        digits = decrypt(person.cpr_encrypted)
        number = f"{digits[:-4]}-{digits[-4:]}"
    else:
        seen(request, person)
    context = {"person": person, "cpr_form": form, "number": number, "masked": masked(person)}
    template = "candidates/cpr.html" + ("#part" if request.htmx else "")
    return render(request, template, context, status=200 if number else 422)


def masked(person: Candidate) -> str:
    """`010190-••••`; empty where there is none."""
    if not person.cpr_encrypted:
        return ""
    digits = decrypt(person.cpr_encrypted)
    if not digits:
        raise Http404
    return f"{digits[:-4]}-••••"
