"""Acting in somebody's place: begun with a reason that is written down, seen on every page, ended with one tap."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from smaajob import navigation
from smaajob.accounts import behalf
from smaajob.accounts.actions import acting as actions
from smaajob.accounts.forms.acting import ReasonForm
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen_ids
from smaajob.http import Request, anybody, may, post_only


@may(Permission.ACT_FOR)
@post_only
def act_for(request: Request, kind: str, public_id: UUID) -> HttpResponse:
    """Begin. Without a `reason` the page asks for it."""
    found = behalf.find(request.scope, kind, public_id)
    if found is None:
        raise Http404
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        scope = actions.begin(by=request.scope, acted_for=found, reason=form.cleaned_data["reason"].strip())
        behalf.begin(request.session, found)
        return redirect(navigation.home(scope))
    if kind == "candidate":
        seen_ids(request, [public_id])
    context = {"form": form, "behalf": found}
    return render(request, "accounts/act_for.html", context, status=422 if form.is_bound else 200)


@anybody
@post_only
def stop_acting(request: Request) -> HttpResponse:
    """End. Who acts for nobody is none the worse."""
    acted_for = request.scope.behalf
    if acted_for is not None:
        actions.end(by=request.scope, acted_for=acted_for)
        behalf.end(request.session)
        messages.success(request, _("Du handler igen som dig selv."))
    return redirect(navigation.home(replace(request.scope, behalf=None)))
