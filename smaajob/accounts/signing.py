"""Which of allauth's pages we offer, and which of them are ours. The rest keep their names, since allauth links to them, and answer 404."""

from __future__ import annotations

from allauth.account.urls import urlpatterns as all_of_them
from allauth.mfa.base.views import ReauthenticateView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path

from smaajob.accounts.views import codes, factors, passwords
from smaajob.accounts.views.factors import unprocessable

OFFERED = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
}
# Pages that say and do more than allauth's own.
OURS = {
    "account_change_password": passwords.ChangePassword.as_view(),
    "account_reset_password_from_key": passwords.NewPassword.as_view(),
}


@login_not_required
def not_offered(request: HttpRequest, **_arguments: str) -> HttpResponse:
    """As if the page did not exist."""
    raise Http404


def as_here(one: URLPattern) -> URLPattern:
    """allauth's address with the page that stands there with us."""
    name = str(one.name)
    view = unprocessable(OURS.get(name, one.callback)) if name in OFFERED | OURS.keys() else not_offered
    return URLPattern(one.pattern, view, one.default_args, name)


# allauth's names; every page that it leads to is here.
second_step = [
    path("", factors.index, name="mfa_index"),
    path("log-ind/", unprocessable(factors.Authenticate.as_view()), name="mfa_authenticate"),
    path("bekraeft/", unprocessable(ReauthenticateView.as_view()), name="mfa_reauthenticate"),
    path(
        "bekraeft/noegle/",
        unprocessable(factors.ReauthenticateByPasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("begynd/", factors.begin, name="second_factor"),
    path("app/", unprocessable(factors.ActivateApp.as_view()), name="mfa_activate_totp"),
    path("app/fjern/", unprocessable(factors.remove), name="mfa_deactivate_totp"),
    path("noegle/", unprocessable(factors.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("noegle/<int:pk>/navn/", unprocessable(factors.rename), name="mfa_edit_webauthn"),
    path("noegle/<int:pk>/fjern/", unprocessable(factors.remove), name="mfa_remove_webauthn"),
    path("noedkoder/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("noedkoder/hent/", factors.download_codes, name="mfa_download_recovery_codes"),
    path("noedkoder/gemt/", factors.codes_kept, name="recovery_codes_kept"),
    path("noedkoder/nye/", factors.new_codes, name="mfa_generate_recovery_codes"),
]

urlpatterns = [
    path("to-trin/", include(second_step)),
    path("login/code/", codes.request_code, name="account_request_login_code"),
    path("login/code/confirm/", codes.confirm_code, name="account_confirm_login_code"),
    *(as_here(one) for one in all_of_them),
]
