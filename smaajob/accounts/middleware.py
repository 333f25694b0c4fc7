"""Puts the scope on the request of a signed-in user, and holds each view to its permission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from smaajob import reach
from smaajob.accounts import behalf, elsewhere
from smaajob.accounts.scope import Assurance, scope_of
from smaajob.accounts.second_factor import must_set_up
from smaajob.http import Request, permission_of
from smaajob.messages.channels import read_here

WITHOUT_USER = ("/healthz", "/static/")
# Signing in and out, a new password, factors, sessions: also for those who belong nowhere, and before a factor is set up.
OWN_ACCOUNT = "/konto/"
# How somebody who belongs nowhere, or nowhere any more, comes to belong.
INVITATION = "/invitation/"
# The way in by a personal link, also for somebody whose way in was closed.
PERSONAL_LINK = "/mig/"
# What somebody who came by a personal link may do with their account: prove more, stay, or leave.
OPEN_TO_LINKS = ("/konto/kode/", "/konto/bliv/", "/konto/login/", "/konto/logout/")
CHOSEN, ASSURANCE = "membership", "assurance"


class NothingFirstMiddleware:
    """The outermost: a request begins with nothing in sight, whatever its thread did before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with reach.nothing():
            return self.get_response(request)


class ScopeMiddleware:
    """A user who belongs to no organisation is told so; everyone else's clock is their organisation's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(WITHOUT_USER) or not request.user.is_authenticated:
            return self.get_response(request)
        assurance = Assurance(request.session.get(ASSURANCE, Assurance.FULL))
        scope = scope_of(request.user, request.session.get(CHOSEN), assurance)
        if scope is None and request.path.startswith((OWN_ACCOUNT, INVITATION, PERSONAL_LINK)):
            return self.get_response(request)
        if scope is None:
            return render(request, "accounts/no_organisation.html", status=403)
        with timezone.override(scope.zone), reach.reaching(scope.reach(post=bool(read_here()))):
            cast(Request, request).scope = behalf.applied(scope, request.session)
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not response.is_async:
                response.streaming_content = reach.streamed(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Refuse what the role may not; ask for a second factor or a code where it is needed."""
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if request.path.startswith(OWN_ACCOUNT):
            by_link = request.session.get(ASSURANCE) == Assurance.LINK
            return _ask_for_code(request) if by_link and not request.path.startswith(OPEN_TO_LINKS) else None
        scope = getattr(request, "scope", None)
        if scope is None:
            return None
        if (answer := elsewhere.refused(request, scope)) is not None:
            return answer
        permissions = permission_of(view)
        if must_set_up(scope.user, scope.role, request.session):
            return redirect("second_factor")
        if permissions is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} names no permission (smaajob.http.may).")
        if not permissions:
            return None
        mine = [one for one in permissions if scope.may(one)]
        if not mine:
            raise PermissionDenied
        if all(scope.needs_code(one) for one in mine):
            return _ask_for_code(request)
        return None


def _ask_for_code(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('step_up')}?{urlencode({'next': request.get_full_path()})}")
