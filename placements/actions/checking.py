"""What shifts are held against before they are planned, beside the placement's days and the person's other shifts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS

from placements.actions.lawful import clean_reason, filled_in, held_to, keep, said_before
from placements.law.facts import Outcome, Verdict
from placements.law.loader import NOTHING_TOLD, Told, judge_shifts
from placements.models import LawDoor, Placement
from placements.pattern import Planned
from smaajob.accounts.scope import Scope

# What was weighed once for the work holds for each of its shifts; hours are weighed by the day and the week.
FOR_ALL_SHIFTS = frozenset({"dangerous"})
# Under what name a form has the reason: a moved shift has one already, which the person and the workplace read.
BESIDE = "law_reason"


def checks_for_shifts(
    placement: Placement, planned: Iterable[Planned], *, gone: Collection[int] = (), told: Told = NOTHING_TOLD
) -> Verdict:
    """What the law says of shifts that are to be planned together, instead of those that are `gone` (under 18: hours a day and a
    week, evening and night, dangerous work). Every verb that plans or moves a shift asks here; what was answered before holds on."""
    before, _reason = said_before(placement)
    return judge_shifts(placement=placement, planned=planned, gone=gone, told=filled_in(told, before))


def hold_shifts(
    *,
    by: Scope,
    placement: Placement,
    planned: Iterable[Planned],
    gone: Collection[int] = (),
    told: Told = NOTHING_TOLD,
    reason: str = "",
    at: str = NON_FIELD_ERRORS,
) -> dict[str, Any]:
    """For the record: how the check came out; empty where there was nothing to find. What needed a reason is kept with it.

    Raises ValidationError by field: at `at` the rule with its day, at `law_reason` a reason that is missing, a question at its own.
    """
    before, _reason = said_before(placement)
    told = filled_in(told, before)
    found = judge_shifts(placement=placement, planned=planned, gone=gone, told=told)
    weighed = settled(placement, found)
    law = held_to(found, told, reason, at=at, beside=BESIDE, settled=weighed) if found.findings else {}
    reasoned = clean_reason(reason) if found.to_reason else ""
    if reasoned or told != before:
        why = reasoned or next(iter(weighed.values()), "")
        keep(by=by, door=LawDoor.SHIFTS, about=placement, verdict=found, told=told, reason=why, whatever=True)
    return law


def settled(placement: Placement, found: Verdict) -> dict[str, str]:
    """Rules that hold for the work as a whole, and the reason that somebody has given for each already."""
    asked = {one.rule for one in found.to_reason} & FOR_ALL_SHIFTS
    if not asked:
        return {}
    rows = placement.law_checks.filter(outcome=Outcome.NEEDS_REASON).exclude(reason="")
    said = {one["rule"]: row.reason for row in rows for one in row.findings if one["outcome"] == Outcome.NEEDS_REASON}
    return {rule: said[rule] for rule in asked if rule in said}
