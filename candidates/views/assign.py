"""Give the people that are chosen in the list to a consultant, a stand-in or both."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.actions import assign as actions
from candidates.actions.assign import Given
from candidates.forms.situation import AssignForm
from candidates.models import CandidateQuerySet
from candidates.views.people import SHOWN, chosen
from smaajob.accounts.models import User
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formfields import refuse
from smaajob.http import Request, may, post_only
from smaajob.lists import SEARCH, address

# The list's own parameters, which come along so that "all" means what the list showed.
PARAMETERS = (SEARCH, "situation", "gruppe", "konsulent", SHOWN)
SESSION = "given_people"
MOST_NAMED, MOST_UNDONE = 200, 500


@may(Permission.ASSIGN)
@post_only
def assign(request: Request) -> HttpResponse:
    """From the list: ask to whom. From that page: do it. `undo` takes the last one back."""
    if "undo" in request.POST:
        return _undo(request)
    parameters = {key: value for key in PARAMETERS if (value := request.POST.get(key))}
    back = address(reverse("candidates:list"), parameters)
    everyone = "alle" in request.POST
    people = chosen(request.scope, timezone.localdate(), parameters, request.POST.getlist("valgte"), everyone=everyone)
    number = people.count()
    if not number:
        messages.error(request, _("Sæt kryds ved mindst én person i listen."))
        return redirect(back)
    sent = "giv" in request.POST
    form = AssignForm(request.POST if sent else None, scope=request.scope)
    if (
        sent
        and form.is_valid()
        and _is_as_seen(request, form, number, everyone=everyone)
        and _give(request, form, people)
    ):
        return redirect(back)
    context = {"form": form, "number": number, "everyone": everyone, "parameters": parameters, "back": back}
    named = people.select_related("consultant", "stand_in").order_by("sort_key", "pk")[:MOST_NAMED]
    seen(request, *named)
    return render(request, "candidates/assign.html", {**context, "people": named}, status=422 if sent else 200)


def _is_as_seen(request: Request, form: AssignForm, number: int, *, everyone: bool) -> bool:
    """Whether "all" are still as many as the page said."""
    if everyone and request.POST.get("antal") != str(number):
        form.add_error(None, _("Listen er ændret, siden du så den. Se tallet, og tryk igen, hvis det er rigtigt."))
        return False
    return True


def _give(request: Request, form: AssignForm, people: CandidateQuerySet) -> bool:
    consultant, stand_in = form.cleaned_data["consultant"], form.cleaned_data["stand_in"]
    keys = list(people.order_by().values_list("pk", flat=True))
    try:
        given = actions.assign(by=request.scope, candidates=keys, consultant=consultant, stand_in=stand_in)
    except ValidationError as refusal:
        refuse(form, refusal)
        return False
    told = ngettext("%(n)d person er givet til %(who)s.", "%(n)d personer er givet til %(who)s.", len(given))
    key = ""
    if 0 < len(given) <= MOST_UNDONE:
        key = secrets.token_hex(8)
        request.session[SESSION] = {"key": key, "rows": [list(part) for part in given]}
    text = told % {"n": len(given), "who": _to_whom(consultant, stand_in)}
    messages.success(request, render_to_string("candidates/assigned.html", {"text": text, "key": key}))
    return True


def _to_whom(consultant: User | None, stand_in: User | None) -> str:
    if consultant and stand_in:
        return _("%(consultant)s med %(stand_in)s som stedfortræder") % {
            "consultant": consultant,
            "stand_in": stand_in,
        }
    return str(consultant) if consultant else _("%(stand_in)s som stedfortræder") % {"stand_in": stand_in}


def _undo(request: Request) -> HttpResponse:
    kept = request.session.pop(SESSION, None)
    if not kept or kept["key"] != request.POST["undo"]:
        messages.error(request, _("Det kan ikke fortrydes mere. Giv dem videre igen i stedet."))
        return redirect("candidates:list")
    number = actions.take_back(by=request.scope, given=[Given(*row) for row in kept["rows"]])
    told = ngettext("%(n)d person er givet tilbage.", "%(n)d personer er givet tilbage.", number) % {"n": number}
    left = len(kept["rows"]) - number
    if left:
        told += " " + _("%(n)d er rettet af andre siden og er, som de er nu.") % {"n": left}
    messages.success(request, told)
    return redirect("candidates:list")
