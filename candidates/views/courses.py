"""Courses: the list, one course with its people, the forms, who completed it, and the certificates that follow."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from candidates.actions import courses as actions
from candidates.forms.courses import CertificatesForm, CourseForm
from candidates.models import Candidate, CandidateQuerySet, Course, CourseQuerySet, Enrolment, Programme
from candidates.views.away import away_page
from candidates.views.programmes import AWAY, MOST_AWAY, away_filter, with_people
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.audit.telling import history_of
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told
from smaajob.lists import Filter, Sort, listing
from smaajob.tabs import tabs

SORTS = (
    Sort("nyeste", gettext_lazy("Nyeste først"), ("-start", "title"), column="start", direction="descending"),
    Sort("længst", gettext_lazy("Ældste først"), ("start", "title"), column="start"),
    Sort("navn", gettext_lazy("Navn, A–Å"), ("title",), column="name"),
    Sort("navn-om", gettext_lazy("Navn, Å–A"), ("-title",), column="name", direction="descending"),
)
TABS = (("", gettext_lazy("Deltagere")), ("historik", gettext_lazy("Historik")))
NONE = "ingen"


@may(Permission.SEE_PROGRAMMES)
@get_only
def show_list(request: Request) -> HttpResponse:
    """The organisation's courses; those in the archive where they are asked for."""
    courses = Course.objects.visible_to(request.scope)
    rows = courses.archived() if request.GET.get("vis") == AWAY else courses.current()
    found = listing(
        request,
        with_people(rows.select_related("programme"), request.scope),
        search=_search,
        filters=[_when(timezone.localdate()), _programme_filter(request), away_filter()],
        sorts=SORTS,
        noun=(gettext_lazy("kursus"), gettext_lazy("kurser")),
    )
    return render(request, "candidates/courses.html", {"listing": found})


@may(Permission.SEE_PROGRAMMES)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """One course: when, what it gives, who is on it, who completed it."""
    course = _course(request, public_id)
    shown = tabs(request, TABS)
    context: dict[str, Any] = {"course": course, "tabs": shown}
    if shown.now == "historik":
        context["told"] = history_of(course)
    else:
        people = Enrolment.objects.visible_to(request.scope).filter(course=course)
        people = people.select_related("candidate").order_by("candidate__sort_key", "pk")
        enrolments, away = list(people.taking_part()), list(people.archived()[:MOST_AWAY])
        seen(request, *enrolments, *away)
        context |= {
            "enrolments": enrolments,
            "away": away,
            "done": sum(row.completed is True for row in enrolments),
            "not_said": sum(row.completed is None for row in enrolments),
            "lacking": [
                row.candidate for row in enrolments if row.completed and actions.lacking(course, row.candidate)
            ],
        }
    return render(request, "candidates/course.html", context)


@may(Permission.CHANGE_PROGRAMMES)
@get_and_post
def new(request: Request) -> HttpResponse:
    """A course that is not in the system yet; `?indsats=` is the programme that it belongs to."""
    wanted = Programme.objects.visible_to(request.scope).current()
    named = _id(request.GET.get("indsats", ""))
    programme = wanted.filter(public_id=named).first() if named else None
    about = programme.public_id if programme else None
    page = FormPage(
        request, CourseForm, name="candidates.course", about=about, scope=request.scope, programme=programme
    )
    if saved := page.save(lambda form: actions.create(by=request.scope, values=form.cleaned_data)):
        messages.success(request, _("Kurset er oprettet. Nu kan du sætte de første på."))
        return redirect("candidates:course", saved.public_id)
    return page.render("candidates/course_form.html", {"programme": programme})


@may(Permission.CHANGE_PROGRAMMES)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """Change what a course is."""
    course = _course(request, public_id)
    page = FormPage(request, CourseForm, name="candidates.course", thing=course, scope=request.scope, course=course)
    if saved := page.save(lambda form: actions.update(by=request.scope, course=course, values=form.cleaned_data)):
        messages.success(request, _("Kurset er rettet."))
        return redirect("candidates:course", saved.public_id)
    return page.render("candidates/course_form.html", {"course": course})


@may(Permission.CHANGE_PROGRAMMES)
@get_and_post
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """Put a course in the archive, or take it out again."""
    course = _course(request, public_id)
    here = reverse("candidates:course", args=[public_id])
    texts = {
        "title": _("Læg %(name)s i arkivet") % {"name": course},
        "up_url": reverse("candidates:courses"),
        "up_text": _("Kurser"),
        "up2_url": here,
        "up2_text": str(course),
    }
    return away_page(
        request,
        course,
        name="candidates.course.archive",
        texts=texts,
        back=here,
        put_away=actions.put_away,
        argument="course",
    )


@may(Permission.CHANGE_PEOPLE)
@post_only
def certificates(request: Request, public_id: UUID) -> HttpResponse:
    """Add the course's certificates to those who were ticked."""
    course = _course(request, public_id)
    done = (
        Enrolment.objects.visible_to(request.scope).current().filter(course=course, completed=True).values("candidate")
    )
    people: CandidateQuerySet = Candidate.objects.visible_to(request.scope).filter(pk__in=done)
    form = CertificatesForm(request.POST, people=people)
    with refusals_told(request):
        if not form.is_valid():
            raise ValidationError(_("Vælg mindst én, der har gennemført kurset."))
        given = actions.give_certificates(by=request.scope, course=course, people=list(form.cleaned_data["people"]))
        said = ngettext("Beviset står nu hos én person.", "Beviset står nu hos %(n)d personer.", given)
        messages.success(request, said % {"n": given})
    return redirect("candidates:course", public_id)


def _course(request: Request, public_id: UUID) -> Course:
    course: Course = get_object_or_404(
        Course.objects.visible_to(request.scope).select_related("programme"), public_id=public_id
    )
    return course


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _search(rows: CourseQuerySet, words: str) -> CourseQuerySet:
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(programme__name__icontains=word) | Q(external_id__iexact=word))
    return rows


def _when(today: date) -> Filter[CourseQuerySet]:
    kinds = {
        "nu": Q(start__lte=today, end__gte=today),
        "snart": Q(start__gt=today),
        "slut": Q(end__lt=today),
    }

    def counted(rows: CourseQuerySet) -> dict[str, int]:
        return rows.order_by().aggregate(
            **{key: Count("pk", filter=kind, distinct=True) for key, kind in kinds.items()}
        )

    choices = [
        ("nu", gettext_lazy("Kører nu")),
        ("snart", gettext_lazy("Begynder senere")),
        ("slut", gettext_lazy("Er slut")),
    ]
    return Filter("tid", gettext_lazy("Hvornår"), choices, lambda rows, value: rows.filter(kinds[value]), counted)


def _programme_filter(request: Request) -> Filter[CourseQuerySet]:
    used = Programme.objects.visible_to(request.scope).filter(courses__isnull=False).distinct().order_by("sort_key")
    choices = [(str(key), name) for key, name in used.values_list("public_id", "name")]

    def apply(rows: CourseQuerySet, value: str) -> CourseQuerySet:
        return rows.filter(programme__isnull=True) if value == NONE else rows.filter(programme__public_id=value)

    return Filter("indsats", gettext_lazy("Indsats"), [*choices, (NONE, gettext_lazy("Ingen indsats"))], apply)
