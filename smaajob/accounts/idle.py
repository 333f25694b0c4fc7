"""Who has not clicked for a while is signed out; before it comes to that the page warns (static/js/idle.js).

The session keeps when it began and when its user last clicked, written once a minute at the most. What a page fetches by itself, again
and again, is no click: app.js marks it. Twelve hours after signing in it is over whatever was done (SESSION_COOKIE_AGE).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from smaajob.accounts.entering import safe_path
from smaajob.accounts.middleware import ASSURANCE, OWN_ACCOUNT, WITHOUT_USER
from smaajob.accounts.scope import Assurance
from smaajob.formpage import TOKEN, keep_typed
from smaajob.navigation import is_for_codes

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

BEGAN, SEEN = "began", "seen"
BACKGROUND = "X-Background"
WRITE_EVERY = 60  # seconds; so much later than the page's own clock the server ends it, at the most
SAFE = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Left:
    """Seconds without a click that are allowed, and seconds until it is over whatever is done. For the page."""

    idle: int
    whole: int


def begin(session: SessionBase) -> None:
    """Somebody has just signed in, by whatever way."""
    session[BEGAN] = session[SEEN] = int(time.time())


def on_signing_in(request: HttpRequest, **_rest: Any) -> None:
    """Django's `user_logged_in`: the one place that every way in comes by."""
    begin(request.session)


def clicked(session: SessionBase) -> None:
    """The user is there."""
    session[SEEN] = int(time.time())


def allowed(session: SessionBase) -> int:
    """Seconds without a click: on a phone with a personal link longer than at a desk."""
    by_link = session.get(ASSURANCE) == Assurance.LINK
    return 60 * int(settings.LINK_IDLE_MINUTES if by_link else settings.IDLE_MINUTES)


def left(session: SessionBase) -> Left:
    """What is left of the session."""
    return Left(allowed(session), max(0, session.get(BEGAN, 0) + settings.SESSION_COOKIE_AGE - int(time.time())))


class IdleMiddleware:
    """Ends what has been left alone, and leads who is out to the page for signing in, and back from there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if request.path.startswith(WITHOUT_USER):
            return self.get_response(request)
        if request.user.is_authenticated:
            over = _look(request)
            # What was typed in a form is kept first, when CSRF has been seen to (process_view).
            if over and not (request.method == "POST" and TOKEN in request.POST):
                end(request, over)
            else:
                request.over = over  # type: ignore[attr-defined]
                request.left = left(request.session)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if getattr(request, "over", "") and request.user.is_authenticated:
            end(request, request.over)  # type: ignore[attr-defined]
        return _to_signing_in(request, response, had_session)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """A form that came too late: keep what was typed as its draft, then sign out."""
        over = getattr(request, "over", "")
        if not over:
            return None
        _keep_draft(request)
        end(request, over)
        return redirect(settings.LOGIN_URL)


def end(request: HttpRequest, why: str) -> None:
    """Sign out and say why on the next page."""
    logout(request)
    messages.warning(request, why)


def too_long() -> str:
    """Why somebody was signed out who did not click."""
    return _(
        "Du har ikke rørt siden i et stykke tid, så vi har logget dig ud. Dine kladder er gemt. Log ind igen, så kommer du tilbage."
    )


def _look(request: HttpRequest) -> str:
    """Why the session is over; nothing where it goes on, and then it is noted that the user is there."""
    session, now = request.session, time.time()
    if SEEN not in session:
        begin(session)
    if now - session[BEGAN] > settings.SESSION_COOKIE_AGE:
        return _("Du har været logget ind i 12 timer, så vi har logget dig ud. Log ind igen for at gå videre.")
    quiet = now - session[SEEN]
    if quiet > allowed(session) + WRITE_EVERY:
        return too_long()
    if quiet >= WRITE_EVERY and BACKGROUND not in request.headers:
        clicked(session)
    return ""


def _keep_draft(request: HttpRequest) -> None:
    scope = getattr(request, "scope", None)
    if scope is None:
        return
    with suppress(signing.BadSignature):
        keep_typed(scope, request.POST)


def _to_signing_in(request: HttpRequest, response: HttpResponseBase, had_session: bool) -> HttpResponseBase:
    """Where the answer leads to signing in: from a part of a page the whole page goes there; and afterwards back to a page."""
    entrance = resolve_url(settings.LOGIN_URL)
    location = response.headers.get("Location", "")
    if request.user.is_authenticated or urlsplit(location).path != entrance or request.path.startswith(entrance):
        return response
    # A view that says itself where to go on (an invitation) is not overruled.
    said = parse_qs(urlsplit(location).query).get("next", [])
    if said and said[0] != request.get_full_path():
        return response
    # Who has signed out, or changed how they sign in, is not led back there.
    if request.method not in SAFE and request.path.startswith(OWN_ACCOUNT):
        return response
    if had_session and not request.session.session_key and not messages.get_messages(request):
        messages.info(request, _("Du er logget ud på denne enhed. Log ind igen, så kommer du tilbage til siden."))
    part = "HX-Request" in request.headers
    page = _page_of(request, part)
    where = way_in(page)
    return HttpResponseClientRedirect(where) if part else redirect(where)


def way_in(page: str) -> str:
    """Where to sign in, and back to a page afterwards. Who has a code and no password is not asked for one first."""
    entrance = resolve_url("account_request_login_code" if is_for_codes(page) else settings.LOGIN_URL)
    return f"{entrance}?{urlencode({'next': page})}" if page and page != "/" else entrance


def _page_of(request: HttpRequest, part: bool) -> str:
    """The page that the user was on: a form's address may have no page of its own."""
    if request.method in SAFE and not part:
        return request.get_full_path()
    return safe_path(request, request.headers.get("HX-Current-URL" if part else "Referer", ""))
