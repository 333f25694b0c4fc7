"""When a person is expected: moments, so that summer time is right."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, not_hidden, of_people_seen
from placements.models.hours import Hours
from placements.models.placements import Placement
from smaajob.accounts.models import Kept
from smaajob.schedule import hours_between

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class MomentRange(Func):
    """`tstzrange(start, end)`: the end is not included, so that one shift may begin when another ends."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class ShiftQuerySet(models.QuerySet["Shift"]):
    def visible_to(self, scope: Scope) -> ShiftQuerySet:
        """Those that the scope's organisation keeps, of people whom its role sees, and whose workplace it may know."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope).filter(not_hidden(scope, "candidate"))

    def overlapping(self, start: datetime, end: datetime) -> ShiftQuerySet:
        """Those that share time with a period."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def on_days(self, first: date, last: date) -> ShiftQuerySet:
        return self.filter(day__range=(first, last))

    def without_hours(self, now: datetime) -> ShiftQuerySet:
        """Those whose day is over (its last shift is) and has no hours written."""
        # A shift ends at midnight at the latest, so only the days around `now` can have one to come; said out loud, those
        # few are found by `shift_by_day`. Hours of one day are asked for apart from sums, since only an equality can be
        # met by hashing all rows once. What is cancelled has no shifts, so its hours need not be left out (ADR 5).
        around = (now.date() - timedelta(days=1), now.date() + timedelta(days=1))
        same = {"keeper": OuterRef("keeper"), "placement": OuterRef("placement")}
        to_come = Shift.objects.filter(**same, day=OuterRef("day"), day__range=around, ends_at__gt=now)
        of_placement = Hours.everything.filter(placement=OuterRef("placement"))
        on_the_day = of_placement.filter(first_day=OuterRef("day"))
        sums = of_placement.filter(last_day__gt=F("first_day"))
        in_a_sum = sums.filter(first_day__lt=OuterRef("day"), last_day__gte=OuterRef("day"))
        return self.filter(~Exists(on_the_day), ~Exists(in_a_sum), ~Exists(to_come), ends_at__lte=now)


class Shift(Kept):
    """One planned session. `day` is the local date on which it begins; the person is the placement's."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="shifts")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="shifts")
    day = models.DateField(_("dag"))
    starts_at = models.DateTimeField(_("fra"))
    ends_at = models.DateTimeField(_("til"))

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_end_after_start"),
            ExclusionConstraint(
                name="shift_one_at_a_time",
                expressions=[
                    ("candidate", RangeOperators.EQUAL),
                    (MomentRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Personen har allerede en vagt på det tidspunkt."),
            ),
        ]
        indexes = [models.Index(fields=["keeper", "day"], name="shift_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.placement_id}"

    @property
    def hours(self) -> Decimal:
        """Hours that really pass, also in the night when the clock changes."""
        return hours_between(self.starts_at, self.ends_at)
