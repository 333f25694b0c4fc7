"""What the law says of a proposal: before the person is asked, before the workplace is, and when both have said yes."""

from __future__ import annotations

from typing import Any

from placements.actions.lawful import as_it_was, clean_reason, held_to, judge_proposal, keep, reasoned_before
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import LawDoor, Proposal
from smaajob.accounts.scope import Scope


def note(by: Scope, row: Proposal, told: Told, reason: str) -> None:
    """A draft: what was answered so far is kept, and refuses nothing."""
    keep(
        by=by, door=LawDoor.DRAFT, about=row, verdict=judge_proposal(row, told), told=told, reason=reason, whatever=True
    )


def hold(by: Scope, row: Proposal, told: Told | None, reason: str | None) -> tuple[Told, str, dict[str, Any]]:
    """What was answered, why it is in order, and how the check came out, for the record. None: as it was answered before.

    A reason that was given before holds for the rules that it was given for. Raises ValidationError by field (see `held_to`), also where
    something has come to need a reason since: then a consultant gives it.
    """
    last = row.law_checks.order_by("at", "pk").last()
    told = told if told is not None else Told.of_record(last.told) if last else NOTHING_TOLD
    verdict = judge_proposal(row, told, lock=True)
    if reason is None and last is not None:
        law = held_to(verdict, told, "", settled=reasoned_before(row, verdict))
        said = last.reason
    else:
        law, said = held_to(verdict, told, reason or ""), clean_reason(reason or "")
    said = said if verdict.to_reason else ""
    found = [as_it_was(one) for one in verdict.findings]
    if last is None or last.door == LawDoor.DRAFT or (said, told.on_record(), found) != (
        last.reason, last.told, last.findings
    ):  # fmt: skip
        keep(by=by, door=LawDoor.PROPOSAL, about=row, verdict=verdict, told=told, reason=said)
    return told, said, law
