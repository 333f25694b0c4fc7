"""What is told of a person: which items, to which workplace, from, to, under which consent. What was told stays on record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candidates.models.candidate import Candidate, of_people_seen
from candidates.models.consent import Consent, ConsentItem
from smaajob.accounts.models import Kept, User
from smaajob.fields import codes_field, only_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, scope: Scope) -> DisclosureQuerySet:
        """Those about people that the scope sees."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope)

    def on(self, day: date) -> DisclosureQuerySet:
        """Those that a workplace may look at on a day: begun, and not over or ended before its time."""
        return self.filter(start__lte=day, end__gte=day, ended_at__isnull=True)


class Disclosure(Kept):
    """`to_id` is the workplace's public id, `to_name` its name when it was told.

    `ended_at`: the consent was withdrawn, or what it was told for is over.
    """

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="disclosures")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="disclosures")
    items = codes_field(_("hvad"), ConsentItem)
    to_id = models.UUIDField()
    to_name = models.CharField(_("til hvem"), max_length=200)
    start = models.DateField(_("fra"))
    end = models.DateField(_("til"))
    told_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    told_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="disclosure_end_after_start"),
            models.CheckConstraint(condition=~Q(items=[]), name="disclosure_says_what"),
            models.CheckConstraint(condition=~Q(to_name=""), name="disclosure_says_to_whom"),
            only_known("items", ConsentItem, "disclosure_items_known"),
        ]
        indexes = [models.Index(fields=["to_id", "end"], name="disclosure_by_receiver")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.to_name}"

    @property
    def item_names(self) -> list[str]:
        """What is told, in the order in which it is asked."""
        return [str(label) for code, label in ConsentItem.choices if code in self.items]
