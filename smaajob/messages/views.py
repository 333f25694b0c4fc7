"""The outbox: what waits, went and failed, and why; one message; what was sent about somebody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.models import Channel
from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.formfields import refuse
from smaajob.http import Request, get_only, may, post_only
from smaajob.lists import Filter, Sort, listing
from smaajob.messages import actions, telling
from smaajob.messages.forms import RetryForm
from smaajob.messages.models import Message, MessageKind, MessageQuerySet

SORTS = (
    Sort("nyeste", gettext_lazy("Nyeste først"), ("-ordered_at",), column="when", direction="descending"),
    Sort("aeldste", gettext_lazy("Ældste først"), ("ordered_at",), column="when"),
)
MOST_ABOUT = 10


@may(Permission.SEE_OUTBOX)
@get_only
def show_list(request: Request) -> HttpResponse:
    """All of the organisation's, the newest first, with counters."""
    rows = Message.objects.visible_to(request.scope)
    found = listing(
        request,
        rows.for_list(),
        search=telling.search,
        filters=_filters(),
        sorts=SORTS,
        noun=(_("besked"), _("beskeder")),
    )
    context = {"listing": found, "rows": [_row(one) for one in found.rows], "to_print": rows.to_print().count()}
    return render(request, "messages/list.html", context)


@may(Permission.SEE_OUTBOX)
@get_only
def show_message(request: Request, public_id: UUID) -> HttpResponse:
    """Where one message is, and why; in a demo what it says."""
    return _page(request, _mine(request, public_id), None)


@may(Permission.SEE_OUTBOX)
@post_only
def retry(request: Request, public_id: UUID) -> HttpResponse:
    """Send a failed message again."""
    message = _mine(request, public_id)
    form = RetryForm(request.POST, ways=actions.ways(message))
    if form.is_valid():
        try:
            row = actions.retry(by=request.scope, message=message, channel=form.cleaned_data["channel"])
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _again(row.channel))
            return redirect("message", message.public_id)
    return _page(request, message, form)


@may(Permission.SEE_OUTBOX)
@get_only
def about(request: Request, kind: str, public_id: UUID) -> HttpResponse:
    """The newest messages about somebody, as a part of their page."""
    rows = Message.objects.visible_to(request.scope).filter(about_kind=kind, about_id=public_id).for_list()
    found = list(rows.order_by("-ordered_at", "-pk")[: MOST_ABOUT + 1])
    seen(request, *found[:MOST_ABOUT])
    newest = [_row(one) for one in found]
    context = {"rows": newest[:MOST_ABOUT], "more": len(newest) > MOST_ABOUT}
    return render(request, "messages/about.html" + ("#part" if request.htmx else ""), context)


def _page(request: Request, message: Message, form: RetryForm | None) -> HttpResponse:
    seen(request, message)
    ways = actions.ways(message)
    context = {
        "message": message,
        "row": _row(message),
        "form": form or (RetryForm(ways=ways) if ways else None),
        "said": message.text if telling.is_demo(message) else "",
    }
    return render(request, "messages/message.html", context, status=422 if form and form.errors else 200)


def _row(message: Message) -> dict[str, Any]:
    """A message as a page shows it. Names and addresses are read here, for the rows of one page only."""
    name = message.name or (message.receiver.name if message.receiver else "")
    address = telling.masked(message.channel, message.address)
    return {"message": message, "name": name, "address": address, "told": telling.told(message)}


def _mine(request: Request, public_id: UUID) -> Message:
    rows = Message.objects.visible_to(request.scope).select_related("receiver", "ordered_by", "printed_by", "print_run")
    return get_object_or_404(rows, public_id=public_id)


def _filters() -> list[Filter[MessageQuerySet]]:
    return [
        Filter("nu", _("Nu"), telling.STATES, lambda rows, value: rows.filter(telling.IN_STATE[value]), counts=_counts),
        Filter("hvad", _("Hvad"), MessageKind.choices, lambda rows, value: rows.filter(kind=value)),
        Filter("hvordan", _("Hvordan"), Channel.choices, lambda rows, value: rows.filter(channel=value)),
    ]


def _counts(rows: MessageQuerySet) -> dict[str, int]:
    wanted = {key: Count("pk", filter=condition) for key, condition in telling.IN_STATE.items()}
    found: dict[str, int] = rows.order_by().aggregate(**wanted)
    return found


def _again(channel: str) -> str:
    if channel == Channel.LETTER:
        return _("Brevet ligger nu blandt dem, der skal skrives ud.")
    return _("Beskeden er på vej igen. Her kan du se, hvordan det går.")
