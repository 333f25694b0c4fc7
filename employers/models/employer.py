"""Employers by CVR, their workplaces by P-number, and whom to call there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Kept, User
from smaajob.accounts.scope import Sight
from smaajob.archive import Archivable, ArchivableQuerySet, ArchivedAs, archived_says_how, new_external_id
from smaajob.fields import choice_known, codes_field, danish_sort_key, only_known
from smaajob.geography import town
from smaajob.search import Fields, find, folded_text
from smaajob.vocabulary import Accommodation, Country, EmployerType

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


class RegisterNumberFits(Func):
    """The database's own check of a CVR (modulus 11) or a Swedish organisationsnummer (Luhn); see the migration."""

    function = "register_number_fits"
    output_field = BooleanField()


class Employer(Kept):
    """One per keeper and CVR; a workplace without CVR has an employer of its own."""

    country = models.CharField(_("land"), max_length=2, choices=Country, default=Country.DENMARK)
    cvr = models.CharField(_("CVR-nummer"), max_length=10, blank=True)
    name = models.CharField(_("navn"), max_length=200)
    search_text = folded_text("name")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["keeper", "country", "cvr"], condition=~Q(cvr=""), name="employer_once_per_keeper_and_cvr"
            ),
            choice_known("country", Country, "employer_country_known"),
            models.CheckConstraint(
                condition=Q(cvr="") | Q(RegisterNumberFits(F("country"), F("cvr"))),
                name="employer_cvr_fits",
                violation_error_message=_("CVR-nummeret er ikke gyldigt. Tjek de 8 cifre."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkplaceQuerySet(ArchivableQuerySet["Workplace"]):
    def visible_to(self, scope: Scope) -> WorkplaceQuerySet:
        """Those that the scope may see; one that was merged into another is that other."""
        return self.filter(merged_into__isnull=True).kept_for(scope)

    def kept_for(self, scope: Scope) -> WorkplaceQuerySet:
        """An employer sees its own, whoever keeps them; those who work with people all that their organisation keeps."""
        own = scope.organisation
        if own.is_employer:
            return self.filter(employer__country=own.country, employer__cvr=own.cvr)
        return self.filter(keeper=own) if scope.sight in {Sight.ALL, Sight.PROGRAMMES} else self.none()

    def search(self, words: str) -> WorkplaceQuerySet:
        """By name, CVR, P-number, id, town, postcode, or the name or phone of whom to call; the best first (`relevance`)."""
        return find(self, words, SEARCHED)


class Workplace(Kept, Archivable):
    """Where people work; in Denmark it has a P-number."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="workplaces")
    external_id = models.CharField(_("id i jeres regneark"), max_length=60, default=new_external_id)
    name = models.CharField(_("navn"), max_length=200)
    sort_key = danish_sort_key("name")
    search_text = folded_text("name")
    country = models.CharField(_("land"), max_length=2, choices=Country, default=Country.DENMARK)
    p_number = models.CharField(_("P-nummer"), max_length=10, blank=True)
    type = models.CharField(_("type"), max_length=20, choices=EmployerType)
    industry = models.CharField(_("branche"), max_length=200, blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("postnummer"), max_length=5)
    employees = models.PositiveIntegerField(_("ansatte"), null=True, blank=True)
    offered = codes_field(_("kan tilbydes"), Accommodation)
    not_offered = codes_field(_("kan ikke tilbydes"), Accommodation)
    consultant = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fast kontakt i kommunen")
    )
    consultant_email = models.EmailField(_("den faste kontakts e-mail"), blank=True)
    stand_in = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stedfortræder i kommunen")
    )
    about = models.TextField(_("sådan er der"), blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="+")

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["keeper", "external_id"],
                name="workplace_external_id_once",
                violation_error_message=_("Det id er allerede brugt."),
            ),
            models.CheckConstraint(condition=~Q(external_id=""), name="workplace_has_external_id"),
            archived_says_how("workplace_archived_says_how"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(archived_as=ArchivedAs.MERGED),
                name="workplace_merged_is_archived",
            ),
            choice_known("type", EmployerType, "workplace_type_known"),
            choice_known("country", Country, "workplace_country_known"),
            models.CheckConstraint(
                condition=Q(p_number="") | Q(p_number__regex=r"^[0-9]{10}$"),
                name="workplace_p_number_form",
                violation_error_message=_("Et P-nummer har 10 cifre."),
            ),
            only_known("offered", Accommodation, "workplace_offered_known"),
            only_known("not_offered", Accommodation, "workplace_not_offered_known"),
        ]
        # No trigram index: a thousand names are read as fast in order (ADR 5).
        indexes = [models.Index(fields=["keeper", "sort_key"], name="workplace_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def town(self) -> str:
        return town(self.postcode, self.country)


class ContactQuerySet(ArchivableQuerySet["Contact"]):
    def visible_to(self, scope: Scope) -> ContactQuerySet:
        """Those that the scope's organisation keeps."""
        if scope.sight == Sight.ALL:
            return self.filter(keeper=scope.organisation)
        return self.filter(workplace__in=Workplace.objects.all().kept_for(scope))


class Contact(Kept, Archivable):
    """Whom to call at a workplace."""

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="contacts")
    name = models.CharField(_("navn"), max_length=200, blank=True)
    search_text = folded_text("name")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    role = models.CharField(_("rolle på arbejdspladsen"), max_length=100, blank=True)
    call_when = models.CharField(_("hvornår er det bedst at ringe"), max_length=200, blank=True)
    main = models.BooleanField(_("ring først her"), default=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-main", "name"]
        constraints = [
            models.UniqueConstraint(fields=["workplace"], condition=Q(main=True), name="contact_one_main"),
            models.CheckConstraint(
                condition=Q(main=False) | Q(archived_at__isnull=True), name="contact_main_is_not_archived"
            ),
            archived_says_how("contact_archived_says_how"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone


SEARCHED = Fields(
    texts=("search_text", "employer__search_text"),
    ids=("external_id",),
    numbers=("employer__cvr", "p_number"),
    place=lambda postcodes: Q(postcode__in=postcodes),
    beside=(Contact.objects.current(), "workplace", Fields(texts=("search_text",), phones=("phone",))),
)
