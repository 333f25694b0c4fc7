"""Signing in with a code: an e-mail or a phone number, then six digits. Nobody learns here who is known."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from smaajob.accounts import codes
from smaajob.accounts.codes import Answer, Asked, Purpose
from smaajob.accounts.entering import BY_CODE, enter, next_path
from smaajob.accounts.forms.codes import CodeForm, WhoForm, who_has
from smaajob.accounts.models import CODE_MINUTES, User
from smaajob.http import get_and_post
from smaajob.throttle import may_try, refuse_too_many, status_of


@login_not_required
@get_and_post
def request_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code. The answer is the same whoever asks."""
    going = next_path(request)
    if request.user.is_authenticated:
        return redirect(going or "/")
    form = WhoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        channel, address = form.cleaned_data["who"]
        if may_try(request, "request_login_code", address):
            user = who_has(channel, address)
            codes.ask(request, Purpose.SIGN_IN, user, channel=channel, address=address, next_path=going)
            return redirect("account_confirm_login_code")
        refuse_too_many(form, "who")
    return render(request, "account/request_login_code.html", {"form": form, "next": going}, status=status_of(form))


@login_not_required
@get_and_post
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Type the code."""
    if request.user.is_authenticated:
        return redirect("/")
    asked = codes.asked_for(request, Purpose.SIGN_IN)
    if asked is None:
        messages.warning(request, _("Koden gælder ikke længere. Bed om en ny."))
        return redirect("account_request_login_code")
    if "more" in request.POST:
        return more(request, asked, "account_confirm_login_code")
    form = CodeForm(request.POST if request.method == "POST" else None)
    answer = check(request, asked, form)
    if answer == Answer.RIGHT and (user := User.objects.filter(pk=asked.user_id or 0).first()):
        return enter(request, user, asked.next, by=BY_CODE)
    if answer == Answer.USED_UP:
        return redirect("account_request_login_code")
    shown = {"form": form, "asked": asked, "minutes": CODE_MINUTES}
    return render(request, "account/confirm_login_code.html", shown, status=status_of(form))


def check(request: HttpRequest, asked: Asked, form: CodeForm) -> Answer | None:
    """Hold the form's code against what was sent; what is wrong stands in the form, and in a message where no attempt is left."""
    if not form.is_valid():
        return None
    if not may_try(request, "enter_code", asked.address):
        refuse_too_many(form, "code")
        return None
    answer = codes.check(request, asked, form.cleaned_data["code"])
    if answer == Answer.WRONG:
        form.add_error("code", _("Koden passer ikke. Se efter, om du har skrevet den rigtigt."))
    if answer == Answer.USED_UP:
        messages.error(request, _("Koden var forkert tre gange, så den gælder ikke længere. Bed om en ny."))
    return answer


def more(request: HttpRequest, asked: Asked, back: str) -> HttpResponse:
    """Another code, if there is one left and not too many were asked for."""
    if asked.may_have_more and may_try(request, "request_login_code", asked.address):
        codes.ask_again(request, asked)
        messages.success(request, _("Vi har sendt en ny kode. Den gamle gælder ikke længere."))
    else:
        messages.error(request, _("Du har bedt om mange koder. Vent lidt, og prøv igen."))
    return redirect(back)
