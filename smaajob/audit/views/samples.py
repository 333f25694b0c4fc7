"""The monthly sample: ten look-ups of a month, each marked. Drawn by a button; opened again it is the same."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from smaajob.accounts.permissions import Permission
from smaajob.audit import reading
from smaajob.audit.access import read_log
from smaajob.audit.actions import samples as actions
from smaajob.audit.forms import MarkForm
from smaajob.audit.models import Access, Sample, SampleItem
from smaajob.formfields import refuse
from smaajob.http import Request, get_and_post, may, post_only

MONTH = "maaned"


@may(Permission.SEE_LOG)
@get_and_post
def show(request: Request) -> HttpResponse:
    """The sample of a month (`?maaned=2026-10`, else the last that is over); a POST draws it."""
    months = reading.months_over(request.scope)
    wanted = request.POST.get(MONTH) or request.GET.get(MONTH, "")
    month = next((one for one in months if f"{one:%Y-%m}" == wanted), months[0] if months else None)
    if request.method == "POST" and month is not None:
        try:
            actions.draw(by=request.scope, month=month)
            messages.success(request, _("Stikprøven er trukket. Se på hvert opslag, og skriv, hvad du mener."))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect(_url(month))
    return _page(request, months, month)


@may(Permission.SEE_LOG)
@post_only
def mark(request: Request, public_id: UUID) -> HttpResponse:
    """What the officer thinks of one of them."""
    items = SampleItem.objects.visible_to(request.scope).select_related("sample")
    item = get_object_or_404(items, public_id=public_id)
    form = MarkForm(request.POST, item=item)
    if form.is_valid():
        try:
            actions.mark(by=request.scope, item=item, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Opslag %(n)d er set på.") % {"n": item.position})
            return redirect(f"{_url(item.sample.month)}#opslag-{item.position}")
    return _page(request, reading.months_over(request.scope), item.sample.month, form=form, at=item.position)


def _page(
    request: Request, months: list[date], month: date | None, form: MarkForm | None = None, at: int = 0
) -> HttpResponse:
    samples = Sample.objects.visible_to(request.scope).select_related("drawn_by")
    sample = samples.filter(month=month).first() if month else None
    items = list(sample.items.select_related("marked_by")) if sample else []
    told = _told(request, items)
    read_log(request, reading.named(told.values()))
    context: dict[str, Any] = {
        "months": [(f"{one:%Y-%m}", one) for one in months],
        "month": month,
        "sample": sample,
        "left": sum(not item.verdict for item in items),
        "items": [
            (item, told.get(item.access_id), form if form and item.position == at else MarkForm(item=item))
            for item in items
        ],
        "form": form,
    }
    return render(request, "audit/sample.html", context, status=422 if form else 200)


def _told(request: Request, items: list[SampleItem]) -> dict[int, reading.ToldAccess]:
    """By id. What has been dropped for its age since is no longer there."""
    rows = Access.objects.visible_to(request.scope).filter(pk__in=[item.access_id for item in items])
    return {one.row.pk: one for one in reading.tell(request.scope.organisation, list(rows.select_related("user")))}


def _url(month: date) -> str:
    return f"{reverse('access_sample')}?{MONTH}={month:%Y-%m}"
