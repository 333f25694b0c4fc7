"""Who looked at whom, when and why. Plain ids without foreign keys, so that a row outlives what it names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Organisation, User
from smaajob.fields import choice_known

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class Kind(models.TextChoices):
    VIEW = "view", _("Set")
    SEARCH = "search", _("Søgt")
    EXPORT = "export", _("Eksporteret")
    PRINT = "print", _("Skrevet ud")
    UNMASK = "unmask", _("CPR-nummer vist")


class Flag(models.TextChoices):
    """What makes a look-up worth a second look (docs/operations.md says exactly when)."""

    NO_RELATION = "no_relation", _("Uden forbindelse til sagen")
    PROTECTED = "protected", _("Beskyttet adresse")
    COLLEAGUE = "colleague", _("En kollega")
    ONESELF = "oneself", _("Sig selv")


class AccessQuerySet(models.QuerySet["Access"]):
    def visible_to(self, scope: Scope) -> AccessQuerySet:
        """Those of the scope's organisation."""
        return self.filter(organisation=scope.organisation)

    def of_people(self, public_ids: Iterable[UUID]) -> AccessQuerySet:
        """The look-ups that showed one of these people: one person has several ids where doubles were merged.

        A function of the owner's finds them: below a policy PostgreSQL would not use the index of `people`.
        """
        return self.filter(pk__in=RawSQL("SELECT looks_at(%s::uuid[])", [list(public_ids)]))


class Access(models.Model):
    """One page (or export, or print) that showed people. Only the application's insert, never a change.

    `people` are public ids of candidates. `criteria` are the names of what was searched by, and `typed_hash` the keyed hash of what was
    typed: the name itself stands nowhere. `place` is the unit's name as it was then.
    """

    at = models.DateTimeField(_("hvornår"), default=timezone.now)
    organisation = models.ForeignKey(
        Organisation, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    user = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+")
    role = models.CharField(_("rolle"), max_length=20, blank=True)
    place = models.CharField(_("enhed"), max_length=200, blank=True)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    kind = models.CharField(_("hvordan"), max_length=10, choices=Kind)
    page = models.CharField(_("side"), max_length=80, blank=True)
    purpose = models.CharField(_("formål"), max_length=200)
    people = ArrayField(models.UUIDField(), default=list)
    criteria = ArrayField(models.CharField(max_length=60), default=list)
    typed_hash = models.CharField(max_length=64, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        indexes = [
            # Without a list of what is pending: whoever filled it would wait a second for its being put in order.
            GinIndex(fields=["people"], name="access_by_person", fastupdate=False),
            models.Index(fields=["organisation", "id"], name="access_by_organisation"),
            models.Index(fields=["organisation", "user", "id"], name="access_by_user"),
            BrinIndex(fields=["at"], name="access_by_time"),
        ]
        constraints = [
            choice_known("kind", Kind, "access_kind_known"),
            models.CheckConstraint(condition=~models.Q(purpose=""), name="access_has_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AccessFlag(models.Model):
    """That a look-up of one person is worth a second look; found by the worker as it seals."""

    organisation = models.ForeignKey(
        Organisation, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    access = models.ForeignKey(Access, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    person = models.UUIDField()
    flag = models.CharField(max_length=20, choices=Flag)

    objects = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "flag", "access"], name="access_flag_by_flag")]
        constraints = [
            models.UniqueConstraint(fields=["access", "person", "flag"], name="access_flag_once"),
            choice_known("flag", Flag, "access_flag_known"),
        ]

    def __str__(self) -> str:
        return f"{self.flag} {self.access_id}"
