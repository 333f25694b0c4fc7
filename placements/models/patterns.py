"""The week that a placement's shifts are planned by, from a day on, as a consultant wrote it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from placements.documents.content import Step
from placements.models.placements import Placement
from placements.pattern import step_of
from smaajob.accounts.models import Kept
from smaajob.fields import windows_field


class Pattern(Kept):
    """Holds from `first_day` on, until a later one or a later version of the agreement. What was agreed stands in the agreement."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="patterns")
    first_day = models.DateField(_("gælder fra"))
    windows = windows_field(_("tider"))
    every = models.PositiveSmallIntegerField(_("hver"), default=1)
    skipped: Any = ArrayField(models.DateField(), default=list, blank=True, verbose_name=_("fridage"))
    extra = windows_field(_("ekstra dage"))
    works_on_holidays = models.BooleanField(_("også på helligdage"), default=False)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "first_day"], name="pattern_once_a_day"),
            models.CheckConstraint(condition=Q(every__in=[1, 2]), name="pattern_every_week_or_second"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.first_day}"

    def step(self) -> Step:
        """As placements.pattern takes it."""
        return step_of([*self.windows, *self.extra], self.first_day, every=self.every, skipped=tuple(self.skipped))
