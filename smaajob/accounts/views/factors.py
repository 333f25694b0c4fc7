"""The second factor: setting up, proving, removing. allauth's views and flows; sessions, messages and the record are ours."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.views import BaseReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from smaajob.accounts.actions import security
from smaajob.accounts.actions.security import Change
from smaajob.accounts.forms.signing import PasskeyNameForm
from smaajob.accounts.inside_allauth import (
    activate_totp,
    add_authenticator,
    can_generate_recovery_codes,
    generate_recovery_codes,
    passkeys,
    rename_authenticator,
)
from smaajob.accounts.second_factor import (
    HAS,
    address_for_passkeys,
    has_second_factor,
    is_staff,
    may_remove_one,
    must_set_up,
    standing,
)
from smaajob.http import anybody, get_and_post, get_only, post_only

if TYPE_CHECKING:
    from smaajob.accounts.models import User
    from smaajob.http import View

PASSKEY, APP, CODES = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
# How a factor is chosen in the address: ?med=kode
WAYS = {PASSKEY: "noegle", APP: "kode", CODES: "noedkode"}


def again(view: View) -> View:
    """The view is for somebody who has just shown who they are; others do so first."""
    checked: View = reauthentication_required(app="allauth.mfa")(view)
    return anybody(checked)


def unprocessable(view: View) -> View:
    """A form that is shown again after a POST was not right: status 422."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    return answer


class Authenticate(AuthenticateView):  # type: ignore[misc]
    """The second step of signing in: one way at a time, the others a link away."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        return {
            **super().get_context_data(**kwargs),
            **ways_of(user, self.request),
            "whom_to_call": security.works_for(user),
        }


class ReauthenticateByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        """Shown again with what was wrong, where allauth's leads away."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = BaseReauthenticateView.get_context_data(self, **kwargs)
        options = passkeys.begin_authentication(self.request.user)
        elsewhere = address_for_passkeys(self.request)
        return {**shown, "js_data": {"request_options": options}, "elsewhere": elsewhere}


