"""The list of workplaces, and one workplace's page."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from employers.models import Task, Workplace, WorkplaceQuerySet
from employers.wording import in_order
from smaajob.audit.models import Event
from smaajob.geography import town
from smaajob.http import Request, get_only
from smaajob.lists import Filter, Sort, listing
from smaajob.vocabulary import EmployerType

SORTS = (
    Sort("navn", _("Navn, A–Å"), ("sort_key",), column="name"),
    Sort("navn-om", _("Navn, Å–A"), ("-sort_key",), column="name", direction="descending"),
    # PostgreSQL puts an unknown number first when it sorts downward; those come last both ways.
    Sort("største", _("Flest ansatte først"), ("size_unknown", "-employees", "sort_key"), "size", "descending"),
    Sort("mindste", _("Færrest ansatte først"), ("size_unknown", "employees", "sort_key"), "size"),
)
SHOWN = 10


@get_only
def show_list(request: Request) -> HttpResponse:
    """Every workplace that the organisation keeps."""
    workplaces = Workplace.objects.visible_to(request.scope)

    def fixed_contact(rows: WorkplaceQuerySet, value: str) -> WorkplaceQuerySet:
        if value == "mig":
            return rows.filter(consultant=request.scope.user)
        return rows.filter(consultant=None, consultant_email="")

    def by_type(rows: WorkplaceQuerySet) -> dict[str, int]:
        return dict(rows.order_by().values_list("type").annotate(n=Count("pk")))

    filters = [
        Filter("type", _("Type"), EmployerType.choices, lambda rows, code: rows.filter(type=code), by_type),
        Filter("sted", _("Sted"), _places(workplaces), lambda rows, code: rows.filter(postcode=code)),
        Filter("kontakt", _("Fast kontakt"), [("mig", _("Mig")), ("ingen", _("Ingen endnu"))], fixed_contact),
    ]
    found = listing(
        request,
        workplaces.annotate(size_unknown=Q(employees=None)).select_related("consultant").prefetch_related("contacts"),
        search=WorkplaceQuerySet.search,
        filters=filters,
        sorts=SORTS,
        noun=(_("arbejdsplads"), _("arbejdspladser")),
    )
    return render(request, "employers/list.html", {"listing": found})


@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """What they are like, whom to call, who is there, what is to be done."""
    visible = Workplace.objects.visible_to(request.scope).select_related("employer", "consultant")
    workplace = get_object_or_404(visible, public_id=public_id)
    tasks = Task.objects.visible_to(request.scope).filter(workplace=workplace).not_over(timezone.localdate())
    siblings = Workplace.objects.visible_to(request.scope).filter(employer=workplace.employer).exclude(pk=workplace.pk)
    # One more than is shown says whether there are more.
    tasks_found = list(tasks.order_by("-start", "pk")[: SHOWN + 1])
    siblings_found = list(siblings[: SHOWN + 1])
    context = {
        "workplace": workplace,
        "contacts": list(workplace.contacts.all()),
        "offered": in_order(set(workplace.offered) - set(workplace.not_offered)),
        "refused": in_order(workplace.not_offered),
        "tasks": tasks_found[:SHOWN],
        "more_tasks": len(tasks_found) > SHOWN,
        "siblings": siblings_found[:SHOWN],
        "more_siblings": len(siblings_found) > SHOWN,
        "events": list(Event.objects.about(workplace).select_related("actor")[:20]),
    }
    return render(request, "employers/detail.html", context)


def _places(workplaces: WorkplaceQuerySet) -> list[tuple[str, str]]:
    """The postcodes where the organisation has workplaces, with the towns' names."""
    rows = workplaces.order_by("postcode").values_list("postcode", "country").distinct()
    return list({postcode: (postcode, town(postcode, country)) for postcode, country in rows}.values())
