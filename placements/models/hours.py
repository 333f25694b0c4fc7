"""Hours worked: a sum for a day or a period of one placement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from candidates.models import not_hidden, of_people_seen
from placements.models.placements import Placement
from smaajob.accounts.models import Kept
from smaajob.fields import DateRange

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class DaysBetween(Func):
    """`a - b` of two dates as a whole number (Django itself makes an interval of it)."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()


class HoursQuerySet(models.QuerySet["Hours"]):
    def visible_to(self, scope: Scope) -> HoursQuerySet:
        """Those that the scope's organisation keeps, of people whom its role sees, and whose workplace it may know."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope, "placement__candidate").filter(
            not_hidden(scope, "placement__candidate")
        )


class HoursManager(models.Manager["Hours"]):
    """Hours of a cancelled placement count nowhere; they must be asked for (`everything`)."""

    def get_queryset(self) -> models.QuerySet[Hours]:
        return super().get_queryset().filter(placement__cancelled_at__isnull=True)


class Hours(Kept):
    """Worked hours from `first_day` to `last_day`, both included. The finest is a day: its shifts are summed."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="hours")
    first_day = models.DateField(_("fra"))
    last_day = models.DateField(_("til"))
    hours = models.DecimalField(_("timer"), max_digits=8, decimal_places=3)

    objects = HoursManager.from_queryset(HoursQuerySet)()
    everything = HoursQuerySet.as_manager()

    class Meta:
        ordering = ["first_day"]
        verbose_name_plural = "hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="hours_end_after_start",
                violation_error_message=_("Slutdatoen ligger før startdatoen."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0) & Q(hours__lte=(DaysBetween("last_day", "first_day") + 1) * 24),
                name="hours_no_more_than_the_days_hold",
                violation_error_message=_("Det er flere timer, end dagene har. En dag har 24."),
            ),
            ExclusionConstraint(
                name="hours_apart",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    (DateRange("first_day", "last_day", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Der er allerede timer på en af de dage."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.first_day}"

    @property
    def is_one_day(self) -> bool:
        return self.first_day == self.last_day
