"""Hours as the person and the workplace write them and answer each other: the same acts for both, each from its own page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.following import own_person
from employers.company import company_of
from placements import reporting
from placements.actions import reported as actions
from placements.forms.reported import ChangeForm, RefuseForm, SettleForm, WriteForm
from placements.models import Placement, ReportedHours
from placements.parties import Side, side_of
from placements.sheet import last_months
from placements.told import Who, who_works
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind, seen, seen_ids
from smaajob.audit.purposes import OF_PERMISSION
from smaajob.formfields import refuse as put_beside
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told
from smaajob.writing import day as day_text
from smaajob.writing import hours as hours_text

# So many days a page shows; what waits comes first, and the rest when these are done.
MOST = 60
PERMISSION = {Side.PERSON: Permission.OWN_WEEK, Side.EMPLOYER: Permission.OWN_COMPANY}
HOMES = {Side.PERSON: "placements:my_hours", Side.EMPLOYER: "placements:company_hours"}


@may(Permission.OWN_WEEK)
@get_only
def my_hours(request: Request) -> HttpResponse:
    """A person's last weeks: what they are to answer, what nobody has written, what waits and what counts."""
    person = own_person(request.scope)
    if person is None or person.is_archived:
        return redirect("placements:my_week")
    seen(request, person)
    return render(request, "placements/hours/mine.html", {"person": person, **_days(request, Side.PERSON)})


@may(Permission.OWN_COMPANY)
@get_only
def company_hours(request: Request) -> HttpResponse:
    """What a company is to approve, and the rest of the last weeks; the part that its own page shows is what it is to approve."""
    company = company_of(request.scope)
    if company is None:
        raise Http404
    context = {"company": company, **_days(request, Side.EMPLOYER)}
    return render(request, "placements/hours/company.html" + ("#part" if request.htmx else ""), context)


def _days(request: Request, side: Side) -> dict[str, Any]:
    """What both pages show. The people whose days stand there are in the log of whoever keeps them."""
    today = timezone.localdate()
    rows = reporting.lately(reporting.placements_of(request.scope), today)
    waiting = reporting.reports_of(request.scope).waiting().values("placement")
    old = reporting.placements_of(request.scope).filter(pk__in=waiting)
    placements = list((rows | old).order_by("-start", "pk"))
    days = reporting.days_of(placements, side, today, named=side == Side.EMPLOYER)
    if side == Side.EMPLOYER:
        see(request, placements, {one.placement.pk: one.who for one in days if one.who})
    open_days = reporting.of_turn(days, reporting.OPEN)[:MOST]
    return {
        "placements": placements,
        "several": len({one.workplace_id for one in placements}) > 1,
        "answer": reporting.of_turn(days, reporting.ANSWER)[:MOST],
        "open": open_days,
        "open_by_placement": _by_placement(open_days),
        "others": reporting.of_turn(days, reporting.WAITS, reporting.REFUSED)[:MOST],
        "counted": reporting.of_turn(days, reporting.COUNTED)[:MOST],
        "months": last_months(today, min((one.start for one in placements), default=today)),
        "is_company": side == Side.EMPLOYER,
    }


def _by_placement(days: list[reporting.Day]) -> list[tuple[Placement, list[reporting.Day]]]:
    found: dict[int, tuple[Placement, list[reporting.Day]]] = {}
    for one in days:
        found.setdefault(one.placement.pk, (one.placement, []))[1].append(one)
    return list(found.values())


def see(request: Request, placements: Iterable[Placement], who: dict[int, Who], kind: Kind = Kind.VIEW) -> None:
    """Note a company's look at people, in the log of those who keep them."""
    purpose = str(OF_PERMISSION[Permission.OWN_COMPANY])
    for one in placements:
        if one.pk in who:
            seen_ids(request, [who[one.pk].person], kind=kind, purpose=purpose, keeper=one.keeper)


