"""Notes as a page shows them: what is important on top, the newest first, each with its addenda and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from smaajob.accounts.models import User
from smaajob.accounts.permissions import Permission
from smaajob.http import Request
from smaajob.lists import address
from smaajob.notes import AbstractNote, NoteKind, NoteQuerySet

KIND, PAGE, TAB = "hvad", "side", "fane"
PER_PAGE = 20
MOST_PINNED = 5
ORDER = ("-important", "-happened_on", "-written_at", "-pk")

Notes = TypeVar("Notes", bound="NoteQuerySet[Any]")


@dataclass(frozen=True, slots=True)
class NoteUrls:
    """The names of the addresses of one floor's notes."""

    new: str
    edit: str
    sign: str
    add: str
    pin: str
    throw_away: str


@dataclass(slots=True)
class ShownNote:
    """A note or an addendum, and the addresses of what the reader may do with it (empty where they may not)."""

    note: AbstractNote
    edit_url: str = ""
    sign_url: str = ""
    throw_away_url: str = ""
    add_url: str = ""
    pin_url: str = ""
    addenda: list[ShownNote] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KindLink:
    """A counter that filters."""

    text: str
    count: int
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class NoteList:
    """One page of notes. `total` counts every note that the reader may see, whatever is chosen."""

    pinned: list[ShownNote]
    rest: list[ShownNote]
    kinds: list[KindLink]
    total: int
    new_url: str
    newer_url: str
    older_url: str


def notes_page(request: Request, notes: NoteQuerySet[Any], about: Any, urls: NoteUrls) -> NoteList:
    """`notes` are all of `about`'s. Two queries; `?hvad=` chooses a kind, `?side=` a page, `fane` stays as it is."""
    readable = notes.readable_to(request.scope)
    first = readable.filter(addendum_to__isnull=True)
    counts = dict(first.order_by().values_list("kind").annotate(n=Count("pk")))
    chosen = request.GET.get(KIND, "")
    chosen = chosen if chosen in counts else ""
    total = counts[chosen] if chosen else sum(counts.values())
    wanted = first.filter(kind=chosen) if chosen else first
    pages = Paginator(range(total), PER_PAGE)
    page = pages.get_page(request.GET.get(PAGE))
    first_row = max(page.start_index() - 1, 0)
    shown = _shown(readable, wanted, slice(first_row, first_row + PER_PAGE), _writer(request), urls)
    kept = {TAB: request.GET[TAB]} if request.GET.get(TAB) else {}
    with_kind = {**kept, KIND: chosen} if chosen else kept

    def page_url(number: int) -> str:
        return address(request.path, {**with_kind, **({PAGE: str(number)} if number > 1 else {})}, "noter")

    return NoteList(
        pinned=[one for one in shown if one.note.important],
        rest=[one for one in shown if not one.note.important],
        kinds=_kinds(counts, chosen, request.path, kept),
        total=sum(counts.values()),
        new_url=reverse(urls.new, args=[about.public_id]),
        newer_url=page_url(page.number - 1) if page.has_previous() else "",
        older_url=page_url(page.number + 1) if page.has_next() else "",
    )


def pinned_notes(request: Request, notes: NoteQuerySet[Any], urls: NoteUrls) -> list[ShownNote]:
    """The important ones alone with what corrects them, at most MOST_PINNED. One query."""
    readable = notes.readable_to(request.scope)
    wanted = readable.filter(important=True, addendum_to__isnull=True)
    return _shown(readable, wanted, slice(0, MOST_PINNED), _writer(request), urls)


def _writer(request: Request) -> User | None:
    """The reader, where their role writes notes: nobody else is offered anything."""
    return request.scope.user if request.scope.may(Permission.WRITE_NOTES) else None


def _shown(
    readable: NoteQuerySet[Any], wanted: NoteQuerySet[Any], part: slice, writer: User | None, urls: NoteUrls
) -> list[ShownNote]:
    """A part of the wanted notes, in ORDER, each with its addenda as they were written. One query."""
    keys = wanted.order_by(*ORDER).values("pk")[part]
    rows = readable.filter(Q(pk__in=keys) | Q(addendum_to__in=keys)).select_related("author").order_by(*ORDER)
    shown: dict[int, ShownNote] = {}
    addenda: list[ShownNote] = []
    for note in rows:
        one = _with_acts(note, writer, urls)
        if note.addendum_to_id is None:
            shown[note.pk] = one
        else:
            addenda.append(one)
    for one in sorted(addenda, key=lambda each: each.note.written_at):
        shown[one.note.addendum_to_id or 0].addenda.append(one)
    return list(shown.values())


def _with_acts(note: AbstractNote, writer: User | None, urls: NoteUrls) -> ShownNote:
    if writer is None:
        return ShownNote(note)
    own_draft = not note.is_signed and note.author_id == writer.pk
    first = note.addendum_to_id is None

    def url(name: str, wanted: bool) -> str:
        return reverse(name, args=[note.public_id]) if wanted else ""

    return ShownNote(
        note,
        edit_url=url(urls.edit, own_draft),
        sign_url=url(urls.sign, own_draft),
        throw_away_url=url(urls.throw_away, own_draft),
        add_url=url(urls.add, first and note.is_signed),
        pin_url=url(urls.pin, first),
    )


def _kinds(counts: dict[str, int], chosen: str, path: str, kept: dict[str, str]) -> list[KindLink]:
    """Nothing to choose between where there is one kind."""
    if len(counts) < 2:
        return []
    links = [KindLink(_("Alle"), sum(counts.values()), address(path, kept, "noter"), not chosen)]
    for kind, text in NoteKind.choices:
        if kind in counts:
            url = address(path, {**kept, KIND: kind}, "noter")
            links.append(KindLink(str(text), counts[kind], url, kind == chosen))
    return links
