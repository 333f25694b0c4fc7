"""What a user does with their own account (signing in and passwords are allauth's)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from smaajob.http import Request, post_only


@post_only
def switch_organisation(request: Request) -> HttpResponse:
    """Work for another of the user's organisations. One that is none of theirs is a 404."""
    chosen = next((o for o in request.scope.others if str(o.public_id) == request.POST.get("organisation")), None)
    if chosen is None:
        raise Http404
    request.session["organisation"] = str(chosen.public_id)
    messages.success(request, _("Du arbejder nu for %(organisation)s.") % {"organisation": chosen})
    return redirect("/")
