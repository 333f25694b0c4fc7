"""Who waits for a seat in a task, and whom a workplace asks for (ADR 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, not_hidden, of_people_seen
from employers.models import Task, Workplace
from placements.models.proposals import Proposal
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class WaitingQuerySet(models.QuerySet["WaitingEntry"]):
    def visible_to(self, scope: Scope) -> WaitingQuerySet:
        """As proposals: those of people whom the scope sees, and whose workplace it may know."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope).filter(not_hidden(scope, "candidate"))

    def waiting(self) -> WaitingQuerySet:
        """Those who still wait, the first to come first."""
        return self.filter(left_at__isnull=True).order_by("since", "pk")


class WaitingEntry(Kept):
    """Somebody who would take a seat in a task that is full. The order is told; a consultant decides, nobody moves by itself."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="waiting_entries", verbose_name=_("opgave"))
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="waiting_entries", verbose_name=_("person"))
    since = models.DateTimeField(_("siden"), default=timezone.now)
    words = models.CharField(_("bemærkning"), max_length=200, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    left_at = models.DateTimeField(_("taget af listen"), null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "candidate"],
                condition=Q(left_at__isnull=True),
                name="waiting_once",
                violation_error_message=_("Personen står allerede på ventelisten."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} · {self.task_id}"


class AskState(models.TextChoices):
    """What became of a workplace's wish."""

    WAITING = "waiting", _("Venter")
    TAKEN_UP = "taken_up", _("Der er lavet et forslag")
    CLOSED = "closed", _("Kan ikke lade sig gøre")


class AskQuerySet(models.QuerySet["EmployerAsk"]):
    def visible_to(self, scope: Scope) -> AskQuerySet:
        """Those at workplaces that the scope sees; one about a protected person only for who may know where they work."""
        rows = self.filter(workplace__in=Workplace.objects.all().kept_for(scope))
        if scope.organisation.is_employer:
            return rows
        # One in its own words may name anybody: it is for those who see all.
        return of_people_seen(rows, scope).filter(Q(candidate__isnull=True) | not_hidden(scope, "candidate"))


class EmployerAsk(Kept):
    """A workplace asks for somebody it knows: one whom it has been told of (`candidate`), or in its own words (`who`)."""

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="person_asks", verbose_name=_("arbejdsplads"))
    candidate = models.ForeignKey(
        Candidate, models.PROTECT, null=True, blank=True, related_name="employer_asks", verbose_name=_("person")
    )
    who = models.CharField(_("hvem"), max_length=120, blank=True)
    words = models.CharField(_("hvad det drejer sig om"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("spurgt"), default=timezone.now)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    state = models.CharField(_("tilstand"), max_length=10, choices=AskState, default=AskState.WAITING)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    answer = models.CharField(_("svar"), max_length=500, blank=True)
    proposal = models.OneToOneField(Proposal, models.SET_NULL, null=True, editable=False, related_name="ask")

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            choice_known("state", AskState, "ask_state_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", closed_at__isnull=True)
                | (~Q(state="waiting") & Q(closed_at__isnull=False)),
                name="ask_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workplace_id} {self.asked_at:%Y-%m-%d}"
