"""The consultant's pages about a change of a placement: longer, a pause, another place, a job, and what somebody asked for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.actions import change_requests, extending, hiring, pauses, relocating
from placements.changing import hooks
from placements.forms.changes import AnswerForm, ExtendForm, HireForm, MoveForm, PauseForm, ResumeForm
from placements.forms.placements import last_likely_day
from placements.models import ChangeRequest, Move, PlacementState
from placements.views import previews
from placements.views.limits import say_beyond
from placements.views.placements import load
from smaajob.accounts.permissions import Permission
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may, post_only, refusals_told
from smaajob.writing import day_year

PAGES = "placements/changes/"


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def extend(request: Request, public_id: UUID) -> HttpResponse:
    """Until when, and what comes of it; a button on the placement's page and one here."""
    placement = load(request, public_id)
    page = FormPage(request, ExtendForm, name="placements.extend", thing=placement, placement=placement)
    if done := page.save(lambda form: extending.extend(by=request.scope, placement=placement, **form.values())):
        if windows := page.form.cleaned_data["windows"]:
            first = done.from_day or extending.first_new_day(placement)
            say_beyond(request, placement.candidate, placement.task, first, windows, but=Q(placement=placement))
        return _extended(request, done)
    waits = "" if placement.is_over else hooks.in_the_way(placement)
    task_ends = bool(placement.task and placement.task.end and placement.task.end <= placement.planned_end)
    context = {
        "placement": placement,
        "waits": waits,
        "task_ends": task_ends,
        **({} if waits else previews.extension(placement, page.form)),
    }
    return page.render(f"{PAGES}extend.html", context)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def pause(request: Request, public_id: UUID) -> HttpResponse:
    """From when until when; what goes out of the calendar is told before."""
    placement = load(request, public_id)
    page = FormPage(request, PauseForm, name="placements.pause", thing=placement, placement=placement)
    if saved := page.save(lambda form: pauses.pause(by=request.scope, placement=placement, **form.values())):
        row, removed = saved
        said = _("Der er aftalt %(pause)s.") % {"pause": pauses.in_words(row)}
        messages.success(request, f"{said} {shifts_gone(removed)} {_('Personen og arbejdspladsen får besked.')}")
        return redirect("placements:detail", public_id)
    return page.render(f"{PAGES}pause.html", {"placement": placement, **previews.pause(placement, page.form)})


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def resume(request: Request, public_id: UUID) -> HttpResponse:
    """From which day the person comes again, earlier or later than was said."""
    row = previews.load_pause(request, public_id)
    placement = row.placement
    today = timezone.localdate()
    # Of a pause to come nobody knows that it is to end otherwise.
    suggested = today + timedelta(days=1) if row.first_day <= today else None
    page = FormPage(
        request, ResumeForm, name="placements.resume", thing=placement, about=row.public_id, suggested=suggested
    )
    if saved := page.save(lambda form: pauses.resume(by=request.scope, pause=row, **form.values())):
        done, removed, added = saved
        said = pauses.resumed(done, page.form.cleaned_data["on"])
        messages.success(request, " ".join(filter(None, [said, shifts_gone(removed), shifts_come(added)])))
        return redirect("placements:detail", placement.public_id)
    context = {"placement": placement, "pause": row, **previews.resume(row, page.form)}
    return page.render(f"{PAGES}resume.html", context)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def move(request: Request, public_id: UUID) -> HttpResponse:
    """To another of the employer's workplaces, from a day."""
    placement = load(request, public_id)
    places = previews.places_to(request, placement)
    page = FormPage(request, MoveForm, name="placements.move", thing=placement, places=places)
    if row := page.save(lambda form: relocating.move(by=request.scope, placement=placement, **form.values())):
        text = (
            _("Forløbet er flyttet til %(place)s.") if row.settled_at else _("Forløbet flytter til %(place)s %(day)s.")
        )
        said = text % {"place": row.to_workplace, "day": day_year(row.on)}
        messages.success(request, f"{said} {_('Alle tre får besked.')}")
        say_beyond(request, placement.candidate, row.to_task, row.on, row.windows, but=Q(placement=placement))
        return redirect("placements:detail", public_id)
    context = {"placement": placement, "places": places, **previews.move(request.scope, placement, page.form)}
    return page.render(f"{PAGES}move.html", context)


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def call_off_move(request: Request, public_id: UUID) -> HttpResponse:
    """It stays where it is."""
    rows = Move.objects.visible_to(request.scope).filter(placement__cancelled_at__isnull=True)
    row = get_object_or_404(rows.select_related("placement__workplace", "to_workplace"), public_id=public_id)
    with refusals_told(request):
        relocating.call_off(by=request.scope, move=row)
        messages.success(request, _("Flytningen bliver ikke til noget. Alle får besked."))
    return redirect("placements:detail", row.placement.public_id)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def hire(request: Request, public_id: UUID) -> HttpResponse:
    """The small job ends in a job, which can be followed as a placement of its own."""
    placement = load(request, public_id)
    last = last_likely_day(placement, timezone.localdate())
    page = FormPage(request, HireForm, name="placements.hire", thing=placement, placement=placement, last=last)
    if saved := page.save(lambda form: hiring.hire(by=request.scope, placement=placement, **form.values())):
        new, removed = saved
        said = _("Tillykke. %(person)s er ansat hos %(place)s.")
        said %= {"person": placement.candidate, "place": placement.workplace}
        messages.success(request, " ".join(filter(None, [said, shifts_gone(removed)])))
        return redirect("placements:detail", (new or placement).public_id)
    upcoming = placement.state_on(timezone.localdate()) is PlacementState.UPCOMING
    return page.render(f"{PAGES}hire.html", {"placement": placement, "upcoming": upcoming})


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def answer(request: Request, public_id: UUID) -> HttpResponse:
    """What somebody asked for, the acts that would do it, and an answer where none of them is right."""
    rows = ChangeRequest.objects.visible_to(request.scope).filter(placement__cancelled_at__isnull=True)
    asked = get_object_or_404(
        rows.select_related("placement__candidate", "placement__workplace", "asked_by"), public_id=public_id
    )
    page = FormPage(request, AnswerForm, name="placements.answer", thing=asked, asked=asked)
    verb = change_requests.answer
    if page.save(lambda form: verb(by=request.scope, request=asked, **form.cleaned_data)):
        messages.success(request, _("Svaret er sendt."))
        return redirect("placements:today")
    return page.render(f"{PAGES}answer.html", {"asked": asked, "placement": asked.placement})


