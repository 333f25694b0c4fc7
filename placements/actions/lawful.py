"""What the law says of something that is about to be written: refused, or kept with its reason in the record.

Called inside a verb's transaction, after its locks. The next verbs (a proposal, an agreement, an extension) use `held_to` the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Task
from placements.law.facts import Finding, Verdict
from placements.law.loader import Told, judge_start
from smaajob.schedule import AnyWindow


def lawful_start(
    candidate: Candidate,
    task: Task,
    kind: str,
    start: date,
    planned_end: date,
    windows: Iterable[AnyWindow],
    told: Told,
    reason: str,
) -> dict[str, Any]:
    """For the record: how the check came out. Raises ValidationError (by field) where the law says no, or a reason is missing."""
    verdict = judge_start(
        candidate=candidate,
        workplace=task.workplace,
        kind=kind,
        start=start,
        planned_end=planned_end,
        windows=windows,
        demands=task.demands,
        told=told,
        lock=True,
    )
    return held_to(verdict, told, reason)


def held_to(verdict: Verdict, told: Told, reason: str) -> dict[str, Any]:
    """`{"law": [None, …]}` for the record: each rule with its outcome, and what was answered.

    Raises ValidationError: beside the field that it asks for where a rule refuses (on top where it asks for none), beside `reason` where
    somebody must write why and has not.
    """
    faults: dict[str, list[str]] = {}
    for one in verdict.refused:
        faults.setdefault(one.asks or "__all__", []).append(in_full(one))
    if not verdict.stops and not clean_reason(reason):
        for one in verdict.to_reason:
            faults.setdefault("reason", []).append(_("Skriv hvorfor. %(why)s") % {"why": one.sentence})
    if faults:
        raise ValidationError(faults)
    return {"law": [None, {**verdict.on_record(), **told.on_record()}]}


def in_full(finding: Finding) -> str:
    """The sentence with its paragraph: `… (LAB § 61, stk. 1)`."""
    return f"{finding.sentence} ({finding.paragraph})" if finding.paragraph else finding.sentence


def clean_reason(reason: str) -> str:
    return " ".join(reason.split())
