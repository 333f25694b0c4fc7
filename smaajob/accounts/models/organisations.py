"""Organisations: municipalities, partners and employers; their units."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from smaajob.fields import choice_known
from smaajob.schedule import ZONES
from smaajob.vocabulary import Country

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Kommune")
    PARTNER = "partner", _("Partner")
    EMPLOYER = "employer", _("Arbejdsgiver")


class PartnerKind(models.TextChoices):
    HOUSING = "housing", _("Boligorganisation")
    SOCIAL_ENTERPRISE = "social_enterprise", _("Socialøkonomisk virksomhed")
    FOUNDATION = "foundation", _("Fond")
    EDUCATION = "education", _("Uddannelse")
    OTHER = "other", _("Anden partner")


class Organisation(models.Model):
    """Who keeps rows: a municipality (with country and code) or a partner. An employer has users and keeps nothing about people."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("type"), max_length=20, choices=OrganisationKind)
    partner_kind = models.CharField(_("slags partner"), max_length=20, choices=PartnerKind, blank=True)
    name = models.CharField(_("navn"), max_length=200)
    country = models.CharField(_("land"), max_length=2, choices=Country, default=Country.DENMARK)
    code = models.CharField(_("kommunekode"), max_length=7, blank=True, help_text=_("DK-766 eller SE-0580"))
    cvr = models.CharField(_("CVR-nummer"), max_length=10, blank=True)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # How long the log of access is kept (smaajob.audit.models.Access): 12 months unless the organisation says otherwise.
    log_months = models.PositiveSmallIntegerField(_("måneder, som loggen gemmes"), default=12)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(log_months__range=(6, 24)),
                name="organisation_log_months",
                violation_error_message=_("Loggen gemmes i 6 til 24 måneder."),
            ),
            # Two companies may have one name; what tells them apart is their number.
            models.UniqueConstraint(Lower("name"), condition=~Q(kind="employer"), name="organisation_name_once"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="organisation_code_once"),
            models.UniqueConstraint(
                fields=["country", "cvr"], condition=Q(kind="employer"), name="organisation_employer_once"
            ),
            choice_known("country", Country, "organisation_country_known"),
            choice_known("partner_kind", PartnerKind, "organisation_partner_kind_known", blank=True),
            models.CheckConstraint(
                condition=Q(kind="municipality", country="DK", code__regex=r"^DK-[0-9]{3}$")
                | Q(kind="municipality", country="SE", code__regex=r"^SE-[0-9]{4}$")
                | Q(kind="partner", code="")
                | Q(kind="employer", code="", country="DK", cvr__regex=r"^[0-9]{8}$")
                | Q(kind="employer", code="", country="SE", cvr__regex=r"^[0-9]{10}$"),
                name="organisation_code_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="partner") | Q(partner_kind=""), name="organisation_only_partners_have_partner_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_municipality(self) -> bool:
        return self.kind == OrganisationKind.MUNICIPALITY

    @property
    def is_employer(self) -> bool:
        return self.kind == OrganisationKind.EMPLOYER

    @property
    def zone(self) -> Any:
        """The time zone that the organisation's clocks show."""
        return ZONES[self.country]


class Kept(models.Model):
    """A row about a person or an employer: the organisation that keeps it, and the only id that stands in a URL."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))

    class Meta:
        abstract = True


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, scope: Scope) -> UnitQuerySet:
        """Those of the scope's organisation."""
        return self.filter(keeper=scope.organisation)


class Unit(Kept):
    """A part of an organisation under the name it uses itself: Jobcenter, Arbejdsmarkedscenter, Ungeindsatsen …

    One unit of a municipality is its employer entrance (én virksomhedsindgang; in force since 2026): it confirms employers.
    """

    name = models.CharField(_("navn"), max_length=200)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    employer_entrance = models.BooleanField(_("virksomhedsindgang"), default=False)
    active = models.BooleanField(_("i brug"), default=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "keeper",
                Lower("name"),
                name="unit_name_once",
                violation_error_message=_("Der er allerede en enhed med det navn."),
            ),
            models.UniqueConstraint(
                fields=["keeper"], condition=Q(employer_entrance=True), name="unit_one_employer_entrance"
            ),
            models.CheckConstraint(
                condition=Q(employer_entrance=False) | Q(active=True), name="unit_entrance_is_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name
