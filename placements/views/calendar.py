"""A person's calendar: the secret address on their own page, and what a calendar gets at it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.actions.access import membership_of
from candidates.following import own_person
from candidates.models import Candidate
from placements.actions import calendar_links as actions
from placements.calendar.feed import events
from placements.calendar.ics import as_ics
from placements.models import CalendarLink
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.access import seen, seen_ids
from smaajob.errors import TooManyRequests
from smaajob.http import Request, get_only, may, post_only, refusals_told
from smaajob.links import absolute
from smaajob.reach import one_person, with_token
from smaajob.throttle import may_try
from smaajob.tokens import token_hash

# In the session, which is encrypted: the secret of the address that was made in it, so that it can be shown until one signs out.
ADDRESS = "calendar_address"
A_DAY = 24 * 3600


@may(Permission.OWN_WEEK)
@get_only
def show(request: Request) -> HttpResponse:
    """Whether there is an address, and the address itself for whoever has just made it."""
    person = own_person(request.scope)
    if person is None or person.is_archived:
        return redirect("placements:my_week")
    seen(request, person)
    link = CalendarLink.objects.filter(candidate=person).open().first()
    return render(request, "placements/calendar/mine.html", {"person": person, "link": link, **_address(request, link)})


def _address(request: Request, link: CalendarLink | None) -> dict[str, str]:
    kept: dict[str, str] = request.session.get(ADDRESS) or {}
    if link is None or kept.get("link") != str(link.public_id):
        return {}
    url = absolute("placements:calendar_feed", kept["token"])
    return {"address": url, "subscribe": "webcal:" + url.split(":", 1)[1]}


@may(Permission.OWN_WEEK)
@post_only
def make(request: Request) -> HttpResponse:
    """A new address, instead of the one before."""
    person = own_person(request.scope)
    if person is not None:
        with refusals_told(request):
            link, token = actions.make(by=request.scope, person=person)
            request.session[ADDRESS] = {"link": str(link.public_id), "token": token}
            messages.success(request, _("Din kalender er klar. Nu skal din telefon have adressen."))
    return redirect("placements:my_calendar")


@may(Permission.OWN_WEEK)
@post_only
def stop(request: Request) -> HttpResponse:
    """The address gives nothing any more."""
    person = own_person(request.scope)
    if person is not None:
        with refusals_told(request):
            actions.stop(by=request.scope, person=person)
            request.session.pop(ADDRESS, None)
            messages.success(request, _("Kalenderen er stoppet. Slet den også på din telefon."))
    return redirect("placements:my_calendar")


@login_not_required
@get_only
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The iCalendar. An address that is nobody's is 404, one that was stopped or changed 410; both say in words what to do."""
    hashed = token_hash(token)
    with with_token(hashed):
        found = (
            CalendarLink.objects.of_token(token).values_list("keeper", "candidate", "revoked_at", "public_id").first()
        )
    if not may_try(request, *(("calendar_feed", hashed) if found else ("calendar_unknown",))):
        raise TooManyRequests
    if found is None:
        return render(request, "placements/calendar/stopped.html", status=404)
    keeper, key, revoked_at, link = found
    with one_person(keeper, key):
        person = _reader(key) if revoked_at is None else None
        if person is None:
            return render(request, "placements/calendar/stopped.html", status=410)
        now = timezone.now()
        content = as_ics(events(person, now), name=_("Min uge"), zone=person.keeper.zone, now=now)
    # Once a day: calendars ask every hour, for years.
    if cache.add(f"calendar-read-{link}", 1, A_DAY):
        _note(request, person)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="min-uge.ics"'
    return answer


def _reader(key: int) -> Candidate | None:
    """The person, where they are not in the archive and still have a way in."""
    rows = Candidate.objects.select_related("keeper", "user", "consultant", "stand_in")
    person: Candidate | None = rows.filter(pk=key).first()
    return None if person is None or person.is_archived or membership_of(person) is None else person


def _note(request: HttpRequest, person: Candidate) -> None:
    """In the log: nobody signed in, at whoever keeps the person. They read there that their calendar was fetched."""
    cast(Any, request).scope = Scope(person.keeper)
    seen_ids(request, [person.public_id], purpose=_("Personens egen kalender, ved en hemmelig adresse"))
