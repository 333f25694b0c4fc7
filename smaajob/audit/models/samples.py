"""The data protection officer's monthly sample of the log: drawn once, the same whenever it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Kept, User
from smaajob.audit.models.access import Access
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class Verdict(models.TextChoices):
    FINE = "fine", _("Set på, i orden")
    FOLLOW_UP = "follow_up", _("Følg op")


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, scope: Scope) -> SampleQuerySet:
        """Those of the scope's organisation."""
        return self.filter(keeper=scope.organisation)


class Sample(Kept):
    """Ten look-ups of a month. `seed` says which: whoever has the log can draw the same ten (smaajob.audit.actions.samples)."""

    month = models.DateField(_("måned"))
    seed = models.CharField(max_length=32)
    drawn_at = models.DateTimeField(default=timezone.now)
    drawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = SampleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["keeper", "month"], name="sample_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="sample_month_is_its_first_day"),
        ]
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class SampleItemQuerySet(models.QuerySet["SampleItem"]):
    def visible_to(self, scope: Scope) -> SampleItemQuerySet:
        """Those of the scope's organisation."""
        return self.filter(keeper=scope.organisation)


class SampleItem(Kept):
    """One of the ten, and what the officer thought of it. The row of the log may be dropped one day; what was thought stays."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    access = models.ForeignKey(Access, models.DO_NOTHING, db_constraint=False, related_name="+")
    verdict = models.CharField(_("vurdering"), max_length=10, choices=Verdict, blank=True)
    note = models.TextField(_("bemærkning"), blank=True, max_length=2000)
    marked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)

    objects = SampleItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "position"], name="sample_item_position_once"),
            choice_known("verdict", Verdict, "sample_item_verdict_known", blank=True),
            models.CheckConstraint(
                condition=Q(verdict="", marked_at__isnull=True, marked_by__isnull=True)
                | (~Q(verdict="") & Q(marked_at__isnull=False, marked_by__isnull=False)),
                name="sample_item_marked_by_somebody",
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.position}"
