"""How a task came here, and the secret link by which a company posts one without signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from employers.models.employer import Contact, Workplace
from smaajob.accounts.models import Kept, User
from smaajob.tokens import token_hash

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

# A company has a task now and then: half a year on the notice board, then a new one.
POSTING_LINK_LASTS = timedelta(days=180)


class PostedVia(models.TextChoices):
    """Who wrote a task down, and how."""

    HAND = "hand", _("Skrevet ind af kommunen")
    COMPANY = "company", _("Slået op af virksomheden")
    LINK = "link", _("Slået op via link")
    IMPORT = "import", _("Hentet fra et regneark")


BY_THE_COMPANY = (PostedVia.COMPANY, PostedVia.LINK)


class PostingLinkQuerySet(models.QuerySet["PostingLink"]):
    def visible_to(self, scope: Scope) -> PostingLinkQuerySet:
        """Those of the scope's workplaces, for who works with them; not the company's own to see."""
        return self.filter(keeper=scope.organisation, workplace__in=Workplace.objects.visible_to(scope))

    def of_token(self, token: str) -> PostingLinkQuerySet:
        """The one that a link's address leads to."""
        return self.filter(token_hash=token_hash(token))


class PostingLink(Kept):
    """Opens the form for one workplace, as often as it has a task; only the keyed hash of its secret is stored."""

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="posting_links")
    # Whom it was given to, also when an import has taken the contact away.
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="posting_links")
    name = models.CharField(_("givet til"), max_length=254)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("lavet"), default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(_("gælder til"))
    revoked_at = models.DateTimeField(_("lukket"), null=True, blank=True)
    used_at = models.DateTimeField(_("sidst brugt"), null=True, blank=True)

    objects = PostingLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="posting_link_expires_after_made")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it is neither closed nor too old; whether its workplace still is in use, is another question."""
        return self.revoked_at is None and timezone.now() < self.expires_at
