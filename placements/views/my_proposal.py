"""A person's own proposal, by their link or signed in: what, when, where, with whom, what they will know, and three answers.

The link is enough to read and to answer; a yes that lets us tell something new about them takes a code as well, as any consent does.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.consent_texts import ONE_PROPOSAL
from candidates.following import own_person
from candidates.models import Candidate
from candidates.own_words import TO_YOU, items_to_you
from candidates.reaching import contacts
from placements.actions import proposal_answers as answers
from placements.actions.proposal_telling import not_yet_consented
from placements.forms.proposals import NoForm
from placements.models import Proposal, ProposalState
from placements.proposal_rules import Verb, can
from placements.todo import contacts_of
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.http import Request, get_and_post, may, refusals_told


@may(Permission.OWN_WEEK)
@get_and_post
def show(request: Request, public_id: UUID) -> HttpResponse:
    """One screen; `answer` is yes or talk. A no has a page of its own, where it is asked why, and need not be said."""
    person, row = _load(request, public_id)
    asks = not_yet_consented(row, timezone.localdate()) if can(Verb.PERSON_YES, row) else []
    if request.method == "POST":
        said = request.POST.get("answer", "")
        if said == "yes" and asks:
            return redirect("placements:my_proposal_yes", row.public_id)
        if said in {"yes", "talk"}:
            with refusals_told(request):
                row = answers.answer_person(by=request.scope, proposal=row, answer=said)
                messages.success(request, thanks(row))
        return redirect("placements:my_proposal", row.public_id)
    workplace = row.workplace
    context = {
        "person": person, "proposal": row, "contacts": contacts(person), "contact": contacts_of([workplace.pk]).get(workplace.pk),
        "items": _told(row), "asks": asks, "can": {verb.value: can(verb, row) for verb in Verb},
        "declined_by_me": row.state == ProposalState.DECLINED and row.person_answer == "no",
    }  # fmt: skip
    return render(request, "placements/my_proposal.html", context)


@may(Permission.OWN_WEEK)
@get_and_post
def say_no(request: Request, public_id: UUID) -> HttpResponse:
    """Why, if they like to say it. Also for whoever has changed their mind."""
    person, row = _load(request, public_id)
    if not can(Verb.PERSON_NO, row):
        return redirect("placements:my_proposal", row.public_id)
    form = NoForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusals_told(request):
            row = answers.answer_person(by=request.scope, proposal=row, answer="no", **form.cleaned_data)
            messages.success(request, thanks(row))
        return redirect("placements:my_proposal", row.public_id)
    context = {"person": person, "proposal": row, "form": form}
    return render(request, "placements/my_proposal_no.html", context, status=422 if form.is_bound else 200)


@may(Permission.OWN_DATA)
@get_and_post
def say_yes(request: Request, public_id: UUID) -> HttpResponse:
    """A yes that is also the first yes to telling something: what, and to whom, once more, before the button."""
    person, row = _load(request, public_id)
    if not can(Verb.PERSON_YES, row):
        return redirect("placements:my_proposal", row.public_id)
    if request.method == "POST":
        with refusals_told(request):
            row = answers.answer_person(by=request.scope, proposal=row, answer="yes")
            messages.success(request, thanks(row))
        return redirect("placements:my_proposal", row.public_id)
    context = {"person": person, "proposal": row, "items": _told(row), "text": ONE_PROPOSAL}
    return render(request, "placements/my_proposal_yes.html", context)


def thanks(row: Proposal) -> str:
    """What happens next, said at once."""
    if row.state == ProposalState.AGREED:
        return _("Tak. Det er aftalt. Din uge viser, hvornår du skal møde.")
    if row.state == ProposalState.DECLINED:
        return _("Tak for svaret. Det er helt i orden at sige nej.")
    if row.person_answer == "talk":
        return _("Tak. Din kontakt ringer til dig.")
    if row.state == ProposalState.WITH_EMPLOYER:
        return _("Tak. Nu spørger vi arbejdspladsen.")
    return _("Tak. Din kontakt går videre med det.")


def _load(request: Request, public_id: UUID) -> tuple[Candidate, Proposal]:
    """Their own, once it has been sent. An idea that has not is a 404 to them."""
    person = own_person(request.scope)
    if person is None:
        raise Http404
    rows = Proposal.objects.filter(keeper=person.keeper, candidate=person).exclude(state=ProposalState.DRAFT)
    rows = rows.exclude(state=ProposalState.WITHDRAWN, deadline__isnull=True)
    row = get_object_or_404(rows.select_related("task__workplace", "workplace", "keeper"), public_id=public_id)
    seen(request, person)
    return person, row


def _told(row: Proposal) -> list[str]:
    """What the workplace will know, line by line, in words to the person."""
    return [str(text) for code, text in TO_YOU.items() if code in row.items] or [items_to_you(row.items)]
