"""One line in the log for each request: which page, how it went, how long it took, for whom; no name and no secret."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from functools import cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

from smaajob.logs import HIDDEN, belongs_to

log = logging.getLogger("smaajob.requests")
UNTOLD = ("/static/", "/healthz")


class RequestLogMiddleware:
    """The outermost: it also sees what the others answer, and gives the request the id that all its lines carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        here = {"request": uuid.uuid4().hex[:16]}
        token = belongs_to.set(here)
        try:
            response = self.get_response(request)
            if not request.path.startswith(UNTOLD):
                self._tell(request, response, here, began)
        finally:
            belongs_to.reset(token)
        return response

    def _tell(self, request: HttpRequest, response: HttpResponseBase, here: dict[str, str], began: float) -> None:
        here.update(whose(request))
        status = response.status_code
        told = {
            "method": request.method if request.method in _METHODS else HIDDEN,
            "path": path_of(request),
            "status": status,
            "ms": round((time.monotonic() - began) * 1000),
        }
        log.log(logging.ERROR if status >= 500 else logging.INFO, "request", extra=told)


def whose(request: HttpRequest) -> dict[str, str]:
    """The public ids of who asks, and for which organisation."""
    scope = getattr(request, "scope", None)
    if scope is None or scope.user is None:
        return {}
    return {"user": str(scope.user.public_id), "organisation": str(scope.organisation.public_id)}


def path_of(request: HttpRequest) -> str:
    """The path as the URL conf knows it: its words and ids. Of what stands in a path by somebody's own choice, nothing."""
    match = request.resolver_match
    kept = {str(value) for value in match.kwargs.values() if isinstance(value, uuid.UUID | int)} if match else set()
    known = _words()
    parts = [part if not part or part in known or part in kept else HIDDEN for part in request.path.split("/")]
    return "/".join(parts)[:300]


@cache
def _words() -> frozenset[str]:
    """The words of all our addresses; what stands between < and > is data."""
    found: set[str] = set()

    def collect(patterns: list[URLPattern | URLResolver]) -> None:
        for one in patterns:
            found.update(part for part in str(one.pattern).strip("^$").split("/") if part and "<" not in part)
            if isinstance(one, URLResolver):
                collect(one.url_patterns)

    collect(get_resolver().url_patterns)
    return frozenset(found)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
