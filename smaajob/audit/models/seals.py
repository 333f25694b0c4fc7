"""The seals over the log of access: one chain for each organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from smaajob.accounts.models import Organisation

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class SealQuerySet(models.QuerySet["Seal"]):
    def visible_to(self, scope: Scope) -> SealQuerySet:
        """Those of the scope's organisation."""
        return self.filter(organisation=scope.organisation)


class Seal(models.Model):
    """A batch of rows, closed. `hash` covers what stands here and the former seal's hash (smaajob.audit.canonical says how).

    `leaves` has for each row its id and its own hash (8 + 32 bytes), so that it can be said which row was changed. Where the batch was
    dropped for its age (`dropped_at`) the leaves are gone with the rows, and the seal stays: the chain holds.
    """

    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, db_constraint=False, related_name="+")
    number = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    rows_hash = models.CharField(max_length=64)
    former_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    leaves = models.BinaryField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="seal_number_once"),
            models.CheckConstraint(
                condition=models.Q(dropped_at__isnull=True, leaves__isnull=False)
                | models.Q(dropped_at__isnull=False, leaves__isnull=True),
                name="seal_dropped_has_no_leaves",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"