def shifts_gone(n: int) -> str:
    """How many shifts went; empty where none did."""
    text = ngettext("%(n)d vagt er taget ud af kalenderen.", "%(n)d vagter er taget ud af kalenderen.", n)
    return text % {"n": n} if n else ""


def shifts_come(n: int) -> str:
    """How many shifts came; empty where none did."""
    text = ngettext("%(n)d vagt er kommet i kalenderen.", "%(n)d vagter er kommet i kalenderen.", n)
    return text % {"n": n} if n else ""


def _extended(request: Request, done: extending.Extension) -> HttpResponse:
    """What is said of it; where it must be signed the agreement is the next page."""
    day = {"day": day_year(done.until)}
    if done.amended is not None and done.amended.waits:
        lasts = _("Forløbet varer til %(day)s, når dem, den angår, har skrevet under.") % day
        if done.amended.unsent:
            text = f"{_('Ændringen er skrevet.')} {lasts} {_('Den er ikke sendt endnu:')} {done.amended.unsent}"
            messages.warning(request, text)
        else:
            messages.success(request, f"{_('Ændringen er skrevet og sendt til underskrift.')} {lasts}")
        return redirect("placements:agreement", done.amended.version.public_id)
    told = _("Personen og arbejdspladsen får besked.")
    said = [_("Forløbet er forlænget til %(day)s.") % day, shifts_come(len(done.replan.add)), told]
    messages.success(request, " ".join(filter(None, said)))
    return redirect("placements:detail", done.placement.public_id)
