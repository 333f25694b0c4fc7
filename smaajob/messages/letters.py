"""The pages of letters: those to be printed, the PDF while it is made and when it is there, and what became of it on paper."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smaajob.accounts.permissions import Permission
from smaajob.audit.access import Kind, seen
from smaajob.http import Request, get_only, may, post_only
from smaajob.jobs.models import JobState
from smaajob.lists import Sort, listing
from smaajob.messages import actions, telling
from smaajob.messages.forgetting import PDF_AFTER
from smaajob.messages.models import Message, PrintRun
from smaajob.messages.views import _row

SORTS = (Sort("aeldste", gettext_lazy("Ældste først"), ("ordered_at",)),)
PATIENCE = timedelta(seconds=30)


@may(Permission.PRINT_LETTERS)
@get_only
def show_list(request: Request) -> HttpResponse:
    """Letters that nobody has printed, and the PDFs that nobody has said anything of."""
    found = listing(
        request,
        Message.objects.visible_to(request.scope).to_print().for_list(),
        search=telling.search,
        sorts=SORTS,
        noun=(_("brev"), _("breve")),
        per_page=50,
    )
    open_runs = PrintRun.objects.visible_to(request.scope).filter(settled_at=None).exclude(state=JobState.FAILED)
    runs = (
        open_runs.filter(letters__state=JobState.ORDERED).annotate(number=Count("letters")).select_related("ordered_by")
    )
    context = {"listing": found, "rows": [_row(one) for one in found.rows], "runs": runs[:20]}
    return render(request, "messages/letters.html", context)


@may(Permission.PRINT_LETTERS)
@post_only
def print_letters(request: Request) -> HttpResponse:
    """Order the PDF of the chosen letters, or of all."""
    chosen = None if "alle" in request.POST else _ids(request.POST.getlist("valgte"))
    try:
        run = actions.order_letters(by=request.scope, letters=chosen)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("letters")
    return redirect("print_run", run.public_id)


@may(Permission.PRINT_LETTERS)
@get_only
def show_run(request: Request, public_id: UUID) -> HttpResponse:
    """How far the PDF is; then the PDF, and the question whether it came out on paper."""
    run = _mine(request, public_id)
    if request.htmx and run.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    late = run.state == JobState.ORDERED and timezone.now() - run.ordered_at > PATIENCE
    number = Message.objects.filter(print_run=run).count()
    forgotten_on = run.finished_at + PDF_AFTER if run.finished_at else None
    context = {"run": run, "late": late, "number": number, "forgotten_on": forgotten_on}
    return render(request, "messages/print_run.html" + ("#progress" if request.htmx else ""), context)


@may(Permission.PRINT_LETTERS)
@post_only
def download(request: Request, public_id: UUID) -> HttpResponse:
    """The PDF as an attachment whose name tells nothing about anybody. A POST, since it is recorded who takes it."""
    run = _mine(request, public_id)
    try:
        content = actions.fetch_letters(by=request.scope, run=run)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("print_run", run.public_id)
    letters = Message.objects.visible_to(request.scope).filter(print_run=run).only("about_kind", "about_id")
    seen(request, *letters, kind=Kind.PRINT)
    name = f"breve-{timezone.localdate(run.finished_at)}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@may(Permission.PRINT_LETTERS)
@post_only
def settle(request: Request, public_id: UUID) -> HttpResponse:
    """They came out on paper, or they wait again."""
    printed = request.POST.get("svar") == "ja"
    try:
        number = actions.settle(by=request.scope, run=_mine(request, public_id), printed=printed)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("letters")
    if printed:
        said = ngettext("%d brev står nu som skrevet ud.", "%d breve står nu som skrevet ud.", number)
    else:
        said = ngettext("%d brev ligger igen på listen.", "%d breve ligger igen på listen.", number)
    messages.success(request, said % number)
    return redirect("letters")


def _mine(request: Request, public_id: UUID) -> PrintRun:
    has_content = ExpressionWrapper(Q(content__isnull=False), output_field=BooleanField())
    rows = PrintRun.objects.visible_to(request.scope).annotate(has_content=has_content)
    return get_object_or_404(rows, public_id=public_id)


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
