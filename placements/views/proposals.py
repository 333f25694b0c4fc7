"""Proposals for those who work with people: the list, a new one, one's page, and the buttons that lead it on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidate, Consent, ConsentItem
from employers.models import Task, Workplace
from placements.actions import proposal_answers as answers
from placements.actions import proposals as actions
from placements.actions.proposal_telling import consents_for, not_yet_consented, says_yes
from placements.deadlines import DAYS_TO_ANSWER
from placements.forms.draft import Draft, draft
from placements.forms.law import LawFields, LawfulProposalForm
from placements.forms.proposals import initial_of
from placements.matching.facts import Rule
from placements.models import EmployerAsk, LawDoor, Proposal, ProposalQuerySet, ProposalState
from placements.proposal_rules import Verb, can
from placements.proposal_shown import SENTENCES, act_of, said_no_before
from placements.views.closed import shut_out
from placements.views.law import ONLY_LOOK, answers_before, law_of_proposal, looked_at, only_looking, verdict_of_terms
from placements.views.limits import beyond_of, say_beyond
from placements.views.placements import known_of
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.access import seen
from smaajob.audit.telling import history_of
from smaajob.formfields import refuse
from smaajob.formpage import FormPage
from smaajob.http import Request, View, get_and_post, get_only, may, post_only, refusals_told
from smaajob.lists import Filter, Sort, listing
from smaajob.schedule import is_dated
from smaajob.vocabulary import PlacementKind
from smaajob.workdays import workdays_after
from smaajob.writing import WEEKDAYS_LONG, day_long, lower_first

SORTS = (
    Sort("nyest", gettext_lazy("Sidst sket noget"), ("-since",), column="since", direction="descending"),
    Sort("ældst", gettext_lazy("Længst tid siden"), ("since",), column="since"),
    Sort("frist", gettext_lazy("Frist"), ("deadline",), column="deadline"),
    Sort("person", gettext_lazy("Person, A–Å"), ("candidate__sort_key", "-since"), column="person"),
)
NOUN = (gettext_lazy("forslag"), gettext_lazy("forslag"))
WITH = (
    "candidate", "task__workplace", "workplace__consultant", "workplace__employer", "programme", "made_by", "placement",
    "person_answered_by", "employer_answered_by", "keeper",
)  # fmt: skip


def load(request: Request, public_id: UUID) -> Proposal:
    """The proposal with those it is about, or a 404; that it was looked at is on record."""
    found: Proposal = get_object_or_404(
        Proposal.objects.visible_to(request.scope).select_related(*WITH), public_id=public_id
    )
    seen(request, found)
    return found


@may(Permission.SEE_PLACEMENTS)
@get_only
def show_list(request: Request) -> HttpResponse:
    """All proposals; the counters tell where they are."""
    found = listing(
        request,
        Proposal.objects.visible_to(request.scope).for_both(),
        search=ProposalQuerySet.search,
        filters=filters_of(request.scope),
        sorts=SORTS,
        noun=NOUN,
    )
    return render(request, "placements/proposals/list.html", {"listing": found})


def filters_of(scope: Scope) -> list[Filter[ProposalQuerySet]]:
    """What the list can be narrowed by. Nobody is sorted or counted by what they have said no to."""
    return [
        Filter("tilstand", _("Tilstand"), ProposalState.choices, lambda rows, code: rows.filter(state=code), by_state),
        Filter("type", _("Type"), PlacementKind.choices, lambda rows, code: rows.filter(kind=code)),
        Filter(
            "konsulent",
            _("Konsulent"),
            [("mig", _("Mig"))],
            lambda rows, _me: rows.filter(candidate__consultant=scope.user),
        ),
    ]


def by_state(rows: ProposalQuerySet) -> dict[str, int]:
    """How many there are in each state."""
    return {row["state"]: row["n"] for row in rows.order_by().values("state").annotate(n=Count("pk"))}


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def propose(request: Request, task_id: UUID, candidate_id: UUID) -> HttpResponse:
    """A new proposal, with what is known of the two and what was said before. Kept as a draft, or sent at once."""
    scope, today = request.scope, timezone.localdate()
    task = get_object_or_404(Task.objects.visible_to(scope).select_related("workplace"), public_id=task_id)
    person = get_object_or_404(Candidate.objects.visible_to(scope).open_to(scope), public_id=candidate_id)
    before = Proposal.objects.visible_to(scope).filter(candidate=person, task=task)
    if (shut := shut_out(request, task)) is not None:
        return shut
    if (going := before.open().first()) is not None:
        messages.info(request, _("Der er allerede et forslag. Her er det."))
        return redirect("placements:proposal", going.public_id)
    seen(request, person)
    drafted = draft(task, person, scope, today)
    ask = _ask(request, task)
    consented = _consented(Proposal(candidate=person, task=task, workplace=task.workplace, keeper=scope.organisation))
    initial = {**drafted.initial(task), "items": sorted(consented), "forwards": True, **_when(drafted, task, today)}
    make = partial(LawfulProposalForm, scope=scope, initial=initial, consented=consented)
    page = FormPage(request, make, name=f"placements.propose.{task.public_id}", about=person.public_id)

    def act(form: LawfulProposalForm) -> Proposal:
        answered = form.answers()
        made = actions.draft(by=scope, candidate=person, task=task, values=form.values(), ask=ask, **answered)
        return made if "keep" in request.POST else actions.send(by=scope, proposal=made, **answered)

    if not only_looking(request, page) and (saved := page.save(act)):
        messages.success(request, _kept_or_sent(saved, person))
        say_beyond(request, person, task, saved.start, saved.windows)
        return redirect("placements:proposal", saved.public_id)
    context = {"said_no": said_no_before(before), "ask": ask, **_known(drafted, task, person, scope)}
    context |= verdict_of_terms(page.form, initial, task, person) | beyond_of(page.form, task, person, scope)
    return page.render("placements/proposals/propose.html", context, status=looked_at(request, page))


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """A draft's terms, before anybody has seen them."""
    row = load(request, public_id)
    if not can(Verb.CHANGE, row):
        messages.info(request, _("Forslaget er sendt, så det kan ikke rettes. Tag det tilbage, og lav et nyt."))
        return redirect("placements:proposal", row.public_id)
    initial = {**initial_of(row), **answers_before(row)}
    make = partial(LawfulProposalForm, scope=request.scope, initial=initial, consented=_consented(row))
    page = FormPage(request, make, name="placements.proposal", thing=row)

    def act(form: LawfulProposalForm) -> Proposal:
        return actions.change(by=request.scope, proposal=row, values=form.values(), **form.answers())

    if not only_looking(request, page) and (saved := page.save(act)):
        messages.success(request, _("Kladden er gemt."))
        say_beyond(request, row.candidate, row.task, saved.start, saved.windows)
        return redirect("placements:proposal", saved.public_id)
    context = {"proposal": row, "task": row.task, "person": row.candidate, "weekdays": WEEKDAYS_LONG}
    context |= verdict_of_terms(page.form, initial, row.task, row.candidate)
    context |= beyond_of(page.form, row.task, row.candidate, request.scope)
    return page.render("placements/proposals/edit.html", context, status=looked_at(request, page))


