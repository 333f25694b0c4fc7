"""How a shift went: whether the person was there, and if not, on whose side the cause lay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, not_hidden, of_people_seen
from placements.parties import Side
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class AttendanceState(models.TextChoices):
    """What is said of a shift. `ill` is a word and no diagnosis: what it is of is never asked."""

    PRESENT = "present", _("Kom")
    LATE = "late", _("Kom senere")
    LEFT_EARLY = "left_early", _("Gik før")
    ILL = "ill", _("Syg")
    CHILD_ILL = "child_ill", _("Barn syg")
    TRANSPORT = "transport", _("Kunne ikke komme frem")
    AGREED_FREE = "agreed_free", _("Aftalt fri")
    OTHER = "other", _("Kunne ikke komme")
    EMPLOYER_CANCELLED = "employer_cancelled", _("Aflyst af arbejdspladsen")
    ABSENT = "absent", _("Udeblevet uden besked")


# What somebody can say beforehand: "jeg kan ikke komme".
CANNOT = frozenset({"ill", "child_ill", "transport", "agreed_free", "other"})
NOT_THERE = CANNOT | {"employer_cancelled", "absent"}
# On whose side the cause lies where nobody says another; what was agreed is on nobody's.
SIDE_OF = {
    **dict.fromkeys(("ill", "child_ill", "transport", "other", "late", "left_early", "absent"), Side.PERSON.value),
    "employer_cancelled": Side.EMPLOYER.value,
}


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, scope: Scope) -> AttendanceQuerySet:
        """As shifts. A company sees none of these rows: what it may know it is told (placements.attending)."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope).filter(not_hidden(scope, "candidate"))

    def away(self) -> AttendanceQuerySet:
        """Those that say that somebody did not come, or will not."""
        return self.filter(state__in=NOT_THERE)


class Attendance(Kept):
    """One a shift; where there is none, nobody has said anything, and that is fine.

    `side` is on whose side the cause lay (empty: nobody's); `said_by` whose word it is. `from_at` and `to_at` are the times as they
    were, where they were not the shift's. `person_comment` is for the person and the municipality alone.
    """

    shift = models.OneToOneField("placements.Shift", models.CASCADE, related_name="attendance")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="attendances")
    state = models.CharField(_("hvordan det gik"), max_length=20, choices=AttendanceState)
    side = models.CharField(_("på hvis side"), max_length=20, choices=Side, blank=True)
    from_at = models.DateTimeField(_("kom"), null=True, blank=True)
    to_at = models.DateTimeField(_("gik"), null=True, blank=True)
    back_on = models.DateField(_("regner med at være tilbage"), null=True, blank=True)
    said_by = models.CharField(_("hvis ord"), max_length=20, choices=Side)
    said_user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(_("sagt"))
    person_comment = models.TextField(_("personens egne ord"), blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["said_at"]
        constraints = [
            choice_known("state", AttendanceState, "attendance_state_known"),
            choice_known("side", Side, "attendance_side_known", blank=True),
            choice_known("said_by", Side, "attendance_said_by_known"),
            models.CheckConstraint(
                condition=Q(from_at__isnull=True) | Q(to_at__isnull=True) | Q(to_at__gt=F("from_at")),
                name="attendance_end_after_start",
                violation_error_message=_("Sluttiden skal være senere end starttiden."),
            ),
            models.CheckConstraint(
                condition=Q(from_at__isnull=True, to_at__isnull=True) | Q(state__in=["present", "late", "left_early"]),
                name="attendance_times_of_who_came",
                violation_error_message=_("Den, der ikke kom, har ingen tider."),
            ),
            models.CheckConstraint(
                condition=~Q(state="employer_cancelled") | Q(side=Side.EMPLOYER),
                name="attendance_cancelled_by_employer",
                violation_error_message=_("Det, arbejdspladsen aflyser, er på arbejdspladsens side."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.state}"

    @property
    def was_there(self) -> bool:
        return self.state not in NOT_THERE

    @property
    def announced(self) -> bool:
        """Somebody said that the person would not come."""
        return self.state in CANNOT
