"""The list of workplaces, and one workplace's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from employers.company import company_with
from employers.forms.assign import AssignForm
from employers.models import Contact, Task, Workplace, WorkplaceQuerySet
from employers.views.finding import merged_into, workplace_of
from employers.views.log import TAB as LOG
from employers.views.log import log_of, pinned_of
from employers.wording import in_order
from smaajob.accounts.permissions import Permission
from smaajob.audit.models import Event
from smaajob.audit.telling import ToldEvent, history_of, tell
from smaajob.files.subjects import TAB as FILES
from smaajob.files.views import files_of
from smaajob.geography import town
from smaajob.http import Request, get_only, may
from smaajob.lists import Filter, Sort, listing
from smaajob.tabs import tabs
from smaajob.vocabulary import EmployerType

SORTS = (
    Sort("navn", _("Navn, A–Å"), ("sort_key",), column="name"),
    Sort("navn-om", _("Navn, Å–A"), ("-sort_key",), column="name", direction="descending"),
    # PostgreSQL puts an unknown number first when it sorts downward; those come last both ways.
    Sort("største", _("Flest ansatte først"), ("size_unknown", "-employees", "sort_key"), "size", "descending"),
    Sort("mindste", _("Færrest ansatte først"), ("size_unknown", "employees", "sort_key"), "size"),
)
SHOWN = 10
TABS = (("", _("Overblik")), (LOG, _("Log")), (FILES, _("Filer")), ("historik", _("Historik")))
ARCHIVE = "arkiv"
CONTACT_SENTENCES = {
    "create": _("En kontakt på stedet blev tilføjet."),
    "update": _("En kontakt på stedet blev rettet."),
    "restore": _("En kontakt på stedet blev taget ud af arkivet."),
}


@may(Permission.SEE_WORKPLACES)
@get_only
def show_list(request: Request) -> HttpResponse:
    """The workplaces that the organisation keeps now; those in the archive when asked for."""
    visible = Workplace.objects.visible_to(request.scope)
    in_archive = request.GET.get("vis") == ARCHIVE
    workplaces = visible.archived() if in_archive else visible.current()

    found = listing(
        request,
        sorted_for_lists(workplaces),
        search=WorkplaceQuerySet.search,
        filters=_filters(request, workplaces),
        sorts=SORTS,
        noun=(_("arbejdsplads"), _("arbejdspladser")),
    )
    may_give = request.scope.may(Permission.ASSIGN) and not in_archive
    giving = AssignForm(scope=request.scope) if may_give else None
    return render(request, "employers/list.html", {"listing": found, "giving": giving, "in_archive": in_archive})


@may(Permission.SEE_WORKPLACES)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """What they are like, whom to call, who is there, what is to be done; the log; what was changed."""
    try:
        workplace = workplace_of(request, public_id)
    except Http404:
        if (kept := merged_into(request, public_id)) is None:
            raise
        return redirect("employers:detail", kept.public_id)
    keeps_files = request.scope.may(Permission.KEEP_FILES)
    shown = tabs(request, [tab for tab in TABS if tab[0] != FILES or keeps_files])
    context: dict[str, Any] = {"workplace": workplace, "tabs": shown}
    if shown.now == LOG:
        context |= log_of(request, workplace)
    elif shown.now == FILES:
        context |= files_of(request, workplace)
    elif shown.now == "historik":
        context["told"] = _history(workplace)
    else:
        context |= _overview(request, workplace) | pinned_of(request, workplace)
    return render(request, "employers/detail.html", context)


def _filters(request: Request, workplaces: WorkplaceQuerySet) -> list[Filter[WorkplaceQuerySet]]:
    def fixed_contact(rows: WorkplaceQuerySet, value: str) -> WorkplaceQuerySet:
        if value == "mig":
            return rows.filter(Q(consultant=request.scope.user) | Q(stand_in=request.scope.user))
        return rows.filter(consultant=None, consultant_email="")

    def by_type(rows: WorkplaceQuerySet) -> dict[str, int]:
        return dict(rows.order_by().values_list("type").annotate(n=Count("pk")))

    return [
        Filter("type", _("Type"), EmployerType.choices, lambda rows, code: rows.filter(type=code), by_type),
        Filter("sted", _("Sted"), _places(workplaces), lambda rows, code: rows.filter(postcode=code)),
        Filter("kontakt", _("Fast kontakt"), [("mig", _("Mig")), ("ingen", _("Ingen endnu"))], fixed_contact),
        # The rows are narrowed above, since those of now hold without asking.
        Filter[WorkplaceQuerySet](
            "vis", _("Vis"), [(ARCHIVE, _("I arkivet"))], lambda rows, _value: rows, everything=_("Dem, der er nu")
        ),
    ]


def sorted_for_lists(workplaces: WorkplaceQuerySet) -> WorkplaceQuerySet:
    """With what SORTS and a row of a list need."""
    contacts = Prefetch("contacts", Contact.objects.current())
    found = workplaces.annotate(size_unknown=Q(employees=None)).select_related("consultant", "stand_in")
    return found.prefetch_related(contacts)


def _overview(request: Request, workplace: Workplace) -> dict[str, Any]:
    tasks = Task.objects.visible_to(request.scope).current().filter(workplace=workplace)
    siblings = Workplace.objects.visible_to(request.scope).current().filter(employer=workplace.employer)
    contacts = list(Contact.objects.filter(workplace=workplace))
    # One more than is shown says whether there are more.
    tasks_found = list(tasks.not_over(timezone.localdate()).order_by("-start", "pk")[: SHOWN + 1])
    siblings_found = list(siblings.exclude(pk=workplace.pk)[: SHOWN + 1])
    return {
        "company": company_with(workplace.employer.country, workplace.employer.cvr),
        "contacts": [one for one in contacts if not one.is_archived],
        "old_contacts": [one for one in contacts if one.is_archived],
        "offered": in_order(set(workplace.offered) - set(workplace.not_offered)),
        "refused": in_order(workplace.not_offered),
        "tasks": tasks_found[:SHOWN],
        "more_tasks": len(tasks_found) > SHOWN,
        "siblings": siblings_found[:SHOWN],
        "more_siblings": len(siblings_found) > SHOWN,
    }


def _history(workplace: Workplace) -> list[ToldEvent]:
    """What happened to the workplace and to those one calls there, newest first."""
    ids = list(Contact.objects.filter(workplace=workplace).values_list("public_id", flat=True))
    events = Event.objects.filter(subject=Contact._meta.label_lower, subject_id__in=ids).select_related("actor")
    of_contacts = tell(events.order_by("-at", "-pk")[: SHOWN * 10], Contact, CONTACT_SENTENCES)
    return sorted([*history_of(workplace), *of_contacts], key=lambda one: one.at, reverse=True)


def _places(workplaces: WorkplaceQuerySet) -> list[tuple[str, str]]:
    """The postcodes where the organisation has workplaces, with the towns' names."""
    rows = workplaces.order_by("postcode").values_list("postcode", "country").distinct()
    return list({postcode: (postcode, town(postcode, country)) for postcode, country in rows}.values())
