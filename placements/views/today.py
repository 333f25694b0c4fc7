"""I dag: what needs me, most urgent first, and who works today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Window
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate
from employers.models import Contact
from placements import todo
from placements.models import Shift
from placements.todo import of_proposals
from placements.todo.of_tasks import row_of_task
from smaajob import navigation
from smaajob.accounts.models import Role
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.access import seen
from smaajob.audit.purposes import OF_PERMISSION
from smaajob.http import Request, anybody, get_only
from smaajob.lists import PAGE, Listing, Sort

WORKING = "arbejder"
TITLES = {
    todo.LATE: _("For sent"),
    todo.NOW: _("I dag"),
    todo.TASKS: _("Nye opgaver"),
    todo.WEEK: _("De næste to uger"),
    todo.PROPOSALS: _("Svar på forslag"),
    todo.AGREEMENTS: _("Aftaler"),
    todo.CORRECTIONS: _("Noget skal rettes"),
    todo.CONSENTS: _("Samtykker, der udløber"),
    WORKING: _("På arbejde i dag"),
}
SHOWN = 50


@dataclass(frozen=True, slots=True)
class AtWork:
    """A shift of today and whom to call at the workplace."""

    shift: Shift
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that are shown of a group; `page` where it is shown alone, with all its pages."""

    key: str
    rows: list[Any]
    total: int
    page: Page[Any] | None = None

    @property
    def title(self) -> str:
        return str(TITLES[self.key])

    @property
    def has_more(self) -> bool:
        return self.page is None and self.total > len(self.rows)


@dataclass(frozen=True, slots=True)
class Today:
    """`mine` and `everybody` count what waits, of the user's own and of all. Groups without rows are left out."""

    mine: int
    everybody: int
    waiting: list[Group]
    working: Group | None


def today_rows(scope: Scope, day: date, *, mine: bool = False, only: str = "", number: str | None = None) -> Today:
    """What waits and who works on a day, 50 rows of each group; with `only` page `number` of that group alone."""
    everything = todo.waiting(scope, day)
    found = {
        key: _cut([one for one in everything if one.group == key and (one.mine or not mine)], only, number)
        for key in todo.GROUPS
        if only in ("", key)
    }
    all_shown = [one for shown, _total, _page in found.values() for one in shown]
    placements, people = todo.placements_of(scope, all_shown), todo.people_of(scope, all_shown)
    shifts: list[Shift] = []
    working, page = 0, None
    if only in ("", WORKING):
        shifts, working, page = _cut(todo.at_work(scope, day, mine=mine), only, number)
    places = [*(one.workplace_id for one in placements.values()), *(one.placement.workplace_id for one in shifts)]
    contacts = todo.contacts_of(places)

    def said(one: todo.Todo) -> Any:
        """None of what has just gone."""
        if one.thing is not None:
            return _of_proposal(one, people, day)
        if one.task is not None:
            return row_of_task(one, one.task, day, scope.organisation.country)
        if placement := placements.get(one.placement_id):
            return todo.row(one, placement, contacts.get(placement.workplace_id), day)
        return todo.row_of_person(one, people[one.person_id], day) if one.person_id in people else None

    at_work = [AtWork(shift, contacts.get(shift.placement.workplace_id)) for shift in shifts]
    return Today(
        mine=sum(one.mine for one in everything),
        everybody=len(everything),
        waiting=[
            Group(key, [row for one in shown if (row := said(one))], n, page)
            for key, (shown, n, page) in found.items()
            if shown
        ],
        working=Group(WORKING, at_work, working, page) if at_work else None,
    )


def _of_proposal(one: todo.Todo, people: dict[int, Candidate], day: date) -> todo.Row:
    if one.kind == "ask":
        return of_proposals.row_of_ask(one, people.get(one.person_id), day)
    return of_proposals.row(one, day)


def _cut(rows: Any, only: str, number: str | None) -> tuple[list[Any], int, Page[Any] | None]:
    """The rows to show, how many there are, and the page where the group is shown alone."""
    if only:
        page = Paginator(rows, SHOWN).get_page(number)
        return list(page), page.paginator.count, page
    if isinstance(rows, list):
        return rows[:SHOWN], len(rows), None
    shown = list(rows.annotate(total=Window(Count("pk")))[:SHOWN])
    return shown, shown[0].total if shown else 0, None


@anybody
@get_only
def show(request: Request) -> HttpResponse:
    """Where everybody begins; who has no placements to see is sent on to what they have.

    `?hvem=` is `mig` or `alle`, `?vis=` one group alone, with all its pages.
    """
    if not request.scope.may(Permission.SEE_PLACEMENTS):
        return redirect(navigation.home(request.scope))
    day = timezone.localdate()
    has_people = todo.has_people(request.scope)
    mine = has_people and _wants_own(request)
    only = request.GET.get("vis", "")
    only = only if only in TITLES else ""
    today = today_rows(request.scope, day, mine=mine, only=only, number=request.GET.get(PAGE))
    _seen(request, today)
    whose = "mig" if mine else "alle"
    context: dict[str, object] = {"today": today, "day": day, "mine": mine, "has_people": has_people, "whose": whose}
    if only:
        shown = [*today.waiting, *([today.working] if today.working else [])]
        context |= {"only": TITLES[only], "listing": _paging(request, shown[0], whose, only) if shown else None}
    elif not today.everybody and not today.working:
        context["is_new"] = not Candidate.objects.visible_to(request.scope).current().exists()
    return render(request, "placements/today/today.html", context)


def _seen(request: Request, today: Today) -> None:
    rows = [row.placement or row.person for group in today.waiting for row in group.rows]
    placements = [one for one in rows if one is not None]  # a workplace may ask for somebody in its own words
    shifts = [one.shift for one in (today.working.rows if today.working else [])]
    seen(request, *placements, *shifts, purpose=str(OF_PERMISSION[Permission.SEE_PLACEMENTS]))


def _wants_own(request: Request) -> bool:
    """What the URL says; without a word a consultant's own, and a manager's everything."""
    return request.GET.get("hvem", "alle" if request.scope.role == Role.MANAGER else "mig") != "alle"


def _paging(request: Request, group: Group, whose: str, only: str) -> Listing[Any]:
    """What components/pagination.html is made from."""
    assert group.page is not None
    order = Sort("", "", ("pk",))
    return Listing(
        path=request.path, page=group.page, words="", sort=order, sorts=(order,), selects=[], counters=[], chips=[],
        parameters={"hvem": whose, "vis": only}, noun=("", ""), searchable=False,
    )  # fmt: skip
