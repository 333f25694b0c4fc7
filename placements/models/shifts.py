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
from placements.models.attendance import NOT_THERE, Attendance
from placements.models.hours import Hours
from placements.models.placements import Placement
from placements.parties import Side
from smaajob.accounts.models import Kept
from smaajob.fields import choice_known
from smaajob.schedule import hours_between

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class CancelledWhy(models.TextChoices):
    """Why a shift was cancelled. Nothing about anybody's health stands here."""

    CLOSED = "closed", _("Arbejdspladsen holder lukket")
    NO_WORK = "no_work", _("Der er ikke noget at lave den dag")
    NOBODY = "nobody", _("Der er ingen til at tage imod")
    APPOINTMENT = "appointment", _("En anden aftale")
    AGREED = "agreed", _("Det er aftalt mellem os")
    OTHER = "other", _("Noget andet")


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
        """Those whose day is over (its last shift is) and has no hours written; where nobody came there are none to write."""
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
        nobody_came = Attendance.objects.filter(shift=OuterRef("pk"), state__in=NOT_THERE)
        return self.filter(
            ~Exists(on_the_day), ~Exists(in_a_sum), ~Exists(to_come), ~Exists(nobody_came), ends_at__lte=now
        )


class ShiftManager(models.Manager["Shift"]):
    """What was cancelled is in no calendar and no list, so it must be asked for (`everything`)."""

    def get_queryset(self) -> models.QuerySet[Shift]:
        return super().get_queryset().filter(cancelled_at__isnull=True)


class Shift(Kept):
    """One planned session. `day` is the local date on which it begins; the person is the placement's.

    A cancelled one keeps its time, so that it can be told and taken back. One that was moved says from when (the time of the pattern,
    however often it moved since) and why. `sequence` grows with each change of what was told (RFC 5545, 3.8.7.4).
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="shifts")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="shifts")
    day = models.DateField(_("dag"))
    starts_at = models.DateTimeField(_("fra"))
    ends_at = models.DateTimeField(_("til"))
    moved_from_start = models.DateTimeField(_("flyttet fra"), null=True, blank=True)
    moved_from_end = models.DateTimeField(_("flyttet fra, slut"), null=True, blank=True)
    moved_why = models.CharField(_("hvorfor den er flyttet"), max_length=200, blank=True, default="", db_default="")
    cancelled_at = models.DateTimeField(_("aflyst"), null=True, blank=True)
    cancelled_by = models.CharField(_("aflyst af"), max_length=20, choices=Side, blank=True, default="", db_default="")
    cancelled_why = models.CharField(
        _("hvorfor den er aflyst"), max_length=20, choices=CancelledWhy, blank=True, default="", db_default=""
    )
    sequence = models.PositiveIntegerField(_("ændringer"), default=0, db_default=0)
    changed_at = models.DateTimeField(_("ændret sidst"), null=True, blank=True)

    objects = ShiftManager.from_queryset(ShiftQuerySet)()
    everything = ShiftQuerySet.as_manager()

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
                condition=Q(cancelled_at__isnull=True),
                violation_error_message=_("Personen har allerede en vagt på det tidspunkt."),
            ),
            # The key that attendance refers to, so that its person is the shift's person.
            models.UniqueConstraint(fields=["id", "candidate"], name="shift_with_candidate"),
            choice_known("cancelled_by", Side, "shift_cancelled_by_known", blank=True),
            choice_known("cancelled_why", CancelledWhy, "shift_cancelled_why_known", blank=True),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by="", cancelled_why="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_by="") & ~Q(cancelled_why="")),
                name="shift_cancelled_has_who_and_why",
                violation_error_message=_("Skriv både, hvem der aflyste vagten, og hvorfor."),
            ),
            models.CheckConstraint(
                condition=Q(moved_from_start__isnull=True, moved_from_end__isnull=True, moved_why="")
                | (
                    # What is NULL would pass.
                    Q(moved_from_start__isnull=False, moved_from_end__isnull=False)
                    & Q(moved_from_end__gt=F("moved_from_start"))
                    & ~Q(moved_why="")
                ),
                name="shift_moved_has_from_and_why",
                violation_error_message=_("Skriv, hvorfor vagten er flyttet."),
            ),
        ]
        indexes = [models.Index(fields=["keeper", "day"], name="shift_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.placement_id}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_moved(self) -> bool:
        return self.moved_from_start is not None

    @property
    def planned_start(self) -> datetime:
        """When the pattern has it: before it was moved."""
        return self.moved_from_start or self.starts_at

    @property
    def hours(self) -> Decimal:
        """Hours that really pass, also in the night when the clock changes."""
        return hours_between(self.starts_at, self.ends_at)
