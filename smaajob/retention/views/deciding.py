"""How long something is kept; who is held back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen_ids
from smaajob.audit.telling import history_of
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told
from smaajob.lists import Sort, listing
from smaajob.retention import periods, registry
from smaajob.retention.actions import deciding as actions
from smaajob.retention.forms import HoldForm, PeriodForm
from smaajob.retention.models import Hold

NEWEST = (Sort("nyeste", gettext_lazy("Nyeste først"), ("-placed_at",)),)


@may(Permission.ERASE)
@get_and_post
def period(request: Request, word: str) -> HttpResponse:
    """The organisation's own decision on how long something is kept; what we propose stands beside it."""
    kind = registry.by_word(word)
    own = periods.decided(request.scope.organisation).get(kind.word)
    suggestion = periods.suggestion(kind.word)
    first = own.months if own else (suggestion.amount if suggestion else None)
    initial = {"months": first, "decided_where": own.decided_where if own else ""}
    page = FormPage(request, PeriodForm, name=f"retention.period.{word}", thing=own, initial=initial)
    if page.save(lambda form: actions.decide(by=request.scope, kind=kind, **form.cleaned_data)):
        messages.success(request, _("Gemt. Nu kan I se, hvem der kan slettes."))
        return redirect("retention")
    context = {"kind": kind, "own": own, "suggestion": suggestion, "told": history_of(own) if own else []}
    return page.render("retention/period.html", context)


@may(Permission.HOLD)
@get_and_post
def hold(request: Request, word: str, public_id: UUID) -> HttpResponse:
    """Hold somebody back from being erased; or see that they are."""
    kind = registry.by_word(word)
    thing = get_object_or_404(kind.visible(request.scope), public_id=public_id)
    back = reverse(kind.detail, args=[thing.public_id])
    page = FormPage(request, HoldForm, name="retention.hold", about=thing.public_id)
    if page.save(lambda form: actions.hold(by=request.scope, kind=kind, thing=thing, **form.cleaned_data)):
        messages.success(request, _("%(name)s bliver ikke slettet, før det er ophævet.") % {"name": thing})
        return redirect(back)
    seen_ids(request, [thing.public_id])
    today = timezone.localdate(timezone=request.scope.zone)
    now = Hold.objects.visible_to(request.scope).active(today).filter(about_kind=kind.label, about_id=thing.public_id)
    return page.render(
        "retention/hold.html", {"thing": thing, "back": back, "now": now.select_related("placed_by").first()}
    )


@may(Permission.HOLD)
@get_only
def holds(request: Request, word: str) -> HttpResponse:
    """Whoever is held back now, and why."""
    kind = registry.by_word(word)
    today = timezone.localdate(timezone=request.scope.zone)
    rows = Hold.objects.visible_to(request.scope).active(today).filter(about_kind=kind.label)
    found = listing(request, rows.select_related("placed_by"), sorts=NEWEST, noun=kind.name)
    ids = [one.about_id for one in found.rows]
    names = {one.public_id: one for one in kind.visible(request.scope).filter(public_id__in=ids)}
    seen_ids(request, names)
    shown = [{"hold": one, "thing": names.get(one.about_id)} for one in found.rows]
    return render(request, "retention/holds.html", {"kind": kind, "listing": found, "rows": shown})


@may(Permission.HOLD)
@post_only
def lift(request: Request, public_id: UUID) -> HttpResponse:
    """They can be erased again, when their time is up."""
    found = get_object_or_404(Hold.objects.visible_to(request.scope), public_id=public_id)
    kind = registry.by_label(found.about_kind)
    thing = get_object_or_404(kind.visible(request.scope), public_id=found.about_id)
    with refusals_told(request):
        actions.lift(by=request.scope, hold=found)
        messages.success(request, _("Det er ophævet. Personen kan slettes, når tiden er gået."))
    return redirect(kind.detail, thing.public_id)
