"""Terms as two people agreed them: private, numbered, never overwritten (docs/adr/0003-terms-and-agreements.md)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from placements.models.placements import Placement
from smaajob.accounts.models import Kept
from smaajob.terms import Terms


class AgreementVersion(Kept, Terms):
    """What holds for a placement from a day on, until the next version."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()

    class Meta(Terms.Meta):
        ordering = ["number"]
        constraints = [
            *Terms.Meta.constraints,
            models.UniqueConstraint(fields=["placement", "number"], name="agreement_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="agreement_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} v{self.number}"
