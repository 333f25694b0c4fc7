"""What is kept for how long, who is held back, and the runs that erase: proposed by one, approved by another (ADR 11)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Kept, User
from smaajob.accounts.permissions import Permission
from smaajob.fields import choice_known
from smaajob.jobs.models import Job, JobState

if TYPE_CHECKING:
    from uuid import UUID

    from smaajob.accounts.scope import Scope

LEAST, MOST = 1, 360  # months


class Period(Kept):
    """What the organisation itself has decided: rows of a kind go so many months after they were over. Without one nothing falls due."""

    kind = models.CharField(max_length=30)
    months = models.PositiveSmallIntegerField(_("måneder"))
    decided_on = models.DateField(_("besluttet"))
    decided_where = models.CharField(_("hvor det står"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["keeper", "kind"], name="period_once"),
            models.CheckConstraint(
                condition=Q(months__range=(LEAST, MOST)),
                name="period_months_range",
                violation_error_message=_("Skriv et antal måneder mellem 1 og 360."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.months}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, scope: Scope) -> HoldQuerySet:
        """Those of the scope's organisation, for who places them and for who erases."""
        may = scope.may(Permission.HOLD) or scope.may(Permission.ERASE)
        return self.filter(keeper=scope.organisation) if may else self.none()

    def active(self, day: date) -> HoldQuerySet:
        """Those that hold on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), lifted_at__isnull=True)


class Hold(Kept):
    """Somebody is not erased until `until` (included; None: until it is lifted). About a row without a foreign key, as in the record."""

    about_kind = models.CharField(max_length=60)
    about_id = models.UUIDField()
    reason = models.CharField(_("hvorfor"), max_length=300)
    until = models.DateField(_("til og med"), null=True, blank=True)
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sat af"))
    placed_at = models.DateTimeField(_("sat"), db_default=Now())
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id"],
                condition=Q(lifted_at__isnull=True),
                name="hold_one_at_a_time",
                violation_error_message=_("Personen er allerede holdt tilbage fra sletning."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about_kind} {self.public_id}"


class Basis(models.TextChoices):
    """Why. No free text: it would outlive whoever it is about."""

    TIME = "time", _("Tiden er gået")
    REQUEST = "request", _("Personen har bedt om det")
    MISTAKE = "mistake", _("Oplysningerne skulle ikke have været her")


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, scope: Scope) -> RunQuerySet:
        """Those of the scope's organisation, for who may erase."""
        return self.filter(keeper=scope.organisation) if scope.may(Permission.ERASE) else self.none()

    def waiting_for(self, scope: Scope) -> RunQuerySet:
        """Those that somebody else has proposed, and that nobody has answered."""
        rows = self.visible_to(scope).filter(state=JobState.ORDERED, approved_at__isnull=True)
        return rows.exclude(ordered_by=scope.user)


class Run(Job):
    """`ordered_by` proposes, `approved_by` approves; the worker takes it then, never before. `digest` is of the frozen list."""

    kind = models.CharField(max_length=30)
    basis = models.CharField(_("hvorfor"), max_length=10, choices=Basis)
    keep_copy = models.BooleanField(_("gem en kopi"), default=True)
    digest = models.CharField(max_length=64, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("godkendt"), null=True)
    rejected_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = RunQuerySet.as_manager()

    class Meta(Job.Meta):
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            *Job.Meta.constraints,
            choice_known("basis", Basis, "run_basis_known"),
            models.CheckConstraint(condition=Q(ordered_by__isnull=False), name="run_proposed_by_somebody"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("ordered_by")),
                name="run_two_people",
                violation_error_message=_("Du har selv foreslået sletningen. En anden skal godkende den."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False, rejected_by__isnull=True) & ~Q(digest="")),
                name="run_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=False) | ~Q(state__in=["running", "done"]),
                name="run_works_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(rejected_by__isnull=True) | Q(state="failed"), name="run_rejected_is_over"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def waits(self) -> bool:
        """For the second person."""
        return self.state == JobState.ORDERED and self.approved_at is None

    @property
    def is_rejected(self) -> bool:
        return self.rejected_by_id is not None


class Outcome(models.TextChoices):
    ERASED = "erased", _("Slettet")
    HELD = "held", _("Holdt tilbage")
    IN_USE = "in_use", _("Er i gang igen")
    GONE = "gone", _("Var her ikke mere")
    DROPPED = "dropped", _("Blev ikke til noget")


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, scope: Scope) -> ItemQuerySet:
        """Those of the scope's organisation, for who may erase; the copy stays in the database."""
        rows = self.filter(keeper=scope.organisation) if scope.may(Permission.ERASE) else self.none()
        return rows.defer("copy")


class Item(Kept):
    """One of a run's frozen list. `closed_on` is the day on which it was over; `counts` what went, by model; `copy` a zip, encrypted."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="items")
    about_kind = models.CharField(max_length=60)
    about_id = models.UUIDField()
    closed_on = models.DateField(_("sidste aktivitet"))
    outcome = models.CharField(_("hvordan det gik"), max_length=10, choices=Outcome, blank=True)
    counts = models.JSONField(default=dict)
    copy = models.BinaryField(null=True, editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["closed_on", "pk"]
        constraints = [
            choice_known("outcome", Outcome, "item_outcome_known", blank=True),
            models.UniqueConstraint(
                fields=["about_kind", "about_id"],
                condition=Q(outcome=""),
                name="item_once_at_a_time",
                violation_error_message=_("Personen står allerede i et forslag om sletning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about_kind} {self.about_id}"


def digest_of(rows: Iterable[tuple[UUID, date]]) -> str:
    """Of a list as it is frozen, whatever order it comes in: what the second person has seen is what is erased."""
    lines = sorted(f"{public_id} {closed_on.isoformat()}" for public_id, closed_on in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
