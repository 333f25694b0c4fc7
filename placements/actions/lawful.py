"""What the law says of something that is about to be written: refused, or kept with its reason beside what was done.

Called inside a verb's transaction, after its locks: `held_to` refuses or gives what the record keeps, `keep` writes the check down where
the case is. A page asks the same functions of placements.law.loader before anything is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Task
from placements.law.facts import Finding, Outcome, Verdict
from placements.law.loader import NOTHING_TOLD, Told, judge_start
from placements.models import LawCheck, LawDoor, LawOutcome, Placement, Proposal
from smaajob.accounts.scope import Scope
from smaajob.schedule import AnyWindow


def judge_in_task(
    candidate: Candidate,
    task: Task,
    *,
    kind: str,
    start: date,
    planned_end: date,
    windows: Iterable[AnyWindow],
    told: Told,
    lock: bool = False,
) -> Verdict:
    """Somebody in a task on these terms: how a page, a proposal and a start ask. `lock`: inside the transaction that writes it."""
    return judge_start(
        candidate=candidate, workplace=task.workplace, kind=kind, start=start, planned_end=planned_end, windows=windows,
        demands=task.demands, told=told, lock=lock,
    )  # fmt: skip


def judge_proposal(row: Proposal, told: Told, *, lock: bool = False) -> Verdict:
    """A proposal on its own terms, by the rules and at the workplace as they are now."""
    return judge_in_task(
        row.candidate, row.task, kind=row.kind, start=row.start, planned_end=row.planned_end, windows=row.windows,
        told=told, lock=lock,
    )  # fmt: skip


def held_to(
    verdict: Verdict,
    told: Told,
    reason: str,
    *,
    at: str = NON_FIELD_ERRORS,
    beside: str = "reason",
    settled: Collection[str] = (),
) -> dict[str, Any]:
    """`{"law": [None, …]}` for the record: each rule with its outcome, and what was answered.

    `settled`: rules that a reason was given for before, and that hold on. Raises ValidationError: beside the field that it asks for where
    a rule refuses (at the field `at` where it asks for none), and at the field `beside` where somebody must write why and has not.
    """
    faults: dict[str, list[str]] = {}
    for one in verdict.refused:
        faults.setdefault(one.asks or at, []).append(in_full(one))
    if not verdict.stops and not clean_reason(reason):
        for one in verdict.to_reason:
            if one.rule not in settled:
                faults.setdefault(beside, []).append(_("Skriv hvorfor. %(why)s") % {"why": in_full(one)})
    if faults:
        raise ValidationError(faults)
    return {"law": [None, {**verdict.on_record(), **told.on_record()}]}


def keep(
    *,
    by: Scope,
    door: LawDoor,
    about: Placement | Proposal,
    verdict: Verdict,
    told: Told,
    reason: str,
    whatever: bool = False,
) -> LawCheck | None:
    """Write down what was found as it was, and why it was in order. None where no rule was there to hold it against, unless `whatever`
    was answered is to be kept.

    A draft's earlier check makes way for the new one; what was decided by stays.
    """
    is_proposal = isinstance(about, Proposal)
    rows = about.law_checks.all()
    if door in {LawDoor.DRAFT, LawDoor.PROPOSAL}:
        rows.filter(door=LawDoor.DRAFT).delete()
    said, told_now = clean_reason(reason), told.on_record()
    if not verdict.was_checked and not (whatever and (said or told_now)):
        return None
    outcome = LawOutcome.LAWFUL if verdict.is_lawful else LawOutcome.NEEDS_REASON
    return LawCheck.objects.create(
        keeper_id=about.keeper_id, door=door, by=by.user, outcome=outcome, told=told_now, reason=said,
        findings=[as_it_was(one) for one in verdict.findings],
        **({"proposal": about} if is_proposal else {"placement": about}),
    )  # fmt: skip


def said_before(about: Placement | Proposal) -> tuple[Told, str]:
    """What was answered when the case was last held to the law, and why it was in order; nothing where it never was. One query."""
    last = about.law_checks.order_by("at", "pk").last()
    return (Told.of_record(last.told), last.reason) if last else (NOTHING_TOLD, "")


def reasoned_before(about: Placement | Proposal, found: Verdict) -> dict[str, str]:
    """Of what needs a reason now, the rules that a reason was given for when the case was last held to the law, by the same rows; with
    that reason. One query."""
    return reasoned_in(about.law_checks.order_by("at", "pk").last(), found)


def reasoned_in(check: LawCheck | None, found: Verdict) -> dict[str, str]:
    """As `reasoned_before`, by one check."""
    if check is None or not check.reason:
        return {}
    before = {
        (one["rule"], *(row["key"] for row in one["rows"]))
        for one in check.findings
        if one["outcome"] == Outcome.NEEDS_REASON
    }
    return {
        one.rule: check.reason for one in found.to_reason if (one.rule, *(row.key for row in one.answers)) in before
    }


def filled_in(told: Told, before: Told) -> Told:
    """What is answered now, and where nothing is, what was answered before."""
    names = ("purposes", "law_group", "statement", "guardian", "mentor")
    given = {name: getattr(told, name) or getattr(before, name) for name in names}
    return replace(told, **given, in_school=before.in_school if told.in_school is None else told.in_school)


def as_it_was(finding: Finding) -> dict[str, Any]:
    """A finding with the rows that it rests on, as they were: the key, whom and when it holds for, its source, how sure it was."""
    rows = [
        {
            "key": one.key,
            "group": one.group,
            "said": one.said,
            "valid_from": one.valid_from.isoformat(),
            "valid_to": one.valid_to.isoformat() if one.valid_to else None,
            "paragraph": one.paragraph,
            "source": one.source,
            "checked_on": one.checked_on.isoformat(),
            "confidence": str(one.confidence),
        }
        for one in finding.answers
    ]
    return {"rule": finding.rule, "outcome": str(finding.outcome), "sentence": finding.sentence, "rows": rows}


def in_full(finding: Finding) -> str:
    """The sentence with its paragraph: `… (LAB § 61, stk. 1)`."""
    return f"{finding.sentence} ({finding.paragraph})" if finding.paragraph else finding.sentence


def clean_reason(reason: str) -> str:
    return " ".join(reason.split())
