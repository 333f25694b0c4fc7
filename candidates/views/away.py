"""Put a programme, a course or somebody's part in one in the archive, and take it out again: one page for all four."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from smaajob import archive
from smaajob.archiveform import ArchiveForm
from smaajob.formpage import FormPage
from smaajob.http import Request, refusals_told

RESTORE = "restore"


def away_page(
    request: Request,
    thing: Any,
    *,
    name: str,
    texts: dict[str, Any],
    back: str,
    over: bool = True,
    put_away: Callable[..., None] = archive.archive,
    argument: str = "thing",
) -> HttpResponse:
    """GET asks why, POST puts away; POST with `restore` takes out again. `back` is where the reader goes afterwards.

    `texts` has the page's `title`, `act` (the button) and `breadcrumbs`; `argument` is what `put_away` calls the thing.
    """
    if request.method == "POST" and RESTORE in request.POST:
        return _restore(request, thing, back)

    def act(form: ArchiveForm) -> Any:
        put_away(by=request.scope, **{argument: thing}, **form.values())
        return thing

    page = FormPage(request, ArchiveForm, name=name, thing=thing, over=over)
    if page.save(act):
        messages.success(request, _("Det ligger nu i arkivet. Du kan altid tage det ud igen."))
        return redirect(back)
    return page.render("candidates/programme_away.html", {"thing": thing, "back": back, **texts})


def _restore(request: Request, thing: Any, back: str) -> HttpResponse:
    with refusals_told(request):
        archive.restore(by=request.scope, thing=thing)
        messages.success(request, _("Det er taget ud af arkivet."))
    return redirect(back)
