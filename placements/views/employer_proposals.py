"""A company's proposals, made for a phone: first name and what the person said yes to tell, when, whom to call; yes, no, or talk first.

No score stands here, and nobody's row is read: the name comes from what was told (placements.told).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions import asks as ask_actions
from placements.actions import proposal_answers as answers
from placements.actions.proposal_post import our_call
from placements.forms.proposals import AskForm, NoForm, TalkForm
from placements.models import EmployerAsk, Proposal, ProposalQuerySet, ProposalState
from placements.parties import workplaces_of_party
from placements.policies import people_of_proposals
from placements.proposal_rules import Verb, can
from placements.told import Told, told_to
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen_ids
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, get_only, may, refusals_told

MOST = 50
WAITS = (ProposalState.WITH_EMPLOYER, ProposalState.MEETING)


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as the workplace may know it; `told` is None where nothing is told (any more)."""

    proposal: Proposal
    told: Told | None

    @property
    def name(self) -> str:
        return (self.told.first_name if self.told else "") or str(_("En person"))


@may(Permission.OWN_COMPANY)
@get_only
def show(request: Request) -> HttpResponse:
    """What waits for the company's answer, what was answered lately, and what it has asked for: a part of its page, and a page."""
    rows = _rows(request).select_related("task", "workplace", "keeper")
    waiting = list(rows.filter(state__in=WAITS).order_by("deadline", "pk")[:MOST])
    over = list(rows.exclude(state__in=WAITS).order_by("-since")[:5])
    places = workplaces_of_party(request.scope)
    asks = EmployerAsk.objects.filter(workplace__in=places if places is not None else []).select_related("workplace")
    context = {
        "waiting": _shown(request, waiting),
        "over": _shown(request, over),
        "asks": list(asks.order_by("-asked_at")[:5]),
    }
    return render(request, "placements/employer_proposals.html" + ("#part" if request.htmx else ""), context)


@may(Permission.OWN_COMPANY)
@get_and_post
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One proposal; a yes is a button, a no and a talk have pages of their own."""
    row = _load(request, public_id)
    if request.method == "POST":
        with refusals_told(request):
            messages.success(request, thanks(answers.answer_employer(by=request.scope, proposal=row, answer="yes")))
        return redirect("placements:employer_proposal", row.public_id)
    [one] = _shown(request, [row])
    context = {"one": one, "proposal": row, "call": our_call(row), "can": {verb.value: can(verb, row) for verb in Verb}}
    return render(request, "placements/employer_proposal.html", context)


@may(Permission.OWN_COMPANY)
@get_and_post
def say_no(request: Request, public_id: UUID) -> HttpResponse:
    """Why, in a code and their own words; neither must be said."""
    return _answer(request, public_id, "no", Verb.EMPLOYER_NO, NoForm(_data(request), employer=True))


@may(Permission.OWN_COMPANY)
@get_and_post
def talk(request: Request, public_id: UUID) -> HttpResponse:
    """Talk first: when it suits."""
    form = TalkForm(_data(request))
    form.use_required_attribute = False
    return _answer(request, public_id, "talk", Verb.EMPLOYER_TALK, form)


@may(Permission.OWN_COMPANY)
@get_and_post
def ask(request: Request) -> HttpResponse:
    """Ask for somebody they know: one whom they have been told of, or in their own words."""
    places_of = workplaces_of_party(request.scope)
    places = list(places_of.select_related("keeper").order_by("sort_key", "pk")) if places_of is not None else []
    if not places:
        raise Http404
    told = told_to([one.public_id for one in places], timezone.localdate())
    for one in told:
        seen_ids(request, [one.person], keeper=next(place.keeper for place in places if place.public_id == one.place))
    form = AskForm(_data(request), places=places, told=told)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        place = next(one for one in places if str(one.public_id) == given["place"])
        person = UUID(given["person"]) if given.get("person") else None
        try:
            ask_actions.ask(by=request.scope, workplace=place, person=person, who=given["who"], words=given["words"])
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Tak. Jeres kontakt i kommunen ser på det og vender tilbage."))
            return redirect("placements:employer_proposals")
    return render(request, "placements/employer_ask.html", {"form": form}, status=422 if form.is_bound else 200)


def thanks(row: Proposal) -> str:
    """What happens next."""
    if row.state == ProposalState.AGREED:
        return _("Tak. Det er aftalt. Jeres kontakt ringer om aftalen og den første dag.")
    if row.state == ProposalState.DECLINED:
        return _("Tak for svaret. Vi siger det venligt videre.")
    if row.both_said_yes:
        return _("Tak for jeres ja. Jeres kontakt skal lige ordne noget og ringer til jer.")
    return _("Tak. Jeres kontakt ringer til jer.")


def _answer(request: Request, public_id: UUID, answer: str, verb: Verb, form: Any) -> HttpResponse:
    row = _load(request, public_id)
    if not can(verb, row):
        return redirect("placements:employer_proposal", row.public_id)
    if form.is_bound and form.is_valid():
        with refusals_told(request):
            said = answers.answer_employer(by=request.scope, proposal=row, answer=answer, **form.cleaned_data)
            messages.success(request, thanks(said))
        return redirect("placements:employer_proposal", row.public_id)
    [one] = _shown(request, [row])
    context = {"one": one, "proposal": row, "form": form, "answer": answer, "call": our_call(row)}
    return render(request, "placements/employer_answer.html", context, status=422 if form.is_bound else 200)


def _data(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _rows(request: Request) -> ProposalQuerySet:
    """Those that have come to the user's company, whoever keeps them. The person is never joined."""
    places = workplaces_of_party(request.scope)
    if places is None:
        raise Http404
    return Proposal.objects.filter(workplace__in=places).come_to_employer()


def _load(request: Request, public_id: UUID) -> Proposal:
    rows = _rows(request).select_related("task", "workplace__consultant", "workplace__employer", "keeper", "made_by")
    found: Proposal = get_object_or_404(rows, public_id=public_id)
    return found


def _shown(request: Request, rows: list[Proposal]) -> list[Shown]:
    """With what was told of each; the look is in the log of the municipality that told it. Two queries, none where there are no rows."""
    if not rows:
        return []
    people = people_of_proposals(one.pk for one in rows)
    told = {
        (one.person, one.place): one for one in told_to({one.workplace.public_id for one in rows}, timezone.localdate())
    }
    found = [
        Shown(one, _of_this(one, told.get((people.get(one.pk, UUID(int=0)), one.workplace.public_id)))) for one in rows
    ]
    for one in found:
        if one.told is not None:
            seen_ids(request, [one.told.person], keeper=one.proposal.keeper)
    return found


def _of_this(row: Proposal, told: Told | None) -> Told | None:
    """What was told, while the proposal is open or came to something; of what came to nothing, nothing."""
    return told if row.is_active or row.state == ProposalState.AGREED else None
