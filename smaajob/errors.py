"""What went wrong, told as a page in the reader's language with a way on; a part of a page gets the sentence alone.

templates/400.html … 500.html. They can be shown to anyone at any time: without a user, and 500 without a database.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.core.exceptions import RateLimited
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.navigation import home

log = logging.getLogger(__name__)
WAIT_SECONDS = 300
METHOD_NOT_ALLOWED = 405
MOST_KEPT_LETTERS, MOST_KEPT_FIELDS = 200_000, 300
# What is typed there is no text that people want back, and must not stand in a page again.
NOT_KEPT = re.compile(r"password|csrfmiddlewaretoken|(^|_)(code|cpr|token)(_|$)", re.IGNORECASE)
SENTENCES = {
    400: gettext_lazy("Vi kunne ikke læse det, du sendte. Intet er ændret. Hent siden på ny, og prøv igen."),
    403: gettext_lazy("Det har du ikke adgang til. Intet er ændret."),
    404: gettext_lazy("Det findes ikke mere, eller det hører til hos andre. Hent siden på ny."),
    405: gettext_lazy("Det kan ikke gøres herfra. Intet er ændret. Hent siden på ny."),
    409: gettext_lazy("Du er skiftet til en anden organisation, og intet er gemt. Skift tilbage, og prøv igen."),
    413: gettext_lazy("Det, du sendte, fylder for meget. Intet er gemt."),
    429: gettext_lazy("Der har været for mange forsøg. Vent et par minutter, og prøv igen."),
    500: gettext_lazy("Noget gik galt hos os, og intet er gemt. Prøv igen om lidt."),
    503: gettext_lazy(
        "Vi kan ikke vise det lige nu, fordi vi ikke kan skrive ned, hvem der ser det. Prøv igen om lidt."
    ),
}
WITHOUT_TEMPLATES = """<!doctype html><html lang="da"><meta charset="utf-8"><title>Småjob</title>
<h1>Noget gik galt hos os</h1><p>Det er ikke din skyld, og intet er gemt. Prøv igen om lidt.</p><p><a href="/">Småjob</a></p></html>"""


class TooManyRequests(Exception):
    """Raised where somebody tries too often; answered with 429 and a page. `seconds` until it is worth trying again."""

    def __init__(self, seconds: int = WAIT_SECONDS) -> None:
        super().__init__()
        self.seconds = seconds


class ErrorsMiddleware:
    """Gives the refusals that Django has no page for theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != METHOD_NOT_ALLOWED:
            return response
        # Django's answer is empty, and the browser shows a page of its own: the address of a button was opened, or loaded again.
        answer = _page(request, METHOD_NOT_ALLOWED, "405.html")
        answer["Allow"] = response.headers.get("Allow", "")
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TooManyRequests):
            return too_many_requests(request, exception.seconds)
        return too_many_requests(request) if isinstance(exception, RateLimited) else None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; and 413 where Django refused what was sent for its size."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return _page(request, 400, "400.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "403.html")


def not_found(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:
    return _page(request, 404, "404.html")


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, 413, "413.html")


def elsewhere(request: HttpRequest, was: Any, *, kept: bool) -> HttpResponse:
    """409 for a form from a page that was opened in `was`, another of the user's memberships (None where it has ended)."""
    return _page(request, 409, "409.html", {"was": was, "kept": kept})


def too_many_requests(request: HttpRequest, seconds: int = WAIT_SECONDS) -> HttpResponse:
    """429 with Retry-After. allauth finds it as the URL conf's `handler429`."""
    answer = _page(request, 429, "429.html", {"minutes": max(1, -(-seconds // 60))})
    answer["Retry-After"] = str(seconds)
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """500. It asks nothing of the database, of the session or of the template's context processors."""
    if is_part(request):
        return _sentence(500)
    try:
        scope = getattr(request, "scope", None)
        text: str = render_to_string("500.html", {"home": home(scope) if scope else "/"})
    except Exception:
        log.exception("the page for 500 can't be shown")
        text = WITHOUT_TEMPLATES
    return HttpResponse(text, status=500)


def not_logged(request: HttpRequest) -> HttpResponse:
    """503 where the log of access could not be written: what nobody has written down is not shown."""
    return _page(request, 503, "503.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose page is older than the session. What was typed is on the page again, to be sent once more.

    Only where the browser says that the form came from our own page; a form from elsewhere gets no second try.
    """
    if is_part(request):
        return _sentence(403, _("Siden var for gammel, og intet er gemt. Hent siden på ny, og prøv igen."))
    scope = getattr(request, "scope", None)
    kept = _typed(request) if scope and came_from_here(request) else None
    return _page(request, 403, "403_csrf.html", {"kept": kept, "files_lost": bool(kept is not None and request.FILES)})


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this. Neither header can be set by a page of somebody else."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(origin)
    return bool(origin) and (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def _typed(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The fields of the form that was sent, to be sent again; None where there is nothing to keep, or too much."""
    if request.path.startswith("/konto/"):
        return None
    names = [name for name in request.POST if not NOT_KEPT.search(name)]
    fields = [(name, value) for name in names for value in request.POST.getlist(name)]
    if not fields or len(fields) > MOST_KEPT_FIELDS or sum(len(value) for _n, value in fields) > MOST_KEPT_LETTERS:
        return None
    return fields


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; the page then says the sentence in its own place for messages (app.js)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def _sentence(status: int, text: str = "") -> HttpResponse:
    return HttpResponse(text or str(SENTENCES[status]), status=status, content_type="text/plain; charset=utf-8")


def _page(request: HttpRequest, status: int, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
    if is_part(request):
        return _sentence(status)
    scope = getattr(request, "scope", None)
    ways = {"home": home(scope) if scope else "", "by_link": reverse("candidates:link_type"), **(context or {})}
    try:
        return render(request, template, ways, status=status)
    except Exception:
        # The database may be what is wrong: then the page does without the user's menu.
        log.exception("the page for %d can't be shown as it should", status)
        return HttpResponse(render_to_string(template, ways), status=status)
