"""The pages of a note, on both floors: each floor's views say which model and which addresses, and who may see whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from smaajob import noting
from smaajob.audit.access import seen
from smaajob.audit.people import is_about_people
from smaajob.formpage import FormPage
from smaajob.http import Request, refusals_told
from smaajob.noteforms import NoteForm
from smaajob.notelist import NoteUrls, notes_page, pinned_notes
from smaajob.notes import AbstractNote, NoteKind, NoteQuerySet

ABOUT_KIND = "hvad"


@dataclass(frozen=True)
class NotePages:
    """`parent` is the note's foreign key; `detail` and `tab` say where the notes are read; `list_url` and `list_text` what is above."""

    model: type[AbstractNote]
    parent: str
    urls: NoteUrls
    detail: str
    tab: str
    list_name: str
    list_text: Any

    def readable(self, request: Request, public_id: UUID) -> Any:
        """The note with an id, or 404: another organisation's, and another user's draft."""
        return get_object_or_404(self._notes(request), public_id=public_id)

    def notes_of(self, request: Request, about: Any) -> dict[str, Any]:
        """For templates/notes/list.html (`notes`) and notes/pinned.html (`pinned`). Two queries."""
        found = notes_page(request, self._about(about), about, self.urls)
        return {"notes": found, "pinned": found.pinned, "all_url": self.url_of(about)}

    def pinned_of(self, request: Request, about: Any) -> dict[str, Any]:
        """For templates/notes/pinned.html alone. One query."""
        found = pinned_notes(request, self._about(about), self.urls)
        return {"pinned": found, "all_url": self.url_of(about)}

    def new(self, request: Request, about: Any) -> HttpResponse:
        """Write about a person or workplace. `?hvad=phone` begins as a talk on the telephone."""
        asked = request.GET.get(ABOUT_KIND, "")
        kind = asked if asked in NoteKind.values else NoteKind.NOTE
        page = FormPage(request, NoteForm, name=self.urls.new, about=about.public_id, kind=kind)
        note = self.model(**{self.parent: about})
        if saved := page.save(lambda form: noting.write(by=request.scope, note=note, **form.values())):
            return self._saved(request, saved)
        return self._page(page, about, _("Skriv et notat"))

    def edit(self, request: Request, public_id: UUID) -> HttpResponse:
        """Go on with a draft of one's own; what is signed is no longer written on."""
        note = self.readable(request, public_id)
        if note.is_signed and request.method != "POST":
            messages.info(request, _("Notatet er underskrevet og kan ikke ændres. Tilføj en rettelse i stedet."))
            return redirect(self.url_of(note.about))
        addendum = note.addendum_to_id is not None
        page = FormPage(request, NoteForm, name=self.urls.edit, thing=note, note=note, addendum=addendum)
        if saved := page.save(lambda form: noting.rewrite(by=request.scope, note=note, **_all(note, form))):
            return self._saved(request, saved)
        return self._page(page, note.about, _("Skriv videre"), note=note, corrects=note.addendum_to)

    def add(self, request: Request, public_id: UUID) -> HttpResponse:
        """An addendum to a note that is signed."""
        first = get_object_or_404(
            self._notes(request), public_id=public_id, signed_at__isnull=False, addendum_to__isnull=True
        )
        page = FormPage(request, NoteForm, name=self.urls.add, about=first.public_id, addendum=True)
        note = self.model(**{self.parent: first.about, "addendum_to": first})
        if saved := page.save(lambda form: noting.write(by=request.scope, note=note, **_all(first, form))):
            return self._saved(request, saved)
        return self._page(page, first.about, _("Tilføj en rettelse"), corrects=first)

    def sign(self, request: Request, public_id: UUID) -> HttpResponse:
        note = self.readable(request, public_id)
        return self._act(request, note, lambda: noting.sign(by=request.scope, note=note), _signed())

    def pin(self, request: Request, public_id: UUID) -> HttpResponse:
        """On top where the form says `important`, else among the others."""
        note, important = self.readable(request, public_id), bool(request.POST.get("important"))
        said = _("Notatet står nu øverst.") if important else _("Notatet står nu mellem de andre.")
        return self._act(request, note, lambda: noting.pin(by=request.scope, note=note, important=important), said)

    def throw_away(self, request: Request, public_id: UUID) -> HttpResponse:
        note = self.readable(request, public_id)
        said = _("Notatet er smidt ud.")
        return self._act(request, note, lambda: noting.throw_away(by=request.scope, note=note), said)

    def url_of(self, about: Any) -> str:
        """Where the notes about somebody are read."""
        return f"{reverse(self.detail, args=[about.public_id])}?fane={self.tab}"

    def _about(self, about: Any) -> NoteQuerySet[Any]:
        rows: NoteQuerySet[Any] = self.model._default_manager.get_queryset()  # type: ignore[assignment]  # its own manager
        return rows.filter(**{self.parent: about})

    def _notes(self, request: Request) -> NoteQuerySet[Any]:
        rows: NoteQuerySet[Any] = self.model._default_manager.get_queryset()  # type: ignore[assignment]  # its own manager
        return rows.readable_to(request.scope).select_related(self.parent, "author", "addendum_to__author")

    def _saved(self, request: Request, note: AbstractNote) -> HttpResponse:
        draft = _("Notatet er gemt. Kun du kan se det, til du underskriver.")
        messages.success(request, _signed() if note.is_signed else draft)
        return redirect(self.url_of(note.about))

    def _act(self, request: Request, note: AbstractNote, act: Any, said: str) -> HttpResponse:
        with refusals_told(request):
            act()
            messages.success(request, said)
        return redirect(self.url_of(note.about))

    def _page(self, page: FormPage, about: Any, title: str, **more: Any) -> HttpResponse:
        if is_about_people(type(about)):
            seen(page.request, about)
        above = {"list_url": reverse(self.list_name), "list_text": self.list_text, "back": self.url_of(about)}
        about_url = reverse(self.detail, args=[about.public_id])
        return page.render("notes/form.html", {"about": about, "about_url": about_url, "title": title, **above, **more})


def _signed() -> str:
    return _("Notatet er underskrevet. Andre hos jer kan læse det, og ingen kan ændre det.")


def _all(first: AbstractNote, form: NoteForm) -> dict[str, Any]:
    """An addendum's form asks for its words alone: kind and day are its note's."""
    return {"kind": first.kind, "happened_on": first.happened_on, **form.values()}
