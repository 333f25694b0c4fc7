"""What was delivered: frozen, with its figures, its definitions and its hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candidates.models import Programme
from smaajob.accounts.permissions import Permission
from smaajob.geography import country_of, municipality_name
from smaajob.jobs.models import Job
from smaajob.vocabulary import Country

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


def full_municipality_name(code: str) -> str:
    """`DK-851` → `Aalborg Kommune`."""
    word = gettext("%s kommun") if country_of(code) == Country.SWEDEN else gettext("%s Kommune")
    return word % municipality_name(code)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, scope: Scope) -> ReportQuerySet:
        """Those that the scope's organisation keeps, for who may read reports."""
        return self.filter(keeper=scope.organisation) if scope.may(Permission.REPORT) else self.none()

    def without_document(self) -> ReportQuerySet:
        """For lists: the PDF stays in the database."""
        return self.defer("document")


class Report(Job):
    """An outcome report on a programme or a municipality, for a period with both days included."""

    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.CharField(_("kommune"), max_length=7, blank=True)
    first_day = models.DateField(_("fra"))
    last_day = models.DateField(_("til"))
    data_as_of = models.DateTimeField(_("data fra"), null=True)
    figures = models.JSONField(null=True)
    document = models.BinaryField(null=True, editable=False)
    document_hash = models.CharField(max_length=64, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta(Job.Meta):
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            *Job.Meta.constraints,
            models.CheckConstraint(
                condition=Q(programme__isnull=False, municipality="")
                | (Q(programme__isnull=True) & ~Q(municipality="")),
                name="report_has_one_scope",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="report_end_after_start",
                violation_error_message=_("Perioden slutter, før den starter."),
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(document__isnull=False, figures__isnull=False, data_as_of__isnull=False),
                name="report_done_has_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope_name} {self.first_day}–{self.last_day}"

    @property
    def scope_name(self) -> str:
        """The programme's name, or `Aalborg Kommune`."""
        return self.programme.name if self.programme else full_municipality_name(self.municipality)
