from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from placements.models import (
    Attendance,
    CalendarLink,
    ChangeRequest,
    EmployerAsk,
    Hours,
    LawCheck,
    Move,
    Pause,
    Placement,
    Proposal,
    ReportedHours,
    Shift,
    WaitingEntry,
)
from placements.models.attendance import SIDE_OF
from smaajob.schedule import DatedWindow, moments
from tests.factories.candidates import CandidateFactory
from tests.factories.employers import TaskFactory, WorkplaceFactory


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


class ProposalFactory(DjangoModelFactory[Proposal]):
    """An idea of Mette's that has not been sent: from next Monday on, half a year."""

    class Meta:
        model = Proposal

    candidate = factory.SubFactory(CandidateFactory, says_yes=True)
    keeper = factory.SelfAttribute("candidate.keeper")
    task = factory.SubFactory(TaskFactory, keeper=factory.SelfAttribute("..keeper"))
    workplace = factory.SelfAttribute("task.workplace")
    kind = "småjob"
    start = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=28 - timezone.localdate().weekday()))
    planned_end = factory.LazyAttribute(lambda one: one.start + timedelta(days=180))
    windows = factory.LazyAttribute(lambda one: list(one.task.windows))
    items = factory.LazyFunction(lambda: ["name", "skills"])
    deadline = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))


class WaitingEntryFactory(DjangoModelFactory[WaitingEntry]):
    """Waits for a seat."""

    class Meta:
        model = WaitingEntry

    candidate = factory.SubFactory(CandidateFactory, says_yes=True)
    keeper = factory.SelfAttribute("candidate.keeper")
    task = factory.SubFactory(TaskFactory, keeper=factory.SelfAttribute("..keeper"))


class EmployerAskFactory(DjangoModelFactory[EmployerAsk]):
    """A workplace asks for somebody it knows."""

    class Meta:
        model = EmployerAsk

    workplace = factory.SubFactory(WorkplaceFactory)
    keeper = factory.SelfAttribute("workplace.keeper")
    who = "Hende, der hjalp os i foråret"


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


class LawCheckFactory(DjangoModelFactory[LawCheck]):
    """A praktik of fourteen weeks, and why it was in order."""

    class Meta:
        model = LawCheck

    placement = factory.SubFactory(PlacementFactory)
    keeper = factory.LazyAttribute(lambda one: (one.placement or one.proposal).keeper)
    door = "start"
    outcome = "needs_reason"
    told = factory.LazyFunction(lambda: {"purpose_is": "ordinary"})
    reason = "Hun skal lære kassen"
    findings = factory.LazyFunction(
        lambda: [
            {
                "rule": "duration",
                "outcome": "needs_reason",
                "sentence": "Praktikken varer 14 uger. Over 13 uger kræver en konkret vurdering. Skriv den her.",
                "rows": [
                    {
                        "key": "praktik.extended_weeks", "group": "kth_aktivitetsparat", "said": "26 uger",
                        "valid_from": "2020-01-01", "valid_to": None, "paragraph": "LAB § 61, stk. 1",
                        "source": "elov.dk", "checked_on": "2026-11-21", "confidence": "sure",
                    }
                ],
            }
        ]
    )  # fmt: skip