@may(Permission.SEE_PLACEMENTS)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """Who has the ball and since when, what comes next, what was proposed and told, what was answered, what happened."""
    return show_one(request, load(request, public_id))


def show_one(request: Request, row: Proposal, form: LawFields | None = None) -> HttpResponse:
    """A proposal's page; `form`: what was answered about the law, where the step was refused."""
    today = timezone.localdate()
    context: dict[str, Any] = {
        "proposal": row,
        "act": act_of(row),
        "can": {verb.value: can(verb, row) for verb in Verb},
        "asks_for": _names(not_yet_consented(row, today)) if row.is_open and not row.person_answer else [],
        "no_consent": row.is_open and not says_yes(row, today),
        "told": history_of(row, SENTENCES),
        "law_checks": list(row.law_checks.exclude(door=LawDoor.DRAFT).select_related("by").order_by("-at", "-pk")),
        **law_of_proposal(row, form),
    }
    return render(request, "placements/proposals/detail.html", context, status=422 if form else 200)


@may(Permission.SEE_PLACEMENTS)
@get_only
def of_person(request: Request, public_id: UUID) -> HttpResponse:
    """A person's proposals: a part of their page, and a page of its own."""
    person = get_object_or_404(Candidate.objects.visible_to(request.scope), public_id=public_id)
    seen(request, person)
    rows = Proposal.objects.visible_to(request.scope).filter(candidate=person)
    return _part(request, rows, {"about": person, "person": person, "hidden": person.hides_from(request.scope)})


