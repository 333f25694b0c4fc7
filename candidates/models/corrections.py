"""What a person says is wrong about them, and what we answered: yes or no, by whom, when and why. It is never changed after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models.candidate import Candidate, not_hidden, of_people_seen
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

# So many may wait at once: more are one talk, not one more form.
MOST_WAITING = 10


class Answer(models.TextChoices):
    YES = "yes", _("Ja, det er rettet")
    NO = "no", _("Nej, det bliver stående")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, scope: Scope) -> CorrectionQuerySet:
        """Those of people that the scope sees. Words can hold an address: of a protected person only their own read and answer."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope).filter(not_hidden(scope, "candidate"))

    def waiting(self) -> CorrectionQuerySet:
        """Those without an answer, the oldest first."""
        return self.filter(answered_at__isnull=True).order_by("asked_at", "pk")


class Correction(Kept):
    """`wrong` and `right` in the person's own words; `asked_by` is who wrote it: the person, or openly a colleague in their place."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="corrections")
    wrong = models.TextField(_("hvad er forkert"))
    right = models.TextField(_("hvad skal der stå"), blank=True)
    asked_at = models.DateTimeField(_("skrevet"), default=timezone.now)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    answer = models.CharField(_("svar"), max_length=3, choices=Answer, blank=True)
    reason = models.TextField(_("hvorfor"), blank=True)
    answered_at = models.DateTimeField(_("svaret"), null=True, editable=False)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            choice_known("answer", Answer, "correction_answer_known", blank=True),
            models.CheckConstraint(
                condition=~Q(wrong=""),
                name="correction_says_what",
                violation_error_message=_("Skriv, hvad der er forkert."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="", reason="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(reason="")),
                name="correction_answer_has_reason",
                violation_error_message=_("Skriv både svaret og hvorfor."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["keeper", "asked_at"], condition=Q(answered_at__isnull=True), name="correction_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.asked_at:%Y-%m-%d}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None
