"""A form from a page that was opened in another organisation: the user switched meanwhile, in another window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing

from smaajob import errors
from smaajob.accounts.scope import scope_of
from smaajob.formpage import FROM, keep_typed
from smaajob.reach import reaching

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smaajob.accounts.models import Membership
    from smaajob.accounts.scope import Scope


def refused(request: HttpRequest, scope: Scope) -> HttpResponse | None:
    """The answer to such a form: nothing is saved, least of all in the wrong place. None where the form belongs here.

    What was typed is kept as a draft where it belongs, so that it stands there when the user has switched back.
    """
    sent = request.POST.get(FROM, "") if request.method == "POST" else ""
    if not sent or sent == str(scope.organisation.public_id):
        return None
    was = next((one for one in scope.others if str(one.organisation.public_id) == sent), None)
    return errors.elsewhere(request, was, kept=was is not None and _kept(request, scope, was))


def _kept(request: HttpRequest, scope: Scope, was: Membership) -> bool:
    there = scope_of(was.user, str(was.public_id), scope.assurance)
    if there is None:
        return False
    try:
        with reaching(there.reach()):
            return keep_typed(there, request.POST)
    except signing.BadSignature:
        return False
