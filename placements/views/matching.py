"""Who can take a task, and which tasks a person can take: pages of their own, and parts of the task's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Task
from placements.matching.criteria import assess
from placements.matching.listing import Match, matches, search_words
from placements.matching.loader import people_for, tasks_for
from placements.matching.wording import OF_PEOPLE, OF_TASKS, why_not_proposed
from placements.models import Proposal, ProposalQuerySet
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.http import Request, get_only, may


@may(Permission.MATCH)
@get_only
def candidates_for_task(request: Request, public_id: UUID) -> HttpResponse:
    """The people who can take the task, and what stands in the way of everyone else."""
    today = timezone.localdate()
    visible = Task.objects.visible_to(request.scope).select_related("workplace")
    task = get_object_or_404(visible, public_id=public_id)
    opening, people = people_for(task, request.scope, today, search_words(request))
    before = _before(Proposal.objects.visible_to(request.scope).filter(task=task), "candidate_id")
    found = [
        Match(
            row,
            assess(person, opening.work, today),
            protected=row.address_protected,
            startable=opening.free_from is not None and not row.hides_from(request.scope),
            waitable=opening.free_from is None and not row.hides_from(request.scope),
            proposals=before.get(row.pk, ()),
        )
        for row, person in people
    ]
    context = {
        "asked": _asked(request),
        "task": task,
        "opening": opening,
        "over": task.end is not None and task.end < today,
        "first_day": max(task.start, today),
        "matches": matches(request, found, OF_PEOPLE, (_("person"), _("personer"))),
    }
    return render(request, "placements/matching/candidates_for_task.html" + _part(request), context)


@may(Permission.MATCH)
@get_only
def tasks_for_candidate(request: Request, public_id: UUID) -> HttpResponse:
    """The open tasks that the person can take, and what stands in the way of the others."""
    today = timezone.localdate()
    candidate = get_object_or_404(Candidate.objects.visible_to(request.scope), public_id=public_id)
    person, openings = tasks_for(candidate, request.scope, today, search_words(request))
    before = _before(Proposal.objects.visible_to(request.scope).filter(candidate=candidate), "task_id")
    found = [
        Match(
            task,
            assess(person, work, today),
            protected=candidate.address_protected,
            startable=free_from is not None and not candidate.hides_from(request.scope),
            proposals=before.get(task.pk, ()),
        )
        for task, work, free_from in openings
    ]
    seen(request, candidate)
    context = {
        "person": candidate,
        "matches": matches(request, found, OF_TASKS, (_("opgave"), _("opgaver"))),
        "asks_for_consent": why_not_proposed(person, today),
    }
    return render(request, "placements/matching/tasks_for_candidate.html" + _part(request), context)


def _before(rows: ProposalQuerySet, by: str) -> dict[int, list[Proposal]]:
    """What was proposed of these two before, or is now, the newest first. One query."""
    found: dict[int, list[Proposal]] = {}
    for one in rows.select_related("candidate").order_by("-since"):
        found.setdefault(getattr(one, by), []).append(one)
    return found


def _asked(request: Request) -> str:
    """A workplace's wish goes along to the proposal (placements.views.waiting.ask); what is no id is left out."""
    try:
        return f"?oenske={UUID(request.GET.get('oenske', ''))}"
    except ValueError:
        return ""


def _part(request: Request) -> str:
    return "#list" if request.htmx else ""
