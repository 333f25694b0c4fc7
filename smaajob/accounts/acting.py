"""Acting in somebody's place: begun with a reason that is written down, seen on every page, ended with one tap."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob import navigation
from smaajob.accounts import behalf
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Behalf, Scope
from smaajob.audit.models import Event
from smaajob.http import Request, anybody, may, post_only

# The record's word for the rows that are on the floors above: it holds no foreign key.
SUBJECTS = {"candidate": "candidates.candidate", "employer": "accounts.organisation"}


class ReasonForm(forms.Form):
    """Why somebody acts in another's place."""

    reason = forms.CharField(
        label=gettext_lazy("Hvorfor handler du på deres vegne?"),
        help_text=gettext_lazy("For eksempel: bad om det i telefonen. Det står i historikken. Skriv ikke om helbred."),
        max_length=300,
        error_messages={"required": gettext_lazy("Skriv kort hvorfor.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False


@may(Permission.ACT_FOR)
@post_only
def act_for(request: Request, kind: str, public_id: UUID) -> HttpResponse:
    """Begin. Without a `reason` the page asks for it."""
    found = behalf.find(request.scope, kind, public_id)
    if found is None:
        raise Http404
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        scope = begin(request.scope, found, form.cleaned_data["reason"].strip())
        behalf.begin(request.session, found)
        return redirect(navigation.home(scope))
    context = {"form": form, "behalf": found}
    return render(request, "accounts/act_for.html", context, status=422 if form.is_bound else 200)


@anybody
@post_only
def stop_acting(request: Request) -> HttpResponse:
    """End. Who acts for nobody is none the worse."""
    acted_for = request.scope.behalf
    if acted_for is not None:
        _write("behalf.end", request.scope, acted_for)
        behalf.end(request.session)
        messages.success(request, _("Du handler igen som dig selv."))
    return redirect(navigation.home(replace(request.scope, behalf=None)))


def begin(by: Scope, acted_for: Behalf, reason: str) -> Scope:
    """Write down that the user acts in somebody's place, and why; gives the scope that they then have."""
    scope = replace(by, behalf=acted_for)
    _write("behalf.begin", scope, acted_for, reason)
    return scope


def _write(verb: str, scope: Scope, acted_for: Behalf, reason: str = "") -> None:
    with transaction.atomic():
        Event.objects.create(
            organisation=scope.organisation,
            actor=scope.user,
            on_behalf_of=scope.on_behalf_of,
            verb=verb,
            subject=SUBJECTS[acted_for.kind],
            subject_id=acted_for.public_id,
            reason=reason,
        )
