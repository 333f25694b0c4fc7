"""Notes about a person, and the log of talks with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candidates.models.candidate import Candidate, of_people_seen
from smaajob.notes import AbstractNote, NoteQuerySet

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class CandidateNoteQuerySet(NoteQuerySet["Note"]):
    """Reads of notes about people."""

    def readable_to(self, scope: Scope) -> CandidateNoteQuerySet:
        """As everywhere, and only about people whom the role sees."""
        return of_people_seen(super().readable_to(scope), scope)


class Note(AbstractNote):
    """About a person. What is signed is never changed (the migration's trigger refuses it)."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="notes")

    objects = CandidateNoteQuerySet.as_manager()

    class Meta(AbstractNote.Meta):
        indexes = [models.Index(fields=["candidate", "-happened_on"], name="note_by_candidate")]

    @property
    def about(self) -> Candidate:
        return self.candidate
