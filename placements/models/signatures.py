"""Who said yes to what: a signature is given to the exact content of an agreement and never changed; links for those without a login."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Candidate, of_people_seen
from placements.models.agreements import AgreementVersion, Party
from placements.models.placements import Placement
from smaajob.accounts.models import Kept, User
from smaajob.fields import choice_known
from smaajob.tokens import token_hash

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

SIGNING_LINK_LASTS = timedelta(days=60)


class Says(models.TextChoices):
    YES = "yes", _("Skrev under")
    NO = "no", _("Vil ikke skrive under")


class Method(models.TextChoices):
    """How it was given: with one's own login, by a link and a code, or on paper."""

    SCREEN = "screen", _("på skærmen")
    LINK = "link", _("med link og kode")
    PAPER = "paper", _("på papir")


class Signature(Kept):
    """A party's yes or no. `name` is what they typed, or what stands on the paper, which was seen on `seen_on` and noted by `noted_by`.

    `paper` is the public id of the scan, where there is one (smaajob.files). After a no somebody can still say yes; not the other way.
    """

    agreement = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="signatures")
    party = models.CharField(_("hvem"), max_length=20, choices=Party)
    says = models.CharField(_("svar"), max_length=3, choices=Says, default=Says.YES)
    words = models.TextField(_("hvorfor ikke"), blank=True)
    name = models.CharField(_("navn"), max_length=200)
    method = models.CharField(_("hvordan"), max_length=10, choices=Method)
    at = models.DateTimeField(_("hvornår"), default=timezone.now)
    content_hash = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    seen_on = models.DateField(_("dagen på papiret"), null=True, blank=True)
    paper = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"],
                condition=Q(says="yes"),
                name="signature_once",
                violation_error_message=_("Der er allerede skrevet under."),
            ),
            choice_known("party", Party, "signature_party_known"),
            choice_known("says", Says, "signature_says_known"),
            choice_known("method", Method, "signature_method_known"),
            models.CheckConstraint(condition=~Q(name=""), name="signature_has_a_name"),
            models.CheckConstraint(condition=Q(says="yes") | ~Q(words=""), name="signature_no_says_why"),
            models.CheckConstraint(
                condition=Q(method="paper", seen_on__isnull=False)
                | (~Q(method="paper") & Q(seen_on__isnull=True, noted_by__isnull=True, paper__isnull=True)),
                name="signature_on_paper_was_seen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.party}"


class SigningLinkQuerySet(models.QuerySet["SigningLink"]):
    def visible_to(self, scope: Scope) -> SigningLinkQuerySet:
        """Those about people that the scope sees."""
        return of_people_seen(self.filter(keeper=scope.organisation), scope)

    def of_token(self, token: str) -> SigningLinkQuerySet:
        """The one whose secret it is."""
        return self.filter(token_hash=token_hash(token))

    def usable(self) -> SigningLinkQuerySet:
        """Those that can be used now."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class SigningLink(Kept):
    """For somebody without a login: it leads to what the party is asked to sign *now*, after a code to the phone or e-mail that
    stands here.

    It belongs to the placement and not to a version, so an old link never shows what was replaced. Links to an address that is no
    longer the party's are closed.
    """

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="signing_links")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="+")
    party = models.CharField(_("hvem"), max_length=20, choices=Party)
    name = models.CharField(_("navn"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = SigningLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            choice_known("party", Party, "signing_link_party_known"),
            models.CheckConstraint(condition=~Q(party="municipality"), name="signing_link_not_for_the_municipality"),
            models.CheckConstraint(condition=~Q(name=""), name="signing_link_has_a_name"),
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="signing_link_leads_somewhere"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="signing_link_expires_after_made"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.party}"

    @property
    def is_usable(self) -> bool:
        """As `usable()`, for one row."""
        return self.revoked_at is None and timezone.now() < self.expires_at
