"""The request as our views know it, the methods that a view takes, and how it says why something can't be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from smaajob.accounts.permissions import Permission
    from smaajob.accounts.scope import Scope


class Request(HttpRequest):
    """A request of a signed-in user: the middleware has put the scope on it."""

    scope: Scope
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def get_only(view: View) -> View:
    """The view answers GET and HEAD."""
    return require_safe(view)


def post_only(view: View) -> View:
    """The view answers POST."""
    return require_POST(view)


def get_and_post(view: View) -> View:
    """The view shows a form on GET and takes it on POST."""
    return require_http_methods(["GET", "HEAD", "POST"])(view)


def may(*permissions: Permission) -> Callable[[View], View]:
    """The view takes one of these permissions. Put it on top of the view's other decorators; the middleware holds it."""

    def mark(view: View) -> View:
        view.permissions = permissions  # type: ignore[attr-defined]
        return view

    return mark


def anybody(view: View) -> View:
    """The view is open to everyone who has signed in, in whatever role."""
    view.permissions = ()  # type: ignore[attr-defined]
    return view


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Around what a button without a form does: where a verb refuses, the next page says why."""
    try:
        yield
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))


def permission_of(view: View) -> tuple[Permission, ...] | None:
    """The permissions of which a view takes one; empty where it is open to all who have signed in; None where it says nothing."""
    return getattr(view, "permissions", None)
