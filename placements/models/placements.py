"""A person at a workplace for a period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, Programme, not_hidden, of_people_seen
from employers.models import Task, Workplace
from smaajob.accounts.models import Kept
from smaajob.archive import new_external_id
from smaajob.fields import choice_known
from smaajob.search import Fields, find
from smaajob.vocabulary import EndReason, PlacementKind

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class PlacementState(models.TextChoices):
    """Where a placement is on a day. It follows from the dates and is never stored; the value stands in a URL."""

    RUNNING = "i-gang", _("I gang")
    UPCOMING = "starter-snart", _("Starter snart")
    OVERDUE = "over-tiden", _("Skulle være slut")
    ENDED = "sluttet", _("Sluttet")


SEARCHED = Fields(
    texts=("candidate__search_text", "workplace__search_text", "task__search_text"),
    ids=("external_id",),
    phones=("candidate__phone",),
    phones_of=lambda: Q(candidate__address_protected=False),
)


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, scope: Scope) -> PlacementQuerySet:
        """Those of the scope's organisation, of people whom its role sees and whose workplace it may know; who was erased has none."""
        return of_people_seen(self.filter(keeper=scope.organisation, erased=False), scope).filter(
            not_hidden(scope, "candidate")
        )

    def active_between(self, first: date, last: date) -> PlacementQuerySet:
        """Active on a day of the period: from `start` to the actual end, or to the planned one while not ended."""
        return self.annotate(active_until=Coalesce("actual_end", "planned_end")).filter(
            start__lte=last, active_until__gte=first
        )

    def not_ended(self) -> PlacementQuerySet:
        return self.filter(actual_end__isnull=True)

    def cancelled(self) -> PlacementQuerySet:
        """The mistakes; begin with `Placement.everything`."""
        return self.filter(cancelled_at__isnull=False)

    def with_state(self, day: date) -> PlacementQuerySet:
        """Adds `state`: the PlacementState of each on a day."""
        return self.annotate(
            state=Case(
                When(actual_end__isnull=False, then=Value(PlacementState.ENDED)),
                When(start__gt=day, then=Value(PlacementState.UPCOMING)),
                When(planned_end__lt=day, then=Value(PlacementState.OVERDUE)),
                default=Value(PlacementState.RUNNING),
                output_field=CharField(),
            )
        )

    def search(self, words: str) -> PlacementQuerySet:
        """By the person's name, the workplace's, the task's title or the id; the best first (`relevance`)."""
        return find(self, words, SEARCHED)

    def holding_a_seat(self, first: date, last: date | None) -> PlacementQuerySet:
        """A placement holds its seat from `start` to the actual end, and on while it has not ended."""
        held = self.filter(Q(actual_end__isnull=True) | Q(actual_end__gte=first))
        return held if last is None else held.filter(start__lte=last)


class PlacementManager(models.Manager["Placement"]):
    """What was cancelled was a mistake: it is in no list and no figure, so it must be asked for (`everything`)."""

    def get_queryset(self) -> models.QuerySet[Placement]:
        return super().get_queryset().filter(cancelled_at__isnull=True)


class Placement(Kept):
    """A forløb. Its seat is held from `start` to `actual_end`, and on while it has not ended.

    A cancelled one was a mistake: it holds no seat, has no shifts and counts nowhere; its hours stay beside it as a trace.
    """

    external_id = models.CharField(_("id i jeres regneark"), max_length=60, default=new_external_id)
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="placements", verbose_name=_("person"))
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="placements", verbose_name=_("arbejdsplads"))
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name=_("opgave")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="placements", verbose_name=_("indsats")
    )
    kind = models.CharField(_("type"), max_length=20, choices=PlacementKind)
    start = models.DateField(_("start"))
    planned_end = models.DateField(_("planlagt slut"))
    actual_end = models.DateField(_("sluttet"), null=True, blank=True)
    end_reason = models.CharField(_("slutårsag"), max_length=20, choices=EndReason, blank=True)
    cancelled_at = models.DateTimeField(_("annulleret"), null=True, blank=True, editable=False)
    # The person was erased: it counts, and stands on no list (placements/erasing.py).
    erased = models.BooleanField(default=False, editable=False)

    objects = PlacementManager.from_queryset(PlacementQuerySet)()
    everything = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["keeper", "external_id"],
                name="placement_external_id_once",
                violation_error_message=_("Det id er allerede brugt."),
            ),
            models.CheckConstraint(condition=~Q(external_id=""), name="placement_has_external_id"),
            # The key that shifts refer to, so that a shift's person is its placement's person.
            models.UniqueConstraint(fields=["id", "candidate"], name="placement_with_candidate"),
            choice_known("kind", PlacementKind, "placement_kind_known"),
            choice_known("end_reason", EndReason, "placement_end_reason_known", blank=True),
            models.CheckConstraint(
                condition=Q(planned_end__gte=F("start")),
                name="placement_planned_end_after_start",
                violation_error_message=_("Forløbet kan ikke slutte, før det starter."),
            ),
            models.CheckConstraint(
                condition=Q(actual_end__isnull=True) | Q(actual_end__gte=F("start")),
                name="placement_end_after_start",
                violation_error_message=_("Forløbet kan ikke slutte, før det er startet."),
            ),
            models.CheckConstraint(
                condition=Q(actual_end__isnull=True, end_reason="") | (Q(actual_end__isnull=False) & ~Q(end_reason="")),
                name="placement_end_has_reason",
                violation_error_message=_("Skriv både, hvornår og hvorfor forløbet sluttede."),
            ),
        ]
        indexes = [
            models.Index(fields=["keeper", "-start"], name="placement_by_start"),
            models.Index(fields=["task", "start"], name="placement_by_task"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} · {self.workplace}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_over(self) -> bool:
        return self.actual_end is not None

    def state_on(self, day: date) -> PlacementState:
        """As `with_state`, for one row."""
        if self.actual_end is not None:
            return PlacementState.ENDED
        if self.start > day:
            return PlacementState.UPCOMING
        return PlacementState.OVERDUE if self.planned_end < day else PlacementState.RUNNING

    def last_day(self) -> date:
        """The actual end, or the planned one while it has not ended."""
        return self.actual_end or self.planned_end
