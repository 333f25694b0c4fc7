"""A person's own phone, e-mail and channel. What is new is shown to be theirs by a code first; until then nothing is changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from candidates.actions import access as actions
from candidates.following import own_person
from candidates.forms.access import OwnDataForm
from candidates.models import Candidate
from candidates.reaching import contacts
from smaajob.accounts import codes
from smaajob.accounts.codes import Answer, Purpose
from smaajob.accounts.forms.codes import CodeForm
from smaajob.accounts.permissions import Permission
from smaajob.accounts.views.codes import check, more
from smaajob.audit.access import seen
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may, refusals_told
from smaajob.throttle import may_try, status_of

# In the session: what is to be saved, and which addresses are still to be shown.
WANTED = "own_data_wanted"


@may(Permission.OWN_DATA)
@get_and_post
def my_data(request: Request) -> HttpResponse:
    """What we have written of how to reach them, changed by themselves, or openly in their place."""
    person = _person(request)
    page = FormPage(request, OwnDataForm, name="candidates.own", thing=person, person=person)
    if saved := page.save(lambda form: _save(request, person, form.cleaned_data)):
        if saved != person:
            return redirect("candidates:show_address")
        messages.success(request, _saved(request, person))
        return redirect("candidates:my_data")
    return page.render("candidates/own.html", {"person": person, "contacts": contacts(person)})


@may(Permission.OWN_DATA)
@get_and_post
def show_address(request: Request) -> HttpResponse:
    """The code that went to the new address; where both are new, one after the other."""
    person, asked, wanted = _person(request), codes.asked_for(request, Purpose.OWN_DATA), request.session.get(WANTED)
    if asked is None or wanted is None or not _belongs(request, person, asked, wanted):
        messages.warning(
            request, _("Koden gælder ikke længere. Se efter, om det her er rigtigt, og ret det, hvis det ikke er.")
        )
        return redirect("candidates:my_data")
    if "more" in request.POST:
        return more(request, asked, "candidates:show_address")
    form = CodeForm(request.POST if request.method == "POST" else None)
    answer = check(request, asked, form)
    if answer == Answer.RIGHT:
        return _shown(request, person, wanted)
    if answer == Answer.USED_UP:
        return redirect("candidates:my_data")
    return render(request, "candidates/own_code.html", {"form": form, "asked": asked}, status=status_of(form))


def _person(request: Request) -> Candidate:
    person = own_person(request.scope)
    if person is None:
        raise Http404
    seen(request, person)
    return person


def _saved(request: Request, person: Candidate) -> str:
    if request.scope.behalf:
        return _("Det er gemt. Fra nu af hører %(name)s fra os sådan.") % {"name": person.first_name}
    return _("Det er gemt. Fra nu af hører du fra os sådan.")


def _save(request: Request, person: Candidate, values: dict[str, Any]) -> object:
    """The person where it is saved; something else where a code is to come first."""
    new = actions.unproven(by=request.scope, candidate=person, email=values["email"], phone=values["phone"])
    if not new:
        return actions.change_own(by=request.scope, candidate=person, keep=request, **values)
    names = ("email", "phone", "channel")
    wanted = {"person": str(person.public_id), "new": new, "values": {name: values[name] for name in names}}
    _ask(request, person, wanted)
    return wanted


def _ask(request: Request, person: Candidate, wanted: dict[str, Any]) -> None:
    channel, address = next(iter(wanted["new"].items()))
    if not may_try(request, "request_login_code", address):
        raise ValidationError(_("Der har været for mange forsøg. Vent lidt, og prøv igen."))
    request.session[WANTED] = wanted
    codes.ask(request, Purpose.OWN_DATA, person.user, channel=channel, address=address)


def _belongs(request: Request, person: Candidate, asked: codes.Asked, wanted: dict[str, Any]) -> bool:
    mine = wanted["person"] == str(person.public_id) and asked.user_id == person.user_id == request.user.pk
    return mine and [asked.channel, asked.address] == list(next(iter(wanted["new"].items())))


def _shown(request: Request, person: Candidate, wanted: dict[str, Any]) -> HttpResponse:
    new = dict(list(wanted["new"].items())[1:])
    request.session.pop(WANTED)
    with refusals_told(request):
        if new:
            _ask(request, person, {**wanted, "new": new})
            return redirect("candidates:show_address")
        actions.change_own(by=request.scope, candidate=person, keep=request, **wanted["values"])
        messages.success(request, _saved(request, person))
    return redirect("candidates:my_data")
