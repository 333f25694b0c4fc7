"""Notes about a person: their part of the person's page, and the pages to write, sign and correct them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, Note
from smaajob.accounts.permissions import Permission
from smaajob.http import Request, get_and_post, may, post_only
from smaajob.notelist import NoteUrls
from smaajob.notepages import NotePages

TAB = "noter"
URLS = NoteUrls(
    new="candidates:new_note",
    edit="candidates:edit_note",
    sign="candidates:sign_note",
    add="candidates:add_to_note",
    pin="candidates:pin_note",
    throw_away="candidates:throw_note_away",
)
PAGES = NotePages(Note, "candidate", URLS, "candidates:detail", TAB, "candidates:list", _("Personer"))
notes_of, pinned_of = PAGES.notes_of, PAGES.pinned_of


@may(Permission.WRITE_NOTES)
@get_and_post
def new(request: Request, public_id: UUID) -> HttpResponse:
    return PAGES.new(request, get_object_or_404(Candidate.objects.visible_to(request.scope), public_id=public_id))


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
