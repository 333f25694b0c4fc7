"""What a municipality itself has corrected: its own rules and rates, and when it took a new list of target groups into use (ADR 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Kept, User
from smaajob.accounts.permissions import Permission
from smaajob.fields import DateRange, choice_known
from smaajob.rules.values import Confidence

if TYPE_CHECKING:
    from datetime import date

    from smaajob.accounts.scope import Scope

Row = TypeVar("Row", bound=models.Model, covariant=True)
STANDS = Q(taken_back_at__isnull=True)


class OwnQuerySet(models.QuerySet[Row]):
    def visible_to(self, scope: Scope) -> Self:
        """Those of the scope's organisation, for who reads rules."""
        return self.filter(keeper=scope.organisation) if scope.may(Permission.SEE_RULES) else self.none()

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(STANDS)


class Own(Kept):
    """Something that an administrator has decided with a reason, and can take back. Taken back it stays, as history."""

    valid_from = models.DateField(_("gælder fra"))
    reason = models.CharField(_("hvorfor"), max_length=300)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("rettet af"))
    made_at = models.DateTimeField(_("rettet"), db_default=Now())
    taken_back_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(_("taget tilbage"), null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="%(class)s_says_why"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="%(class)s_taken_back_by_somebody",
            ),
        ]

    @property
    def stands(self) -> bool:
        return self.taken_back_at is None


class RuleQuerySet(OwnQuerySet["Rule"]):
    """Own rules and rates."""


class Rule(Own):
    """A municipality's own row. It goes before the common one for its key and group from `valid_from` to `valid_to`, both included.

    `group` is a code of smaajob/rules/data/target_groups.csv, empty for all; `value` as smaajob.rules.units reads it.
    """

    key = models.CharField(_("regel"), max_length=60)
    group = models.CharField(_("målgruppe"), max_length=40, blank=True)
    value = models.CharField(_("værdi"), max_length=200, blank=True)
    valid_to = models.DateField(_("gælder til"), null=True, blank=True)
    paragraph = models.CharField(_("paragraf"), max_length=200, blank=True)
    source = models.CharField(_("kilde"), max_length=300)
    checked_on = models.DateField(_("kontrolleret"))
    confidence = models.CharField(_("hvor sikkert er det"), max_length=10, choices=Confidence)
    # The row of theirs that this one made shorter, and how long it held before: it is put back with it.
    shortened = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    shortened_until = models.DateField(null=True, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta(Own.Meta):
        ordering = ["key", "group", "valid_from", "pk"]
        constraints = [
            *Own.Meta.constraints,
            choice_known("confidence", Confidence, "rule_confidence_known"),
            models.CheckConstraint(condition=~Q(source=""), name="rule_has_a_source"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="rule_ends_after_it_begins",
                violation_error_message=_("Den sidste dag ligger før den første."),
            ),
            ExclusionConstraint(
                name="rule_one_at_a_time",
                expressions=[
                    ("keeper", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("group", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
                condition=STANDS,
                violation_error_message=_("Der gælder allerede en anden af jeres egne rettelser i de dage."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from}"

    def holds_on(self, day: date) -> bool:
        return self.stands and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class ListInUseQuerySet(OwnQuerySet["ListInUse"]):
    """Lists of target groups that somebody took into use."""


class ListInUse(Own):
    """The municipality has taken a list of target groups into use from a day: `list` is a code of smaajob/rules/data/lists.csv."""

    list = models.CharField(_("liste"), max_length=20)

    objects = ListInUseQuerySet.as_manager()

    class Meta(Own.Meta):
        ordering = ["valid_from", "pk"]
        constraints = [
            *Own.Meta.constraints,
            models.UniqueConstraint(
                fields=["keeper", "list"],
                condition=STANDS,
                name="list_in_use_once",
                violation_error_message=_("Listen er allerede taget i brug."),
            ),
            models.UniqueConstraint(
                fields=["keeper", "valid_from"],
                condition=STANDS,
                name="list_in_use_one_a_day",
                violation_error_message=_("En anden liste er taget i brug fra den samme dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.valid_from}"
