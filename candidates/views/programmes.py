"""Programmes, who takes part and their courses."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, Participation, Programme, ProgrammeQuerySet
from smaajob.http import Request, get_only
from smaajob.lists import Filter, Listing, Sort, listing
from smaajob.tabs import tabs

SORTS = (
    Sort("navn", _("Navn, A–Å"), ("sort_key",), column="name"),
    Sort("navn-om", _("Navn, Å–A"), ("-sort_key",), column="name", direction="descending"),
    Sort("nyeste", _("Nyeste først"), ("-start", "sort_key"), column="start", direction="descending"),
    Sort("længst", _("Ældste først"), ("start", "sort_key"), column="start"),
)
PARTICIPANT_SORTS = (
    Sort("navn", _("Efternavn, A–Å"), ("candidate__sort_key", "start"), column="name"),
    Sort("navn-om", _("Efternavn, Å–A"), ("-candidate__sort_key", "start"), column="name", direction="descending"),
    Sort("nyeste", _("Nyeste først"), ("-start", "candidate__sort_key"), column="start", direction="descending"),
    Sort("længst", _("Ældste først"), ("start", "candidate__sort_key"), column="start"),
)
TABS = (("", _("Deltagere")), ("forloeb", _("Forløb")), ("kurser", _("Kurser")))


@get_only
def show_list(request: Request) -> HttpResponse:
    """The organisation's programmes, those that run and those that are over."""
    today = timezone.localdate()
    found = listing(
        request,
        Programme.objects.visible_to(request.scope).annotate(
            participants=Count("participations__candidate", distinct=True)
        ),
        search=_search,
        filters=[_running_filter(today)],
        sorts=SORTS,
        noun=(_("indsats"), _("indsatser")),
    )
    return render(request, "candidates/programmes.html", {"listing": found, "today": today})


@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One programme: what it is on top; participants, placements and courses in tabs."""
    today = timezone.localdate()
    programme = get_object_or_404(Programme.objects.visible_to(request.scope), public_id=public_id)
    shown = tabs(request, TABS)
    context = {
        "programme": programme,
        "tabs": shown,
        "today": today,
        "participants": programme.participations.values("candidate").distinct().count(),
    }
    if shown.now == "kurser":
        people = Count("enrolments", distinct=True)
        done = Count("enrolments", distinct=True, filter=Q(enrolments__completed=True))
        context["courses"] = programme.courses.annotate(people=people, done=done).order_by("-start", "title")
    elif shown.now == "":
        context["listing"] = _participants(request, programme, today)
    return render(request, "candidates/programme.html", context)


def _participants(request: Request, programme: Programme, today: date) -> Listing[Any]:
    people = Candidate.objects.visible_to(request.scope)
    over = Q(end__lt=today)
    found: Listing[Any] = listing(
        request,
        Participation.objects.filter(programme=programme, candidate__in=people).select_related("candidate"),
        search=lambda rows, words: rows.filter(candidate__in=people.search(words)),
        filters=[
            Filter(
                "nu",
                _("Deltager"),
                [("ja", _("Er med nu")), ("nej", _("Er ikke med mere"))],
                lambda rows, value: rows.exclude(over) if value == "ja" else rows.filter(over),
            )
        ],
        sorts=PARTICIPANT_SORTS,
        noun=(_("deltagelse"), _("deltagelser")),
    )
    here = people.filter(pk__in=[part.candidate_id for part in found.rows]).with_status(today)
    situations = dict(here.order_by().values_list("pk", F("status_now")))
    for part in found.rows:
        part.situation = situations[part.candidate_id]
    return found


def _search(rows: ProgrammeQuerySet, words: str) -> ProgrammeQuerySet:
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(owner__icontains=word) | Q(external_id__iexact=word))
    return rows


def _running_filter(today: date) -> Filter[ProgrammeQuerySet]:
    kinds = {
        "nu": Q(start__lte=today) & (Q(end__isnull=True) | Q(end__gte=today)),
        "snart": Q(start__gt=today),
        "slut": Q(end__lt=today),
    }

    def counted(rows: ProgrammeQuerySet) -> dict[str, int]:
        return rows.order_by().aggregate(
            **{key: Count("pk", filter=kind, distinct=True) for key, kind in kinds.items()}
        )

    choices = [("nu", _("Kører nu")), ("snart", _("Begynder senere")), ("slut", _("Er slut"))]
    return Filter("tid", _("Hvornår"), choices, lambda rows, value: rows.filter(kinds[value]), counted)
