"""Headers that hold for every answer, beside those of Django's SecurityMiddleware and of django-csp (settings.py)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Nothing of the machine but a passkey, and that only for ourselves.
_NOT_USED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope",
    "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock",
    "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(
    [*(f"{name}=()" for name in _NOT_USED), "publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
)
# Their addresses are secrets. `strict-origin` tells other pages, also our own, no more than the name of the site; with
# `no-referrer` a browser would send `Origin: null` with the page's own form, and Django rightly refuses that.
SECRET_ADDRESSES = (
    "/mig/",
    "/opgave/",
    "/kalender/",
    "/underskriv/",
    "/invitation/",
    "/konto/password/reset/",
    "/konto/confirm-email/",
)
STATIC = "/static/"


class HeadersMiddleware:
    """Sets what no view has set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(STATIC):
            return response
        # Whose page it is, the next at the same machine must not see: nothing of it is kept, also not for "back".
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(SECRET_ADDRESSES):
            response.headers.setdefault("Referrer-Policy", "strict-origin")
        return response
