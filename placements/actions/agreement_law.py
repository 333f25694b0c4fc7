"""What the law says of an agreement or an amendment: before it is sent to be signed, and of its shifts when the last has signed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from placements.actions.lawful import filled_in, held_to, in_full, keep, reasoned_before, said_before
from placements.agreeing.changes import CHANGED, PLANS_ANEW
from placements.law.facts import Said, Verdict, together, verdict
from placements.law.loader import Told, judge_agreement, judge_shifts, judge_tasks
from placements.models import AgreementVersion, LawDoor, Party, Placement
from placements.planning import of_agreement
from smaajob.accounts.scope import Scope

if TYPE_CHECKING:
    from placements.actions.sending import Outgoing


def answers_of(placement: Placement, out: Outgoing, told: Told | None) -> Told:
    """What is known: answered now, else when the case was last held to the law. The purpose stands in the agreement; whoever is asked to
    sign it says so before it begins."""
    before, _reason = said_before(placement)
    known = before if told is None else filled_in(told, before)
    purpose = out.content.purpose
    return replace(
        known,
        purposes=(purpose,) if purpose else known.purposes,
        statement=Said.LATER if Party.EMPLOYEE_REP in out.asks else known.statement,
        guardian=Said.LATER if Party.GUARDIAN in out.asks else known.guardian,
    )


def judge(version: AgreementVersion, placement: Placement, out: Outgoing, told: Told, *, lock: bool = False) -> Verdict:
    """For the page, and for the verb: all of the first agreement and of another kind, how long where it lasts longer, under 18 its shifts
    and what it says of the tasks. A change of anything else asks nothing."""
    changed = set(out.content.extra.get(CHANGED, "").split(",")) - {""}
    anew = not version.is_amendment or "kind" in changed
    tasks = verdict(())
    if "tasks" in changed:
        tasks = judge_tasks(placement=placement, demands=version.demands, on=version.valid_from)
    if not anew and not changed & PLANS_ANEW:
        return tasks
    wanted, loose = of_agreement(placement, out.content, version.valid_from)
    terms = judge_agreement(
        placement=placement, content=out.content, planned=wanted, gone=[one.pk for one in loose],
        demands=version.demands, anew=anew, told=told, lock=lock,
    )  # fmt: skip
    return together(terms, tasks)


def hold(
    by: Scope, version: AgreementVersion, placement: Placement, out: Outgoing, told: Told | None, reason: str | None
) -> dict[str, Any]:
    """How the check came out, for the record. `reason` None: why it is changed is why it is in order.

    Raises ValidationError by field (see `held_to`); what was found with a reason when the case was last held to the law, and is as it was,
    needs none again.
    """
    known = answers_of(placement, out, told)
    found = judge(version, placement, out, known, lock=True)
    if not found.findings:
        return {}
    as_before = (out.content.kind, out.content.end) == (placement.kind, placement.planned_end)
    weighed = reasoned_before(placement, found) if as_before else {}
    said = version.reason if reason is None else reason
    law = held_to(found, known, said, settled=weighed)
    why = said.strip() or next(iter(weighed.values()), "")
    keep(
        by=by, door=LawDoor.AGREEMENT, about=placement, verdict=found, told=known, reason=why if found.to_reason else ""
    )
    return law


def check_shifts(version: AgreementVersion, placement: Placement) -> None:
    """When the last has signed: raises ValidationError where a shift is not allowed any more, since others came meanwhile. What needed a
    reason got it when it was sent."""
    told, _reason = said_before(placement)
    wanted, loose = of_agreement(placement, version.read, version.valid_from)
    found = judge_shifts(
        placement=placement, planned=wanted, gone=[one.pk for one in loose], told=told, demands=version.demands
    )
    if found.refused:
        raise ValidationError([in_full(one) for one in found.refused])
