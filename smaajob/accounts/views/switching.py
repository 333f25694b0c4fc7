"""What a user does with their own account (signing in and passwords are allauth's)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from smaajob.accounts import behalf
from smaajob.accounts.middleware import CHOSEN
from smaajob.http import Request, anybody, post_only
from smaajob.writing import lower_first


@anybody
@post_only
def switch_organisation(request: Request) -> HttpResponse:
    """Go on in another of the user's memberships. One that is none of theirs is a 404."""
    chosen = next((one for one in request.scope.others if str(one.public_id) == request.POST.get("membership")), None)
    if chosen is None:
        raise Http404
    behalf.end(request.session)
    request.session[CHOSEN] = str(chosen.public_id)
    told = {"organisation": chosen.organisation, "role": lower_first(chosen.get_role_display())}
    messages.success(request, _("Du er nu %(role)s hos %(organisation)s.") % told)
    return redirect("/")
