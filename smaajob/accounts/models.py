"""Organisations, users and what a user is in an organisation."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from smaajob.fields import choice_known
from smaajob.schedule import ZONES
from smaajob.vocabulary import Country


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Kommune")
    PARTNER = "partner", _("Partner")


class Organisation(models.Model):
    """Who keeps rows: a municipality (with country and code) or a partner."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("type"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("navn"), max_length=200)
    country = models.CharField(_("land"), max_length=2, choices=Country, default=Country.DENMARK)
    code = models.CharField(_("kommunekode"), max_length=7, blank=True, help_text=_("DK-766 eller SE-0580"))

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="organisation_name_once"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="organisation_code_once"),
            choice_known("country", Country, "organisation_country_known"),
            models.CheckConstraint(
                condition=Q(kind="municipality", country="DK", code__regex=r"^DK-[0-9]{3}$")
                | Q(kind="municipality", country="SE", code__regex=r"^SE-[0-9]{4}$")
                | Q(kind="partner", code=""),
                name="organisation_code_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_municipality(self) -> bool:
        return self.kind == OrganisationKind.MUNICIPALITY

    @property
    def zone(self) -> Any:
        """The time zone that the organisation's clocks show."""
        return ZONES[self.country]


class UserManager(BaseUserManager["User"]):
    """Users are known by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; the address is stored in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("navn"), max_length=200)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Role(models.TextChoices):
    CONSULTANT = "consultant", _("Konsulent")
    MANAGER = "manager", _("Leder")


class Membership(models.Model):
    """What a user is in an organisation. Leaving deactivates, never deletes."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("rolle"), max_length=20, choices=Role)
    active = models.BooleanField(_("aktiv"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
            choice_known("role", Role, "membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class Kept(models.Model):
    """A row about a person or an employer: the organisation that keeps it, and the only id that stands in a URL."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))

    class Meta:
        abstract = True
