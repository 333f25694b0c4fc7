"""Which of allauth's pages we offer. The rest keep their names, since allauth links to them, and answer 404.

Passwords are made and changed by those who run the installation (`manage.py add_user`, `manage.py changepassword`) until
invitations and messages are there: a link by mail needs an outbox that loses nothing.
"""

from __future__ import annotations

from allauth.account.urls import urlpatterns as all_of_them
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

OFFERED = {
    "account_login",
    "account_logout",
    "account_change_password",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
}


@login_not_required
def not_offered(request: HttpRequest, **_arguments: str) -> HttpResponse:
    """As if the page did not exist."""
    raise Http404


@login_not_required
def forgotten(request: HttpRequest) -> HttpResponse:
    """What to do when the password is gone."""
    return render(request, "account/password_reset.html")


urlpatterns = [
    path("password/reset/", forgotten, name="account_reset_password"),
    *(
        one if one.name in OFFERED else URLPattern(one.pattern, not_offered, one.default_args, one.name)
        for one in all_of_them
    ),
]
