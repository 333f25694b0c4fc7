"""A GET changes no business table: PostgreSQL itself refuses.

The view of a GET runs in a READ ONLY transaction. The session is written by its own middleware after the view, outside it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SAFE = {"GET", "HEAD", "OPTIONS"}


class ReadOnlyGetMiddleware:
    """Wraps the view of each safe request in a transaction that can't write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE or request.path == "/healthz":
            return self.get_response(request)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            return self.get_response(request)
