"""What the law says of a placement that is written by hand.

What has begun is a fact: it is written as it is, and its page says what the law would have said (ADR 14). What is still to come is held to
the law as everywhere: one that begins later, days that it is to last longer, and under 18 each shift.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from placements.actions.checking import checks_for_shifts, hold_shifts
from placements.actions.lawful import filled_in, held_to, keep, reasoned_before, said_before
from placements.law.facts import Verdict, together, verdict
from placements.law.loader import NOTHING_TOLD, Told, judge_extension, judge_start
from placements.models import LawDoor, Placement
from placements.pattern import Planned
from smaajob.accounts.scope import Scope


def judge(
    placement: Placement, before: Placement | None, planned: list[Planned], told: Told, *, lock: bool = False
) -> Verdict:
    """A placement as it is to be stored; `before`: as it is stored now, None for a new one; `planned`: the shifts that come with it."""
    found = judge_terms(placement, before, told, lock=lock)
    coming = [one for one in planned if one[1] > timezone.now()]
    shifts = checks_for_shifts(placement, coming, told=told) if coming else verdict(())
    return together(found, shifts)


def judge_terms(placement: Placement, before: Placement | None, told: Told, *, lock: bool = False) -> Verdict:
    """As `judge`, without the shifts."""
    today = timezone.localdate()
    if placement.is_over or not _is_new(placement, before):
        return verdict(())
    if placement.start > today:
        return judge_start(
            candidate=placement.candidate, workplace=placement.workplace, kind=placement.kind, start=placement.start,
            planned_end=placement.planned_end, demands=placement.task.demands if placement.task else (), told=told,
            lock=lock,
        )  # fmt: skip
    if before is None or placement.planned_end <= max(before.planned_end, today):
        return verdict(())
    return judge_extension(placement=before, ends=placement.planned_end, decided_on=today, told=told, lock=lock)


def hold(placement: Placement, before: Placement | None, told: Told, reason: str) -> tuple[Verdict, Told, str]:
    """The terms as they are held to the law, before anything is written. Raises ValidationError by field (see `held_to`)."""
    known, _why = said_before(placement) if placement.pk else (NOTHING_TOLD, "")
    told = filled_in(told, known)
    found = judge_terms(placement, before, told, lock=True)
    weighed = reasoned_before(placement, found) if placement.pk else {}
    held_to(found, told, reason, settled=weighed)
    return found, told, reason.strip() or next(iter(weighed.values()), "")


def keep_terms(by: Scope, placement: Placement, held: tuple[Verdict, Told, str]) -> dict[str, Any]:
    """Kept beside the placement once it is stored; what the record has of it."""
    found, told, reason = held
    if not found.findings:
        return {}
    why = reason if found.to_reason else ""
    keep(by=by, door=LawDoor.BY_HAND, about=placement, verdict=found, told=told, reason=why)
    return {"law": [None, {**found.on_record(), **told.on_record()}]}


def hold_coming(by: Scope, placement: Placement, planned: list[Planned], told: Told, reason: str, field: str) -> None:
    """Under 18: the shifts that are still to come, counted together. Raises ValidationError by field."""
    if placement.is_over:
        return
    coming = [one for one in planned if one[1] > timezone.now()]
    hold_shifts(by=by, placement=placement, planned=coming, told=told, reason=reason, at=field, beside="reason")


def _is_new(placement: Placement, before: Placement | None) -> bool:
    """Whether something is to be that was not: another kind, other days."""
    if before is None:
        return True

    def terms(one: Placement) -> tuple[str, date, date, bool]:
        return (one.kind, one.start, one.planned_end, one.is_over)

    return terms(placement) != terms(before)
