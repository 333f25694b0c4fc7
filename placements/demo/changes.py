"""What changed while it lasted: pauses in every state, one that was extended, one that moved, one who was hired, what waits for an answer."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef

from employers.models import Workplace
from placements.demo.everyone import at
from placements.demo.store import store
from placements.models import (
    AgreementVersion,
    ChangeRequest,
    Hours,
    Move,
    MoveState,
    Pause,
    PauseReason,
    Placement,
    Shift,
    Wish,
    WishAnswer,
)
from placements.parties import Side
from smaajob.accounts.models import Organisation
from smaajob.audit.models import Event
from smaajob.vocabulary import EndReason, PlacementKind

# Why, from and to in days from today (None: until further), what was agreed, whether it came to nothing.
PAUSES: tuple[tuple[PauseReason, int, int | None, str, bool], ...] = (
    (PauseReason.ILLNESS, -3, 2, "", False),
    (PauseReason.OTHER, -20, None, "Ringer selv, når det passer igen", False),
    (PauseReason.EXAM, 7, 20, "Prøver på sprogskolen", False),
    (PauseReason.FAMILY, -18, -12, "", False),
    (PauseReason.HOLIDAY, 25, 32, "", True),
    (PauseReason.CLOSED, 30, 41, "Der holdes lukket mellem jul og nytår", False),
)
# Who asks for what, in whose words, how many days ago, and the answer.
ASKED: tuple[tuple[Side, Wish, str, int, WishAnswer | str, str], ...] = (
    (Side.EMPLOYER, Wish.EXTEND, "Det går rigtig godt. Gerne til sommer og gerne flere timer.", 1, "", ""),
    (Side.EMPLOYER, Wish.HIRE, "Vi har et fast job på 15 timer fra den første.", 3, "", ""),
    (Side.PERSON, Wish.PAUSE, "Jeg skal passe mine børn i efterårsferien.", 30, WishAnswer.DONE, ""),
    (Side.PERSON, Wish.STOP, "", 2, "", ""),
    (Side.PERSON, Wish.STOP, "Jeg kan ikke nå bussen om morgenen.", 45, WishAnswer.TALKED, "Du møder en time senere fra nu af."),
    (Side.EMPLOYER, Wish.EXTEND, "Må vi forlænge et år?", 60, WishAnswer.NO, "Reglerne giver ikke så lang tid. Ring, så finder vi ud af noget."),
)  # fmt: skip


def make(keeper: Organisation, today: date, rng: random.Random) -> None:
    """Of people who are at work now; each is taken for one thing."""
    running = Placement.objects.filter(
        keeper=keeper, actual_end=None, start__lte=today - timedelta(days=21), planned_end__gte=today + timedelta(days=45),
        candidate__archived_at=None, candidate__address_protected=False, candidate__user=None,
    ).select_related("candidate__consultant", "workplace")  # fmt: skip
    sums = Hours.objects.filter(placement=OuterRef("pk"), last_day__gt=F("first_day"))
    rows = iter(running.filter(~Exists(sums)).order_by("candidate__external_id", "start", "external_id"))
    _moves(keeper, today, rng)
    for (why, first, last, words, off), placement in zip(PAUSES, rows, strict=False):
        _pause(placement, why, today + timedelta(days=first), last, words, off, today, rng)
    for one, placement in zip(ASKED, rows, strict=False):
        _asked(placement, one, today, rng)
    _extended(rows, today)
    _hired(keeper, today, rng)


def _pause(
    placement: Placement,
    why: str,
    first: date,
    last: int | None,
    words: str,
    off: bool,
    today: date,
    rng: random.Random,
) -> None:
    first, until = max(first, placement.start), None if last is None else today + timedelta(days=last)
    if until is not None and until < first:
        return
    when = at(placement.keeper, min(first, today) - timedelta(days=1))
    by = placement.candidate.consultant
    row = Pause(
        public_id=_id(rng), keeper_id=placement.keeper_id, placement=placement, candidate_id=placement.candidate_id,
        first_day=first, last_day=until, why=why, words=words, made_at=when, made_by=by,
        called_off_at=when if off else None, resumed_at=when if off else None, resumed_by=by if off else None,
    )  # fmt: skip
    if not off:
        shifts = Shift.objects.filter(placement=placement, day__gte=first)
        hours = Hours.objects.filter(placement=placement, first_day__gte=first)
        (shifts.filter(day__lte=until) if until else shifts).delete()
        (hours.filter(first_day__lte=until) if until else hours).delete()
    store([row])
    days = f"{first.isoformat()}/{until.isoformat() if until else ''}"
    _record(placement, "placement.pause", when, {"pause": [None, days], "shifts_removed": [0, 0]})
    if off:
        _record(placement, "placement.resume", when, {"pause": [days, None], "on": [None, first.isoformat()]})


def _asked(placement: Placement, asked: tuple[Side, Wish, str, int, Any, str], today: date, rng: random.Random) -> None:
    side, wish, words, days, answer, reply = asked
    when = at(placement.keeper, today - timedelta(days=days), 19 if side == Side.PERSON else 11)
    answered = when + timedelta(hours=20) if answer else None
    row = ChangeRequest(
        public_id=_id(rng), keeper_id=placement.keeper_id, placement=placement, candidate_id=placement.candidate_id,
        side=side, wish=wish, words=words, asked_at=when, answer=answer, reply=reply, answered_at=answered,
        answered_by=placement.candidate.consultant if answer else None,
    )  # fmt: skip
    store([row])
    _record(placement, "placement.ask", when, {"wish": [None, str(wish)], "side": [None, str(side)]}, named=False)


def _extended(rows: Iterator[Placement], today: date) -> None:
    """It should have been over next week, and goes on."""
    placement = next(rows, None)
    if placement is not None:
        before = today + timedelta(days=6)
        changes = {"planned_end": [before.isoformat(), placement.planned_end.isoformat()], "shifts": [0, 12]}
        when = at(placement.keeper, today - timedelta(days=2), 14)
        _record(placement, "placement.extend", when, changes, reason="Vil gerne prøve flere opgaver, før det er et job")


def _moves(keeper: Organisation, today: date, rng: random.Random) -> None:
    """From one workplace of an employer to another: one that was, one that comes, one that came to nothing."""
    states = [
        (MoveState.DONE, -12, "Der er mere at lave der"),
        (MoveState.PLANNED, 9, "Tættere på, hvor personen bor"),
        (MoveState.CALLED_OFF, -30, "Skulle prøve noget nyt"),
    ]
    several = Workplace.objects.filter(keeper=keeper, archived_at=None).order_by("external_id")
    by_employer: dict[int, list[Workplace]] = {}
    for place in several:
        by_employer.setdefault(place.employer_id, []).append(place)
    pairs = [(a, b) for places in by_employer.values() for a in places for b in places if a != b]
    waiting = iter(states)
    for here, there in pairs:
        running = Placement.objects.filter(workplace=here, actual_end=None, start__lt=today - timedelta(days=40))
        for placement in running.filter(planned_end__gt=today + timedelta(days=10), moves=None).order_by("external_id"):
            state, days, reason = next(waiting, (None, 0, ""))
            if state is None:
                return
            _move(placement, there, state, today + timedelta(days=days), reason, today, rng)


def _move(
    placement: Placement, other: Workplace, state: MoveState, on: date, reason: str, today: date, rng: random.Random
) -> None:
    """What is done came from the other; the rest goes there."""
    done = state == MoveState.DONE
    when = at(placement.keeper, min(on, today) - timedelta(days=5), 10)
    here, task = placement.workplace, placement.task
    row = Move(
        public_id=_id(rng), keeper_id=placement.keeper_id, placement=placement, candidate_id=placement.candidate_id, on=on,
        from_workplace=other if done else here, from_task=None if done else task, to_workplace=here if done else other,
        to_task=task if done else None, reason=reason, state=state, made_at=when, made_by=placement.candidate.consultant,
        settled_at=None if state == MoveState.PLANNED else when,
    )  # fmt: skip
    store([row])
    places = [str(row.from_workplace), str(row.to_workplace)]
    _record(placement, "placement.plan_move", when, {"place": places, "on": [None, on.isoformat()]}, reason=reason)
    if done:
        _record(placement, "placement.move", at(placement.keeper, on, 6), {"place": places}, reason=reason, named=False)


def _hired(keeper: Organisation, today: date, rng: random.Random) -> None:
    """Whoever was hired last is followed in the job."""
    ended = Placement.objects.filter(
        keeper=keeper, end_reason=EndReason.HIRED, candidate__archived_at=None, workplace__archived_at=None,
        actual_end__lt=today, candidate__address_protected=False,
    ).exclude(candidate__placements__actual_end=None)  # fmt: skip
    before = ended.select_related("candidate__consultant", "workplace").order_by("-actual_end", "external_id").first()
    if before is None or before.actual_end is None:
        return
    start = before.actual_end + timedelta(days=1)
    job = Placement(
        public_id=_id(rng), keeper_id=before.keeper_id, candidate=before.candidate, workplace=before.workplace,
        kind=PlacementKind.JOB, start=start, planned_end=max(start + timedelta(weeks=13), today + timedelta(weeks=4)),
        external_id=f"{before.external_id}-job",
    )  # fmt: skip
    store([job])
    agreement = AgreementVersion(
        public_id=_id(rng), keeper_id=job.keeper_id, placement=job, number=1, valid_from=start, kind=job.kind, flexible=True,
        hours=Decimal(20), postcode=job.workplace.postcode,
    )  # fmt: skip
    store([agreement])
    changes = {"hired_from": [None, str(before.public_id)]}
    _record(job, "placement.hired", at(keeper, start, 9), changes)


def _record(
    placement: Placement,
    verb: str,
    when: datetime,
    changes: dict[str, Any],
    *,
    reason: str = "",
    named: bool = True,
) -> None:
    """As the verbs write it, on its day."""
    event = Event(
        at=when, organisation=placement.keeper, actor=placement.candidate.consultant if named else None, verb=verb,
        subject=Placement._meta.label_lower, subject_id=placement.public_id, changes=changes, reason=reason,
    )  # fmt: skip
    store([event])


def _id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)
