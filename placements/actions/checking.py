"""What shifts are held against before they are planned, beside the placement's days and the person's other shifts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS

from placements.actions.lawful import clean_reason, filled_in, held_to, keep, said_before
from placements.law.facts import Outcome, Verdict, verdict
from placements.law.loader import NOTHING_TOLD, Told, judge_shifts
from placements.models import LawDoor, Placement
from placements.pattern import Planned
from smaajob.accounts.scope import Scope

# What was weighed once for the work holds for each of its shifts; hours are weighed by the day and the week.
FOR_ALL_SHIFTS = frozenset({"dangerous"})
# Under what name a form has the reason: a moved shift has one already, which the person and the workplace read.
BESIDE = "law_reason"


def checks_for_shifts(
    placement: Placement,
    planned: Iterable[Planned],
    *,
    gone: Collection[int] = (),
    been: Collection[Planned] = (),
    told: Told = NOTHING_TOLD,
) -> Verdict:
    """What the law says of shifts that are to be planned together, instead of those that are `gone` (under 18: hours a day and a
    week, evening and night, dangerous work); `been`: those that are written with them and have begun, which count and are not weighed.
    Every verb that plans or moves a shift asks here; what was answered before holds on."""
    before, _reason = said_before(placement)
    return _judged(placement, planned, gone, been, filled_in(told, before))


def hold_shifts(
    *,
    by: Scope,
    placement: Placement,
    planned: Iterable[Planned],
    gone: Collection[int] = (),
    been: Collection[Planned] = (),
    told: Told = NOTHING_TOLD,
    reason: str = "",
    at: str = NON_FIELD_ERRORS,
    beside: str = BESIDE,
) -> dict[str, Any]:
    """For the record: how the check came out; empty where there was nothing to find. What needed a reason is kept with it.

    Raises ValidationError by field: at `at` the rule with its day, at `beside` a reason that is missing, a question at its own.
    """
    before, _reason = said_before(placement)
    told = filled_in(told, before)
    found = _judged(placement, planned, gone, been, told)
    law = held_to(found, told, reason, at=at, beside=beside) if found.findings else {}
    reasoned = clean_reason(reason) if found.to_reason else ""
    if reasoned or told != before:
        keep(by=by, door=LawDoor.SHIFTS, about=placement, verdict=found, told=told, reason=reasoned, whatever=True)
    return law


def _judged(
    placement: Placement, planned: Iterable[Planned], gone: Collection[int], been: Collection[Planned], told: Told
) -> Verdict:
    """What was weighed once for the work as a whole, with a reason, is in order for each of its shifts."""
    found = judge_shifts(placement=placement, planned=planned, gone=gone, been=been, told=told)
    asked = {one.rule for one in found.to_reason} & FOR_ALL_SHIFTS
    if not asked:
        return found
    rows = placement.law_checks.filter(outcome=Outcome.NEEDS_REASON).exclude(reason="")
    said = {one["rule"] for row in rows for one in row.findings if one["outcome"] == Outcome.NEEDS_REASON}
    return verdict(
        replace(one, outcome=Outcome.LAWFUL) if one in found.to_reason and one.rule in asked & said else one
        for one in found.findings
    )
