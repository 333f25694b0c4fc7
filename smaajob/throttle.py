"""How often something may be tried: the limits are ACCOUNT_RATE_LIMITS (settings), the counts lie in Valkey (smaajob/cache.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from smaajob.accounts.inside_allauth import ratelimit
from smaajob.errors import TooManyRequests

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest

TOO_MANY = "too_many"


def may_try(request: HttpRequest, action: str, key: str = "") -> bool:
    """Count one more try; False where there were too many from the net address, or of `key`: the account, address or code tried.

    For pages that answer in their own words; with them the status is 429. A GET counts as well.
    """
    return bool(ratelimit.consume(request, app="allauth.account", action=action, key=key or None, limit_get=True))


def hold_back(request: HttpRequest, action: str, key: str = "") -> None:
    """Count one more try. Raises TooManyRequests where there were too many: the page for 429."""
    if not may_try(request, action, key):
        raise TooManyRequests


def refuse_too_many(form: forms.Form, field: str | None, told: str = "") -> None:
    """Say in a form that it was tried too often; `status_of` then gives 429."""
    text = told or _("Der har været for mange forsøg. Vent lidt, og prøv igen.")
    form.add_error(field, ValidationError(text, TOO_MANY))


def status_of(form: forms.Form) -> int:
    """200 for a form that nobody has sent, 422 for what is wrong, 429 for what was tried too often."""
    if any(one.code == TOO_MANY for errors in form.errors.as_data().values() for one in errors):
        return 429
    return 422 if form.is_bound else 200
