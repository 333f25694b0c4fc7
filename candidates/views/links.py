"""The way in for those without a password: the link in a message or on paper, and the birth date.

Nothing here tells whether a code, a phone or an e-mail is known. The code stands in the address, which smaajob/headers.py keeps from
the next page; no answer is kept by the browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from candidates.actions import links as actions
from candidates.actions.links import Opened
from candidates.forms.links import AddressForm, BirthDateForm, CodeForm
from candidates.models import MOST_WRONG, PersonalLink
from candidates.reaching import stranger_may_call
from smaajob.accounts.entering import enter_by_link
from smaajob.http import get_and_post, post_only
from smaajob.phones import phone_number
from smaajob.reach import one_person, with_token
from smaajob.throttle import may_try
from smaajob.tokens import read_code, token_hash

FEW_LEFT = 3


@login_not_required
@get_and_post
def type_code(request: HttpRequest) -> HttpResponse:
    """For paper: the code is typed."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return redirect("candidates:link_open", form.cleaned_data["code"])
    return render(request, "candidates/links/type.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@get_and_post
def open_link(request: HttpRequest, code: str) -> HttpResponse:
    """Asks the birth date, and opens the person's own week."""
    with _reaching(code):
        return _opened(request, code, _find(code))


def _opened(request: HttpRequest, code: str, link: PersonalLink | None) -> HttpResponse:
    if link is None or not actions.usable(link):
        return _closed(request, code, link)
    form = BirthDateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if not may_try(request, "birth_date", str(link.public_id)):
            return _wait(request, link)
        opened, membership = actions.try_birth_date(link=link, born=form.cleaned_data["born"])
        if membership is not None:
            enter_by_link(request, membership)
            return redirect("placements:my_week")
        if opened is Opened.CLOSED:
            return _closed(request, code, link)
    few = form.is_bound and link.wrong_tries + 1 >= MOST_WRONG - FEW_LEFT
    context = {"form": form, "few": few, "call": stranger_may_call(link.candidate)}
    context["wrong"] = form.is_bound and form.is_valid()
    return render(request, "candidates/links/birth_date.html", context, status=422 if form.is_bound else 200)


@login_not_required
@post_only
def again(request: HttpRequest, code: str) -> HttpResponse:
    """A new link to the one whose link it was."""
    if not may_try(request, "personal_link", read_code(code)):
        return _wait(request, None)
    with _reaching(code):
        actions.send_again(code=code)
        return render(request, "candidates/links/sent.html", {"call": stranger_may_call(_person_of(_find(code)))})


@login_not_required
@get_and_post
def lost(request: HttpRequest) -> HttpResponse:
    """A new link to the one who has a phone or an e-mail."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data["address"]
        # A phone is one phone however it is typed.
        key = phone_number(typed) or typed.strip().lower()
        if not may_try(request, "personal_link", key):
            return _wait(request, None)
        actions.send_to_address(typed=typed)
        return render(request, "candidates/links/sent.html")
    return render(request, "candidates/links/lost.html", {"form": form}, status=422 if form.is_bound else 200)


@contextmanager
def _reaching(code: str) -> Iterator[None]:
    """The code opens its link, and the link the one person whose it is. A code that is nobody's asks the same and opens nothing."""
    with with_token(token_hash(read_code(code))):
        found = PersonalLink.objects.of_code(code).values_list("keeper", "candidate").first()
    with one_person(*(found or (0, 0))):
        yield


def _find(code: str) -> PersonalLink | None:
    rows = PersonalLink.objects.of_code(code)
    return rows.select_related("candidate__keeper", "candidate__consultant", "candidate__stand_in").first()


def _person_of(link: PersonalLink | None) -> Any:
    return link.candidate if link else None


def _closed(request: HttpRequest, code: str, link: PersonalLink | None) -> HttpResponse:
    """The same page for a link that has run out, was closed, or never was; a real one's names whom to call."""
    context = {"code": read_code(code), "call": stranger_may_call(_person_of(link))}
    return render(request, "candidates/links/closed.html", context, status=410)


def _wait(request: HttpRequest, link: PersonalLink | None) -> HttpResponse:
    context = {"call": stranger_may_call(_person_of(link))}
    return render(request, "candidates/links/wait.html", context, status=429)
