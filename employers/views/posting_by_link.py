"""The door without signing in: a secret link opens the form for one workplace, and nothing else.

The secret stands in the address, which smaajob/headers.py keeps from the next page. Whom to call stands on every page, most of all
where the link opens nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from employers.actions import posting as actions
from employers.actions.posting_links import LinkClosed, usable
from employers.company import entrances
from employers.forms.posting import PostForm
from employers.forms.posting_typed import typed_in
from employers.models import Contact, PostingLink, Task, Workplace
from employers.readers import reader_of
from employers.views.posting import ACT, FORM, SEND, between, seen_by_others
from smaajob.accounts.models import Organisation, OrganisationKind
from smaajob.formfields import refuse
from smaajob.formpage import show_as_typed
from smaajob.http import get_and_post, get_only
from smaajob.reach import one_workplace, with_token
from smaajob.throttle import hold_back, may_try, refuse_too_many, status_of
from smaajob.tokens import token_hash

AGAIN, LAST = "som", "sidst"
MOST_NUMBERS = 30


class LinkPage:
    """As smaajob.formpage.FormPage for somebody who has not signed in: there is nobody to keep a draft for."""

    attributes = hidden = ""
    draft_from = None

    def __init__(self, request: HttpRequest, place: Workplace, model: Task | None) -> None:
        self.request, self.sent = request, request.method == "POST"
        self.form = PostForm(request.POST if self.sent else None, places=[place], model=model)

    def keep(self) -> None:
        """The page itself carries what was typed."""

    def show_as_typed(self) -> None:
        show_as_typed(self.form)

    def render(
        self, template: str, context: dict[str, Any] | None = None, *, status: int | None = None
    ) -> HttpResponse:
        shown = {"form": self.form, "page": self, **(context or {})}
        return render(self.request, template, shown, status=status or status_of(self.form))


@login_not_required
@get_and_post
def post(request: HttpRequest, token: str) -> HttpResponse:
    """The form, its preview, and the task. `?som=sidst`: filled as the workplace's last task."""
    with _reaching(token) as link:
        if link is None or not usable(link):
            return _closed(request, link)
        with timezone.override(link.keeper.zone):
            return _posted(request, token, link)


@login_not_required
@get_only
def posted(request: HttpRequest, token: str, public_id: UUID) -> HttpResponse:
    """What was posted by the link: who reads it, and what comes next."""
    with _reaching(token) as link:
        tasks = Task.objects.filter(posted_link=link, public_id=public_id) if link else Task.objects.none()
        task = tasks.select_related("workplace__keeper", "workplace__consultant", "workplace__stand_in").first()
        if link is None or task is None:
            return _closed(request, link)
        context = {**seen_by_others(task), "token": token if usable(link) else ""}
        with timezone.override(link.keeper.zone):
            return render(request, "employers/posting/posted.html", context)


def _posted(request: HttpRequest, token: str, link: PostingLink) -> HttpResponse:
    there, last = link.workplace, _last(link.workplace)
    again = request.GET.get(AGAIN) == LAST
    page = LinkPage(request, there, last if again else None)
    context = {
        "places": [there],
        "reader": reader_of(there),
        "link": link,
        "token": token,
        "last": last,
        "again": again,
    }
    if (answer := between(request, page, context)) is not None:
        return answer
    if page.sent and request.POST.get(ACT) == SEND and page.form.is_valid():
        try:
            if (task := _act(request, link, page.form)) is not None:
                return redirect("employers:posted_by_link", token, task.public_id)
        except LinkClosed:
            return _closed(request, link)
        except ValidationError as refusal:
            refuse(page.form, refusal)
    return page.render(FORM, context)


def _act(request: HttpRequest, link: PostingLink, form: PostForm) -> Task | None:
    """Raises ValidationError as the verb; None where too much was posted, which the form then says."""
    if not may_try(request, "post_by_link", str(link.public_id)):
        refuse_too_many(form, None, _("Der er slået mange opgaver op herfra på kort tid. Vent en time, eller ring."))
        return None
    once = form.cleaned_data["once"]
    return actions.post_task(link=link, workplace=link.workplace, values=form.values(), once=once)


@contextmanager
def _reaching(token: str) -> Iterator[PostingLink | None]:
    """The secret opens its link, and the link its one workplace. What is nobody's opens nothing."""
    hashed = token_hash(token)
    with with_token(hashed):
        place = PostingLink.objects.of_token(token).values_list("workplace", flat=True).first()
    with one_workplace(place or 0), with_token(hashed):
        parts = ("keeper", "contact", "workplace__keeper", "workplace__consultant", "workplace__stand_in")
        contacts = Prefetch("workplace__contacts", Contact.objects.current().select_related("workplace"))
        rows = PostingLink.objects.of_token(token).select_related(*parts).prefetch_related(contacts)
        yield rows.first() if place else None


def _last(workplace: Workplace) -> Task | None:
    tasks = Task.objects.filter(workplace=workplace).counted().select_related("workplace")
    return tasks.order_by("-pk").first()


def _closed(request: HttpRequest, link: PostingLink | None) -> HttpResponse:
    """The link opens nothing: whom to call, and what was typed, so that it isn't lost."""
    if link is None:
        hold_back(request, "posting_link")
    typed = typed_in(PostForm(request.POST, places=[link.workplace] if link else [])) if request.POST else []
    context = {"typed": typed, "reader": reader_of(link.workplace) if link else None}
    if link is None:
        context["numbers"] = _numbers()
    return render(request, "employers/posting/closed.html", context, status=410)


def _numbers() -> list[tuple[str, str]]:
    """Whom to call where nobody knows whose the link was: each municipality that has a number."""
    rows = list(Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY).order_by("name")[:MOST_NUMBERS])
    doors = entrances([one.pk for one in rows])
    called = [(one.name, doors[one.pk].phone if one.pk in doors and doors[one.pk].phone else one.phone) for one in rows]
    return [(name, phone) for name, phone in called if phone]
