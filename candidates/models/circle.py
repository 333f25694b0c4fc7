"""Who may follow a person without being their consultant: mentors, guardians, and those who work in a programme."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candidates.models.candidate import Candidate
from candidates.models.programme import Programme
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class CircleRole(models.TextChoices):
    MENTOR = "mentor", _("Mentor")
    GUARDIAN = "guardian", _("Værge")


GROWN_UP = 18


def turns_eighteen(born: date) -> date:
    """The first day on which somebody needs no guardian; whoever was born on 29 February, on 1 March."""
    year = born.year + GROWN_UP
    return date(year, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=year)


def born_after(day: date) -> date:
    """Who is under 18 on a day was born after this date."""
    year = day.year - GROWN_UP
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


class CircleQuerySet(models.QuerySet["CircleMember"]):
    def visible_to(self, scope: Scope) -> CircleQuerySet:
        """Those of people that the scope sees."""
        return self.filter(keeper=scope.organisation, candidate__in=Candidate.objects.visible_to(scope))

    def on(self, day: date) -> CircleQuerySet:
        """Those that hold on a day."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)


class CircleMember(Kept):
    """From `start` to `end` (both included) the user follows the person; a guardian only until they are 18."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="circle")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(_("rolle"), max_length=20, choices=CircleRole)
    start = models.DateField(_("fra"))
    end = models.DateField(_("til"), null=True, blank=True)

    objects = CircleQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            choice_known("role", CircleRole, "circle_role_known"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="circle_end_after_start"
            ),
            models.UniqueConstraint(
                fields=["candidate", "user", "role"],
                condition=Q(end__isnull=True),
                name="circle_once_at_a_time",
                violation_error_message=_("Personen har allerede den mentor eller værge."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.candidate_id}"


class ProgrammeWorker(Kept):
    """The user works in the programme: of all the organisation's people they see its participants, and no others."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="workers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user"],
                name="programme_worker_once",
                violation_error_message=_("Personen arbejder allerede i indsatsen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.user_id}"