class ActivateApp(ActivateTOTPView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        secret = shown["form"].secret
        shown["groups"] = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return shown | frame(self.request)

    def form_valid(self, form: Any) -> HttpResponse:
        return added(self.request, Change.APP_ADDED, lambda: activate_totp(self.request, form))


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        options = passkeys.begin_registration(self.request.user, False)
        elsewhere = address_for_passkeys(self.request)
        data = {"creation_options": options}
        return {"view": self, **kwargs, "js_data": data, "elsewhere": elsewhere, **frame(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        name, credential = form.cleaned_data["name"], form.cleaned_data["credential"]
        return added(self.request, Change.PASSKEY_ADDED, lambda: add_authenticator(self.request, name, credential))


def frame(request: HttpRequest) -> dict[str, str]:
    """The page around: without the menu as long as nothing in it can be opened."""
    scope = getattr(request, "scope", None)
    alone = scope is None or must_set_up(scope.user, scope.role, request.session)
    return {"frame": "page.html" if alone else "base.html"}


def added(request: HttpRequest, what: Change, add: Any) -> HttpResponse:
    """Add a factor. The first one keeps this session, whose user has codes to read; any other signs out here too."""
    with transaction.atomic():
        user = security.locked(cast("User", request.user))
        first = not has_second_factor(user)
        add()
        security.changed(user=user, what=what, keep=request if first else None)
    if not first:
        return signed_out(request, what)
    request.session.pop(HAS, None)
    messages.success(request, what.label)
    return redirect("mfa_view_recovery_codes")


def signed_out(request: HttpRequest, what: Change) -> HttpResponse:
    """To signing in again, after a change that has ended every session."""
    logout(request)
    told = _("%(what)s Vi har logget dig ud alle steder. Log ind igen.") % {"what": what.label}
    messages.success(request, told)
    return redirect("account_login")


@anybody
@get_only
def index(request: HttpRequest) -> HttpResponse:
    """The user's own factors, and what can be done with each."""
    user = cast("User", request.user)
    mine = Authenticator.objects.filter(user=user).order_by("created_at", "pk")
    kinds: dict[str, list[Authenticator]] = {PASSKEY: [], APP: [], CODES: []}
    for one in mine:
        kinds[one.type].append(one)
    codes = kinds[CODES][0].wrap() if kinds[CODES] else None
    shown = {
        "passkeys": kinds[PASSKEY],
        "app": next(iter(kinds[APP]), None),
        "codes": codes,
        "codes_left": len(codes.get_unused_codes()) if codes else 0,
    }
    return render(request, "mfa/index.html", shown)


@anybody
@get_only
def begin(request: HttpRequest) -> HttpResponse:
    """Before anything else: choose a way. Whoever has one goes on to the codes, or to the list of what they have."""
    user = cast("User", request.user)
    now = standing(user)
    if now.codes_unread:
        return redirect("mfa_view_recovery_codes")
    if now.factors:
        return redirect("mfa_index")
    if not is_staff(user):
        raise Http404
    shown = {"elsewhere": address_for_passkeys(request), **frame(request)}
    return render(request, "accounts/second_factor.html", shown)


@again
@get_and_post
def remove(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Take a passkey (by its number) or the app away. The last one stays where one is required."""
    which = {"pk": pk, "type": PASSKEY} if pk else {"type": APP}
    factor = get_object_or_404(Authenticator, user=request.user, **which)
    problem = "" if may_remove_one(cast("User", request.user)) else _("Det er den eneste måde, du kan bekræfte på.")
    if request.method == "POST":
        try:
            security.remove_factor(request=request, factor=factor)
        except ValidationError as error:
            problem = str(error.message)
        else:
            return signed_out(request, Change.PASSKEY_REMOVED if pk else Change.APP_REMOVED)
    return render(request, "mfa/remove.html", {"factor": factor, "passkey": bool(pk), "problem": problem})


@again
@get_and_post
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a passkey another name."""
    factor = get_object_or_404(Authenticator, user=request.user, pk=pk, type=PASSKEY)
    form = PasskeyNameForm(request.POST or None, initial={"name": factor.wrap().name})
    if request.method == "POST" and form.is_valid():
        rename_authenticator(request, factor, form.cleaned_data["name"])
        messages.success(request, _("Adgangsnøglen hedder nu %(name)s.") % form.cleaned_data)
        return redirect("mfa_index")
    return render(request, "mfa/webauthn/edit_form.html", {"form": form, "factor": factor})


def _codes_of(request: HttpRequest) -> Any:
    return get_object_or_404(Authenticator, user=request.user, type=CODES).wrap()


@again
@get_only
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes, until their user says that they are kept; after that, how many are left."""
    codes = _codes_of(request)
    left = codes.get_unused_codes()
    shown = [] if codes.did_view else [f"{one[:4]} {one[4:]}" for one in left]
    return render(request, "mfa/recovery_codes/index.html", {"shown": shown, "left": len(left), **frame(request)})


@again
@get_only
def download_codes(request: HttpRequest) -> HttpResponse:
    """The same as a text file, as long as they are shown."""
    codes = _codes_of(request)
    if codes.did_view:
        raise Http404
    shown = [f"{one[:4]} {one[4:]}" for one in codes.get_unused_codes()]
    answer = render(
        request, "mfa/recovery_codes/download.txt", {"shown": shown}, content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="smaajob-noedkoder.txt"'
    return answer


@anybody
@post_only
def codes_kept(request: HttpRequest) -> HttpResponse:
    """ "Jeg har gemt dem": from now on they are not shown."""
    security.keep_codes(user=cast("User", request.user))
    messages.success(request, _("Så er det sat op. Næste gang du logger ind, bekræfter du også, at det er dig."))
    return redirect("/")


@again
@get_and_post
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in the place of the old; all other sessions end."""
    user = cast("User", request.user)
    if not can_generate_recovery_codes(user):
        return redirect("second_factor")
    if request.method == "POST":
        with transaction.atomic():
            generate_recovery_codes(request)
            security.changed(user=security.locked(user), what=Change.NEW_CODES, keep=request)
        request.session.pop(HAS, None)
        return redirect("mfa_view_recovery_codes")
    return render(request, "mfa/recovery_codes/generate.html")


def ways_of(user: User, request: HttpRequest) -> dict[str, Any]:
    """Which ways a user has, which is shown now, and which others can be chosen."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    has = [way for kind, way in WAYS.items() if kind in kinds]
    asked = request.GET.get("med", "")
    now = asked if asked in has else has[0]
    return {"way": now, "others": [way for way in has if way != now], "elsewhere": address_for_passkeys(request)}
