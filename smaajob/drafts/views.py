"""Where app.js sends what is being typed, and the button that gives a draft up."""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from smaajob.drafts import actions
from smaajob.formpage import TOKEN, keep_typed, read_token
from smaajob.http import Request, anybody, post_only


@anybody
@post_only
def keep(request: Request) -> HttpResponse:
    """Keep what is typed. The answer is a sentence for the line under the form."""
    try:
        kept = keep_typed(request.scope, request.POST)
    except signing.BadSignature as error:
        raise Http404 from error
    if not kept:
        return HttpResponse(_("Teksten er for lang til, at kladden kan gemmes."), content_type="text/plain", status=413)
    at = date_format(timezone.localtime(), "G.i")
    return HttpResponse(_("Kladden er gemt kl. %(at)s.") % {"at": at}, content_type="text/plain; charset=utf-8")


@anybody
@post_only
def give_up(request: Request) -> HttpResponse:
    """Forget the draft and show the form anew."""
    try:
        form, subject_id = read_token(request.POST.get(TOKEN, ""))
    except signing.BadSignature as error:
        raise Http404 from error
    actions.forget(by=request.scope, form=form, subject_id=subject_id)
    back = request.POST.get("next", "/")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
