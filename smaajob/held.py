"""What this floor holds about a person of the floors above (smaajob.holdings): theirs by a plain id, never by a foreign key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob import holdings
from smaajob.accounts.models import Channel
from smaajob.files import subjects
from smaajob.files.models import StoredFile
from smaajob.holdings import Fact, Section, fact
from smaajob.messages.models import Message
from smaajob.phones import written
from smaajob.retention.models import Hold

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


def register() -> None:
    """Called by the floor that has people, after its own part."""
    models = ("accounts.User", "accounts.Membership", "outbox.Message", "files.StoredFile", "retention.Hold")
    holdings.register("smaajob", holdings.Part(models, sections, place=3))


def sections(scope: Scope, person: Any) -> Iterator[Section]:
    """Messages to the person, not those about them to others; files by their names. Five queries."""
    ids = subjects.ids_of(person)
    to_them = Q(receiver__isnull=True) | Q(receiver=person.user_id) if person.user_id else Q(receiver__isnull=True)
    theirs = Q(about_kind=person._meta.label_lower, about_id__in=ids)
    # Not `visible_to`: that is who may read the outbox, and a person reads none of it but their own.
    rows = Message.objects.filter(to_them, theirs, keeper=scope.organisation).order_by("-ordered_at", "-pk")
    yield Section("messages", _("Beskeder til dig"), [_message(row) for row in rows])
    about = _(
        "Her står ikke, hvad der er i filerne. De kan også handle om andre. Spørg din kontakt, hvis du vil se dem."
    )
    files = StoredFile.objects.visible_to(scope).of(person)
    yield Section("files", _("Filer om dig"), [_file(row) for row in files], about)
    # Not `visible_to`: that is who works with erasing.
    holds = Hold.objects.filter(theirs, keeper=scope.organisation).order_by("-placed_at")
    yield Section("holds", _("Derfor må vi ikke slette det endnu"), [_hold(row) for row in holds])


def _message(row: Message) -> list[Fact]:
    to = written(row.address) if row.channel == Channel.SMS else row.address.replace("\n", ", ")
    when, what = fact(row, "ordered_at", gettext_lazy("dag")), fact(row, "kind")
    return [
        when,
        what,
        fact(row, "channel"),
        Fact("to", _("Til"), to, row.address or None),
        fact(row, "subject"),
        fact(row, "state"),
    ]


def _hold(row: Hold) -> list[Fact]:
    return [fact(row, name) for name in ("reason", "placed_at", "until")] + [
        fact(row, "lifted_at", gettext_lazy("ophævet"))
    ]


def _file(row: StoredFile) -> list[Fact]:
    names = {"name": "", "uploaded_at": "", "content_type": "", "archived_at": ""}
    size = Fact("size", _("Størrelse"), _("%(kb)s kB") % {"kb": max(1, row.size // 1024)}, row.size)
    return [*(fact(row, name) for name in names), size]
