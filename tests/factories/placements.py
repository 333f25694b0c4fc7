from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from placements.models import Attendance, CalendarLink, Hours, Placement, ReportedHours, Shift
from placements.models.attendance import SIDE_OF
from smaajob.schedule import DatedWindow, moments
from tests.factories.candidates import CandidateFactory
from tests.factories.employers import WorkplaceFactory


class PlacementFactory(DjangoModelFactory[Placement]):
    class Meta:
        model = Placement

    candidate = factory.SubFactory(CandidateFactory)
    keeper = factory.SelfAttribute("candidate.keeper")
    workplace = factory.SubFactory(WorkplaceFactory, keeper=factory.SelfAttribute("..candidate.keeper"))
    kind = "småjob"
    start = date(2026, 1, 5)
    planned_end = date(2026, 6, 30)


class ShiftFactory(DjangoModelFactory[Shift]):
    """Nine to twelve on the placement's first Monday."""

    class Meta:
        model = Shift

    class Params:
        window = DatedWindow(date(2026, 1, 5), 9 * 60, 12 * 60)

    placement = factory.SubFactory(PlacementFactory)
    keeper = factory.SelfAttribute("placement.keeper")
    candidate = factory.SelfAttribute("placement.candidate")
    day = factory.LazyAttribute(lambda o: o.window.day)
    starts_at = factory.LazyAttribute(lambda o: moments(o.window, o.keeper.zone)[0])
    ends_at = factory.LazyAttribute(lambda o: moments(o.window, o.keeper.zone)[1])


class HoursFactory(DjangoModelFactory[Hours]):
    class Meta:
        model = Hours

    placement = factory.SubFactory(PlacementFactory)
    keeper = factory.SelfAttribute("placement.keeper")
    first_day = date(2026, 1, 5)
    last_day = date(2026, 1, 11)
    hours = Decimal("6")


class ReportedHoursFactory(DjangoModelFactory[ReportedHours]):
    """Three hours of the placement's first Monday, as the person wrote them; the workplace is to say yes."""

    class Meta:
        model = ReportedHours

    placement = factory.SubFactory(PlacementFactory)
    keeper = factory.SelfAttribute("placement.keeper")
    day = date(2026, 1, 5)
    hours = Decimal("3")
    side = "person"


class CalendarLinkFactory(DjangoModelFactory[CalendarLink]):
    class Meta:
        model = CalendarLink

    candidate = factory.SubFactory(CandidateFactory)
    keeper = factory.SelfAttribute("candidate.keeper")
    token_hash = factory.Sequence(lambda n: f"calendar-{n}")


class AttendanceFactory(DjangoModelFactory[Attendance]):
    """The person was ill and said so."""

    class Meta:
        model = Attendance

    shift = factory.SubFactory(ShiftFactory)
    keeper = factory.SelfAttribute("shift.keeper")
    candidate = factory.SelfAttribute("shift.candidate")
    state = "ill"
    side = factory.LazyAttribute(lambda o: SIDE_OF.get(o.state, ""))
    said_by = "person"
    said_at = factory.LazyFunction(timezone.now)
