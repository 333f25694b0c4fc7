"""A programme of 2024 and short words for what happens in it. The work behind orders is registered, as in a worker."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from candidates.models import Candidate, Programme
from placements.models import Placement
from reports import tasks as tasks  # a worker finds it by itself
from reports.extent import Extent
from smaajob.accounts.models import Organisation
from tests.factories import CandidateFactory, HoursFactory, ParticipationFactory, PlacementFactory, ProgrammeFactory

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


@pytest.fixture
def programme(municipality: Organisation) -> Programme:
    """Små job i Aalborg, since 2023, with targets."""
    return ProgrammeFactory.create(
        keeper=municipality,
        external_id="SMÅ",
        name="Små job i Aalborg",
        start=date(2023, 1, 1),
        target_participants=40,
        target_placements=60,
    )


@pytest.fixture
def extent(programme: Programme) -> Extent:
    """The programme in 2024."""
    return Extent(FIRST, LAST, programme=programme)


@pytest.fixture
def aalborg(municipality: Organisation) -> Extent:
    """The municipality's people in 2024."""
    return Extent(FIRST, LAST, municipality="DK-851", keeper=municipality)


def person(keeper: Organisation, **fields: object) -> Candidate:
    """Somebody registered before the year."""
    return CandidateFactory.create(keeper=keeper, **{"registered_on": date(2023, 6, 1), **fields})


def takes_part(programme: Programme, start: date = FIRST, end: date | None = None, **fields: object) -> Candidate:
    """A new person who takes part in the programme."""
    candidate = person(programme.keeper, **fields)
    ParticipationFactory.create(programme=programme, candidate=candidate, start=start, end=end)
    return candidate


def placed(
    programme: Programme | None,
    candidate: Candidate,
    start: date = date(2024, 3, 1),
    planned: date = date(2024, 5, 31),
    end: date | None = None,
    reason: str = "",
    **fields: object,
) -> Placement:
    """A placement of the person in the programme."""
    return PlacementFactory.create(
        programme=programme,
        candidate=candidate,
        start=start,
        planned_end=planned,
        actual_end=end,
        end_reason=reason or ("gennemført" if end else ""),
        **fields,
    )


def worked(placement: Placement, first: date, last: date, hours: str) -> None:
    """Hours on the placement."""
    HoursFactory.create(placement=placement, first_day=first, last_day=last, hours=Decimal(hours))