@may(Permission.SEE_PLACEMENTS)
@get_only
def of_workplace(request: Request, public_id: UUID) -> HttpResponse:
    """The proposals to a workplace, and what it asks for."""
    workplace = get_object_or_404(Workplace.objects.visible_to(request.scope), public_id=public_id)
    asks = EmployerAsk.objects.visible_to(request.scope).filter(workplace=workplace, state="waiting")
    rows = Proposal.objects.visible_to(request.scope).filter(workplace=workplace)
    waiting = list(asks.select_related("candidate")[:20])
    seen(request, *(one.candidate for one in waiting if one.candidate))
    return _part(request, rows, {"about": workplace, "workplace": workplace, "asks": waiting})


def _part(request: Request, rows: ProposalQuerySet, context: dict[str, Any]) -> HttpResponse:
    found = listing(request, rows.for_both(), sorts=SORTS[:1], noun=NOUN, per_page=5 if request.htmx else 25)
    template = "placements/proposals/part.html" + ("#part" if request.htmx else "")
    return render(request, template, {**context, "listing": found})


def _step(verb: Callable[..., Proposal], said: Callable[[Proposal], str]) -> View:
    """A step before which the law is asked: done, or the page again with what was answered and what is wrong."""

    @may(Permission.CHANGE_PLACEMENTS)
    @post_only
    def take(request: Request, public_id: UUID) -> HttpResponse:
        row = load(request, public_id)
        form = LawFields(request.POST)
        if form.is_valid() and ONLY_LOOK not in request.POST:
            try:
                messages.success(request, said(verb(by=request.scope, proposal=row, **form.answers())))
            except ValidationError as refusal:
                row.refresh_from_db()
                refuse(form, refusal)
            else:
                return redirect("placements:proposal", row.public_id)
        return show_one(request, row, form)

    return take


def _button(verb: Callable[..., Proposal], said: Callable[[Proposal], str]) -> View:
    @may(Permission.CHANGE_PLACEMENTS)
    @post_only
    def press(request: Request, public_id: UUID) -> HttpResponse:
        row = load(request, public_id)
        with refusals_told(request):
            messages.success(request, said(verb(by=request.scope, proposal=row)))
        return redirect("placements:proposal", row.public_id)

    return press


def _kept_or_sent(row: Proposal, person: Candidate) -> str:
    if row.state == ProposalState.DRAFT:
        return _("Kladden er gemt. Ingen andre end I kan se den.")
    return _("Forslaget er sendt. %(name)s svarer senest %(day)s.") % {
        "name": person.first_name,
        "day": day_long(row.deadline) if row.deadline else "",
    }


send = _step(actions.send, lambda row: _kept_or_sent(row, row.candidate))
send_on = _step(answers.send_on, lambda row: _("Forslaget er sendt til arbejdspladsen."))
agree = _step(answers.agree, lambda row: _("Det er aftalt, og forløbet er oprettet."))
read = _button(actions.read, lambda row: _("Det er noteret. Det står ikke mere under I dag."))


def _consented(row: Proposal) -> frozenset[str]:
    """What the person has said yes to telling that workplace."""
    rows: QuerySet[Consent] = consents_for(row, timezone.localdate())
    return frozenset(item for one in rows for item in one.items)


def _when(drafted: Draft, task: Task, today: date) -> dict[str, date]:
    """The first day comes when both have had their days to answer; where the dates are fixed, the answer comes before them."""
    deadline = workdays_after(today, DAYS_TO_ANSWER, task.workplace.country)
    if is_dated(task.windows):
        return {"deadline": min(deadline, drafted.start - timedelta(days=1))}
    answered = workdays_after(deadline, DAYS_TO_ANSWER, task.workplace.country)
    start = max(drafted.start, answered + timedelta(days=7 - answered.weekday()))
    end = drafted.planned_end + (start - drafted.start)
    return {"deadline": deadline, "start": start, "planned_end": min(end, task.end) if task.end else end}


def _known(drafted: Draft, task: Task, person: Candidate, scope: Scope) -> dict[str, Any]:
    """What is known of the two, beside the form."""
    asks = Rule.CONSENT in drafted.assessment.missing
    return {"asks_for_consent": asks, **known_of(task, person, drafted, scope)}


def _names(items: list[str]) -> list[str]:
    return [lower_first(str(label)) for code, label in ConsentItem.choices if code in items]


def _ask(request: Request, task: Task) -> EmployerAsk | None:
    """The workplace's wish that the proposal answers, where the address names one (`oenske`)."""
    try:
        key = UUID(request.GET.get("oenske", ""))
    except ValueError:
        return None
    rows = EmployerAsk.objects.visible_to(request.scope).filter(workplace=task.workplace, state="waiting")
    return rows.filter(public_id=key).first()
