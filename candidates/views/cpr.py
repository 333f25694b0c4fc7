"""A person's whole CPR number: shown once, for a purpose, on record. A page of its own, and a part of the profile."""

from __future__ import annotations

import logging
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from candidates.forms.cpr import CprForm
from candidates.models import Candidate
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind, seen
from smaajob.http import Request, may, post_only
from smaajob.secrets import decrypt

log = logging.getLogger(__name__)


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
        digits = _digits(person)
        number = f"{digits[:-4]}-{digits[-4:]}" if digits else ""
        if not digits:
            form.add_error("purpose", _("Nummeret kan ikke læses. Sig det til dem, der driver Småjob hos jer."))
    else:
        seen(request, person)
    context = {"person": person, "cpr_form": form, "number": number, "masked": masked(person)}
    template = "candidates/cpr.html" + ("#part" if request.htmx else "")
    return render(request, template, context, status=200 if number else 422)


def masked(person: Candidate) -> str:
    """`010190-••••`; empty where there is none."""
    if not person.cpr_encrypted:
        return ""
    digits = _digits(person)
    return f"{digits[:-4]}-••••" if digits else "••••••-••••"


def _digits(person: Candidate) -> str:
    """Empty where no key fits, as after a restore with other keys: the person's page is shown all the same."""
    try:
        return decrypt(person.cpr_encrypted)
    except InvalidToken:
        log.error("a CPR number can't be read with any of FIELD_KEYS")
        return ""
