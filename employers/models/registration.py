"""An employer that wants to take part: it registers itself with its CVR, and a municipality's employer entrance confirms it, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from employers.models.employer import RegisterNumberFits
from smaajob.accounts.models import Kept, Organisation, User
from smaajob.fields import choice_known
from smaajob.vocabulary import Country

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class RegistrationState(models.TextChoices):
    WAITS = "waits", _("Venter på svar")
    CONFIRMED = "confirmed", _("Bekræftet")
    REFUSED = "refused", _("Ikke bekræftet")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, scope: Scope) -> RegistrationQuerySet:
        """Those that the scope's organisation was asked to confirm."""
        return self.filter(keeper=scope.organisation)


class Registration(Kept):
    """What somebody said of their company. Until it is confirmed it opens nothing; `organisation` is what it then became."""

    country = models.CharField(_("land"), max_length=2, choices=Country, default=Country.DENMARK)
    cvr = models.CharField(_("CVR-nummer"), max_length=10)
    company = models.CharField(_("virksomhedens navn"), max_length=200)
    name = models.CharField(_("dit navn"), max_length=200)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    words = models.TextField(_("hvad kunne I bruge hjælp til?"), max_length=1000, blank=True)
    state = models.CharField(_("tilstand"), max_length=10, choices=RegistrationState, default=RegistrationState.WAITS)
    asked_at = models.DateTimeField(_("sendt"), default=timezone.now)
    decided_at = models.DateTimeField(_("besvaret"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("begrundelse"), blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            choice_known("country", Country, "registration_country_known"),
            choice_known("state", RegistrationState, "registration_state_known"),
            models.CheckConstraint(
                condition=Q(RegisterNumberFits(F("country"), F("cvr"))),
                name="registration_cvr_fits",
                violation_error_message=_("CVR-nummeret er ikke gyldigt. Tjek de 8 cifre."),
            ),
            models.CheckConstraint(
                condition=Q(state="waits", decided_at__isnull=True) | (~Q(state="waits") & Q(decided_at__isnull=False)),
                name="registration_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", organisation__isnull=False)
                | (~Q(state="confirmed") & Q(organisation__isnull=True)),
                name="registration_confirmed_is_organisation",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="registration_refused_says_why"),
        ]

    def __str__(self) -> str:
        return self.company
