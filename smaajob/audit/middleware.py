"""What a page shows is written before it leaves, apart from the page's transaction; what can't be written isn't shown."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from smaajob.audit import access
from smaajob.errors import not_logged

log = logging.getLogger(__name__)
# The error pages: they show nobody, whatever the view had begun to.
SHOWS_NOBODY = frozenset({400, 403, 404, 405, 413, 429})


class AccessMiddleware:
    """Outside the transaction of a GET (smaajob.readonly), so that the row is there whatever becomes of the page's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code in SHOWS_NOBODY or response.status_code >= 500:
            return response
        try:
            access.write(request)
        except Exception:
            log.exception("the log of access could not be written")
            response.close()
            return not_logged(request)
        return response
