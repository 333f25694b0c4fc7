"""An import that somebody ordered: first looked through, then, if they say so, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import User
from smaajob.accounts.permissions import Permission
from smaajob.jobs.models import Job

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class ImportStage(models.TextChoices):
    CHECK = "check", _("Gennemgang")
    LOAD = "load", _("Import")


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def visible_to(self, scope: Scope) -> ImportJobQuerySet:
        """Those that the scope's organisation keeps, for who may have them; what was uploaded stays in the database."""
        if not scope.may(Permission.IMPORT):
            return self.none()
        return self.filter(keeper=scope.organisation).defer("upload", "trace")


class ImportJob(Job):
    """`stage` says what the order is for: the dry run, or the import itself. The upload lies encrypted until it is over."""

    stage = models.CharField(max_length=10, choices=ImportStage, default=ImportStage.CHECK)
    file_name = models.CharField(_("fil"), max_length=200)
    upload = models.BinaryField(null=True, editable=False)
    result = models.JSONField(null=True)
    # What an undo needs (which rows were made, what stood in the changed ones), packed and encrypted.
    trace = models.BinaryField(null=True, editable=False)
    undone_at = models.DateTimeField(_("fortrudt"), null=True, editable=False)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = ImportJobQuerySet.as_manager()

    class Meta(Job.Meta):
        ordering = ["-ordered_at"]

    def __str__(self) -> str:
        return self.file_name
