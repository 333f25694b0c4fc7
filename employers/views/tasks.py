"""The list of tasks, and one task's page."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from employers.models import Contact, Task, TaskQuerySet, Workplace
from employers.readers import answer_by
from employers.views.finding import task_of
from employers.wording import in_order
from smaajob.accounts.permissions import Permission
from smaajob.audit.telling import history_of
from smaajob.geography import town
from smaajob.http import Request, get_only, may
from smaajob.lists import Filter, Sort, listing
from smaajob.tabs import tabs
from smaajob.vocabulary import Category, PlacementKind

SORTS = (
    Sort("nyeste", _("Seneste start først"), ("-start", "sort_key"), column="start", direction="descending"),
    Sort("ældste", _("Tidligste start først"), ("start", "sort_key"), column="start"),
    Sort("titel", _("Opgave, A–Å"), ("sort_key", "start"), column="title"),
    Sort("titel-om", _("Opgave, Å–A"), ("-sort_key", "start"), column="title", direction="descending"),
)
ARCHIVE = "arkiv"
TABS = (("", _("Opgaven")), ("historik", _("Historik")))


@may(Permission.SEE_WORKPLACES)
@get_only
def show_list(request: Request) -> HttpResponse:
    """The tasks that are not over; the others when asked for."""
    today = timezone.localdate()
    tasks = _shown(Task.objects.visible_to(request.scope), request.GET.get("vis", ""), today)
    # The tasks are narrowed above, since "open now" holds without asking: this filter only shows and undoes the choice.
    which = Filter[TaskQuerySet](
        "vis",
        _("Vis"),
        [("alle", _("Også sluttede")), (ARCHIVE, _("I arkivet"))],
        lambda rows, _value: rows,
        everything=_("Åbne nu"),
    )
    found = listing(
        request,
        tasks,
        search=TaskQuerySet.search,
        filters=[
            Filter("type", _("Type"), PlacementKind.choices, lambda rows, code: rows.filter(kind=code), _by_kind),
            which,
            Filter("kategori", _("Slags arbejde"), Category.choices, lambda rows, code: rows.filter(category=code)),
            *_at_workplace(request),
        ],
        sorts=SORTS,
        noun=(_("opgave"), _("opgaver")),
    )
    return render(request, "employers/tasks.html", {"listing": found, "today": today})


@may(Permission.SEE_WORKPLACES)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """What is to be done, when and where, what it asks and offers; who can take it comes from the floor above."""
    task = task_of(request, public_id)
    shown = tabs(request, TABS)
    context = {
        "task": task,
        "today": timezone.localdate(),
        "place": town(task.place, task.workplace.country),
        "contacts": list(Contact.objects.filter(workplace=task.workplace).current()),
        "offered": in_order(task.all_offered - task.all_refused),
        "refused": in_order(task.all_refused),
        "answer_by": answer_by(timezone.localdate(task.posted_at), task.workplace.country) if task.posted_at else None,
        "tabs": shown,
        "told": history_of(task) if shown.now else [],
    }
    return render(request, "employers/task.html", context)


def _shown(tasks: TaskQuerySet, which: str, today: date) -> TaskQuerySet:
    if which == ARCHIVE:
        return tasks.archived().select_related("workplace")
    current = tasks.current().select_related("workplace")
    return current if which == "alle" else current.not_over(today)


def _by_kind(rows: TaskQuerySet) -> dict[str, int]:
    return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))


def _at_workplace(request: Request) -> list[Filter[TaskQuerySet]]:
    """The filter that a workplace's page links to; it is there only when the URL asks for it."""
    try:
        asked = UUID(request.GET.get("arbejdsplads", ""))
    except ValueError:
        return []
    workplace = Workplace.objects.visible_to(request.scope).filter(public_id=asked).first()
    if workplace is None:
        return []
    choices = [(request.GET["arbejdsplads"], workplace.name)]
    return [
        Filter("arbejdsplads", _("Arbejdsplads"), choices, lambda rows, _value: rows.filter(workplace=workplace)),
    ]
