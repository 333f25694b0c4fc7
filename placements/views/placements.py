"""Placements: the list, one placement's page, starting and ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from candidates.models import Candidate, Programme, StatusSpell
from candidates.needs import phrases
from employers.models import Task
from placements.actions import placements as actions
from placements.agreeing.standing import Standing, standing_of
from placements.changing.waiting import what_changed
from placements.forms.draft import Draft, draft
from placements.forms.hours import PlannedDay
from placements.forms.law import LawfulStartForm
from placements.forms.placements import EndForm, suggested_status
from placements.history import tell
from placements.matching.facts import Outcome, Rule
from placements.matching.wording import sentence
from placements.models import ChangeRequest, Move, MoveState, Pause, Placement, PlacementQuerySet, PlacementState
from placements.sheet import last_months
from placements.todo import ENDS_WITHIN
from placements.views.cancel import show_cancelled
from placements.views.closed import shut_out
from placements.views.hours import days_without_hours, months_of
from placements.views.law import ONLY_LOOK, law_of_placement, verdict_of_start
from placements.views.limits import beyond_of, say_beyond
from placements.views.shifts import shifts_of
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope, Sight
from smaajob.audit.access import seen
from smaajob.audit.models import Event
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, get_only, may, post_only
from smaajob.lists import Filter, Sort, listing
from smaajob.tabs import tabs
from smaajob.vocabulary import PlacementKind
from smaajob.writing import WEEKDAYS_LONG, day, times

SORTS = (
    Sort("start-sidst", gettext_lazy("Startet sidst"), ("-start",), column="start", direction="descending"),
    Sort("start-først", gettext_lazy("Startet først"), ("start",), column="start"),
    Sort("slut-først", gettext_lazy("Slutter først"), ("until",), column="end"),
    Sort("slut-sidst", gettext_lazy("Slutter sidst"), ("-until",), column="end", direction="descending"),
    Sort("person", gettext_lazy("Person, A–Å"), ("candidate__sort_key", "-start"), column="person"),
    Sort("person-om", gettext_lazy("Person, Å–A"), ("-candidate__sort_key", "-start"), column="person", direction="descending"),
)  # fmt: skip
TABS = (
    ("", gettext_lazy("Overblik")),
    ("vagter", gettext_lazy("Vagter")),
    ("aftale", gettext_lazy("Aftale")),
    ("timer", gettext_lazy("Timer")),
    ("historik", gettext_lazy("Historik")),
)
PEOPLE = ("keeper", "candidate__consultant", "workplace__consultant", "workplace__employer", "task", "programme")
MOST_EVENTS = 200


def load(request: Request, public_id: UUID, rows: Any = Placement.objects) -> Placement:
    """The placement with those it is about, or a 404. One that is cancelled only among Placement.everything."""
    visible = rows.visible_to(request.scope).select_related(*PEOPLE)
    found: Placement = get_object_or_404(visible, public_id=public_id)
    return found


@may(Permission.SEE_PLACEMENTS)
@get_only
def show_list(request: Request) -> HttpResponse:
    """Everybody's placements; the counters tell the state."""
    rows: PlacementQuerySet = Placement.objects.visible_to(request.scope).with_state(timezone.localdate())
    found = listing(
        request,
        rows.annotate(until=Coalesce("actual_end", "planned_end")).select_related("candidate", "workplace", "task"),
        search=PlacementQuerySet.search,
        filters=filters_of(request.scope),
        sorts=SORTS,
        noun=(_("forløb"), _("forløb")),
    )
    return render(request, "placements/placements/list.html", {"listing": found})


def filters_of(scope: Scope) -> list[Filter[PlacementQuerySet]]:
    """What the list can be narrowed by."""
    programmes = Programme.objects.visible_to(scope).values_list("public_id", "name")
    found: list[Filter[PlacementQuerySet]] = [
        Filter(
            "tilstand", _("Tilstand"), PlacementState.choices, lambda rows, code: rows.filter(Q(state=code)), by_state
        ),
        Filter("type", _("Type"), PlacementKind.choices, lambda rows, code: rows.filter(kind=code)),
        Filter(
            "konsulent",
            _("Konsulent"),
            [("mig", _("Mig"))],
            lambda rows, _me: rows.filter(candidate__consultant=scope.user),
        ),
    ]
    if choices := [(str(key), name) for key, name in programmes]:
        found.insert(
            2, Filter("indsats", _("Indsats"), choices, lambda rows, key: rows.filter(programme__public_id=key))
        )
    return found