@may(Permission.OWN_WEEK, Permission.OWN_COMPANY)
@get_and_post
def write(request: Request, placement_id: UUID) -> HttpResponse:
    """One day of one placement, as the user's side says it was. `?dag=2026-03-02` fills the day in, and what was planned."""
    placement = _placement(request, placement_id)
    form = WriteForm(request.POST if request.method == "POST" else None, initial=_suggested(request, placement))
    if form.is_bound and form.is_valid():
        day, hours = form.cleaned_data["day"], form.cleaned_data["hours"]
        try:
            actions.report(by=request.scope, placement=placement, days={day: hours})
        except ValidationError as refusal:
            put_beside(form, _beside_the_day(refusal))
        else:
            told = {"hours": hours_text(hours), "day": day_text(day)}
            messages.success(request, _("%(hours)s for %(day)s er sendt.") % told + " " + _then(request, placement))
            return _home(request)
    return _show(request, placement, "placements/hours/write.html", form)


@may(Permission.OWN_WEEK, Permission.OWN_COMPANY)
@post_only
def write_as_planned(request: Request, placement_id: UUID) -> HttpResponse:
    """The days that were sent (`day`, several) with what was planned on each: one tap."""
    placement = _placement(request, placement_id)
    days = {}
    for text in request.POST.getlist("day")[:MOST]:
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise Http404 from error
        hours = reporting.planned_hours(placement, day)
        if hours is None:
            messages.error(
                request, _("For %(day)s var der ikke planlagt noget. Skriv timerne.") % {"day": day_text(day)}
            )
            return _home(request)
        days[day] = hours
    with refusals_told(request):
        actions.report(by=request.scope, placement=placement, days=days)
        sent = ngettext("Timer for %(n)d dag er sendt.", "Timer for %(n)d dage er sendt.", len(days)) % {"n": len(days)}
        messages.success(request, f"{sent} {_then(request, placement)}")
    return _home(request)


@may(Permission.OWN_WEEK, Permission.OWN_COMPANY)
@post_only
def approve(request: Request) -> HttpResponse:
    """Yes to what was shown: each figure as `hours-<id>`; with `only` to that one alone."""
    shown: dict[UUID, Decimal] = {}
    for name, value in request.POST.items():
        if name.startswith("hours-") and request.POST.get("only") in (None, name.removeprefix("hours-")):
            try:
                shown[UUID(name.removeprefix("hours-"))] = Decimal(str(value))
            except (ValueError, InvalidOperation) as error:
                raise Http404 from error
    rows = list(reporting.reports_of(request.scope).filter(public_id__in=shown))
    answered = actions.approve_many(by=request.scope, reports=[(one, shown[one.public_id]) for one in rows])
    if answered.done:
        text = ngettext("Timer for %(n)d dag er godkendt.", "Timer for %(n)d dage er godkendt.", answered.done)
        messages.success(request, text % {"n": answered.done})
    for refusal in answered.refused:
        messages.error(request, refusal)
    if not rows:
        messages.error(request, _("Der var ingen timer at godkende. Nogen har måske svaret imens."))
    return _home(request)


@may(Permission.OWN_WEEK, Permission.OWN_COMPANY)
@get_and_post
def refuse(request: Request, public_id: UUID) -> HttpResponse:
    """No, and why; with another figure, where one knows it."""
    report = _report(request, public_id)
    form = RefuseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.refuse(by=request.scope, report=report, **form.cleaned_data)
        except ValidationError as refusal:
            put_beside(form, refusal)
        else:
            other = form.cleaned_data["hours"] is not None
            told = _("Dit tal er sendt. Det tæller, når den anden har sagt ja.") if other else ""
            messages.success(
                request,
                told or _("Det er skrevet. Kommunen hjælper jer, hvis I ikke bliver enige."),
            )
            return _home(request)
    return _show(request, report.placement, "placements/hours/refuse.html", form, report=report)


