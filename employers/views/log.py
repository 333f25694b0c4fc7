"""Notes about a workplace and the log of contacts: their part of its page, and the pages to write, sign and correct them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from employers.models import LogEntry, Workplace
from smaajob.accounts.permissions import Permission
from smaajob.http import Request, get_and_post, may, post_only
from smaajob.notelist import NoteUrls
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
log_of, pinned_of = PAGES.notes_of, PAGES.pinned_of


@may(Permission.WRITE_NOTES)
@get_and_post
def new(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.new(request, get_object_or_404(Workplace.objects.visible_to(request.scope), public_id=public_id))


@may(Permission.WRITE_NOTES)
@get_and_post
def edit(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.edit(request, public_id)


@may(Permission.WRITE_NOTES)
@get_and_post
def add(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.add(request, public_id)


@may(Permission.WRITE_NOTES)
@post_only
def sign(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.sign(request, public_id)


@may(Permission.WRITE_NOTES)
@post_only
def pin(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.pin(request, public_id)


@may(Permission.WRITE_NOTES)
@post_only
def throw_away(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.throw_away(request, public_id)
