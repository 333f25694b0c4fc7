"""On which machines a user is signed in, and how they sign out there."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smaajob.accounts.actions import sessions as actions
from smaajob.accounts.devices import devices_of
from smaajob.accounts.models import User
from smaajob.http import Request, anybody, get_and_post


@anybody
@get_and_post
def devices(request: Request) -> HttpResponse:
    """The list; a POST ends one (`session`) or all others (`others`)."""
    key, user = request.session.session_key, cast(User, request.user)
    if request.method != "POST":
        found = devices_of(user, key)
        return render(request, "usersessions/usersession_list.html", {"devices": found})
    number = request.POST.get("session", "")
    if "others" in request.POST:
        ended = actions.end(user=user, current_key=key)
    elif number.isdecimal() and len(number) < 16:
        ended = actions.end(user=user, current_key=key, number=int(number))
    else:
        raise Http404
    if ended:
        told = ngettext("Du er logget ud på en anden enhed.", "Du er logget ud på %(ended)d andre enheder.", ended)
        messages.success(request, told % {"ended": ended})
    else:
        messages.info(request, _("Der var ikke noget at logge ud af."))
    return redirect("usersessions_list")
