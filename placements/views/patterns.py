"""Plan a placement's coming shifts anew: the weeks are shown as they will be, before anything is saved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.actions import patterns as actions
from placements.actions.placements import clash_message
from placements.documents.content import Step
from placements.forms.shifts import PatternForm, initial_of
from placements.models import Pattern, Placement
from placements.pattern import monday_of
from placements.planning import Replan, segments
from placements.views.placements import load
from smaajob import writing
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formfields import refuse
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, may, post_only
from smaajob.schedule import is_dated

WEEKS_SHOWN = 6


@may(Permission.CHANGE_PLACEMENTS)
@get_and_post
def plan(request: Request, public_id: UUID) -> HttpResponse:
    """The week that holds now, to be changed; below it the weeks as they are planned."""
    placement = load(request, public_id)
    if placement.is_over:
        messages.info(request, _("Forløbet er slut. Vagterne kan ikke ændres mere."))
        return redirect(_shifts(placement))
    page = _page(request, placement)
    if saved := page.save(
        lambda form: actions.plan(by=request.scope, placement=placement, **form.values(), **form.answers())
    ):
        messages.success(request, _saved(saved[1]))
        if over := saved[1].weeks_over:
            messages.warning(request, _over(len(over), placement))
        return redirect(_shifts(placement))
    seen(request, placement)
    return page.render("placements/shifts/plan.html", _context(placement, page.form if page.sent else None))


@may(Permission.CHANGE_PLACEMENTS)
@post_only
def preview(request: Request, public_id: UUID) -> HttpResponse:
    """The weeks as they would be with what is typed. A POST, since when somebody works is nothing for a URL."""
    placement = load(request, public_id)
    page = _page(request, placement)
    seen(request, placement)
    context = {**_context(placement, page.form), "form": page.form, "page": page}
    status = 422 if page.form.errors else 200
    return render(request, "placements/shifts/plan.html" + ("#weeks" if request.htmx else ""), context, status=status)


def _page(request: Request, placement: Placement) -> FormPage:
    return FormPage(
        request, PatternForm, name="placements.plan", about=placement.public_id, initial=_initial(placement)
    )


def _initial(placement: Placement) -> dict[str, Any]:
    """What a consultant has planned to come, with its own day, since a new plan takes its place; else what holds now."""
    today = max(placement.start, timezone.localdate())
    coming = Pattern.objects.filter(placement=placement, first_day__gt=today).order_by("first_day").last()
    if coming is not None:
        return initial_of(coming.step(), coming.first_day, works_on_holidays=coming.works_on_holidays)
    holds = [one for one in segments(placement) if one[0].first_day <= today]
    step, works = holds[-1] if holds else (None, False)
    return initial_of(step, _in_turn(step, today), works_on_holidays=works)


def _in_turn(step: Step | None, day: date) -> date:
    """The day; of what is every second week the Monday of its next week, where the day lies in one between."""
    if step is None or (monday_of(day) - monday_of(step.first_day)).days // 7 % step.every == 0:
        return day
    return monday_of(day) + timedelta(days=7)


def _context(placement: Placement, form: Any) -> dict[str, Any]:
    """`found` is what the typed pattern would change; without a form, the weeks as they are."""
    found = _found(placement, form) if form is not None else None
    law_fields = form.show(found.verdict) if found and found.verdict.findings else []
    limit = placement.candidate.hours_per_week
    weeks = found.weeks if found else []
    return {
        "placement": placement,
        "found": found,
        "law_fields": law_fields,
        "limit": limit,
        "weeks": weeks[:WEEKS_SHOWN],
        "more": max(0, len(weeks) - WEEKS_SHOWN),
        "over": len(found.weeks_over) if found else 0,
        "clash": clash_message(found.clash) if found and found.clash else "",
        "dated": any(is_dated(one.windows) for one in placement.agreements.holding()),
        "last_day": placement.last_day(),
    }


def _found(placement: Placement, form: Any) -> Replan | None:
    # Read afresh: what the verb refused is no fault of what was typed, and the weeks say why.
    typed = PatternForm(form.data, initial=form.initial)
    if not typed.is_valid():
        form.is_valid()
        return None
    try:
        return actions.preview(placement, actions.as_pattern(placement, **typed.values()), typed.told())
    except ValidationError as refusal:
        if not form.errors:
            refuse(form, refusal)
        return None


def _shifts(placement: Placement) -> str:
    return reverse("placements:detail", args=[placement.public_id]) + "?fane=vagter"


def _over(weeks: int, placement: Placement) -> str:
    text = ngettext(
        "Én uge har flere timer, end %(name)s har sagt: højst %(limit)s om ugen.",
        "%(n)s uger har flere timer, end %(name)s har sagt: højst %(limit)s om ugen.",
        weeks,
    )
    limit = writing.hours(placement.candidate.hours_per_week or 0)
    return text % {"n": weeks, "name": placement.candidate.first_name, "limit": limit}


def _saved(found: Replan) -> str:
    if not found.changes_something:
        return _("Planen er gemt. Vagterne er, som de var.")
    new = ngettext("%(n)d vagt er kommet til", "%(n)d vagter er kommet til", len(found.add)) % {"n": len(found.add)}
    gone = ngettext("%(n)d er taget ud", "%(n)d er taget ud", len(found.remove)) % {"n": len(found.remove)}
    return _("Planen er gemt: %(new)s, og %(gone)s. Personen og arbejdspladsen får besked.") % {
        "new": new,
        "gone": gone,
    }
