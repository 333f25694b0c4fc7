"""What falls due, as a dry run; the proposals, and the second person's answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind as LookKind
from smaajob.audit.access import seen_ids
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, post_only, refusals_told
from smaajob.lists import Sort, listing
from smaajob.reach import whole_organisation
from smaajob.retention import due, periods, registry
from smaajob.retention.actions import runs as actions
from smaajob.retention.carrying_out import FORGET_COPY_AFTER
from smaajob.retention.forms import EraseForm
from smaajob.retention.models import Item, Outcome, Run
from smaajob.retention.preview import Preview, preview, what_went
from smaajob.retention.registry import Kind

SORTS = (Sort("nyeste", gettext_lazy("Nyeste først"), ("-ordered_at", "-pk")),)
OLDEST = (Sort("aeldste", gettext_lazy("Ældste først"), ("closed_on", "pk")),)
SOON = 3  # months
PATIENCE = timedelta(seconds=30)


@may(Permission.ERASE)
@get_only
def overview(request: Request) -> HttpResponse:
    """How long each kind of record is kept, who falls due in numbers, and the proposals so far."""
    erased = Count("items", filter=Q(items__outcome=Outcome.ERASED))
    runs = Run.objects.visible_to(request.scope).annotate(number=Count("items"), erased=erased)
    found = listing(
        request,
        runs.select_related("ordered_by", "approved_by", "rejected_by"),
        sorts=SORTS,
        noun=(_("forslag"), _("forslag")),
    )
    own = periods.decided(request.scope.organisation)
    context = {
        "listing": found,
        "kinds": [_of_all(request, kind, own.get(kind.word)) for kind in registry.kinds()],
        "log_kept": periods.in_months(request.scope.organisation.log_months),
        "others": [one for one in periods.suggestions() if not one.kind],
    }
    return render(request, "retention/overview.html", context)


@may(Permission.ERASE)
@get_and_post
def show_due(request: Request, word: str) -> HttpResponse:
    """Those who are due; POST freezes a proposal. Who they are is shown to those who see people."""
    kind = registry.by_word(word)
    before = actions.last_day_kept(kind, request.scope)
    if request.method == "POST":
        with refusals_told(request):
            run = actions.propose_due(by=request.scope, kind=kind)
            messages.success(request, _("Forslaget er lavet. Nu skal en anden se listen igennem og godkende den."))
            return redirect("retention_run", run.public_id)
        return redirect("retention_due", word)
    if before is None:
        return redirect("retention_period", word)
    rows = due.due(kind, request.scope.organisation, before=before).order_by()
    # Who falls due is found among all, also by who sees none of them: they get a number and short ids.
    with whole_organisation(request.scope.organisation):
        found = listing(request, rows, sorts=OLDEST, noun=kind.name)
        list(found.rows)
    names = _names(request, kind, (one.public_id for one in found.rows))
    context = {
        "kind": kind,
        "listing": found,
        "rows": [_row(kind, one.public_id, one.closed_on, names) for one in found.rows],
        "names": names is not None,
        "most": actions.MOST_AT_ONCE,
        "before": before,
    }
    return render(request, "retention/due.html", context)


@may(Permission.ERASE)
@get_only
def show(request: Request, public_id: UUID) -> HttpResponse:
    """A proposal with its frozen list, and what became of it."""
    run = _mine(request, public_id)
    if request.htmx and run.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context: dict[str, Any] = {"run": run, "late": run.approved_at and timezone.now() - run.approved_at > PATIENCE}
    if request.htmx:
        return render(request, "retention/run.html#progress", context)
    kind = registry.by_word(run.kind)
    items = list(Item.objects.visible_to(request.scope).filter(run=run).annotate(has_copy=Q(copy__isnull=False)))
    names = _names(request, kind, (one.about_id for one in items))
    with whole_organisation(request.scope.organisation):
        stopped = due.in_the_way(kind, run, items) if run.waits else {}
    rows = [
        {"item": one, "stopped": stopped.get(one.about_id), **_row(kind, one.about_id, one.closed_on, names)}
        for one in items
    ]
    counts = {str(Outcome(code).label): sum(one.outcome == code for one in items) for code in Outcome.values}
    context |= {
        "kind": kind,
        "rows": rows,
        "names": names is not None,
        "counts": {label: n for label, n in counts.items() if n},
        "went": what_went(items),
        "own": run.ordered_by_id == getattr(request.scope.user, "pk", None),
        "copies_until": run.finished_at and run.finished_at + FORGET_COPY_AFTER,
        "may_copy": names is not None,
        "stopped": len(stopped),
    }
    return render(request, "retention/run.html", context)


@may(Permission.ERASE)
@get_only
def show_item(request: Request, public_id: UUID) -> HttpResponse:
    """What becomes of one of a list that waits: what goes, what stays, and which texts about others name them."""
    item = get_object_or_404(Item.objects.visible_to(request.scope).select_related("run"), public_id=public_id)
    kind = registry.by_label(item.about_kind)
    names = _names(request, kind, [item.about_id])
    told = preview(request.scope, kind, item.about_id) if not item.run.is_over else None
    seen_ids(request, _others(told))
    return render(
        request,
        "retention/item.html",
        {"item": item, "run": item.run, "told": told, **_row(kind, item.about_id, item.closed_on, names)},
    )


@may(Permission.ERASE)
@post_only
def approve(request: Request, public_id: UUID) -> HttpResponse:
    """The second person says yes to the list that the page showed."""
    run = _mine(request, public_id)
    with refusals_told(request):
        actions.approve(by=request.scope, run=run, digest=request.POST.get("digest", ""))
        messages.success(request, _("Sletningen er godkendt og går i gang nu."))
    return redirect("retention_run", run.public_id)


@may(Permission.ERASE)
@post_only
def reject(request: Request, public_id: UUID) -> HttpResponse:
    """No; or whoever proposed it takes it back."""
    run = _mine(request, public_id)
    with refusals_told(request):
        actions.reject(by=request.scope, run=run)
        messages.success(request, _("Intet bliver slettet. Forslaget står her stadig."))
    return redirect("retention_run", run.public_id)


@may(Permission.ERASE)
@get_and_post
def erase_one(request: Request, word: str, public_id: UUID) -> HttpResponse:
    """Propose that one person is erased before the time is up."""
    kind = registry.by_word(word)
    if not request.scope.may(kind.permission):
        raise Http404
    thing = get_object_or_404(kind.visible(request.scope), public_id=public_id)
    page = FormPage(request, EraseForm, name="retention.erase_one", about=thing.public_id)
    if run := page.save(
        lambda form: actions.propose_one(by=request.scope, kind=kind, thing=thing, **form.cleaned_data)
    ):
        messages.success(request, _("Forslaget er lavet. Nu skal en anden godkende det."))
        return redirect("retention_run", run.public_id)
    told = preview(request.scope, kind, thing.public_id)
    seen_ids(request, [thing.public_id, *_others(told)])
    back = reverse(kind.detail, args=[thing.public_id])
    return page.render("retention/erase_one.html", {"thing": thing, "told": told, "back": back})


@may(Permission.ERASE)
@post_only
def fetch_copy(request: Request, public_id: UUID) -> HttpResponse:
    """The copy of what was erased, for those who see people; that it was fetched stands on record."""
    item = get_object_or_404(Item.objects.visible_to(request.scope).filter(copy__isnull=False), public_id=public_id)
    if not request.scope.may(registry.by_label(item.about_kind).permission):
        raise Http404
    with refusals_told(request):
        content = actions.fetch_copy(by=request.scope, item=item)
        seen_ids(request, [item.about_id], kind=LookKind.EXPORT)
        return _as_file(content, item)
    return redirect("retention_run", item.run.public_id)


def _as_file(content: bytes, item: Item) -> HttpResponse:
    name = f"kopi-{str(item.public_id)[:8]}.zip"
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _of_all(request: Request, kind: Kind, period: Any) -> dict[str, Any]:
    """Counted among all, also for who sees none of them."""
    with whole_organisation(request.scope.organisation):
        return _in_numbers(request, kind, period)


def _others(told: Preview | None) -> list[UUID]:
    """Those whom the texts about others are about."""
    return [one.person for one in (told.mentions if told else None) or [] if one.person]


def _in_numbers(request: Request, kind: Kind, period: Any) -> dict[str, Any]:
    """How many fall due now and soon, and how many are held back; by the proposal where nothing is decided, then as an example."""
    organisation, suggestion = request.scope.organisation, periods.suggestion(kind.word)
    today = timezone.localdate(timezone=request.scope.zone)
    months = period.months if period else (suggestion.amount if suggestion else None)
    told = {"kind": kind, "period": period, "suggestion": suggestion}
    if months is None:
        return told
    now, soon = periods.months_before(today, months), periods.months_before(today, months - SOON)
    rows = due.due(kind, organisation, before=soon).order_by()
    numbers = rows.aggregate(
        now=Count("pk", filter=Q(closed_on__lte=now)), soon=Count("pk", filter=Q(closed_on__gt=now))
    )
    oldest = rows.order_by("closed_on").values_list("closed_on", flat=True).first()
    held = due.held(kind, organisation, before=now).count()
    return told | numbers | {"oldest": oldest, "held": held, "how_long": periods.in_months(months)}


def _names(request: Request, kind: Kind, ids: Iterable[UUID]) -> dict[UUID, str] | None:
    """Of those whom the scope may see, by public id, and noted in the log; None for who sees nobody."""
    if not request.scope.may(kind.permission):
        return None
    found = {one.public_id: str(one) for one in kind.visible(request.scope).filter(public_id__in=list(ids))}
    seen_ids(request, found)
    return found


def _row(kind: Kind, public_id: UUID, closed_on: Any, names: dict[UUID, str] | None) -> dict[str, Any]:
    name = (names or {}).get(public_id, "")
    url = reverse(kind.detail, args=[public_id]) if name else ""
    return {"short": str(public_id)[:8], "name": name, "url": url, "closed_on": closed_on}


def _mine(request: Request, public_id: UUID) -> Run:
    rows = Run.objects.visible_to(request.scope).select_related("keeper", "ordered_by", "approved_by", "rejected_by")
    return get_object_or_404(rows, public_id=public_id)
