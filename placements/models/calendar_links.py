"""A secret address at which a calendar reads when a person is expected where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate
from smaajob.accounts.models import Kept, User
from smaajob.tokens import token_hash

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class CalendarLinkQuerySet(models.QuerySet["CalendarLink"]):
    def visible_to(self, scope: Scope) -> CalendarLinkQuerySet:
        """Those of people that the scope sees."""
        return self.filter(keeper=scope.organisation, candidate__in=Candidate.objects.visible_to(scope))

    def of_token(self, token: str) -> CalendarLinkQuerySet:
        """The one whose secret it is."""
        return self.filter(token_hash=token_hash(token))

    def open(self) -> CalendarLinkQuerySet:
        """Those that give anything."""
        return self.filter(revoked_at__isnull=True)


class CalendarLink(Kept):
    """Only the keyed hash of its secret is stored. A person has one that works; a new one stops the old at once."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="calendar_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("lavet"), default=timezone.now)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("stoppet"), null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.made_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None
