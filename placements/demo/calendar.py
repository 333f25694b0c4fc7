"""The shifts and the hours of the placements, written as they are made: there are hundreds of thousands."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from placements.actions.agreements import first_agreement
from placements.actions.shifts import planned_shifts
from placements.demo.careers import Plan
from placements.demo.store import copy_lines
from placements.demo.world import World
from placements.models import AgreementVersion, Hours, Shift

Planned = tuple[date, datetime, datetime]
AT_ONCE = 400  # placements
SHIFT = ("public_id", "keeper_id", "placement_id", "candidate_id", "day", "starts_at", "ends_at")
HOURS = ("public_id", "keeper_id", "placement_id", "first_day", "last_day", "hours")


def agreements(world: World, plans: Sequence[Plan]) -> Iterator[AgreementVersion]:
    """The first of each placement with a task, and the one with more hours where there is one."""
    for plan in plans:
        if plan.task is None or plan.placement.cancelled_at:
            continue
        first = first_agreement(plan.placement, plan.task, plan.windows)
        first.public_id = world.new_id()
        yield first
        if plan.more_from is not None:
            second = first_agreement(plan.placement, plan.task, plan.more)
            second.public_id, second.number, second.valid_from = world.new_id(), 2, plan.more_from
            yield second


def write_calendar(world: World, plans: Sequence[Plan]) -> None:
    """Store the shifts and the hours of placements that are stored, some hundred placements at a time."""
    rng = random.Random(world.rng.getrandbits(64))  # noqa: S311  (believable, not secret)
    waiting = iter(plans)
    while batch := list(islice(waiting, AT_ONCE)):
        shifts: list[str] = []
        hours: list[str] = []
        for plan in batch:
            _one(world, plan, rng, shifts, hours)
        copy_lines(Shift, SHIFT, shifts)
        copy_lines(Hours, HOURS, hours)


def _one(world: World, plan: Plan, rng: random.Random, shifts: list[str], hours: list[str]) -> None:
    placement, keeper = plan.placement, world.keeper.pk
    if not plan.windows:
        _sums(world, plan, rng, hours)
        return
    planned = _planned(world, plan)
    person = placement.candidate_id
    if placement.cancelled_at is None:
        shifts += [
            f"{_id(rng)}\t{keeper}\t{placement.pk}\t{person}\t{day}\t{start.isoformat()}\t{end.isoformat()}\n"
            for day, start, end in planned
        ]
    until = min(plan.written_until, world.today - timedelta(days=1), placement.last_day())
    ill = 0
    for at, (day, start, end) in enumerate(planned):
        if day > until:
            break
        worked = (end - start).total_seconds() / 3600
        ill = ill - 1 if ill else (rng.randrange(1, 5) if rng.random() < plan.absence * (1.5 if at < 4 else 0.6) else 0)
        chance = rng.random()
        if ill:
            worked = 0
        elif chance < 0.05:
            worked = max(0.5, worked - rng.choice([0.25, 0.5, 1, 1.5]))
        elif chance > 0.97:
            worked += rng.choice([0.25, 0.5, 1])
        hours.append(f"{_id(rng)}\t{keeper}\t{placement.pk}\t{day}\t{day}\t{worked}\n")


def _planned(world: World, plan: Plan) -> list[Planned]:
    placement, country = plan.placement, world.country
    last = placement.last_day()
    if plan.more_from is None:
        planned = planned_shifts(plan.windows, placement.start, last, country)
    else:
        planned = planned_shifts(plan.windows, placement.start, plan.more_from - timedelta(days=1), country)
        planned += planned_shifts(plan.more, plan.more_from, last, country)
    if plan.away is not None:
        away, back = plan.away
        planned = [one for one in planned if not away <= one[0] <= back]
    return planned


def _sums(world: World, plan: Plan, rng: random.Random, hours: list[str]) -> None:
    """Month by month, as they came from a spreadsheet: nobody knows the times."""
    placement = plan.placement
    first, weekly = placement.start, rng.choice([5, 6, 7.5, 8, 10])
    until = min(placement.last_day(), world.today - timedelta(days=20))
    while first <= until:
        last = min(until, (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1))
        days = (last - first).days + 1
        amount = round(days / 7 * weekly * rng.uniform(0.8, 1.05) * 4) / 4
        hours.append(f"{_id(rng)}\t{world.keeper.pk}\t{placement.pk}\t{first}\t{last}\t{min(amount, days * 7)}\n")
        first = last + timedelta(days=1)


def _id(rng: random.Random) -> str:
    """A random UUID of version 4, as PostgreSQL reads it."""
    bits = rng.getrandbits(128) & ~(0xF << 76) & ~(0x3 << 62) | (4 << 76) | (2 << 62)
    return f"{bits:032x}"
