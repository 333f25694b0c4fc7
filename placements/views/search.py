"""One search over everything. What is typed is sent in a POST: names and numbers of people belong in no URL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import Candidate
from employers.models import Task, Workplace
from placements.models import Placement
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.access import searched
from smaajob.audit.people import is_about_people
from smaajob.http import Request, get_and_post, may
from smaajob.lists import LONGEST_SEARCH
from smaajob.masking import holds_cpr
from smaajob.search import mark
from smaajob.secrets import keyed_hash
from smaajob.writing import period

FEWEST, SHOWN, PER_PAGE = 2, 10, 25
ARCHIVED = ExpressionWrapper(Q(archived_at__isnull=False), output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Found:
    """One row: its page, its name with what was met marked, what it is, and whether it is put away."""

    url: str
    name: SafeString
    about: list[Any]
    archived: bool = False


@dataclass(frozen=True)
class Group:
    """Rows of one kind; `key` asks for all of them."""

    key: str
    heading: str
    page: Page[Any]
    rows: list[Found]
    all_text: str

    @property
    def total(self) -> int:
        return self.page.paginator.count


@may(Permission.SEARCH)
@get_and_post
def search(request: Request) -> HttpResponse:
    """People, workplaces, tasks and placements; with `gruppe` all of one kind, `side` by `side`."""
    typed = " ".join("".join(s if s.isprintable() else " " for s in request.POST.get("q", "")[:LONGEST_SEARCH]).split())
    cpr = cpr_in(typed)
    # A CPR number is used here and nowhere else: it is not shown again, and stands in no link.
    shown = "" if cpr else typed
    groups = []
    if cpr or len(typed) >= FEWEST:
        only, side = request.POST.get("gruppe", ""), request.POST.get("side", "1")
        groups = _groups(request.scope, typed, cpr, only, side)
        people = [row for group in groups for row in group.page.object_list if is_about_people(type(row))]
        searched(request, people, typed=typed, by=["cpr" if cpr else "q"])
    context = {
        "typed": shown,
        "by_cpr": bool(cpr),
        "asked": bool(typed),
        "groups": groups,
        "everything": len(groups) == 1 and groups[0].key == request.POST.get("gruppe"),
        "total": sum(group.total for group in groups),
        "too_short": bool(typed) and len(typed) < FEWEST,
    }
    return render(request, "placements/search/search.html" + ("#found" if request.htmx else ""), context)


def cpr_in(typed: str) -> str:
    """The digits of the CPR number or personnummer that stands in what was typed; empty where none does."""
    digits = re.sub(r"[^0-9]", "", typed)
    return digits.zfill(10) if len(digits) in (9, 10, 12) and holds_cpr(typed) else ""


def _groups(scope: Scope, typed: str, cpr: str, only: str, side: str) -> list[Group]:
    today = timezone.localdate()
    # Ten digits are a workplace's P-number or a telephone too.
    words = cpr or typed
    people = Candidate.objects.visible_to(scope).search(words)
    if cpr:
        forms = {cpr, cpr[-10:], f"19{cpr[-10:]}", f"20{cpr[-10:]}"}
        same = Candidate.objects.visible_to(scope).filter(cpr_hash__in=[keyed_hash(one) for one in forms])
        people = same if same.exists() else people
    workplaces: QuerySet[Any] = Workplace.objects.visible_to(scope).search(words)
    tasks: QuerySet[Any] = Task.objects.visible_to(scope).search(words).select_related("workplace")
    of_people = Placement.objects.visible_to(scope).filter(candidate__in=people.order_by())
    placements = of_people.select_related("candidate", "workplace").order_by("-start", "pk")
    kinds: list[tuple[str, str, QuerySet[Any], Callable[[Any], Found]]] = [
        ("personer", _("Personer"), _best_first(people, "sort_key"), lambda one: _person(one, typed, today)),
        (
            "arbejdspladser",
            _("Arbejdspladser"),
            _best_first(workplaces, "sort_key"),
            lambda one: _workplace(one, typed),
        ),
        ("opgaver", _("Opgaver"), _best_first(tasks, "-start"), lambda one: _task(one, typed)),
        ("forloeb", _("Forløb"), placements, lambda one: _placement(one, typed)),
    ]
    wanted = [kind for kind in kinds if kind[0] == only] or kinds
    groups = [_group(*kind, per_page=PER_PAGE if only == kind[0] else SHOWN, side=side) for kind in wanted]
    return [group for group in groups if group.total]


def _best_first(rows: QuerySet[Any], then: str) -> QuerySet[Any]:
    best = ("relevance",) if "relevance" in rows.query.annotations else ()
    return rows.order_by(ARCHIVED, *best, then, "pk")


def _group(
    key: str, heading: str, rows: QuerySet[Any], show: Callable[[Any], Found], *, per_page: int, side: str
) -> Group:
    page = Paginator(rows, per_page).get_page(side if per_page == PER_PAGE else 1)
    total = page.paginator.count
    text = ngettext("Se den ene", "Se alle %(n)d", total) % {"n": total}
    return Group(key, heading, page, [show(one) for one in page.object_list], text)


def _person(person: Candidate, typed: str, today: date) -> Found:
    years = _("%(n)d år") % {"n": person.age_on(today)}
    # A protected person's town is told to nobody.
    about = [years, person.town or _("Beskyttet adresse")]
    return Found(
        reverse("candidates:detail", args=[person.public_id]), mark(str(person), typed), about, person.is_archived
    )


def _workplace(workplace: Workplace, typed: str) -> Found:
    url = reverse("employers:detail", args=[workplace.public_id])
    return Found(url, mark(workplace.name, typed), [mark(workplace.town, typed)], workplace.is_archived)


def _task(task: Task, typed: str) -> Found:
    about = [mark(task.workplace.name, typed), period(task.start, task.end)]
    return Found(reverse("employers:task", args=[task.public_id]), mark(task.title, typed), about, task.is_archived)


def _placement(placement: Placement, typed: str) -> Found:
    about: Iterable[Any] = [placement.workplace.name, period(placement.start, placement.last_day())]
    url = reverse("placements:detail", args=[placement.public_id])
    return Found(url, mark(str(placement.candidate), typed), list(about))
