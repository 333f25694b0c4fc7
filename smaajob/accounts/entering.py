"""Into a session, by whatever way: what the session remembers of it, and where it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.models import Login
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.utils.http import url_has_allowed_host_and_scheme

from smaajob.accounts.inside_allauth import perform_login, record_authentication
from smaajob.accounts.middleware import ASSURANCE, CHOSEN
from smaajob.accounts.scope import Assurance

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smaajob.accounts.models import Membership, User

# How somebody has shown who they are, as allauth notes it in the session.
BY_CODE, BY_PASSWORD = "code", "password"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class AssuranceMixin:
    """For allauth's adapter: the session knows how sure we are who it is, from the ways that were used to sign in."""

    def login(self, request: HttpRequest, user: User) -> None:
        """As allauth's (which gives the session a new key)."""
        super().login(request, user)  # type: ignore[misc]
        methods = {one["method"] for one in get_authentication_records(request, user)}
        request.session[ASSURANCE] = str(Assurance.CODE if methods == {BY_CODE} else Assurance.FULL)


def enter(request: HttpRequest, user: User, next_path: str = "", *, by: str) -> HttpResponse:
    """Sign somebody in who has shown who they are (`by`); who has a second factor is asked for it first. Answers where to go on."""
    record_authentication(request, user, method=by)
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=next_path or None))
    return answer


def enter_by_link(request: HttpRequest, membership: Membership) -> None:
    """Sign a person in by a personal link, sure of no more than that, where they are not signed in already."""
    if request.user != membership.user:
        login(request, membership.user, backend=_BACKEND)
        request.session[ASSURANCE] = str(Assurance.LINK)
    request.session[CHOSEN] = str(membership.public_id)


def rise(request: HttpRequest, assurance: Assurance, *, by: str = "") -> None:
    """We are surer now who it is: the session says so, under a new key. `by`: a way to sign in that was shown with it."""
    if by:
        record_authentication(request, request.user, method=by)
    before = request.session.session_key
    request.session[ASSURANCE] = str(assurance)
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def next_path(request: HttpRequest, name: str = "next") -> str:
    """Where the user was going, if it is a page of ours; else nothing."""
    return safe_path(request, request.POST.get(name) or request.GET.get(name) or "")


def safe_path(request: HttpRequest, url: str) -> str:
    """The address without the site's own in front, if it is one of ours; else nothing."""
    if not url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    # What was ours with the site in front may be another's without it: http://ours//evil is then //evil, and so is /\evil.
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""
