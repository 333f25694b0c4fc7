"""Min konto: who one is here, how one hears from us, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from smaajob.accounts import codes
from smaajob.accounts.actions import own as actions
from smaajob.accounts.codes import Answer, Purpose
from smaajob.accounts.forms.codes import CodeForm
from smaajob.accounts.forms.own import NewAddressForm, OwnForm
from smaajob.accounts.middleware import ASSURANCE
from smaajob.accounts.models import Channel, User
from smaajob.accounts.roles import STAFF
from smaajob.accounts.scope import Assurance
from smaajob.accounts.views.codes import check, more
from smaajob.http import Request, View, anybody, get_and_post, refusals_told
from smaajob.throttle import may_try, refuse_too_many, status_of

PASSWORD_AGAIN: Callable[[View], View] = reauthentication_required(
    enabled=lambda request: request.session.get(ASSURANCE, Assurance.FULL) == Assurance.FULL
)


@anybody
@get_and_post
def my_account(request: Request) -> HttpResponse:
    """The page, and the form with name, language and channel."""
    user = _me(request)
    form = OwnForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        actions.update(user=user, values=form.cleaned_data)
        messages.success(request, _("Det er gemt."))
        return redirect("my_account")
    roles = list(
        user.memberships.filter(active=True).select_related("organisation").order_by("organisation__name", "pk")
    )
    shown = {"form": form, "roles": roles, "of_staff": any(one.role in STAFF for one in roles)}
    return render(request, "accounts/my_account.html", shown, status=status_of(form))


@anybody
@get_and_post
@PASSWORD_AGAIN
def new_phone(request: Request) -> HttpResponse:
    """A new phone number: a code goes to it."""
    return _new_address(request, Channel.SMS)


@anybody
@get_and_post
@PASSWORD_AGAIN
def new_email(request: Request) -> HttpResponse:
    """A new e-mail: a code goes to it."""
    return _new_address(request, Channel.EMAIL)


def _new_address(request: Request, channel: Channel) -> HttpResponse:
    user = _me(request)
    form = NewAddressForm(request.POST if request.method == "POST" else None, user=user, channel=channel)
    if form.is_valid():
        address = form.cleaned_data["address"]
        if may_try(request, "request_login_code", address):
            # One that somebody else has is answered in the same way, and its code never comes.
            taken = channel == Channel.EMAIL and User.objects.filter(email__iexact=address).exists()
            to = None if taken else user
            codes.ask(request, Purpose.NEW_ADDRESS, to, channel=channel.value, address=address)
            return redirect("confirm_address")
        refuse_too_many(form, "address")
    shown = {"form": form, "sms": channel == Channel.SMS, "now": user.phone if channel == Channel.SMS else user.email}
    return render(request, "accounts/new_address.html", shown, status=status_of(form))


@anybody
@get_and_post
def confirm_address(request: Request) -> HttpResponse:
    """The code that went to the new address."""
    asked, user = codes.asked_for(request, Purpose.NEW_ADDRESS), _me(request)
    if asked is None or asked.user_id not in {None, user.pk}:
        messages.warning(request, _("Koden gælder ikke længere. Bed om en ny."))
        return redirect("my_account")
    if "more" in request.POST:
        return more(request, asked, "confirm_address")
    form = CodeForm(request.POST if request.method == "POST" else None)
    answer = check(request, asked, form)
    if answer == Answer.RIGHT:
        with refusals_told(request):
            actions.change_address(request=request, user=user, channel=asked.channel, address=asked.address)
            messages.success(request, _("Det er gemt, og alle andre enheder er logget ud."))
    if answer in {Answer.RIGHT, Answer.USED_UP}:
        return redirect("my_account")
    return render(request, "accounts/confirm_address.html", {"form": form, "asked": asked}, status=status_of(form))


def _me(request: Request) -> User:
    assert isinstance(request.user, User)
    return request.user
