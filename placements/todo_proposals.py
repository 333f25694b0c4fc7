"""What of the proposals waits for a consultant: answers to lead on, talks, meetings that are over, what came to nothing, wishes."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.models import Answer, EmployerAsk, Proposal, ProposalState
from placements.proposal_rules import Ball, ball_of
from placements.proposal_shown import act_of
from placements.todo import PROPOSALS, Row, Todo, near
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope

# So many of each at most; a list that is longer is read on its own page.
MOST = 300


def waiting(scope: Scope) -> list[Todo]:
    """Each with its row. Two queries."""
    return [*_proposals(scope), *_asks(scope)]


def row(todo: Todo, day: date) -> Row:
    """One sentence, one act."""
    thing = todo.thing
    if isinstance(thing, EmployerAsk):
        what = _("%(place)s spurgte %(day)s efter en, de kender") % {
            "place": thing.workplace,
            "day": near(todo.day, day),
        }
        url = reverse("placements:ask", args=[thing.public_id])
        return Row(
            None,
            what,
            _("Læs og svar"),
            url,
            person=thing.candidate,
            permission=Permission.CHANGE_PLACEMENTS,
            place=thing.workplace,
        )
    assert isinstance(thing, Proposal)
    act = act_of(thing)
    # Where the step is a button, it stands on the proposal's own page.
    url = reverse("placements:proposal", args=[thing.public_id]) if act is None or act.post else act.url
    text = _("Se svaret") if todo.kind == "proposal_over" else (act.text if act else _("Se forslaget"))
    return Row(
        None,
        _what(thing, near(todo.day, day)),
        text,
        url,
        person=thing.candidate,
        permission=Permission.CHANGE_PLACEMENTS,
        place=thing.workplace,
    )


def _what(one: Proposal, when: str) -> str:
    told = {"place": one.workplace, "when": when}
    if one.stands_in_way:
        return _("Forslaget til %(place)s: Noget er i vejen (%(when)s)") % told
    if one.state == ProposalState.DECLINED and one.person_answer == Answer.NO:
        return _("Sagde nej tak til %(place)s %(when)s") % told
    if one.state == ProposalState.DECLINED:
        return _("%(place)s sagde nej tak %(when)s") % told
    if one.state == ProposalState.EXPIRED:
        return _("Ingen svarede på forslaget til %(place)s. Fristen gik %(when)s") % told
    if one.state == ProposalState.MEETING:
        return _("Mødet med %(place)s var %(when)s. Hvad blev I enige om?") % told
    if one.state == ProposalState.WITH_EMPLOYER:
        return _("%(place)s vil tale om det først, siden %(when)s") % told
    if one.person_answer == Answer.TALK:
        return _("Vil gerne tale om forslaget til %(place)s, siden %(when)s") % told
    return _("Sagde ja til %(place)s %(when)s, og arbejdspladsen er ikke spurgt") % told


def _proposals(scope: Scope) -> list[Todo]:
    ours = Q(state=ProposalState.WITH_PERSON) & ~Q(person_answer="")
    ours |= Q(state=ProposalState.WITH_EMPLOYER) & Q(employer_answer__in=[Answer.TALK, Answer.YES])
    met = Q(state=ProposalState.MEETING) & (Q(meeting_at__lt=timezone.now()) | Q(employer_answer=Answer.YES))
    over = Q(state__in=[ProposalState.DECLINED, ProposalState.EXPIRED], read_at__isnull=True)
    rows = (
        Proposal.objects.visible_to(scope)
        .filter(ours | met | over)
        .select_related("candidate", "workplace", "placement")
    )
    found = []
    for one in rows.order_by("since", "pk")[:MOST]:
        if one.is_active and ball_of(one) != Ball.US and one.state != ProposalState.MEETING:
            continue
        kind = "proposal" if one.is_active else "proposal_over"
        found.append(Todo(PROPOSALS, kind, _since(one), 0, _is_mine(scope, one), thing=one))
    return found


def _asks(scope: Scope) -> list[Todo]:
    if not scope.may(Permission.CHANGE_PLACEMENTS):
        return []
    rows = EmployerAsk.objects.visible_to(scope).filter(state="waiting").select_related("candidate", "workplace")
    return [
        Todo(PROPOSALS, "ask", timezone.localdate(one.asked_at), 0, _is_mine(scope, one), thing=one)
        for one in rows.order_by("asked_at", "pk")[:MOST]
    ]


def _since(one: Proposal) -> date:
    """When what waits began: the newest answer, the meeting, or the state."""
    if one.state == ProposalState.MEETING and one.meeting_at is not None:
        return timezone.localdate(one.meeting_at)
    answered = [at for at in (one.person_answered_at, one.employer_answered_at) if at is not None]
    return timezone.localdate(max([one.since, *answered]) if one.is_active else one.since)


def _is_mine(scope: Scope, one: Proposal | EmployerAsk) -> bool:
    if scope.user is None:
        return False
    user, person = scope.user.pk, one.candidate
    theirs = {one.workplace.consultant_id, person.consultant_id if person else None}
    return user in theirs or (isinstance(one, Proposal) and one.made_by_id == user)
