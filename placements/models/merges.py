"""Two records of the same person or workplace that became one, and what it takes to part them again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate
from smaajob.accounts.models import Kept, User
from smaajob.accounts.scope import Sight
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

UNDO_WITHIN = timedelta(days=30)


class MergeKind(models.TextChoices):
    CANDIDATE = "candidate", _("Personer")
    WORKPLACE = "workplace", _("Arbejdspladser")


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, scope: Scope) -> MergeQuerySet:
        """Those that the scope's organisation keeps; who sees only some people, those of people whom they see."""
        rows = self.filter(keeper=scope.organisation)
        if scope.sight == Sight.ALL:
            return rows
        people = Candidate.objects.visible_to(scope).values("public_id")
        return rows.filter(kind=MergeKind.CANDIDATE, kept_id__in=people)


class Merge(Kept):
    """`kept_id` and `gone_id` are public ids. `trace` is what moved and what stood before, encrypted; None once it is too late."""

    kind = models.CharField(max_length=10, choices=MergeKind)
    kept_id = models.UUIDField()
    gone_id = models.UUIDField()
    merged_at = models.DateTimeField(db_default=Now())
    merged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    trace = models.BinaryField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at"]
        constraints = [choice_known("kind", MergeKind, "merge_kind_known")]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone_id} → {self.kept_id}"
