"""Terms are written once: a task is Terms that everyone may see, an agreement is Terms as two people agreed them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from smaajob.fields import choice_known, codes_field, only_known, windows_field
from smaajob.schedule import is_dated, total_hours
from smaajob.vocabulary import OPPOSITE_ACCOMMODATION, Accommodation, Certificate, Demand, PlacementKind, Step


class Terms(models.Model):
    """What the work is, when, what it asks and what it offers."""

    kind = models.CharField(_("type"), max_length=20, choices=PlacementKind)
    description = models.TextField(_("beskrivelse"), blank=True)
    windows = windows_field(_("tider"))
    flexible = models.BooleanField(_("fleksible tider"), default=False)
    hours = models.DecimalField(
        _("timer"),
        max_digits=7,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("Om ugen; i alt, hvis tiderne er datoer. Bruges, når tiderne er fleksible."),
    )
    min_session_hours = models.DecimalField(
        _("mindste vagt i timer"), max_digits=5, decimal_places=3, default=Decimal(2)
    )
    postcode = models.CharField(_("postnummer"), max_length=5, blank=True)
    step = models.PositiveSmallIntegerField(_("trin"), choices=Step, null=True, blank=True)
    demands = codes_field(_("krav"), Demand)
    offered = codes_field(_("kan tilbydes"), Accommodation)
    not_offered = codes_field(_("kan ikke tilbydes"), Accommodation)
    languages = codes_field(_("sprog"), length=5)
    hourly_pay = models.DecimalField(_("timeløn"), max_digits=8, decimal_places=3, null=True, blank=True)
    pay_note = models.CharField(_("om lønnen"), max_length=200, blank=True)
    # What a person must know to come the first day. A name and a number as they hold for this work: a workplace has many contacts.
    meets_name = models.CharField(_("hvem tager imod"), max_length=120, blank=True)
    meets_phone = models.CharField(_("telefon til den, der tager imod"), max_length=30, blank=True)
    find_way = models.CharField(_("sådan finder man ind"), max_length=300, blank=True)
    bring = models.CharField(_("hvad skal man have med"), max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            choice_known("kind", PlacementKind, "%(class)s_kind_known"),
            only_known("demands", Demand, "%(class)s_demands_known"),
            only_known("offered", Accommodation, "%(class)s_offered_known"),
            only_known("not_offered", Accommodation, "%(class)s_not_offered_known"),
            models.CheckConstraint(
                condition=Q(flexible=False) | Q(hours__gt=0),
                name="%(class)s_flexible_has_hours",
                violation_error_message=_("Skriv, hvor mange timer opgaven er på, når tiderne er fleksible."),
            ),
        ]

    @property
    def windows_are_dated(self) -> bool:
        """Whether the windows are dates rather than a week's pattern."""
        return is_dated(self.windows)

    @property
    def agreed_hours(self) -> Decimal:
        """Hours a week; in all where the windows are dated."""
        return self.hours if self.flexible and self.hours is not None else total_hours(self.windows)

    @property
    def certificates(self) -> list[str]:
        """The demands that a paper can show."""
        return [code for code in self.demands if code in Certificate.values]

    @property
    def refused(self) -> set[str]:
        """Accommodations that these terms do not offer: said so, or the opposite of a demand."""
        opposites = {OPPOSITE_ACCOMMODATION[code] for code in self.demands if code in OPPOSITE_ACCOMMODATION}
        return set(self.not_offered) | opposites

    def copy_terms_to(self, other: Terms) -> None:
        """Give another Terms the same content; later changes of one don't touch the other."""
        for field in Terms._meta.get_fields():
            value = getattr(self, field.name)
            setattr(other, field.name, list(value) if isinstance(value, list) else value)
