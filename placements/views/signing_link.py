"""Sign without a login: a link in a message, a code to the phone or the e-mail that the link is for, then the paper.

The secret stands in the address, which smaajob/headers.py keeps from the next page. Nothing here tells whether a link is known.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from candidates.reaching import stranger_may_call
from placements.actions import signing
from placements.actions.asking import opened
from placements.documents.papers import Paper
from placements.models import AgreementState, Party, Says, SigningLink
from placements.views.agreement_papers import answer
from placements.views.signing import Door, newest_of, show_door
from smaajob.accounts import codes
from smaajob.accounts.codes import Answer, Asked, Purpose
from smaajob.accounts.forms.codes import CodeForm
from smaajob.accounts.scope import Scope
from smaajob.accounts.views.codes import check
from smaajob.audit.access import Kind, seen
from smaajob.http import get_and_post, get_only
from smaajob.messages.telling import masked
from smaajob.messages.writing import Receiver
from smaajob.reach import one_person, with_token
from smaajob.throttle import may_try, status_of
from smaajob.tokens import token_hash

# How long a code opens the paper in the browser where it was typed.
OPEN_SECONDS = 30 * 60
_OPENED = "signing_link"


@login_not_required
@get_and_post
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for a code; who has typed it reads and signs."""
    if not may_try(request, "signing_link"):
        return render(request, "placements/signing/link_wait.html", status=429)
    with _reaching(token) as link:
        if link is None or not link.is_usable:
            call = stranger_may_call(link.candidate) if link else None
            return render(request, "placements/signing/link_closed.html", {"call": call}, status=410)
        if _is_open(request, link):
            return show_door(request, _door(link, request.path))
        return _ask_code(request, link)


@login_not_required
@get_only
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The agreement that the link leads to as PDF, for who has typed the code; anybody else is led to the page that asks for it."""
    if not may_try(request, "signing_link"):
        return render(request, "placements/signing/link_wait.html", status=429)
    with _reaching(token) as link:
        if link is None or not link.is_usable or not _is_open(request, link):
            return redirect("placements:sign_by_link", token)
        version = newest_of(link.placement)
        if version is None or version.state == AgreementState.WITHDRAWN:
            raise Http404
        cast(Any, request).scope = Scope(link.keeper)
        purpose = _("Henter en aftale for at skrive under, med link og kode")
        seen(request, link, kind=Kind.PRINT, purpose=purpose)
        return answer(request, version, Paper.AGREEMENT, version.read)


def _ask_code(request: HttpRequest, link: SigningLink) -> HttpResponse:
    asked = codes.asked_for(request, Purpose.SIGN)
    if asked is None or asked.of != str(link.public_id):
        return _begin(request, link)
    if "more" in request.POST:
        return _send(request, link, asked)
    form = CodeForm(request.POST if request.method == "POST" else None)
    answer = check(request, asked, form)
    if answer == Answer.RIGHT:
        request.session[_OPENED] = [str(link.public_id), time.time()]
        opened(link=link)
        return redirect(request.path)
    if answer == Answer.USED_UP:
        return redirect(request.path)
    shown = {"form": form, "asked": asked, "masked": masked(asked.channel, asked.address)}
    return render(request, "placements/signing/link_code.html", shown, status=status_of(form))


def _begin(request: HttpRequest, link: SigningLink) -> HttpResponse:
    """Which ways there are; a POST sends the code."""
    if request.method == "POST" and "channel" in request.POST:
        return _send(request, link, None)
    ways = [(channel, masked(channel, address)) for channel, address in _receiver(link).addresses().items()]
    return render(request, "placements/signing/link_begin.html", {"ways": ways, "party": link.party})


def _send(request: HttpRequest, link: SigningLink, before: Asked | None) -> HttpResponse:
    to = _receiver(link)
    channel = before.channel if before else request.POST.get("channel", "")
    may_have = before is None or before.may_have_more
    if channel not in to.addresses() or not may_have or not may_try(request, "signing_code", str(link.public_id)):
        messages.error(request, _("Du har bedt om mange koder. Vent lidt, og prøv igen."))
        return redirect(request.path)
    codes.ask_at_link(request, to, channel=channel, of=str(link.public_id), keeper=link.keeper, before=before)
    if before:
        messages.success(request, _("Vi har sendt en ny kode. Den gamle gælder ikke længere."))
    return redirect(request.path)


def _door(link: SigningLink, back: str) -> Door:
    return Door(
        link.placement,
        Party(link.party),
        lambda form: signing.answer_by_link(
            link=link, shown=form.cleaned_data["shown"], says=Says.YES, name=form.cleaned_data["name"]
        ),
        lambda form: signing.answer_by_link(link=link, says=Says.NO, **form.cleaned_data),
        "placements/signing/by_link.html",
        back,
        pdf=f"{back}aftale.pdf",
    )


def _is_open(request: HttpRequest, link: SigningLink) -> bool:
    kept = request.session.get(_OPENED)
    return kept is not None and kept[0] == str(link.public_id) and time.time() - kept[1] < OPEN_SECONDS


def _receiver(link: SigningLink) -> Receiver:
    return Receiver(link.name, email=link.email, phone=link.phone)


@contextmanager
def _reaching(token: str) -> Iterator[SigningLink | None]:
    """The secret opens its link, and the link the one person whose papers it leads to. One that is nobody's opens nothing."""
    with with_token(token_hash(token)):
        found = SigningLink.objects.of_token(token).values_list("keeper", "candidate").first()
    with one_person(*(found or (0, 0))):
        rows = SigningLink.objects.of_token(token).select_related(
            "placement__workplace", "keeper", "candidate__keeper", "candidate__consultant", "candidate__stand_in"
        )
        yield rows.first()
