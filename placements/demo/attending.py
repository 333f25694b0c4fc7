"""Shifts that were moved or cancelled, and how shifts went: every word that can be said, and whose word it was."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import cycle

from django.db.models import Exists, OuterRef

from placements.demo.store import store
from placements.models import Attendance, AttendanceState, CancelledWhy, Hours, Pattern, Placement, Shift, ShiftQuerySet
from placements.models.attendance import CANNOT, SIDE_OF
from placements.parties import Side
from smaajob.accounts.models import Organisation
from smaajob.schedule import is_dated

WEEKS, AWAY, THERE = 6, 48, 40
WORDS = ("Jeg ringer i morgen.", "Bussen kørte ikke.", "", "", "Jeg har feber.", "")
# What can lie on any side: the bus, a locked door, a letter that said nine.
ANY = ("late", "left_early", "transport", "other", "absent")
MOVED_WHY = ("Der kommer varer senere på dagen", "Lageret bliver talt op", "En anden aftale")


def make(keeper: Organisation, today: date, rng: random.Random) -> None:
    """Of what stands in the calendar already. Times are the shifts' own, so nothing clashes."""
    shifts = Shift.objects.filter(keeper=keeper, candidate__archived_at=None, placement__actual_end=None)
    past = shifts.filter(day__range=(today - timedelta(weeks=WEEKS), today - timedelta(days=1))).order_by("-day", "pk")
    coming = shifts.filter(day__gte=today).order_by("day", "starts_at", "candidate__external_id")
    _went(past, rng)
    _today(coming.filter(day=today), rng)
    later = list(coming.filter(day__gt=today, day__lte=today + timedelta(days=10))[:60])
    _move(later[:24:4])
    _cancel(later[1:48:4])
    _patterns(keeper, today, rng)


def _went(past: ShiftQuerySet, rng: random.Random) -> None:
    """Where no hours were worked somebody stayed away, and where they were somebody came."""
    worked = Hours.objects.filter(placement=OuterRef("placement"), first_day=OuterRef("day"))
    none = past.filter(Exists(worked.filter(hours=0)))
    reasons = cycle(["ill", "child_ill", "ill", "transport", "agreed_free", "other", "employer_cancelled", "absent"])
    there = cycle(["present", "present", "late", "present", "left_early"])
    order = (Side.PERSON, Side.EMPLOYER, Side.PERSON, Side.MUNICIPALITY)
    sides: dict[str, Iterator[Side]] = {state: cycle(order) for state in ANY}
    rows = [_one(shift, next(reasons), rng, sides) for shift in none[:AWAY]]
    rows += [_one(shift, next(there), rng, sides) for shift in past.filter(Exists(worked.filter(hours__gt=0)))[:THERE]]
    store(rows)


def _today(today: ShiftQuerySet, rng: random.Random) -> None:
    """Somebody of each consultant's is ill today, so that it can be seen what that looks like."""
    seen: set[int | None] = set()
    rows = []
    for shift in today.select_related("candidate"):
        if shift.candidate.consultant_id not in seen and len(seen) < 3:
            seen.add(shift.candidate.consultant_id)
            rows.append(_one(shift, "ill", rng))
    store(rows)


def _one(shift: Shift, state: str, rng: random.Random, sides: dict[str, Iterator[Side]] | None = None) -> Attendance:
    if state in CANNOT:
        said_by = rng.choice([Side.PERSON, Side.PERSON, Side.MUNICIPALITY])
    else:
        said_by = rng.choice([Side.EMPLOYER, Side.EMPLOYER, Side.MUNICIPALITY])
    row = Attendance(
        public_id=uuid.UUID(int=rng.getrandbits(128), version=4), keeper_id=shift.keeper_id, shift=shift,
        candidate_id=shift.candidate_id, state=AttendanceState(state), side=SIDE_OF.get(state, ""), said_by=said_by,
        said_at=shift.starts_at - timedelta(hours=1) if state in CANNOT else shift.starts_at + timedelta(hours=1),
    )  # fmt: skip
    if said_by == Side.PERSON:
        row.person_comment = rng.choice(WORDS)
    if sides and state in sides:
        row.side = next(sides[state])
    if state == "late":
        row.from_at = shift.starts_at + timedelta(minutes=30)
    if state == "left_early":
        row.to_at = shift.ends_at - timedelta(minutes=30)
    return row


def _move(shifts: Iterable[Shift]) -> None:
    """Half an hour shorter in the beginning: never in the way of another."""
    for shift, why in zip(shifts, cycle(MOVED_WHY), strict=False):
        shift.moved_from_start, shift.moved_from_end, shift.moved_why = shift.starts_at, shift.ends_at, why
        shift.starts_at += timedelta(minutes=30)
        _changed(shift)


def _cancel(shifts: Iterable[Shift]) -> None:
    ways = cycle(
        [
            (CancelledWhy.CLOSED, Side.EMPLOYER), (CancelledWhy.APPOINTMENT, Side.PERSON),
            (CancelledWhy.AGREED, Side.MUNICIPALITY), (CancelledWhy.NO_WORK, Side.EMPLOYER),
            (CancelledWhy.NOBODY, Side.EMPLOYER), (CancelledWhy.OTHER, Side.MUNICIPALITY),
        ]
    )  # fmt: skip
    for shift, (why, side) in zip(shifts, ways, strict=False):
        shift.cancelled_at = _before(shift)
        shift.cancelled_why, shift.cancelled_by = why, side
        _changed(shift)


def _changed(shift: Shift) -> None:
    shift.sequence, shift.changed_at = 1, _before(shift)
    shift.save()


def _before(shift: Shift) -> datetime:
    return shift.starts_at - timedelta(days=2)


def _patterns(keeper: Organisation, today: date, rng: random.Random) -> None:
    """The weeks of two that run, as they are planned already; one of them also works on public holidays."""
    running = Placement.objects.filter(keeper=keeper, actual_end=None, start__lt=today, candidate__archived_at=None)
    rows = (
        running.filter(planned_end__gt=today + timedelta(days=7)).order_by("external_id").prefetch_related("agreements")
    )
    weekly = [one for one in rows[:40] if (said := list(one.agreements.all())) and not is_dated(said[-1].windows)]
    store(
        [
            Pattern(
                public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
                keeper=keeper,
                placement=placement,
                first_day=today,
                windows=list(placement.agreements.all())[-1].windows,
                works_on_holidays=holidays,
            )
            for placement, holidays in zip(weekly, (False, True), strict=False)
        ]
    )
