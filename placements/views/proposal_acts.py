"""What a consultant writes down of a proposal: an answer that was heard, a meeting, more time, why it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from placements.actions import proposal_answers as answers
from placements.actions import proposals as actions
from placements.forms.proposals import DeadlineForm, HeardForm, MeetingForm, WithdrawProposalForm
from placements.models import Proposal, ProposalState
from placements.proposal_rules import Verb, can, why_not
from placements.views.proposals import load
from smaajob.accounts.permissions import Permission
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, may

PERSON = (("yes", Verb.PERSON_YES), ("talk", Verb.PERSON_TALK), ("no", Verb.PERSON_NO))
EMPLOYER = (("yes", Verb.EMPLOYER_YES), ("talk", Verb.EMPLOYER_TALK), ("no", Verb.EMPLOYER_NO))


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def note_person(request: Request, public_id: UUID) -> HttpResponse:
    """What the person said, by phone or in the hall."""
    row = load(request, public_id)
    words = {"yes": _("Ja tak"), "talk": _("Vil gerne tale mere om det"), "no": _("Nej tak")}
    offered = [(code, words[code]) for code, verb in PERSON if can(verb, row)]
    form = HeardForm(_data(request), answers=offered, employer=False)
    title = _("Hvad svarede %(name)s?") % {"name": row.candidate.first_name}

    def act() -> str:
        return _heard(answers.answer_person(by=request.scope, proposal=row, **form.values()))

    context = {
        "title": title,
        "act": _("Gem svaret"),
        "side": "person",
        "why_not": "" if offered else why_not(Verb.PERSON_NO, row),
    }
    return _form_page(request, row, form, act, context)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def note_employer(request: Request, public_id: UUID) -> HttpResponse:
    """What the workplace said."""
    row = load(request, public_id)
    words = {"yes": _("Ja tak"), "talk": _("Vil gerne tale mere om det"), "no": _("Nej tak")}
    offered = [(code, words[code]) for code, verb in EMPLOYER if can(verb, row)]
    form = HeardForm(_data(request), answers=offered, employer=True)
    title = _("Hvad svarede %(name)s?") % {"name": row.workplace}

    def act() -> str:
        return _heard(answers.answer_employer(by=request.scope, proposal=row, **form.values()))

    context = {
        "title": title,
        "act": _("Gem svaret"),
        "side": "employer",
        "why_not": "" if offered else why_not(Verb.EMPLOYER_NO, row),
    }
    return _form_page(request, row, form, act, context)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def meet(request: Request, public_id: UUID) -> HttpResponse:
    """A meeting before they decide."""
    row = load(request, public_id)
    form = MeetingForm(_data(request))
    form.use_required_attribute = False

    def act() -> str:
        answers.meet(by=request.scope, proposal=row, **form.values(request.scope))
        return _("Mødet er aftalt. Begge har fået besked.")

    context = {"title": _("Aftal et møde"), "act": _("Aftal mødet"), "why_not": why_not(Verb.MEET, row)}
    return _form_page(request, row, form, act, context)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def more_time(request: Request, public_id: UUID) -> HttpResponse:
    """Another last day to answer."""
    row = load(request, public_id)
    form = DeadlineForm(_data(request), initial={"deadline": row.deadline})
    form.use_required_attribute = False

    def act() -> str:
        actions.more_time(by=request.scope, proposal=row, deadline=form.cleaned_data["deadline"])
        return _("Fristen er flyttet.")

    context = {"title": _("Giv mere tid"), "act": _("Flyt fristen"), "why_not": why_not(Verb.MORE_TIME, row)}
    return _form_page(request, row, form, act, context)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """It comes to nothing, by our own word."""
    row = load(request, public_id)
    form = WithdrawProposalForm(_data(request))
    form.use_required_attribute = False

    def act() -> str:
        was_draft = row.state == ProposalState.DRAFT
        actions.withdraw(by=request.scope, proposal=row, **form.cleaned_data)
        return (
            _("Kladden er lagt væk.")
            if was_draft
            else _("Forslaget er taget tilbage. De, der kendte til det, har fået besked.")
        )

    context = {"title": _("Tag forslaget tilbage"), "act": _("Tag det tilbage"), "why_not": why_not(Verb.WITHDRAW, row)}
    return _form_page(request, row, form, act, context)


def _data(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _form_page(
    request: Request, row: Proposal, form: forms.Form, act: Callable[[], str], context: dict[str, Any]
) -> HttpResponse:
    """One small form: done, or the page again with what is wrong. Where nothing can be done any more it says why."""
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, act())
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            return redirect("placements:proposal", row.public_id)
    shown = {"proposal": row, "form": form, **context}
    return render(request, "placements/proposals/act.html", shown, status=422 if form.is_bound else 200)


def _heard(row: Proposal) -> str:
    """What came of the answer."""
    if row.stands_in_way:
        return _("Svaret er gemt. Men der er noget i vejen: %(what)s") % {"what": row.stands_in_way}
    return {
        ProposalState.WITH_PERSON.value: _("Svaret er gemt."),
        ProposalState.WITH_EMPLOYER.value: _("Svaret er gemt. Forslaget er nu hos arbejdspladsen."),
        ProposalState.AGREED.value: _("Det er aftalt, og forløbet er oprettet."),
        ProposalState.DECLINED.value: _("Svaret er gemt. Pladsen er fri igen."),
    }.get(str(row.state), _("Svaret er gemt."))
