"""Bageriet with a P-number, Amina on cash benefit and a pupil, for the tests of the law where something is about to be done.

It is Monday 16 March 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from candidates.models import Candidate, ConsentItem
from employers.models import Task, Workplace
from placements.documents.content import Step
from placements.law.facts import Purpose, Said
from placements.law.loader import Told
from placements.models import Placement
from smaajob.accounts.models import Organisation, Role
from smaajob.accounts.scope import Scope
from smaajob.rules import files
from smaajob.rules.models import Rule
from smaajob.schedule import DatedWindow
from tests.factories import (
    CandidateFactory,
    ConsentFactory,
    ContactFactory,
    MembershipFactory,
    MunicipalityFactory,
    PlacementFactory,
    ShiftFactory,
    TargetGroupSpellFactory,
    TaskFactory,
    WorkplaceFactory,
)

NOON = datetime(2026, 3, 16, 11, tzinfo=UTC)
FIRST = date(2026, 4, 13)  # a Monday, four weeks on
P_NUMBER = "1003388394"
READY = Told(purposes=(Purpose.JOB,), law_group="kth_jobparat", statement=Said.YES)
NOT_READY = Told(purposes=(Purpose.JOB,), law_group="kth_aktivitetsparat", statement=Said.YES)


@contextmanager
def refused(words: str) -> Iterator[pytest.ExceptionInfo[ValidationError]]:
    """As pytest.raises, with plain spaces where people read one that does not break."""
    with pytest.raises(ValidationError) as found:
        yield found
    said = " ".join(found.value.messages).replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(words, said), said


def bakery(keeper: Organisation, employees: int | None = 10, **more: Any) -> Workplace:
    values = {"keeper": keeper, "name": "Bageriet", "p_number": P_NUMBER, "employees": employees, **more}
    place: Workplace = WorkplaceFactory.create(**values)
    ContactFactory.create(workplace=place, email="bente@bageriet.example")
    return place


def task_at(place: Workplace, **more: Any) -> Task:
    values = {"kind": "praktik", "seats": 5, "start": date(2026, 1, 1), **more}
    task: Task = TaskFactory.create(keeper=place.keeper, workplace=place, **values)
    return task


def amina(keeper: Organisation, **more: Any) -> Candidate:
    """Forty, on cash benefit, and she has said yes to be proposed."""
    person: Candidate = CandidateFactory.create(
        keeper=keeper, **{"first_name": "Amina", "birth_date": date(1986, 1, 1), "email": "amina@example.org", **more}
    )
    TargetGroupSpellFactory.create(candidate=person, group="kontanthjælp", start=date(2025, 1, 1))
    ConsentFactory.create(candidate=person, items=[ConsentItem.NAME, ConsentItem.SKILLS, ConsentItem.TIMES])
    return person


def pupil(keeper: Organisation, **more: Any) -> Candidate:
    """Fifteen, and nobody has said whether there is school."""
    person: Candidate = CandidateFactory.create(
        keeper=keeper, **{"first_name": "Sofie", "birth_date": date(2010, 5, 1), **more}
    )
    ConsentFactory.create(candidate=person)
    return person


def there(place: Workplace, how_many: int = 1) -> list[Placement]:
    """Others in praktik at the workplace."""
    return [
        PlacementFactory.create(
            workplace=place, candidate__keeper=place.keeper, kind="praktik", start=date(2026, 2, 2),
            planned_end=date(2026, 8, 2),
        )
        for _one in range(how_many)
    ]  # fmt: skip


def corrected(keeper: Organisation, key: str, value: str, since: date, group: str = "") -> Rule:
    """The municipality's own value from a day."""
    common = next(one for one in files.answers("DK") if one.key == key and one.group == group)
    user = MembershipFactory.create(organisation=keeper, role=Role.ADMIN).user
    rule: Rule = Rule.objects.create(
        keeper=keeper, key=key, group=group, value=value, valid_from=since, source="Ny vejledning", confidence="sure",
        paragraph=common.paragraph, reason="Loven er ændret", made_by=user, checked_on=since,
    )  # fmt: skip
    return rule


def swedish() -> tuple[Scope, Organisation]:
    """Linköping, and Elin who works there."""
    keeper = MunicipalityFactory.create(name="Linköpings kommun", code="SE-0580", country="SE")
    member = MembershipFactory.create(organisation=keeper)
    return Scope(keeper, member.user, member.role, membership=member), keeper


def with_times(step: Step, *times: str) -> Step:
    """A step with other times."""
    return replace(step, windows=times)


def also_works(placement: Placement, day: date) -> None:
    """An hour at another workplace, the same afternoon."""
    elsewhere = PlacementFactory.create(
        candidate=placement.candidate, workplace=bakery(placement.keeper, name="Kiosken", p_number=""), kind="småjob",
        start=placement.start, planned_end=placement.planned_end,
    )  # fmt: skip
    ShiftFactory.create(placement=elsewhere, window=DatedWindow(day, 17 * 60, 18 * 60))
