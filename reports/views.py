"""Order reports, see how far they are, read and download them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports import actions
from reports.documents.drawings import for_screen
from reports.forms import OrderForm
from reports.models import Report
from smaajob.accounts.permissions import Permission
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, get_only, may
from smaajob.jobs.models import ALIVE_WITHIN, JobState, Pulse
from smaajob.lists import Sort, listing

SORTS = (Sort("nyeste", gettext_lazy("Nyeste først"), ("-ordered_at",)),)
PATIENCE = timedelta(seconds=30)  # an order that waits longer is told why


@may(Permission.REPORT)
@get_and_post
def show_list(request: Request) -> HttpResponse:
    """The form on top, the organisation's orders below; the orders alone for htmx, which asks while one is being made."""
    today, chosen = timezone.localdate(), request.GET.get("indsats", "")
    form = OrderForm(request.POST or None, scope=request.scope, today=today, chosen=chosen)
    if request.method == "POST" and form.is_valid() and _order(request, form):
        return redirect("reports:list")
    reports = Report.objects.visible_to(request.scope).without_document().defer("figures")
    found = listing(
        request,
        reports.select_related("programme", "ordered_by"),
        sorts=SORTS,
        noun=(_("rapport"), _("rapporter")),
    )
    context = {
        "form": form,
        "listing": found,
        "working": any(not report.is_over for report in found.rows),
        "late": any(_is_late(report) for report in found.rows),
    }
    part = "#orders" if request.htmx else ""
    return render(request, f"reports/list.html{part}", context, status=422 if form.errors else 200)


@may(Permission.REPORT)
@get_only
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """A report as it was delivered, suppressed as on paper; until it is done, how far it is."""
    report = _mine(request, public_id, Report.objects.without_document())
    context = {"report": report, "late": _is_late(report)}
    if request.htmx and report.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.htmx:
        return render(request, "reports/detail.html#progress", context)
    if report.state == JobState.DONE and report.figures:
        context |= for_screen(report.figures["published"])
    return render(request, "reports/detail.html", context)


@may(Permission.REPORT)
@get_only
def download(request: Request, public_id: UUID) -> HttpResponse:
    """The PDF, as an attachment whose name tells nothing about anybody."""
    report = _mine(request, public_id, Report.objects.filter(state=JobState.DONE))
    if report.document is None:
        raise Http404
    name = f"smaajob-rapport-{report.first_day}-{report.last_day}.pdf"
    return HttpResponse(
        bytes(report.document),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _order(request: Request, form: OrderForm) -> bool:
    try:
        ordered = actions.order(by=request.scope, **form.cleaned_data)
    except ValidationError as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _what_comes_next(ordered))
    return True


def _mine(request: Request, public_id: UUID, reports: QuerySet[Report]) -> Report:
    rows = reports & Report.objects.visible_to(request.scope)
    return get_object_or_404(rows.select_related("programme", "ordered_by"), public_id=public_id)


def _is_late(report: Report) -> bool:
    return report.state == JobState.ORDERED and timezone.now() - report.ordered_at > PATIENCE


def _what_comes_next(ordered: actions.Ordered) -> str:
    if not ordered.is_new:
        return _("Den samme rapport er allerede bestilt og er ved at blive lavet. Den står øverst på listen.")
    alive = Pulse.objects.filter(name="worker", at__gt=timezone.now() - ALIVE_WITHIN).exists()
    if ordered.told and alive:
        return _("Rapporten er bestilt. Den er klar om lidt og står øverst på listen.")
    return _(
        "Rapporten er bestilt. Den bliver lavet, så snart den del af systemet, der laver rapporter, er i gang igen. "
        "Du behøver ikke bestille den igen."
    )