@may(Permission.OWN_WEEK, Permission.OWN_COMPANY)
@get_and_post
def change(request: Request, public_id: UUID) -> HttpResponse:
    """Another figure in what one wrote oneself; or take it back."""
    report = _report(request, public_id)
    if "withdraw" in request.POST:
        with refusals_told(request):
            actions.withdraw(by=request.scope, report=report)
            messages.success(request, _("Timerne for %(day)s er taget tilbage.") % {"day": day_text(report.day)})
        return _home(request)
    form = ChangeForm(request.POST if request.method == "POST" else None, initial={"hours": report.hours})
    if form.is_bound and form.is_valid():
        try:
            actions.change(by=request.scope, report=report, **form.cleaned_data)
        except ValidationError as refusal:
            put_beside(form, _beside_the_day(refusal))
        else:
            messages.success(request, _("Timerne for %(day)s er rettet.") % {"day": day_text(report.day)})
            return _home(request)
    return _show(request, report.placement, "placements/hours/change.html", form, report=report)


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def settle(request: Request, public_id: UUID) -> HttpResponse:
    """What counts, where somebody has not answered or the two don't agree; with a reason."""
    rows = ReportedHours.objects.visible_to(request.scope).select_related(
        "placement__candidate", "placement__workplace"
    )
    report = get_object_or_404(rows, public_id=public_id)
    form = SettleForm(request.POST if request.method == "POST" else None, initial={"hours": report.hours})
    if form.is_bound and form.is_valid():
        try:
            actions.settle(by=request.scope, report=report, **form.cleaned_data)
        except ValidationError as refusal:
            put_beside(form, refusal)
        else:
            values = {"hours": hours_text(form.cleaned_data["hours"]), "day": day_text(report.day)}
            messages.success(request, _("Timerne for %(day)s er godkendt: %(hours)s.") % values)
            return redirect(reverse("placements:detail", args=[report.placement.public_id]) + "?fane=timer")
    seen(request, report)
    said = ReportedHours.objects.filter(placement=report.placement, day=report.day).order_by("pk")
    context = {"report": report, "placement": report.placement, "form": form, "said": said}
    return render(request, "placements/hours/settle.html", context, status=422 if form.is_bound else 200)


def _placement(request: Request, public_id: UUID) -> Placement:
    found: Placement = get_object_or_404(reporting.placements_of(request.scope), public_id=public_id)
    return found


def _report(request: Request, public_id: UUID) -> ReportedHours:
    found: ReportedHours = get_object_or_404(reporting.reports_of(request.scope), public_id=public_id)
    return found


def _suggested(request: Request, placement: Placement) -> dict[str, Any]:
    try:
        day = date.fromisoformat(request.GET.get("dag", ""))
    except ValueError:
        return {}
    return {"day": day, "hours": reporting.planned_hours(placement, day)}


def _show(request: Request, placement: Placement, template: str, form: forms.Form, **more: Any) -> HttpResponse:
    side = side_of(request.scope)
    who = who_works([placement.pk], timezone.localdate()) if side == Side.EMPLOYER else {}
    if side == Side.EMPLOYER:
        see(request, [placement], who)
    elif (person := own_person(request.scope)) is not None:
        seen(request, person, purpose=str(OF_PERMISSION[Permission.OWN_WEEK]))
    context = {"placement": placement, "form": form, "who": who.get(placement.pk), "home": reverse(HOMES[side]), **more}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _home(request: Request) -> HttpResponse:
    return redirect(HOMES[side_of(request.scope)])


def _then(request: Request, placement: Placement) -> str:
    """What happens next, in words."""
    if side_of(request.scope) == Side.EMPLOYER:
        return _("De tæller, når personen har sagt ja.")
    return _("De tæller, når %(workplace)s har sagt ja.") % {"workplace": placement.workplace}


def _beside_the_day(refusal: ValidationError) -> ValidationError:
    """What the verb says of a period's days, beside the one day."""
    if not hasattr(refusal, "error_dict"):
        return refusal
    names = {"first_day": "day", "last_day": "day"}
    return ValidationError({names.get(name, name): errors for name, errors in refusal.error_dict.items()})
