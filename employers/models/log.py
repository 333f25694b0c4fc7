"""Notes about a workplace, and the log of contacts with it."""

from __future__ import annotations

from django.db import models

from employers.models.employer import Workplace
from smaajob.notes import AbstractNote, NoteQuerySet


class LogEntryQuerySet(NoteQuerySet["LogEntry"]):
    """Reads of notes about workplaces."""


class LogEntry(AbstractNote):
    """About a workplace. What is signed is never changed (the migration's trigger refuses it)."""

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="log")

    objects = LogEntryQuerySet.as_manager()

    class Meta(AbstractNote.Meta):
        verbose_name_plural = "log entries"
        indexes = [models.Index(fields=["workplace", "-happened_on"], name="log_entry_by_workplace")]

    @property
    def about(self) -> Workplace:
        return self.workplace