def by_state(rows: PlacementQuerySet) -> dict[str, int]:
    """How many there are of each state."""
    return {row["now"]: row["n"] for row in rows.order_by().values(now=F("state")).annotate(n=Count("pk"))}


@may(Permission.SEE_PLACEMENTS)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """The picture of now; under tabs the hours and what happened."""
    placement = load(request, public_id, Placement.everything)
    if placement.is_cancelled:
        return show_cancelled(request, placement)
    seen(request, placement)
    chosen = tabs(request, TABS)
    missing = days_without_hours(placement)
    state = placement.state_on(timezone.localdate())
    standing = standing_of(placement, timezone.localdate())
    context = {
        "placement": placement,
        "standing": standing,
        "tabs": chosen,
        "missing": missing,
        "act": most_needed(placement, state, missing),
        "upcoming": state is PlacementState.UPCOMING,
        "next_shifts": list(placement.shifts.filter(ends_at__gt=timezone.now())[:5]),
        "agreement": standing.holds.row if standing.holds else None,
        "steps": standing.steps_said,
        "contact": placement.workplace.contacts.current().first(),
        "programme": _programme_seen(placement, request.scope),
        **changes_of(placement, request.scope),
    }
    context |= _of_tab(request, placement, chosen.now, standing)
    return render(request, "placements/placements/detail.html", context)


def _of_tab(request: Request, placement: Placement, tab: str, standing: Standing) -> dict[str, Any]:
    """What only this tab shows."""
    if tab == "timer":
        months = months_of(placement)
        unsettled = placement.reported.waiting() | placement.reported.disputed()
        return {
            "months": months,
            "total": sum(month.total for month in months),
            "reported": list(unsettled.order_by("day", "pk")),
            "sheet_months": last_months(timezone.localdate(), placement.start),
        }
    if tab == "vagter":
        return shifts_of(placement, whole=request.GET.get("vis") == "alle")
    if tab == "historik":
        return {"told": tell(Event.objects.about(placement).select_related("actor")[:MOST_EVENTS])}
    total = placement.hours.aggregate(total=Sum("hours"))["total"] or 0
    demands = standing.holds.row.demands if standing.holds else ()
    return {"total": total, **law_of_placement(placement, demands)}


def changes_of(placement: Placement, scope: Scope) -> dict[str, Any]:
    """The pauses that last or come, where it was and is to move, and what waits for an answer; asked for where there is any."""
    today, found = timezone.localdate(), what_changed(placement)
    pauses: list[Pause] = []
    moves: list[Move] = []
    asked: list[ChangeRequest] = []
    if "pause" in found:
        pauses = list(Pause.objects.visible_to(scope).filter(placement=placement).not_over(today))
    if "move" in found:
        rows = Move.objects.visible_to(scope).filter(placement=placement).exclude(state=MoveState.CALLED_OFF)
        moves = list(rows.select_related("from_workplace", "from_task", "to_workplace", "to_task"))
    if "request" in found:
        asked = list(ChangeRequest.objects.visible_to(scope).filter(placement=placement).waiting())
    return {
        "pauses": pauses,
        "paused": any(one.has(today) for one in pauses),
        "moves": [one for one in moves if one.state == MoveState.DONE],
        "planned_move": next((one for one in moves if one.state == MoveState.PLANNED), None),
        "asked": asked,
    }


def _programme_seen(placement: Placement, scope: Scope) -> Programme | None:
    """Its programme, where the scope sees that: another programme's name tells of the person what is not theirs to know."""
    if scope.sight == Sight.ALL or placement.programme is None:
        return placement.programme
    return Programme.objects.visible_to(scope).filter(pk=placement.programme.pk).first()


