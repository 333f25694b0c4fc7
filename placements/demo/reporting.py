"""Hours that people and workplaces have written themselves the last weeks, in every state; and a calendar that reads along."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from placements.actions.hours import correct
from placements.demo.everyone import BOSS, CANDIDATE, at
from placements.models import CalendarLink, Hours, Placement, ReportedHours, ReportState, Shift
from placements.parties import Side
from smaajob.accounts.models import Organisation, User
from smaajob.accounts.scope import Scope
from smaajob.tokens import token_hash

# Who wrote it, what became of it by whom, the words, and how many days after the shift it was written. The newest day comes first.
# The one with this number was approved, and corrected by the municipality afterwards.
CORRECTED = 9
SAID: tuple[tuple[Side, ReportState, Side | None, str, int], ...] = (
    (Side.PERSON, ReportState.WAITING, None, "", 0),
    (Side.PERSON, ReportState.WAITING, None, "", 1),
    (Side.EMPLOYER, ReportState.WAITING, None, "", 1),
    (Side.PERSON, ReportState.REFUSED, Side.EMPLOYER, "Vi lukkede kl. 11 den dag.", 1),
    (Side.PERSON, ReportState.WITHDRAWN, Side.PERSON, "", 0),
    (Side.EMPLOYER, ReportState.APPROVED, Side.PERSON, "", 0),
    (Side.PERSON, ReportState.APPROVED, Side.EMPLOYER, "", 0),
    (Side.PERSON, ReportState.APPROVED, Side.MUNICIPALITY, "Lederen har ferie. Jeg ringede til stedet.", 2),
    (Side.EMPLOYER, ReportState.REFUSED, Side.PERSON, "Jeg blev en time længere.", 1),
    (Side.PERSON, ReportState.APPROVED, Side.EMPLOYER, "", 0),
)


def make(keeper: Organisation, today: date, rng: random.Random) -> None:
    """At the demo's company and with its candidate, and where somebody has waited too long; what counts already stays as it is."""
    boss, herself = (User.objects.filter(email=one.email).first() for one in (BOSS, CANDIDATE))
    company = Organisation.objects.get(memberships__user=boss)
    running = Placement.objects.filter(keeper=keeper, actual_end=None, candidate__archived_at=None)
    here = running.filter(workplace__employer__cvr=company.cvr, workplace__employer__country=company.country)
    own = running.filter(candidate__user=herself)
    # The demo's person may be at the demo's company: then it is one placement, whose days are written once.
    both = {
        one.pk: one
        for rows in (here, own)
        for one in rows.select_related("candidate", "keeper").order_by("external_id")[:2]
    }
    for placement in both.values():
        users = {Side.PERSON: herself, Side.EMPLOYER: boss, Side.MUNICIPALITY: _consultant(placement)}
        _weeks(placement, today, rng, users)
    if person := own.first():
        _calendar(person, herself, today, rng)


def _consultant(placement: Placement) -> User | None:
    return placement.candidate.consultant


def _weeks(placement: Placement, today: date, rng: random.Random, users: dict[Side, User | None]) -> None:
    days = Shift.objects.filter(placement=placement, day__range=(today - timedelta(days=33), today - timedelta(days=1)))
    last = list(days.order_by("-day").values_list("day", flat=True).distinct()[: len(SAID)])
    for number, (day, (side, state, by, words, after)) in enumerate(zip(last, SAID, strict=False)):
        written = at(placement.keeper, min(day + timedelta(days=after), today - timedelta(days=1)), 15)
        row = Hours.objects.filter(placement=placement, first_day=day, last_day=day).first()
        planned = sum((one.hours for one in Shift.objects.filter(placement=placement, day=day)), Decimal(0))
        amount = row.hours if row else planned
        if state != ReportState.APPROVED and row is not None:
            row.delete()
        elif state == ReportState.APPROVED and row is None:
            row = Hours.objects.create(
                public_id=new_id(rng), keeper=placement.keeper, placement=placement, first_day=day, last_day=day,
                hours=amount,
            )  # fmt: skip
        decided: dict[str, Any] = {}
        if by is not None:
            decided = {
                "decided_side": by,
                "decided_by": users[by],
                "decided_at": written + timedelta(hours=20),
                "words": words,
            }
        ReportedHours.objects.create(
            public_id=new_id(rng), keeper=placement.keeper, placement=placement, day=day, hours=amount, side=side,
            reported_by=users[side], reported_at=written, state=state, row=row if state == ReportState.APPROVED else None,
            **decided,
        )  # fmt: skip
        if number == CORRECTED and row is not None and row.hours > 1:
            scope = Scope(placement.keeper, users[Side.MUNICIPALITY])
            correct(by=scope, row=row, hours=row.hours - Decimal("0.5"), reason="Pausen var ikke trukket fra")


def _calendar(placement: Placement, herself: User | None, today: date, rng: random.Random) -> None:
    """One that was changed, and the one that works now. Nobody has its address."""
    for days in (40, 12):
        made = at(placement.keeper, today - timedelta(days=days))
        CalendarLink.objects.create(
            public_id=new_id(rng), keeper=placement.keeper, candidate=placement.candidate, made_at=made, made_by=herself,
            token_hash=token_hash(f"{rng.getrandbits(256):x}"), revoked_at=at(placement.keeper, today - timedelta(days=12)) if days == 40 else None,
        )  # fmt: skip


def new_id(rng: random.Random) -> uuid.UUID:
    """A public id from the seed."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)
