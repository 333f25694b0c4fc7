from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from placements.models import ChangeRequest, Hours, Move, Pause, Placement, Shift
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


class PauseFactory(DjangoModelFactory[Pause]):
    """A week off in the middle of January, for an exam."""

    class Meta:
        model = Pause

    placement = factory.SubFactory(PlacementFactory)
    keeper = factory.SelfAttribute("placement.keeper")
    candidate = factory.SelfAttribute("placement.candidate")
    first_day = date(2026, 1, 12)
    last_day = date(2026, 1, 18)
    why = "exam"


class MoveFactory(DjangoModelFactory[Move]):
    """Planned for the first of February, to another workplace of the same employer."""

    class Meta:
        model = Move

    placement = factory.SubFactory(PlacementFactory)
    keeper = factory.SelfAttribute("placement.keeper")
    candidate = factory.SelfAttribute("placement.candidate")
    on = date(2026, 2, 1)
    from_workplace = factory.SelfAttribute("placement.workplace")
    to_workplace = factory.SubFactory(
        WorkplaceFactory,
        keeper=factory.SelfAttribute("..keeper"),
        employer=factory.SelfAttribute("..placement.workplace.employer"),
    )
    reason = "Der er mere at lave i den anden butik"


class ChangeRequestFactory(DjangoModelFactory[ChangeRequest]):
    """The workplace would like to extend."""

    class Meta:
        model = ChangeRequest

    placement = factory.SubFactory(PlacementFactory)
    keeper = factory.SelfAttribute("placement.keeper")
    candidate = factory.SelfAttribute("placement.candidate")
    side = "employer"
    wish = "extend"
