"""What is too large is refused by what its head says of it, before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from smaajob import errors


class TooLargeMiddleware:
    """Answers 413. Django's own limit leaves files out, and reads them all before it asks who sends them.

    A body whose length isn't told is none for a WSGI program, so nothing passes by.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if length_of(request) > most_bytes(request):
            return errors.too_large(request)
        return self.get_response(request)


def length_of(request: HttpRequest) -> int:
    """The bytes that the request says it has; 0 where it says nothing that is a number."""
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told) if told.isascii() and told.isdigit() else 0


def most_bytes(request: HttpRequest) -> int:
    """How much the page takes: LARGE_BODIES for pages that take files from those who have signed in, else BODY_MAX_BYTES."""
    usual: int = settings.BODY_MAX_BYTES
    if length_of(request) <= usual or not request.user.is_authenticated:
        return usual
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return usual
    return int(settings.LARGE_BODIES.get(name, usual))
