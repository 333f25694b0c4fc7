"""Notes about a person, and the log of talks with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from candidates.models.candidate import Candidate, not_hidden, of_people_seen
from smaajob.notes import AbstractNote, NoteQuerySet

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class CandidateNoteQuerySet(NoteQuerySet["Note"]):
    """Reads of notes about people."""

    def readable_to(self, scope: Scope) -> CandidateNoteQuerySet:
        """As everywhere, and only about people whom the role sees. Words can hold an address: of a protected person only their own
        consultant and stand-in read them, and others what they wrote themselves."""
        rows, open_to_all = of_people_seen(super().readable_to(scope), scope), not_hidden(scope, "candidate")
        return rows.filter(open_to_all | Q(author=scope.user)) if open_to_all else rows


class Note(AbstractNote):
    """About a person. What is signed is never changed (the migration's trigger refuses it)."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="notes")

    objects = CandidateNoteQuerySet.as_manager()

    class Meta(AbstractNote.Meta):
        indexes = [models.Index(fields=["candidate", "-happened_on"], name="note_by_candidate")]

    @property
    def about(self) -> Candidate:
        return self.candidate
