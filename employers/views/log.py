"""Notes about a workplace and the log of contacts: their part of its page, and the pages to write, sign and correct them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from employers.models import LogEntry, Workplace
from smaajob.http import Request, get_and_post, post_only
from smaajob.notelist import NoteUrls, notes_page, pinned_notes
from smaajob.notepages import NotePages

TAB = "log"
URLS = NoteUrls(
    new="employers:new_log",
    edit="employers:edit_log",
    sign="employers:sign_log",
    add="employers:add_to_log",
    pin="employers:pin_log",
    throw_away="employers:throw_log_away",
)
PAGES = NotePages(LogEntry, "workplace", URLS, "employers:detail", TAB, "employers:list", _("Arbejdspladser"))


def log_of(request: Request, workplace: Workplace) -> dict[str, Any]:
    """For templates/notes/list.html (`notes`) and notes/pinned.html (`pinned`). Two queries."""
    found = notes_page(request, LogEntry.objects.filter(workplace=workplace), workplace, URLS)
    return {"notes": found, "pinned": found.pinned, "all_url": PAGES.url_of(workplace)}


def pinned_of(request: Request, workplace: Workplace) -> dict[str, Any]:
    """For templates/notes/pinned.html alone. One query."""
    found = pinned_notes(request, LogEntry.objects.filter(workplace=workplace), URLS)
    return {"pinned": found, "all_url": PAGES.url_of(workplace)}


@get_and_post
def new(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.new(request, get_object_or_404(Workplace.objects.visible_to(request.scope), public_id=public_id))


@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.edit(request, public_id)


@get_and_post
def add(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.add(request, public_id)


@post_only
def sign(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.sign(request, public_id)


@post_only
def pin(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.pin(request, public_id)


@post_only
def throw_away(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.throw_away(request, public_id)
