"""The list of people, and one person's page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, CandidateQuerySet
from candidates.needs import phrases
from candidates.timeline import holds, timeline
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.http import Request, get_only
from smaajob.lists import Filter, Sort, listing
from smaajob.tabs import tabs
from smaajob.vocabulary import Status, TargetGroup

if TYPE_CHECKING:
    from smaajob.lists import Text

SORTS = (
    Sort("navn", _("Efternavn, A–Å"), ("sort_key",), column="name"),
    Sort("navn-om", _("Efternavn, Å–A"), ("-sort_key",), column="name", direction="descending"),
    Sort("nyeste", _("Nyeste først"), ("-registered_on", "sort_key"), column="registered", direction="descending"),
    Sort("længst", _("Ældste registrering først"), ("registered_on", "sort_key"), column="registered"),
    Sort("yngste", _("Yngste først"), ("-birth_date", "sort_key"), column="age"),
    Sort("ældste", _("Ældste først"), ("birth_date", "sort_key"), column="age", direction="descending"),
)
TABS = (
    ("", _("Overblik")),
    ("forloeb", _("Forløb")),
    ("opgaver", _("Opgaver")),
    ("profil", _("Profil")),
    ("historik", _("Historik")),
)

MINE, NOBODY = "mig", "ingen"


@get_only
def show_list(request: Request) -> HttpResponse:
    """Everybody the organisation keeps."""
    today = timezone.localdate()
    found = listing(
        request,
        Candidate.objects.visible_to(request.scope).with_status(today).select_related("consultant"),
        search=CandidateQuerySet.search,
        filters=_filters(request.scope, today),
        sorts=SORTS,
        noun=(_("person"), _("personer")),
    )
    for person in found.rows:
        person.age = person.age_on(today)
    return render(request, "candidates/list.html", {"listing": found})


@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One person: who they are and how it stands on top, the rest in tabs."""
    today = timezone.localdate()
    people = Candidate.objects.visible_to(request.scope).select_related("consultant")
    person = get_object_or_404(people.prefetch_related("statuses", "target_groups", "consents"), public_id=public_id)
    shown = tabs(request, TABS)
    groups = [spell for spell in person.target_groups.all() if holds(spell.start, spell.end, today)]
    context = {
        "person": person,
        "tabs": shown,
        "age": person.age_on(today),
        "situation": next((s for s in reversed(person.statuses.all()) if s.start <= today), None),
        "groups": [spell.get_group_display() for spell in groups],
        "consent": next(iter(person.consents.all()), None),
        **_of_tab(shown.now, person, today),
    }
    return render(request, "candidates/detail.html", context)


def _of_tab(tab: str, person: Candidate, today: date) -> dict[str, object]:
    """What only one tab shows."""
    if tab == "historik":
        return {"moments": timeline(person, today)}
    if tab == "forloeb":
        return {
            "participations": person.participations.select_related("programme").order_by("-start"),
            "enrolments": person.enrolments.select_related("course").order_by("-course__start"),
        }
    return {"needs": phrases(person.accommodations)}


def _filters(scope: Scope, today: date) -> list[Filter[CandidateQuerySet]]:
    def counted(rows: CandidateQuerySet) -> dict[str, int]:
        grouped = rows.order_by().values(code=F("status_now")).annotate(n=Count("pk"))
        return {row["code"] or "": row["n"] for row in grouped}

    def of_consultant(rows: CandidateQuerySet, value: str) -> CandidateQuerySet:
        if value == NOBODY:
            return rows.filter(consultant__isnull=True)
        return rows.filter(consultant=scope.user) if value == MINE else rows.filter(consultant__public_id=value)

    here = User.objects.filter(memberships__organisation=scope.organisation, memberships__active=True)
    consultants: list[tuple[str, Text]] = [
        (MINE, _("Mig")),
        *((str(user.public_id), user.name) for user in here.order_by("name") if user != scope.user),
        (NOBODY, _("Ingen endnu")),
    ]
    return [
        Filter(
            "situation", _("Situation"), Status.choices, lambda rows, code: rows.filter(Q(status_now=code)), counted
        ),
        Filter("gruppe", _("Målgruppe"), TargetGroup.choices, lambda rows, code: rows.in_target_group(code, today)),
        Filter("konsulent", _("Konsulent"), consultants, of_consultant),
    ]
