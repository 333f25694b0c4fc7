"""Hours that the person or the workplace says were worked, until the other one says yes. What counts stands in `Hours` alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import not_hidden, of_people_seen
from placements.models.hours import Hours
from placements.models.placements import Placement
from placements.parties import Side
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class ReportState(models.TextChoices):
    """Where a report is. Only what waits can become something else; a disagreement can still be settled by the municipality."""

    WAITING = "waiting", _("Venter på svar")
    APPROVED = "approved", _("Godkendt")
    REFUSED = "refused", _("Ikke godkendt")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


class ReportedHoursQuerySet(models.QuerySet["ReportedHours"]):
    def visible_to(self, scope: Scope) -> ReportedHoursQuerySet:
        """Those that the scope's organisation keeps, of people whom its role sees, and whose workplace it may know."""
        return of_people_seen(
            self.filter(keeper=scope.organisation, placement__cancelled_at__isnull=True), scope, "placement__candidate"
        ).filter(not_hidden(scope, "placement__candidate"))

    def without_figure(self) -> ReportedHoursQuerySet:
        """Those whose day has no hours yet: what somebody has written for the day meanwhile, the municipality or an import, counts."""
        written = Hours.everything.filter(
            placement=OuterRef("placement"), first_day__lte=OuterRef("day"), last_day__gte=OuterRef("day")
        )
        return self.filter(~Exists(written))

    def waiting(self) -> ReportedHoursQuerySet:
        """Those that somebody must answer."""
        return self.filter(state=ReportState.WAITING).without_figure()

    def disputed(self) -> ReportedHoursQuerySet:
        """Those that were refused and for whose day nobody has said anything since: the two do not agree."""
        return self.filter(_last_word(), state=ReportState.REFUSED).without_figure()

    def unsettled(self, asked: datetime) -> ReportedHoursQuerySet:
        """What is for the municipality: disputed, or waiting since before a moment."""
        long = Q(state=ReportState.WAITING, reported_at__lt=asked)
        return self.filter(long | (_last_word() & Q(state=ReportState.REFUSED))).without_figure()


def _last_word() -> Q:
    later = ReportedHours.objects.filter(
        placement=OuterRef("placement"), day=OuterRef("day"), pk__gt=OuterRef("pk")
    ).exclude(state=ReportState.WITHDRAWN)
    return Q(~Exists(later))


class ReportedHours(Kept):
    """One day of one placement, as one side says it was. `decided_side` is whose yes or no it was; `words` are theirs.

    The municipality may say yes for either, with its reason in `words`, also to another figure: `row` has what counts.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="reported")
    day = models.DateField(_("dag"))
    hours = models.DecimalField(_("timer"), max_digits=5, decimal_places=3)
    side = models.CharField(_("skrevet af"), max_length=20, choices=Side)
    reported_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField(_("skrevet"), default=timezone.now)
    state = models.CharField(_("tilstand"), max_length=20, choices=ReportState, default=ReportState.WAITING)
    decided_side = models.CharField(_("svaret af"), max_length=20, choices=Side, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("svaret"), null=True, blank=True)
    words = models.CharField(_("hvad der er sagt om det"), max_length=500, blank=True)
    row = models.OneToOneField(Hours, models.SET_NULL, null=True, blank=True, related_name="report")

    objects = ReportedHoursQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        verbose_name_plural = "reported hours"
        constraints = [
            choice_known("side", Side, "reported_hours_side_known"),
            choice_known("state", ReportState, "reported_hours_state_known"),
            choice_known("decided_side", Side, "reported_hours_decided_side_known", blank=True),
            models.CheckConstraint(
                condition=Q(hours__gte=0, hours__lte=24),
                name="reported_hours_fit_a_day",
                violation_error_message=_("En dag har 24 timer."),
            ),
            # The municipality writes hours that count itself.
            models.CheckConstraint(condition=~Q(side=Side.MUNICIPALITY), name="reported_hours_by_a_party"),
            models.CheckConstraint(
                condition=Q(state=ReportState.WAITING, decided_at__isnull=True, decided_side="", words="")
                | (~Q(state=ReportState.WAITING) & Q(decided_at__isnull=False) & ~Q(decided_side="")),
                name="reported_hours_waiting_or_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReportState.APPROVED, ReportState.REFUSED], decided_side=F("side")),
                name="reported_hours_decided_by_another",
                violation_error_message=_("Den, der har skrevet timerne, kan ikke selv godkende dem."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.WITHDRAWN) | Q(decided_side=F("side")),
                name="reported_hours_withdrawn_by_its_own",
            ),
            models.CheckConstraint(
                condition=~(
                    Q(state=ReportState.REFUSED) | Q(state=ReportState.APPROVED, decided_side=Side.MUNICIPALITY)
                )
                | ~Q(words=""),
                name="reported_hours_say_why",
            ),
            models.CheckConstraint(
                condition=Q(row__isnull=True) | Q(state=ReportState.APPROVED), name="reported_hours_row_when_approved"
            ),
            models.UniqueConstraint(
                fields=["placement", "day"],
                condition=Q(state=ReportState.WAITING),
                name="reported_hours_one_waits",
                violation_error_message=_("Der venter allerede timer for den dag."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["keeper", "reported_at"], condition=Q(state=ReportState.WAITING), name="reported_hours_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.day}"
