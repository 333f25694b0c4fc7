"""The verbs of notes, on both floors: write, sign, add to what is signed, pin, throw a draft away.

What stands in a note is never quoted in the record. What everybody can see of it is told at the person or workplace that it
is about; what only its author can see is told at the note.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob.accounts.models import Kept
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes, set_values
from smaajob.notes import AbstractNote

AnyNote = TypeVar("AnyNote", bound=AbstractNote)


def write(
    *, by: Scope, note: AnyNote, kind: str, happened_on: date, text: str, important: bool = False, sign: bool = False
) -> AnyNote:
    """Save a new note that its maker has tied to whom it is about. With `sign` it can't be changed from now on.

    Raises ValidationError for an addendum to what is not signed, or to an addendum.
    """
    if by.user is None:
        raise ValidationError(_("Et notat har altid en, der har skrevet det."))
    first = note.addendum_to
    if first is not None and (not first.is_signed or first.addendum_to_id is not None):
        raise ValidationError(_("Du kan kun tilføje noget til et notat, der er underskrevet."))
    note.keeper, note.author = by.organisation, by.user
    note.kind, note.happened_on, note.text, note.important = kind, happened_on, text, important
    with transaction.atomic():
        note.save()
        record("note.write", note, by=by.user)
        if sign:
            _sign(by, note)
    return note


def rewrite(
    *, by: Scope, note: AnyNote, kind: str, happened_on: date, text: str, important: bool = False, sign: bool = False
) -> AnyNote:
    """Change a note that its author has not signed yet. Raises ValidationError where it is signed or somebody else's."""
    with transaction.atomic():
        note = _own_draft(by, note)
        values = {"kind": kind, "happened_on": happened_on, "important": important}
        changes = set_values(note, values)
        if note.text != text:
            note.text, changes["text"] = text, ["", ""]
        if changes:
            note.save()
            record("update", note, by=by.user, changes=changes)
        if sign:
            _sign(by, note)
    return note


def sign(*, by: Scope, note: AnyNote) -> AnyNote:
    """From now on nobody can change it. Raises ValidationError where it is signed already or somebody else's."""
    with transaction.atomic():
        note = _own_draft(by, note)
        _sign(by, note)
    return note


def pin(*, by: Scope, note: AnyNote, important: bool) -> AnyNote:
    """Put a note on top ("vigtigt"), or take it down again; nothing happens where it is there already.

    Raises ValidationError for an addendum (its note is what is pinned) and for somebody else's draft.
    """
    with transaction.atomic():
        note = _locked(note)
        if note.addendum_to_id is not None:
            raise ValidationError(_("En rettelse følger sit notat. Sæt notatet som vigtigt."))
        if not note.is_signed:
            _check_own(by, note)
        if note.important != important:
            note.important = important
            note.save(update_fields=["important"])
            _tell("note.pin" if important else "note.unpin", by, note)
    return note


def throw_away(*, by: Scope, note: AbstractNote) -> None:
    """Delete a draft; that it was, is kept on record, what stood in it is not. Raises ValidationError as `rewrite` does."""
    with transaction.atomic():
        note = _own_draft(by, note)
        record("note.throw_away", note, by=by.user)
        note.delete()


def _sign(by: Scope, note: AbstractNote) -> None:
    note.signed_at = timezone.now()
    note.save(update_fields=["signed_at"])
    _tell("note.sign" if note.addendum_to_id is None else "note.addendum", by, note)


def _tell(verb: str, by: Scope, note: AbstractNote) -> None:
    """On the record of the person or workplace, where a draft's own events are on the note's."""
    thing: Kept = note.about if note.is_signed else note
    which: Changes = {"public_id": [None, str(note.public_id)]}
    record(verb, thing, by=by.user, changes=which)


def _own_draft(by: Scope, note: AnyNote) -> AnyNote:
    note = _locked(note)
    _check_own(by, note)
    if note.is_signed:
        raise ValidationError(_("Notatet er underskrevet og kan ikke ændres. Tilføj en rettelse i stedet."))
    return note


def _check_own(by: Scope, note: AbstractNote) -> None:
    if by.user is None or note.author_id != by.user.pk:
        raise ValidationError(_("Kun den, der har skrevet notatet, kan ændre det."))


def _locked(note: AnyNote) -> AnyNote:
    rows = cast("models.Manager[Any]", type(note)._base_manager).select_for_update(no_key=True, of=("self",))
    found: AnyNote | None = rows.filter(pk=note.pk).first()
    if found is None:
        raise ValidationError(_("Notatet er smidt ud."))
    return found
