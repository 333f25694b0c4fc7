"""The way in for those without a password: the link in a message or on paper, and the birth date.

Nothing here tells whether a code, a phone or an e-mail is known.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from candidates.actions import links as actions
from candidates.actions.links import Opened
from candidates.forms.links import AddressForm, BirthDateForm, CodeForm
from candidates.models import MOST_WRONG, PersonalLink
from candidates.reaching import stranger_may_call
from smaajob.accounts.middleware import ASSURANCE, CHOSEN
from smaajob.accounts.models import Membership
from smaajob.accounts.scope import Assurance
from smaajob.http import View, get_and_post, post_only
from smaajob.phones import phone_number
from smaajob.tokens import read_code

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FEW_LEFT = 3


def _unseen(view: View) -> View:
    """The code stands in the address, so the address is told to nobody: `strict-origin` leaves it out everywhere.

    Under `no-referrer` a browser sends a form with `Origin: null`, which the check against forged forms refuses.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        return response

    hidden: View = never_cache(wrapped)
    return hidden


@login_not_required
@_unseen
@get_and_post
def type_code(request: HttpRequest) -> HttpResponse:
    """For paper: the code is typed."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return redirect("candidates:link_open", form.cleaned_data["code"])
    return render(request, "candidates/links/type.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@_unseen
@get_and_post
def open_link(request: HttpRequest, code: str) -> HttpResponse:
    """Asks the birth date, and opens the person's own week."""
    link = _find(code)
    if link is None or not actions.usable(link):
        return _closed(request, code, link)
    form = BirthDateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if not ratelimit.consume(request, action="birth_date", key=str(link.public_id)):
            return _wait(request, link)
        opened, membership = actions.try_birth_date(link=link, born=form.cleaned_data["born"])
        if membership is not None:
            _enter(request, membership)
            return redirect("placements:my_week")
        if opened is Opened.CLOSED:
            return _closed(request, code, link)
    few = form.is_bound and link.wrong_tries + 1 >= MOST_WRONG - FEW_LEFT
    context = {"form": form, "few": few, "call": stranger_may_call(link.candidate)}
    context["wrong"] = form.is_bound and form.is_valid()
    return render(request, "candidates/links/birth_date.html", context, status=422 if form.is_bound else 200)


@login_not_required
@_unseen
@post_only
def again(request: HttpRequest, code: str) -> HttpResponse:
    """A new link to the one whose link it was."""
    if not ratelimit.consume(request, action="personal_link", key=read_code(code)):
        return _wait(request, None)
    actions.send_again(code=code)
    return render(request, "candidates/links/sent.html", {"call": stranger_may_call(_person_of(_find(code)))})


@login_not_required
@_unseen
@get_and_post
def lost(request: HttpRequest) -> HttpResponse:
    """A new link to the one who has a phone or an e-mail."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data["address"]
        # A phone is one phone however it is typed.
        key = phone_number(typed) or typed.strip().lower()
        if not ratelimit.consume(request, action="personal_link", key=key):
            return _wait(request, None)
        actions.send_to_address(typed=typed)
        return render(request, "candidates/links/sent.html")
    return render(request, "candidates/links/lost.html", {"form": form}, status=422 if form.is_bound else 200)


def _find(code: str) -> PersonalLink | None:
    rows = PersonalLink.objects.of_code(code)
    return rows.select_related("candidate__keeper", "candidate__consultant", "candidate__stand_in").first()


def _person_of(link: PersonalLink | None) -> Any:
    return link.candidate if link else None


def _enter(request: HttpRequest, membership: Membership) -> None:
    """Sign the person in, sure of no more than a link and a birth date, where they are not signed in already."""
    user = membership.user
    if request.user != user:
        login(request, user, backend=BACKEND)
        request.session[ASSURANCE] = Assurance.LINK.value
    request.session[CHOSEN] = str(membership.public_id)


def _closed(request: HttpRequest, code: str, link: PersonalLink | None) -> HttpResponse:
    """The same page for a link that has run out, was closed, or never was; a real one's names whom to call."""
    context = {"code": read_code(code), "call": stranger_may_call(_person_of(link))}
    return render(request, "candidates/links/closed.html", context, status=410)


def _wait(request: HttpRequest, link: PersonalLink | None) -> HttpResponse:
    context = {"call": stranger_may_call(_person_of(link))}
    return render(request, "candidates/links/wait.html", context, status=429)
