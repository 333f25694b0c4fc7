"""What a report is about: a programme or a municipality, and a period with both days included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Case, Count, DateField, DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Greatest, Least
from django.utils import timezone

from candidates.models import Candidate, CandidateQuerySet, Course, Enrolment, Participation, Programme
from placements.models import Hours, Placement, PlacementQuerySet
from placements.models.hours import DaysBetween
from smaajob.accounts.models import Organisation

Result = TypeVar("Result")
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
        """The programme's, or those of the municipality's people."""
        rows: PlacementQuerySet = Placement.objects.order_by()
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
        people: CandidateQuerySet = self._kept(Candidate.objects.order_by().filter(municipality=self.municipality))
        return people.filter(registered_on__lte=self.last).living_here(self.first)

    def in_programme(self, programme: Programme, first: date, last: date) -> CandidateQuerySet:
        """People with a participation that overlaps a period; nobody where it ends before it begins."""
        if last < first:
            return Candidate.objects.none()
        overlapping = Participation.objects.filter(
            Q(end__isnull=True) | Q(end__gte=first), programme=programme, candidate=OuterRef("pk"), start__lte=last
        )
        return Candidate.objects.order_by().filter(Exists(overlapping))

    def hours(self) -> QuerySet[Hours]:
        """Hours rows with a day in the period; `inside` is what each counts, by the share of its days that lie inside."""
        rows = Hours.objects.order_by().filter(first_day__lte=self.last, last_day__gte=self.first)
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
        rows = Course.objects.order_by().filter(start__lte=self.last, end__gte=self.first)
        if self.programme:
            return rows.filter(programme=self.programme)
        here = Enrolment.objects.filter(course=OuterRef("pk"), candidate__municipality=self.municipality)
        return self._kept(rows).filter(Exists(here))

    def enrolments(self) -> QuerySet[Enrolment]:
        """Who is on those courses; of a municipality only its own people."""
        rows = Enrolment.objects.order_by().filter(course__in=self.courses())
        return rows if self.programme else rows.filter(candidate__municipality=self.municipality)

    def _kept(self, rows: Rows) -> Rows:
        return rows.filter(keeper=self.keeper) if self.keeper else rows


def sum_of_hours() -> dict[str, Any]:
    """The aggregates of hours rows: their sum, and the people who have any."""
    return {
        "sum": Sum("inside", default=Decimal(0)),
        "people": Count("placement__candidate", distinct=True, filter=Q(hours__gt=0)),
    }


@contextmanager
def one_moment() -> Iterator[datetime]:
    """All queries inside see the same rows, whatever an import commits meanwhile; gives the moment that they show.

    Inside a transaction that is open already its isolation can't be changed any more, and what it sees is its opener's affair.
    """
    if connection.in_atomic_block:
        yield timezone.now()
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield timezone.now()


def apart(work: Callable[[], Result]) -> Result:
    """Do the work on a database connection of its own (a thread's), beside the transaction that is open on this one.

    The worker does an order in one READ COMMITTED transaction, since it must see its lease being renewed. There each
    query sees another moment; `one_moment` on a connection apart gives figures that agree.
    """

    def run() -> Result:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(run).result()
