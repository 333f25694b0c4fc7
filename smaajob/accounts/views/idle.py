"""What the warning before the end of a session does."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from smaajob.accounts import idle
from smaajob.accounts.entering import safe_path
from smaajob.http import Request, anybody, post_only


@anybody
@post_only
def stay(request: Request) -> HttpResponse:
    """Stay signed in, or (`over`) end what nobody has touched. Answers the page's script with the seconds that are left."""
    page = safe_path(request, request.headers.get("Referer", "")) or "/"
    if "over" in request.POST:
        idle.end(request, idle.too_long())
        return redirect(idle.way_in(page))
    idle.clicked(request.session)
    if request.accepts("text/html"):
        return redirect(page)
    now = idle.left(request.session)
    return JsonResponse({"idle": now.idle, "whole": now.whole})
