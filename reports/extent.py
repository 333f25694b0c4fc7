"""What a report is about: a programme or a municipality, and a period with both days included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Case, Count, DateField, DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Greatest, Least

from candidates.models import (
    Candidate,
    CandidateQuerySet,
    Course,
    Enrolment,
    EnrolmentQuerySet,
    Participation,
    Programme,
)
from placements.models import Hours, Placement, PlacementQuerySet
from placements.models.hours import DaysBetween
from smaajob.accounts.models import Organisation
from smaajob.archive import UNCOUNTED
from smaajob.snapshot import apart as apart
from smaajob.snapshot import one_moment as one_moment

Rows = TypeVar("Rows", bound="QuerySet[Any]")
# Twenty decimals while adding up: thirds of an hour then still round as they should (docs/import-format.md).
EXACT: DecimalField[Any, Any] = DecimalField(max_digits=40, decimal_places=20)


@dataclass(frozen=True)
class Extent:
    """Either `programme` or `municipality` (a canonical code). `keeper` None: whoever keeps the rows."""

    first: date
    last: date
    programme: Programme | None = None
    municipality: str = ""
    keeper: Organisation | None = None

    def placements(self) -> PlacementQuerySet:
        """The programme's, or those of the municipality's people. Not the cancelled, nor those of people who were a mistake."""
        rows: PlacementQuerySet = Placement.objects.order_by().exclude(candidate__archived_as__in=UNCOUNTED)
        if self.programme:
            return rows.filter(programme=self.programme)
        return self._kept(rows.filter(candidate__municipality=self.municipality))

    def active(self) -> PlacementQuerySet:
        """Placements that are active on a day of the period."""
        return self.placements().active_between(self.first, self.last)

    def started(self) -> PlacementQuerySet:
        """Placements whose start lies in the period."""
        return self.placements().filter(start__range=(self.first, self.last))

    def ended(self) -> PlacementQuerySet:
        """Placements that really ended in the period."""
        return self.placements().filter(actual_end__range=(self.first, self.last))

    def participants(self) -> CandidateQuerySet:
        """Programme: a participation overlaps the period. Municipality: registered by `last`, not moved away on `first`."""
        if self.programme:
            return self.in_programme(self.programme, self.first, self.last)
        counted = Candidate.objects.order_by().counted()
        people: CandidateQuerySet = self._kept(counted.filter(municipality=self.municipality))
        return people.filter(registered_on__lte=self.last).living_here(self.first)

    def in_programme(self, programme: Programme, first: date, last: date) -> CandidateQuerySet:
        """People with a participation that overlaps a period; nobody where it ends before it begins."""
        if last < first:
            return Candidate.objects.none()
        overlapping = Participation.objects.counted().filter(
            Q(end__isnull=True) | Q(end__gte=first), programme=programme, candidate=OuterRef("pk"), start__lte=last
        )
        return Candidate.objects.order_by().counted().filter(Exists(overlapping))

    def hours(self) -> QuerySet[Hours]:
        """Hours rows with a day in the period; `inside` is what each counts, by the share of its days that lie inside."""
        rows = Hours.objects.order_by().filter(first_day__lte=self.last, last_day__gte=self.first)
        rows = rows.exclude(placement__candidate__archived_as__in=UNCOUNTED)
        if self.programme:
            rows = rows.filter(placement__programme=self.programme)
        else:
            rows = self._kept(rows.filter(placement__candidate__municipality=self.municipality))
        begin, end = (Value(day, output_field=DateField()) for day in (self.first, self.last))
        days_inside = DaysBetween(Least("last_day", end), Greatest("first_day", begin)) + 1
        share = Cast(F("hours") * days_inside, EXACT) / (DaysBetween("last_day", "first_day") + 1)
        whole = Q(first_day__gte=self.first, last_day__lte=self.last)
        return rows.annotate(
            inside=Case(When(whole, then=Cast("hours", EXACT)), default=Cast(share, EXACT), output_field=EXACT)
        )

    def courses(self) -> QuerySet[Course]:
        """Courses whose dates overlap the period: the programme's own, or those with a participant from the municipality."""
        rows = Course.objects.order_by().counted().filter(start__lte=self.last, end__gte=self.first)
        if self.programme:
            return rows.filter(programme=self.programme)
        here = _of_counted(Enrolment.objects).filter(course=OuterRef("pk"), candidate__municipality=self.municipality)
        return self._kept(rows).filter(Exists(here))

    def enrolments(self) -> QuerySet[Enrolment]:
        """Who is on those courses; of a municipality only its own people."""
        rows = _of_counted(Enrolment.objects.order_by()).filter(course__in=self.courses())
        return rows if self.programme else rows.filter(candidate__municipality=self.municipality)

    def _kept(self, rows: Rows) -> Rows:
        return rows.filter(keeper=self.keeper) if self.keeper else rows


def _of_counted(rows: Any) -> EnrolmentQuerySet:
    found: EnrolmentQuerySet = rows.counted().exclude(candidate__archived_as__in=UNCOUNTED)
    return found


def sum_of_hours() -> dict[str, Any]:
    """The aggregates of hours rows: their sum, and the people who have any."""
    return {
        "sum": Sum("inside", default=Decimal(0)),
        "people": Count("placement__candidate", distinct=True, filter=Q(hours__gt=0)),
    }
