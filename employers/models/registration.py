"""An employer that wants to take part: it registers itself with its CVR, and a municipality's employer entrance confirms it, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from employers.models.employer import RegisterNumberFits
from smaajob.accounts.models import Kept, Organisation, OrganisationKind, User
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
        """Those that the scope's organisation was asked to confirm; a company sees who asks to be one of its own, anywhere."""
        own = scope.organisation
        if own.is_employer:
            return self.filter(country=own.country, cvr=own.cvr)
        return self.filter(keeper=own)

    def waiting(self) -> RegistrationQuerySet:
        return self.filter(state=RegistrationState.WAITS)

    def beside(self, row: Registration) -> RegistrationQuerySet:
        """Others who ask for the same company at the same municipality."""
        return self.filter(keeper_id=row.keeper_id, country=row.country, cvr=row.cvr).exclude(pk=row.pk)

    def once_a_company(self) -> RegistrationQuerySet:
        """Of those who wait for the same company at the same municipality only the first; the others come after it."""
        earlier = Registration.objects.waiting().filter(
            keeper=OuterRef("keeper"), country=OuterRef("country"), cvr=OuterRef("cvr"), pk__lt=OuterRef("pk")
        )
        return self.exclude(Q(state=RegistrationState.WAITS) & Exists(earlier))

    def with_company(self) -> RegistrationQuerySet:
        """`company_name`: what the company is called where it is confirmed already, else None."""
        here = Organisation.objects.filter(
            kind=OrganisationKind.EMPLOYER, country=OuterRef("country"), cvr=OuterRef("cvr")
        )
        return self.annotate(company_name=Subquery(here.values("name")[:1]))

    def search(self, words: str) -> RegistrationQuerySet:
        """By company, name, e-mail or number."""
        found = Q(company__icontains=words) | Q(name__icontains=words) | Q(email__icontains=words)
        digits = "".join(sign for sign in words if sign.isdigit())
        return self.filter(found | Q(cvr__startswith=digits) if digits else found)


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

    @property
    def waits(self) -> bool:
        return self.state == RegistrationState.WAITS
