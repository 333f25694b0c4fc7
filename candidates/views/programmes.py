"""Programmes: the list, one programme with its people and courses, and the forms that make and change it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candidates.actions import programmes as actions
from candidates.forms.programmes import ProgrammeForm
from candidates.models import Candidate, CourseQuerySet, Participation, Programme, ProgrammeQuerySet, ProgrammeWorker
from candidates.views.away import away_page
from candidates.views.workers import TAB as WORKERS
from smaajob.accounts.models import Membership, Role
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope, Sight
from smaajob.archive import COUNTED
from smaajob.audit.access import seen
from smaajob.audit.telling import history_of
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may
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
TABS = (
    ("", _("Deltagere")),
    ("forloeb", _("Forløb")),
    ("kurser", _("Kurser")),
    (WORKERS, _("Medarbejdere")),
    ("historik", _("Historik")),
)
AWAY = "arkiv"
SENTENCES = {
    "worker.add": _("En medarbejder blev sat på indsatsen."),
    "worker.remove": _("En medarbejder blev taget af indsatsen."),
}
MOST_AWAY = 100


@may(Permission.SEE_PROGRAMMES)
@get_only
def show_list(request: Request) -> HttpResponse:
    """The organisation's programmes, those that run and those that are over; those in the archive where they are asked for."""
    today = timezone.localdate()
    programmes = Programme.objects.visible_to(request.scope)
    rows = programmes.archived() if request.GET.get("vis") == AWAY else programmes.current()
    in_it = Q(participations__archived_at__isnull=True, participations__candidate__archived_as__in=COUNTED)
    in_it &= people_seen(request.scope, "participations__candidate")
    found = listing(
        request,
        rows.annotate(participants=Count("participations__candidate", distinct=True, filter=in_it)),
        search=_search,
        filters=[_running_filter(today), away_filter()],
        sorts=SORTS,
        noun=(_("indsats"), _("indsatser")),
    )
    return render(request, "candidates/programmes.html", {"listing": found, "today": today})


@may(Permission.SEE_PROGRAMMES)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One programme: what it is on top; participants, placements and courses in tabs."""
    today = timezone.localdate()
    programme = get_object_or_404(Programme.objects.visible_to(request.scope), public_id=public_id)
    shown = tabs(request, TABS)
    of_programme = Participation.objects.visible_to(request.scope).filter(programme=programme)
    context = {
        "programme": programme,
        "tabs": shown,
        "today": today,
        "participants": of_programme.taking_part().values("candidate").distinct().count(),
    }
    if shown.now == "kurser":
        context["courses"] = with_people(programme.courses.current(), request.scope).order_by("-start", "title")
    elif shown.now == WORKERS:
        context["workers"] = _workers(programme)
    elif shown.now == "historik":
        context["told"] = history_of(programme, SENTENCES)
    elif shown.now == "":
        context["listing"] = _participants(request, programme, today)
        away = of_programme.archived().select_related("candidate").order_by("candidate__sort_key")[:MOST_AWAY]
        seen(request, *away)
        context["away"] = away
    return render(request, "candidates/programme.html", context)


@may(Permission.CHANGE_PROGRAMMES)
@get_and_post
def new(request: Request) -> HttpResponse:
    """A programme that is not in the system yet."""
    page = FormPage(request, ProgrammeForm, name="candidates.programme", scope=request.scope)
    if saved := page.save(lambda form: actions.create(by=request.scope, values=form.cleaned_data)):
        messages.success(request, gettext("Indsatsen er oprettet. Nu kan du sætte de første på."))
        return redirect("candidates:programme", saved.public_id)
    return page.render("candidates/programme_form.html")


@may(Permission.CHANGE_PROGRAMMES)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change what a programme is."""
    programme = get_object_or_404(Programme.objects.visible_to(request.scope), public_id=public_id)
    page = FormPage(
        request,
        ProgrammeForm,
        name="candidates.programme",
        thing=programme,
        scope=request.scope,
        programme=programme,
    )
    if saved := page.save(lambda form: actions.update(by=request.scope, programme=programme, values=form.cleaned_data)):
        messages.success(request, gettext("Indsatsen er rettet."))
        return redirect("candidates:programme", saved.public_id)
    return page.render("candidates/programme_form.html", {"programme": programme})


@may(Permission.CHANGE_PROGRAMMES)
@get_and_post
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """Put a programme in the archive, or take it out again."""
    programme = get_object_or_404(Programme.objects.visible_to(request.scope), public_id=public_id)
    here = reverse("candidates:programme", args=[programme.public_id])
    texts = {
        "title": gettext("Læg %(name)s i arkivet") % {"name": programme},
        "up_url": reverse("candidates:programmes"),
        "up_text": gettext("Indsatser"),
        "up2_url": here,
        "up2_text": str(programme),
    }
    return away_page(
        request,
        programme,
        name="candidates.programme.archive",
        texts=texts,
        back=here,
        put_away=actions.put_away,
        argument="programme",
    )


def people_seen(scope: Scope, path: str) -> Q:
    """What counts only people whom the scope's role sees, so that a number is never of more than its list shows."""
    return Q() if scope.sight == Sight.ALL else Q(**{f"{path}__in": Candidate.objects.visible_to(scope)})


def with_people(courses: CourseQuerySet, scope: Scope) -> CourseQuerySet:
    """Adds `people`, how many are on each course, and `done`, how many of them completed it."""
    on_it = Q(enrolments__archived_at__isnull=True, enrolments__candidate__archived_as__in=COUNTED)
    on_it &= people_seen(scope, "enrolments__candidate")
    return courses.annotate(
        people=Count("enrolments", filter=on_it), done=Count("enrolments", filter=on_it & Q(enrolments__completed=True))
    )


def away_filter() -> Filter[Any]:
    """Shows what is in the archive; the view has chosen between the two before anything else narrows the list."""
    return Filter(
        "vis", _("Arkiv"), [(AWAY, _("Lagt i arkivet"))], lambda rows, _value: rows, everything=_("Ikke i arkivet")
    )


def _participants(request: Request, programme: Programme, today: date) -> Listing[Any]:
    people = Candidate.objects.visible_to(request.scope)
    over = Q(end__lt=today)
    found: Listing[Any] = listing(
        request,
        Participation.objects.taking_part()
        .filter(programme=programme, candidate__in=people)
        .select_related("candidate"),
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


def _workers(programme: Programme) -> QuerySet[ProgrammeWorker]:
    """Who works in it, with `works_here`: whether they still do in the organisation."""
    here = Membership.objects.filter(
        user=OuterRef("user"), organisation=programme.keeper, role=Role.PARTNER_WORKER, active=True
    )
    return programme.workers.select_related("user").annotate(works_here=Exists(here)).order_by("user__name", "pk")


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
