"""More than a personal link opens: a code, sent to the phone or the e-mail that stands on record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from smaajob.accounts import codes
from smaajob.accounts.codes import Answer, Purpose
from smaajob.accounts.entering import next_path, rise
from smaajob.accounts.forms.codes import CodeForm, WayForm
from smaajob.accounts.middleware import ASSURANCE
from smaajob.accounts.models import Channel, User
from smaajob.accounts.scope import Assurance
from smaajob.accounts.views.codes import check, more
from smaajob.http import Request, anybody, get_and_post
from smaajob.messages.telling import masked
from smaajob.throttle import may_try, refuse_too_many, status_of


def ways_to(user: User) -> dict[str, str]:
    """How the user can get a code: the address on record by channel."""
    ways = {Channel.SMS.value: user.phone_number, Channel.EMAIL.value: user.email or ""}
    return {channel: address for channel, address in ways.items() if address}


@anybody
@get_and_post
def step_up(request: Request) -> HttpResponse:
    """Say how the code is to come."""
    going = next_path(request)
    user = request.user
    assert isinstance(user, User)
    if request.session.get(ASSURANCE) != Assurance.LINK:
        return redirect(going or "/")
    ways = ways_to(user)
    if not ways:
        return render(request, "account/step_up_no_way.html")
    form = WayForm(request.POST if request.method == "POST" else None, ways=_told(ways))
    if form.is_valid():
        channel = form.cleaned_data["way"]
        if may_try(request, "step_up", str(user.pk)):
            codes.ask(request, Purpose.STEP_UP, user, channel=channel, address=ways[channel], next_path=going)
            return redirect("step_up_answer")
        refuse_too_many(form, "way")
    shown = {"form": form, "next": going, "only": _told(ways)[0] if len(ways) == 1 else None}
    return render(request, "account/step_up.html", shown, status=status_of(form))


@anybody
@get_and_post
def answer(request: Request) -> HttpResponse:
    """Type the code; from then on the session is as sure as one that began with a code."""
    asked = codes.asked_for(request, Purpose.STEP_UP)
    if asked is None or asked.user_id != request.user.pk:
        messages.warning(request, _("Koden gælder ikke længere. Bed om en ny."))
        return redirect("step_up")
    if "more" in request.POST:
        return more(request, asked, "step_up_answer")
    form = CodeForm(request.POST if request.method == "POST" else None)
    outcome = check(request, asked, form)
    if outcome == Answer.RIGHT:
        rise(request, Assurance.CODE)
        return redirect(asked.next or "/")
    if outcome == Answer.USED_UP:
        return redirect("step_up")
    shown = {"form": form, "asked": asked, "masked": masked(asked.channel, asked.address)}
    return render(request, "account/step_up_answer.html", shown, status=status_of(form))


def _told(ways: dict[str, str]) -> list[tuple[str, str]]:
    words = {Channel.SMS.value: _("SMS til %(to)s"), Channel.EMAIL.value: _("E-mail til %(to)s")}
    return [(channel, words[channel] % {"to": masked(channel, address)}) for channel, address in ways.items()]
