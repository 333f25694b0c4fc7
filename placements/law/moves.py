"""From a placement and where it is to go, to the values that the check of a move looks at."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.utils import timezone

from employers.models import Task, Workplace
from placements.law.check import check_move
from placements.law.facts import Verdict, Young
from placements.law.loader import NOTHING_TOLD, Told, calendar_of, hold_place, place_on, rules_of
from placements.models import Placement
from placements.pattern import Planned


def judge_move(
    *,
    placement: Placement,
    workplace: Workplace,
    task: Task | None,
    on: date,
    planned: Iterable[Planned] = (),
    gone: Collection[int] = (),
    told: Told = NOTHING_TOLD,
    lock: bool = False,
) -> Verdict:
    """A placement at another workplace, or in another task, from a day, by the rules of that day. `planned`: its new shifts where the times
    change, instead of those that are `gone`. `lock`: inside the transaction that writes it, the task and the person locked.

    Without a task nobody knows what the work demands, so nothing is said of it.
    """
    known, candidate = rules_of(placement.keeper, workplace), placement.candidate
    elsewhere = changes_place(placement, workplace)
    if lock and elsewhere:
        hold_place(workplace)
    first = max(on, timezone.localdate())
    return check_move(
        placement.kind,
        Young(candidate.birth_date, told.in_school),
        known,
        on=first,
        place=place_on(workplace, first, placement.kind, besides=candidate) if elsewhere else None,
        said=told.statement,
        demands=task.demands if task else (),
        calendar=calendar_of(placement, known, sorted(planned), gone),
    )


def changes_place(placement: Placement, workplace: Workplace) -> bool:
    """Whether the workplace is another one for the law: its P-number is not the same."""
    here = placement.workplace
    return here.pk != workplace.pk and not (here.p_number and here.p_number == workplace.p_number)
