"""A CPR number that was typed into a list's search is not searched for, and stays in no address and no link."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from smaajob.http import Request
from smaajob.lists import PAGE, SEARCH
from smaajob.masking import holds_cpr


class NoCprInUrlsMiddleware:
    """The browser has sent it already; what we can do is to go on to the list without it, and say where to search instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"} or not holds_cpr(request.GET.get(SEARCH, "")):
            return self.get_response(request)
        left = request.GET.copy()
        for key in (SEARCH, PAGE):
            left.pop(key, None)
        messages.warning(
            request,
            _("Skriv ikke et CPR-nummer her. Søg efter det i feltet øverst på siden: Der bliver det ikke gemt."),
        )
        url = request.path + (f"?{left.urlencode()}" if left else "")
        # A part of a page can't say it: the whole page is asked for.
        if cast(Request, request).htmx:
            return cast(HttpResponse, HttpResponseClientRedirect(url))
        return HttpResponseRedirect(url)
