"""The personal link: on paper or in a message, it opens the person's own schedule after the birth date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models.candidate import Candidate
from smaajob.accounts.models import Kept, User
from smaajob.tokens import read_code, token_hash

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

LINK_LASTS = timedelta(days=180)
# So many wrong birth dates close a link for good: who found the paper shall not be able to try them all.
MOST_WRONG = 10


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def visible_to(self, scope: Scope) -> PersonalLinkQuerySet:
        """Those of people that the scope sees."""
        return self.filter(keeper=scope.organisation, candidate__in=Candidate.objects.visible_to(scope))

    def of_code(self, code: str) -> PersonalLinkQuerySet:
        """The one with a code, however the code was typed."""
        return self.filter(token_hash=token_hash(read_code(code)))

    def open(self) -> PersonalLinkQuerySet:
        """Those that can be used now."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now(), wrong_tries__lt=MOST_WRONG)


class PersonalLink(Kept):
    """Its code is short enough to be typed (`KXTR-4P9D-W2HM`); only the keyed hash is stored. A person may have several."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("lavet"), default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(_("gælder til"))
    revoked_at = models.DateTimeField(_("lukket"), null=True, blank=True)
    used_at = models.DateTimeField(_("sidst brugt"), null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="link_expires_after_made")]

    @property
    def is_open(self) -> bool:
        """As `open()`, for one row."""
        return self.revoked_at is None and timezone.now() < self.expires_at and self.wrong_tries < MOST_WRONG

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.made_at:%Y-%m-%d}"
