"""What a page is for, in the words that the person reads in their own log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.permissions import Permission
from smaajob.http import permission_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_P = Permission
# The first permission of the view says it.
OF_PERMISSION: dict[Permission, StrPromise] = {
    _P.SEE_PEOPLE: _("Sagsarbejde"),
    _P.REGISTER_PEOPLE: _("Oprettelse af en person"),
    _P.CHANGE_PEOPLE: _("Sagsarbejde"),
    _P.WRITE_NOTES: _("Notater"),
    _P.KEEP_FILES: _("Filer i sagen"),
    _P.ASSIGN: _("Fordeling af sager"),
    _P.GIVE_ACCESS: _("Adgang til Småjob"),
    _P.ANSWER_CORRECTIONS: _("Svar på, hvad der skal rettes"),
    _P.ACT_FOR: _("Hjælp på personens vegne"),
    _P.SEE_WORKPLACES: _("Samarbejde med arbejdspladser"),
    _P.CHANGE_WORKPLACES: _("Samarbejde med arbejdspladser"),
    _P.SEE_PROGRAMMES: _("Indsatser og kurser"),
    _P.CHANGE_PROGRAMMES: _("Indsatser og kurser"),
    _P.MATCH: _("Matchning"),
    _P.SEE_PLACEMENTS: _("Opfølgning"),
    _P.CHANGE_PLACEMENTS: _("Forløb og timer"),
    _P.SIGN_FOR_MUNICIPALITY: _("Forløb og timer"),
    _P.SIGN_OWN: _("Egen aftale, eller den man er værge for"),
    _P.SEARCH: _("Sagsarbejde"),
    _P.MERGE: _("Oprydning i dobbelte"),
    _P.IMPORT: _("Import"),
    _P.EXPORT: _("Eksport"),
    _P.SEE_OUTBOX: _("Beskeder"),
    _P.PRINT_LETTERS: _("Breve"),
    _P.SEE_CPR: _("Sagsarbejde"),
    _P.SEE_LOG: _("Tilsyn med loggen"),
    _P.SEE_CIRCLE: _("Mentor eller værge"),
    _P.OWN_COMPANY: _("Det, arbejdspladsen må vide"),
    _P.OWN_WEEK: _("Egen uge"),
    _P.OWN_DATA: _("Egne oplysninger"),
    _P.ERASE: _("Sletning"),
    _P.HOLD: _("Sletning"),
}


def purpose_of(request: HttpRequest) -> str:
    """The purpose that the page's context gives. Raises ImproperlyConfigured where it gives none: then the page asks for it."""
    match = request.resolver_match
    for permission in (permission_of(match.func) if match else None) or ():
        if permission in OF_PERMISSION:
            return str(OF_PERMISSION[permission])
    raise ImproperlyConfigured(f"{request.path} gives no purpose: say one, or ask for it (smaajob.audit.access.seen).")
