"""For the machine that watches this one."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse

from smaajob.http import get_only
from smaajob.jobs.health import parts


@login_not_required
@get_only
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as pages can be answered (web and database); the rest is told, and delays work without losing it."""
    state = parts()
    return JsonResponse(state, status=200 if state["database"] == "ok" else 503)
