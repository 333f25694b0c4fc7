"""Who takes part in a programme: put one or many in, change and end it, take out what was a mistake."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.actions import participations as actions
from candidates.forms.participations import AddPeopleForm, EndPeopleForm, JoinForm, PeriodForm
from candidates.models import Candidate, Participation, Programme
from candidates.views.away import away_page
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.audit.telling import history_of
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may
from smaajob.writing import day_year


@may(Permission.CHANGE_PROGRAMMES)
@get_and_post
def add(request: Request, public_id: UUID) -> HttpResponse:
    """Put one or many people in a programme."""
    programme = get_object_or_404(Programme.objects.visible_to(request.scope), public_id=public_id)
    about: dict[str, Any] = {"scope": request.scope, "programme": programme, "today": timezone.localdate()}
    page = FormPage(request, AddPeopleForm, name="candidates.add_participants", about=public_id, **about)
    if saved := _sent(page, lambda form: actions.add(by=request.scope, programme=programme, **_picked(form, "start"))):
        said = ngettext("Én person er nu med.", "%(n)d personer er nu med.", len(saved)) % {"n": len(saved)}
        messages.success(request, said)
        return redirect("candidates:programme", public_id)
    return _people_page(page, programme, "start", _("Sæt personer på %(name)s"), _("Sæt dem på"))


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def end_many(request: Request, public_id: UUID) -> HttpResponse:
    """Let one or many people's parts end on a day."""
    programme = get_object_or_404(Programme.objects.visible_to(request.scope), public_id=public_id)
    about: dict[str, Any] = {"scope": request.scope, "programme": programme, "today": timezone.localdate()}
    page = FormPage(request, EndPeopleForm, name="candidates.end_participants", about=public_id, **about)

    def act(form: EndPeopleForm) -> list[int]:
        chosen = form.cleaned_data["people"]
        return [actions.end_all(by=request.scope, participations=chosen, on=form.cleaned_data["on"])]

    if saved := _sent(page, act):
        day = day_year(page.form.cleaned_data["on"])
        said = ngettext("Én person slutter %(day)s.", "%(n)d personer slutter %(day)s.", saved[0])
        messages.success(request, said % {"n": saved[0], "day": day})
        return redirect("candidates:programme", public_id)
    return _people_page(page, programme, "on", _("Afslut for deltagere i %(name)s"), _("Lad dem slutte"))


@may(Permission.CHANGE_PROGRAMMES)
@get_and_post
def join(request: Request, public_id: UUID) -> HttpResponse:
    """Put one person in a programme, from the person's page."""
    person = get_object_or_404(Candidate.objects.visible_to(request.scope), public_id=public_id)
    today = timezone.localdate()
    page = FormPage(request, JoinForm, name="candidates.join", about=public_id, scope=request.scope, today=today)
    if page.save(lambda form: actions.add(by=request.scope, people=[person], **form.cleaned_data)):
        programme = page.form.cleaned_data["programme"]
        messages.success(request, _("%(person)s er nu med i %(name)s.") % {"person": person, "name": programme})
        return redirect("candidates:detail", public_id)
    seen(request, person)
    return page.render("candidates/participation_join.html", {"person": person})


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """Other days, an end, and what happened to it."""
    part = _part(request, public_id)
    page = FormPage(
        request,
        PeriodForm,
        name="candidates.participation",
        thing=part,
        participation=part,
        today=timezone.localdate(),
    )
    if page.save(lambda form: actions.change(by=request.scope, participation=part, **form.cleaned_data)):
        messages.success(request, _("Dagene er gemt."))
        return redirect("candidates:programme", part.programme.public_id)
    context = {"part": part, "told": history_of(part), "programme": part.programme}
    return page.render("candidates/participation_form.html", context)


@may(Permission.CHANGE_PEOPLE)
@get_and_post
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """Take somebody out who was put in by mistake, or back in again."""
    part = _part(request, public_id)
    here = reverse("candidates:programme", args=[part.programme.public_id])
    texts = {
        "title": _("Tag %(person)s ud af %(name)s") % {"person": part.candidate, "name": part.programme},
        "up_url": reverse("candidates:programmes"),
        "up_text": _("Indsatser"),
        "up2_url": here,
        "up2_text": str(part.programme),
    }
    return away_page(request, part, name="candidates.participation.archive", texts=texts, back=here, over=False)


def _part(request: Request, public_id: UUID) -> Participation:
    parts = Participation.objects.visible_to(request.scope).select_related("programme", "candidate")
    part: Participation = get_object_or_404(parts, public_id=public_id)
    return part


def _sent(page: FormPage, act: Any) -> Any:
    """What the form did; nothing where it only searched."""
    if page.form.only_searched():  # type: ignore[attr-defined]  # a PickForm, which FormPage does not know
        page.sent = False
    return page.save(act)


def _picked(form: Any, day: str) -> dict[str, Any]:
    return {"people": form.cleaned_data["people"], day: form.cleaned_data[day]}


def _people_page(page: FormPage, programme: Programme, day: str, title: str, act: str) -> HttpResponse:
    page.form.seen(page.request)  # type: ignore[attr-defined]  # a PickForm, which FormPage does not know
    context = {
        "title": title % {"name": programme},
        "act": act,
        "up_url": reverse("candidates:programmes"),
        "up_text": _("Indsatser"),
        "here": programme,
        "here_url": reverse("candidates:programme", args=[programme.public_id]),
        "more_field": page.form[day],
    }
    return page.render("candidates/programme_people.html", context)
