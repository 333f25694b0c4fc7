"""Passwords: changing one's own, and a new one by a link in a mail. allauth's views; what a change brings with it is ours."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.views import PasswordChangeView, PasswordResetFromKeyView
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from smaajob.accounts.actions import passwords
from smaajob.accounts.actions.security import Change
from smaajob.accounts.models import User
from smaajob.accounts.views.factors import signed_out


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever signs in with a code has none to change."""
        if not cast(User, request.user).has_usable_password():
            raise Http404
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        passwords.change_password(user=form.user, password=form.cleaned_data["password1"])
        return signed_out(self.request, Change.PASSWORD)


class NewPassword(PasswordResetFromKeyView):  # type: ignore[misc]
    reset_user: User | None

    def logout(self) -> None:
        """Another user's session here ends when the password is set, not when the link is opened: a GET changes nothing."""
        if self.request.method == "POST":
            super().logout()

    def form_valid(self, form: Any) -> HttpResponse:
        user, password = self.reset_user, form.cleaned_data["password1"]
        if user is None or not passwords.new_password(user=user, token=self.key, password=password):
            self.reset_user = None
            again: HttpResponse = self.render_to_response(self.get_context_data(token_fail=True))
            return again
        # Who had guessed too often before may try at once.
        get_adapter().forget_attempts(self.request, user)
        logout(self.request)
        messages.success(self.request, _("Du har fået en ny adgangskode. Log ind med den."))
        return redirect("account_login")
