"""Who is on a course, and who completed it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.actions import courses as actions
from candidates.forms.courses import ALL, CompletionsForm, EnrolForm
from candidates.models import Course, Enrolment
from candidates.views.away import away_page
from smaajob.accounts.permissions import Permission
from smaajob.audit import access
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def enrol(request: Request, public_id: UUID) -> HttpResponse:
    """Put one or many people on a course."""
    course = get_object_or_404(
        Course.objects.visible_to(request.scope).select_related("programme"), public_id=public_id
    )
    page = FormPage(request, EnrolForm, name="candidates.enrol", about=public_id, scope=request.scope, course=course)
    if page.form.only_searched():  # type: ignore[attr-defined]  # an EnrolForm, which FormPage does not know
        page.sent = False

    def act(form: EnrolForm) -> dict[str, int]:
        return {"n": len(actions.enrol(by=request.scope, course=course, people=form.cleaned_data["people"]))}

    if saved := page.save(act):
        messages.success(
            request,
            ngettext("Én person er kommet på kurset.", "%(n)d personer er kommet på kurset.", saved["n"]) % saved,
        )
        return redirect("candidates:course", public_id)
    page.form.seen(request)  # type: ignore[attr-defined]
    context = {
        "title": _("Sæt personer på %(name)s") % {"name": course},
        "act": _("Sæt dem på"),
        "up_url": reverse("candidates:courses"),
        "up_text": _("Kurser"),
        "here": course,
        "here_url": reverse("candidates:course", args=[public_id]),
    }
    return page.render("candidates/programme_people.html", context)


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def completions(request: Request, public_id: UUID) -> HttpResponse:
    """Who completed the course: all on one page."""
    course = get_object_or_404(Course.objects.visible_to(request.scope), public_id=public_id)
    seen = Enrolment.objects.visible_to(request.scope).filter(course=course).taking_part()
    rows = list(seen.select_related("candidate").order_by("candidate__sort_key", "pk"))
    access.seen(request, *rows)
    page = FormPage(request, CompletionsForm, name="candidates.completions", about=public_id, enrolments=rows)
    if isinstance(page.form, CompletionsForm) and page.sent and ALL in request.POST:
        page.form.say_yes()
        page.sent = False

    def act(form: CompletionsForm) -> dict[str, int]:
        return {"n": actions.complete(by=request.scope, course=course, answers=form.answers())}

    if saved := page.save(act):
        said = ngettext("Ét svar er gemt.", "%(n)d svar er gemt.", saved["n"]) % saved
        messages.success(request, said if saved["n"] else _("Der var ikke noget nyt at gemme."))
        return redirect("candidates:course", public_id)
    return page.render("candidates/course_completions.html", {"course": course})


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """Take somebody off a course who was put on it by mistake, or back on again."""
    rows = Enrolment.objects.visible_to(request.scope).select_related("course", "candidate")
    enrolment = get_object_or_404(rows, public_id=public_id)
    here = reverse("candidates:course", args=[enrolment.course.public_id])
    texts = {
        "title": _("Tag %(person)s af %(name)s") % {"person": enrolment.candidate, "name": enrolment.course},
        "up_url": reverse("candidates:courses"),
        "up_text": _("Kurser"),
        "up2_url": here,
        "up2_text": str(enrolment.course),
    }
    return away_page(request, enrolment, name="candidates.enrolment.archive", texts=texts, back=here, over=False)
