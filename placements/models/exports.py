"""An export that somebody ordered: all that the organisation keeps, in the public format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.permissions import Permission
from smaajob.fields import choice_known
from smaajob.jobs.models import Job

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class ExportFormat(models.TextChoices):
    ZIP = "zip", _("En .zip-fil med ét regneark i .csv for hver slags")
    XLSX = "xlsx", _("Ét Excel-regneark med et ark for hver slags")


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def visible_to(self, scope: Scope) -> ExportJobQuerySet:
        """Those that the scope's organisation keeps, for who may have them; what was written stays in the database."""
        if not scope.may(Permission.EXPORT):
            return self.none()
        return self.filter(keeper=scope.organisation).defer("content")


class ExportJob(Job):
    """`content` is the file, encrypted, until it is forgotten. With CPR numbers only for a purpose that is on record."""

    format = models.CharField(_("som"), max_length=10, choices=ExportFormat, default=ExportFormat.ZIP)
    with_cpr = models.BooleanField(_("med CPR-numre"), default=False)
    purpose = models.CharField(_("hvad skal den bruges til"), max_length=200, blank=True)
    content = models.BinaryField(null=True, editable=False)
    counts = models.JSONField(null=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta(Job.Meta):
        ordering = ["-ordered_at"]
        constraints = [
            *Job.Meta.constraints,
            choice_known("format", ExportFormat, "exportjob_format_known"),
            models.CheckConstraint(
                condition=models.Q(with_cpr=False) | ~models.Q(purpose=""), name="exportjob_cpr_has_a_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.ordered_at:%Y-%m-%d}"
