"""Puts the scope on the request of a signed-in user."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from smaajob.accounts.scope import scope_of
from smaajob.http import Request

WITHOUT_USER = ("/healthz", "/static/")
OWN_ACCOUNT = "/konto/"  # signing out and a new password, also for those who belong nowhere


class ScopeMiddleware:
    """A user who belongs to no organisation is told so; everyone else's clock is their municipality's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(WITHOUT_USER) or not request.user.is_authenticated:
            return self.get_response(request)
        scope = scope_of(request.user, request.session.get("organisation"))
        if scope is None and request.path.startswith(OWN_ACCOUNT):
            return self.get_response(request)
        if scope is None:
            return render(request, "accounts/no_organisation.html", status=403)
        cast(Request, request).scope = scope
        with timezone.override(scope.zone):
            return self.get_response(request)
