"""What a user is in an organisation, and the invitation that leads there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models.organisations import Kept, Organisation, Unit
from smaajob.accounts.models.users import User
from smaajob.accounts.roles import Role
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

INVITATION_DAYS = 14


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, scope: Scope) -> MembershipQuerySet:
        """Those of the scope's organisation."""
        return self.filter(organisation=scope.organisation)

    def search(self, words: str) -> MembershipQuerySet:
        """Those whose user has every word somewhere in the name or the e-mail."""
        rows = self
        for word in words.split():
            rows = rows.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
        return rows


class Membership(models.Model):
    """A user's role in an organisation; one who has two there chooses which one to act in. Leaving deactivates, never deletes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("rolle"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("enhed"))
    active = models.BooleanField(_("aktiv"), default=True)
    joined_at = models.DateTimeField(_("siden"), default=timezone.now)
    left_at = models.DateTimeField(_("holdt op"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            choice_known("role", Role, "membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, scope: Scope) -> InvitationQuerySet:
        """Those to the scope's organisation."""
        return self.filter(keeper=scope.organisation)

    def search(self, words: str) -> InvitationQuerySet:
        """Those that have every word somewhere in the name or the address."""
        rows = self
        for word in words.split():
            rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(phone__icontains=word))
        return rows

    def open(self) -> InvitationQuerySet:
        """Neither used nor withdrawn; it may have run out, and can then be sent again."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(Kept):
    """A link that makes its receiver a member once. The link itself is not stored, only its hash; sending again makes a new one.

    `subject_kind` and `subject_id` say whom it is about where it is about somebody: the person that a mentor, a guardian or a
    programme's worker is to follow (`candidates.candidate`, `candidates.programme`).
    """

    role = models.CharField(_("rolle"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("enhed"))
    name = models.CharField(_("navn"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    language = models.CharField(_("sprog"), max_length=5, default="da")
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("inviteret af"))
    invited_at = models.DateTimeField(_("inviteret"), default=timezone.now)
    sent_at = models.DateTimeField(_("sendt"), default=timezone.now)
    expires_at = models.DateTimeField(_("gælder til"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            choice_known("role", Role, "invitation_role_known"),
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="invitation_has_an_address"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="invitation_expires_after_sending"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_used_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["keeper", "role", "email", "subject_id"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True) & ~Q(email=""),
                nulls_distinct=False,
                name="invitation_one_open",
                violation_error_message=_("Der ligger allerede en invitation til den adresse. Send den igen i stedet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.keeper}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    @property
    def has_run_out(self) -> bool:
        return timezone.now() >= self.expires_at
