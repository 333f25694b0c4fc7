"""What a person is in the eyes of the law, and what their situation is: dated, never overwritten."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candidates.models.candidate import Candidate
from smaajob.accounts.models import Kept
from smaajob.fields import DateRange, choice_known
from smaajob.vocabulary import Status, TargetGroup


class TargetGroupSpellQuerySet(models.QuerySet["TargetGroupSpell"]):
    def on(self, day: date) -> TargetGroupSpellQuerySet:
        """The spells that hold on a day."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)


class TargetGroupSpell(Kept):
    """A person is in a target group from `start` to `end`, both included."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="target_groups")
    group = models.CharField(_("målgruppe"), max_length=20, choices=TargetGroup)
    start = models.DateField(_("fra"))
    end = models.DateField(_("til"), null=True, blank=True)

    objects = TargetGroupSpellQuerySet.as_manager()

    class Meta:
        ordering = ["start", "group"]
        constraints = [
            choice_known("group", TargetGroup, "target_group_known"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="target_group_end_after_start",
                violation_error_message=_("Slutdatoen ligger før startdatoen."),
            ),
            ExclusionConstraint(
                name="target_group_spells_apart",
                expressions=[
                    ("candidate", RangeOperators.EQUAL),
                    ("group", RangeOperators.EQUAL),
                    (DateRange("start", "end", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Personen er allerede i målgruppen på de dage."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.start}"


class StatusSpell(Kept):
    """A person's situation from `start` until the day before their next row."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="statuses")
    status = models.CharField(_("situation"), max_length=20, choices=Status)
    start = models.DateField(_("fra"))

    class Meta:
        ordering = ["start"]
        constraints = [
            choice_known("status", Status, "status_known"),
            models.UniqueConstraint(
                fields=["candidate", "start"],
                name="status_once_a_day",
                violation_error_message=_("Der er allerede en situation fra den dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.start}"
