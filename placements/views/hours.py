"""Hours: write them day by day or as a sum, and correct them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from placements.actions import hours as actions
from placements.forms.hours import CorrectForm, DaysForm, PeriodForm, PlannedDay, RemoveForm
from placements.models import Hours, Placement, Shift
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, may
from smaajob.tabs import tabs
from smaajob.writing import hours as hours_text
from smaajob.writing import joined, number, period, times

MOST_DAYS = 31
BY_SUM = "periode"
TABS = (("", gettext_lazy("Dag for dag")), (BY_SUM, gettext_lazy("En sum for en periode")))


@dataclass(frozen=True, slots=True)
class Month:
    """The hours rows that begin in a month, newest first."""

    first: date
    rows: list[Hours]

    @property
    def total(self) -> Decimal:
        return sum((row.hours for row in self.rows), Decimal(0))


def months_of(placement: Placement) -> list[Month]:
    """A placement's hours by month, the newest first. One query."""
    rows = placement.hours.order_by("-first_day")
    return [Month(first, list(group)) for first, group in groupby(rows, key=lambda row: row.first_day.replace(day=1))]


def planned_days(shifts: Iterable[Shift]) -> list[PlannedDay]:
    """The days of shifts that come in order."""
    days = []
    for day, group in groupby(shifts, key=lambda shift: shift.day):
        of_day = list(group)
        spoken = joined(times(shift.starts_at, shift.ends_at) for shift in of_day)
        days.append(PlannedDay(day, spoken, sum((shift.hours for shift in of_day), Decimal(0))))
    return days


def days_without_hours(placement: Placement) -> list[PlannedDay]:
    """The days whose shifts are over and that have no hours written, the oldest first. One query."""
    return planned_days(placement.shifts.without_hours(timezone.now()).order_by("starts_at"))


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def record(request: Request, public_id: UUID) -> HttpResponse:
    """Day by day, the days that lack hours; or, under the other tab, a sum for a period."""
    placement = get_object_or_404(
        Placement.objects.visible_to(request.scope).select_related("candidate", "workplace"), public_id=public_id
    )
    missing = days_without_hours(placement)
    chosen = tabs(request, TABS)
    by_sum = chosen.now == BY_SUM or not (missing or DaysForm.days_in(request.POST))
    form = PeriodForm(_sent(request)) if by_sum else _days_form(request, placement, missing)
    save = _record_period if by_sum else _record_days
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, save(request, placement, form))
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            more = not by_sum and len(missing) > len(form.fields)
            return redirect("placements:hours" if more else "placements:detail", placement.public_id)
    seen(request, placement)
    context: dict[str, Any] = {"placement": placement, "form": form, "tabs": chosen, "missing": missing}
    context |= {"by_sum": by_sum, "left_out": len(missing) - MOST_DAYS}
    return render(request, "placements/hours/record.html", context, status=422 if form.is_bound else 200)


def _sent(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _days_form(request: Request, placement: Placement, missing: list[PlannedDay]) -> DaysForm:
    """The days that lack hours; when it is sent, those that were sent, also where somebody has written them meanwhile."""
    if request.method != "POST":
        return DaysForm(days=missing[:MOST_DAYS])
    shifts = placement.shifts.filter(day__in=DaysForm.days_in(request.POST)).order_by("starts_at")
    return DaysForm(request.POST, days=planned_days(shifts))


def _record_days(request: Request, placement: Placement, form: forms.Form) -> str:
    assert isinstance(form, DaysForm)
    days = form.hours
    actions.record_days(by=request.scope, placement=placement, days=days)
    count = ngettext("%(n)d dag", "%(n)d dage", len(days)) % {"n": len(days)}
    return _("Timerne er gemt: %(days)s, i alt %(sum)s.") % {"days": count, "sum": hours_text(sum(days.values()))}


def _record_period(request: Request, placement: Placement, form: forms.Form) -> str:
    row = actions.record(by=request.scope, placement=placement, **form.cleaned_data)
    return _("%(hours)s er gemt for %(days)s.") % {
        "hours": hours_text(row.hours),
        "days": period(row.first_day, row.last_day),
    }


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def correct(request: Request, public_id: UUID) -> HttpResponse:
    """Another figure in a row, with a reason."""
    row = get_object_or_404(
        Hours.objects.visible_to(request.scope).select_related("placement__candidate", "placement__workplace"),
        public_id=public_id,
    )
    if "remove" in request.POST:
        return _remove(request, row)
    form = CorrectForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        before = row.hours
        try:
            row = actions.correct(by=request.scope, row=row, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            values = {"days": period(row.first_day, row.last_day), "before": number(before), "after": number(row.hours)}
            messages.success(request, _("Timerne for %(days)s er rettet fra %(before)s til %(after)s.") % values)
            return redirect(reverse("placements:detail", args=[row.placement.public_id]) + "?fane=timer")
    seen(request, row)
    return render(
        request,
        "placements/hours/correct.html",
        {"row": row, "placement": row.placement, "form": form},
        status=422 if form.is_bound else 200,
    )


def _remove(request: Request, row: Hours) -> HttpResponse:
    """The row was a mistake: it goes. Its figure need not be right then, only the reason be there."""
    form, values = (
        RemoveForm(request.POST),
        {"days": period(row.first_day, row.last_day), "hours": hours_text(row.hours)},
    )
    if form.is_valid():
        actions.remove(by=request.scope, row=row, reason=form.cleaned_data["reason"])
        messages.success(request, _("Timerne for %(days)s er fjernet. Der stod %(hours)s.") % values)
        return redirect(reverse("placements:detail", args=[row.placement.public_id]) + "?fane=timer")
    shown = CorrectForm(request.POST)
    shown.errors.clear()
    shown.add_error("reason", form.errors["reason"].as_data())
    seen(request, row)
    context = {"row": row, "placement": row.placement, "form": shown}
    return render(request, "placements/hours/correct.html", context, status=422)