def most_needed(placement: Placement, state: PlacementState, missing: list[PlannedDay]) -> str:
    """The act that a page about the placement offers first: end, hours, extend (the last fortnight), or none."""
    if state is PlacementState.OVERDUE:
        return "end"
    if missing:
        return "hours"
    ends_soon = placement.planned_end <= timezone.localdate() + ENDS_WITHIN
    return "extend" if state is PlacementState.RUNNING and ends_soon else ""


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def start(request: Request, task_id: UUID, candidate_id: UUID) -> HttpResponse:
    """What is known of the two, what stands in the way, and the terms to begin with."""
    scope, today = request.scope, timezone.localdate()
    task = get_object_or_404(Task.objects.visible_to(scope).select_related("workplace"), public_id=task_id)
    person = get_object_or_404(Candidate.objects.visible_to(scope).open_to(scope), public_id=candidate_id)
    drafted = draft(task, person, scope, today)
    if (shut := shut_out(request, task)) is not None:
        return shut
    data = request.POST if request.method == "POST" else None
    asks = Rule.CONSENT in drafted.assessment.missing
    form = LawfulStartForm(data, scope=scope, initial=drafted.initial(task), agreed=not asks)
    only_looking = ONLY_LOOK in request.POST
    if form.is_bound and form.is_valid() and not only_looking:
        try:
            placement = actions.start(by=scope, candidate=person, task=task, **form.terms())
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, started(placement))
            written = form.cleaned_data["windows"]
            say_beyond(request, person, task, placement.start, written, but=Q(placement=placement))
            return redirect("placements:detail", placement.public_id)
    context = {"form": form, "asks_for_consent": asks, **known_of(task, person, drafted, scope)}
    context |= verdict_of_start(form, drafted, task, person) | beyond_of(form, task, person, scope)
    seen(request, person)
    refused = form.is_bound and not (only_looking and form.is_valid())
    return render(request, "placements/placements/start.html", context, status=422 if refused else 200)


def known_of(task: Task, person: Candidate, drafted: Draft, scope: Scope) -> dict[str, Any]:
    """What the page to start says of the two: whether there is a seat, what does not fit, and what must be arranged."""
    facts = drafted.assessment.facts
    protected = person.address_protected
    full = actions.free_seats(task, drafted.start) < 1
    return {
        "task": task,
        "person": person,
        "weekdays": WEEKDAYS_LONG,
        "needs": phrases(person.accommodations),
        "no_seat": actions.no_seat_message(task, drafted.start, scope) if full else "",
        "missing": [sentence(fact, protected=protected) for fact in facts(Outcome.MISSING)],
        "arrange": [sentence(fact, protected=protected) for fact in facts(Outcome.CAN_BE_ARRANGED)],
    }


def started(placement: Placement) -> str:
    """What happened and what comes next."""
    first = placement.shifts.first()
    if first is None:
        return _("Forløbet er startet.")
    values = {"when": f"{day(first.day)} {times(first.starts_at, first.ends_at)}"}
    if first.ends_at <= timezone.now():
        return _("Forløbet er startet. Første vagt var %(when)s.") % values
    return _("Forløbet er startet. Første vagt er %(when)s.") % values


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def end(request: Request, public_id: UUID) -> HttpResponse:
    """When and how it ended; what goes away is told before."""
    placement = load(request, public_id)
    form = _end_form(placement, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            removed = actions.end(by=request.scope, placement=placement, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, ended(removed))
            return redirect("placements:detail", placement.public_id)
    context = {
        "placement": placement,
        "form": form,
        "upcoming": placement.state_on(timezone.localdate()) is PlacementState.UPCOMING,
        **consequences(placement, form),
    }
    seen(request, placement)
    return render(request, "placements/placements/end.html", context, status=422 if form.is_bound else 200)


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def preview_end(request: Request, public_id: UUID) -> HttpResponse:
    """A part of the page to end: what would happen. A POST, since how somebody's placement ended is nothing for a URL."""
    placement = load(request, public_id)
    data = request.POST.copy()
    suggested = suggested_status(placement, data.get("reason", ""))
    if data.get("status", "") in ("", data.get("suggested", "")):
        data["status"] = suggested
    form = _end_form(placement, data)
    seen(request, placement)
    context = {"placement": placement, "form": form, "suggested": suggested, **consequences(placement, form)}
    return render(request, "placements/placements/end.html" + ("#going" if request.htmx else ""), context)


def _end_form(placement: Placement, data: Any) -> EndForm:
    today = timezone.localdate()
    now = StatusSpell.objects.filter(candidate=placement.candidate, start__lte=today).order_by("start").last()
    return EndForm(data, placement=placement, today=today, now=now.status if now else "")


def consequences(placement: Placement, form: EndForm) -> dict[str, Any]:
    """The shifts that go out of the calendar when the placement ends on the form's day (None where that is no date)."""
    if form.is_bound:
        try:
            on = form.fields["on"].clean(form["on"].value())
        except ValidationError:
            on = None
    else:
        on = form["on"].value()
    return {"on": on, "going": list(placement.shifts.filter(day__gt=on)) if on else []}


def ended(removed: int) -> str:
    """What happened."""
    if not removed:
        return _("Forløbet er afsluttet.")
    gone = ngettext("%(n)d vagt er taget ud af kalenderen.", "%(n)d vagter er taget ud af kalenderen.", removed)
    return _("Forløbet er afsluttet.") + " " + gone % {"n": removed}
