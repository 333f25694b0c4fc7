"""What of the proposals waits for a consultant: answers to lead on, talks, meetings that are over, what came to nothing, wishes."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from placements.models import Answer, Proposal, ProposalState
from placements.proposal_rules import Ball, ball_of
from placements.proposal_shown import act_of
from placements.todo.words import PROPOSALS, Row, Todo, near
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope

# So many of each at most; a list that is longer is read on its own page.
MOST = 300


def row_of_ask(todo: Todo, person: Candidate | None, day: date) -> Row:
    """A workplace's wish: who asks, and since when."""
    what = _("%(place)s spurgte %(day)s efter en, de kender") % {"place": todo.thing, "day": near(todo.day, day)}
    url = reverse("placements:ask", args=[todo.thing.ask])
    return Row(
        None, what, _("Læs og svar"), url, person=person, permission=Permission.CHANGE_WORKPLACES, place=todo.thing
    )


def row(todo: Todo, day: date) -> Row:
    """One sentence, one act."""
    thing = todo.thing
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


def waiting(scope: Scope) -> list[Todo]:
    """Each with its proposal. One query."""
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


def _since(one: Proposal) -> date:
    """When what waits began: the newest answer, the meeting, or the state."""
    if one.state == ProposalState.MEETING and one.meeting_at is not None:
        return timezone.localdate(one.meeting_at)
    answered = [at for at in (one.person_answered_at, one.employer_answered_at) if at is not None]
    return timezone.localdate(max([one.since, *answered]) if one.is_active else one.since)


def _is_mine(scope: Scope, one: Proposal) -> bool:
    if scope.user is None:
        return False
    return scope.user.pk in {one.workplace.consultant_id, one.candidate.consultant_id, one.made_by_id}
