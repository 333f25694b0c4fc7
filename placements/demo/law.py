"""What the municipality has corrected in the law's rules, the weeks in which its schools are closed; and what was answered at its doors."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta
from typing import Any

from employers.models import Task
from placements.actions.lawful import keep
from placements.agreeing.rules import GROWN_UP
from placements.demo.everyone import at
from placements.law.facts import A_MEASURE, Said, Verdict
from placements.law.loader import Told, judge_shifts, judge_start
from placements.models import LawDoor, Placement, Proposal, ProposalState
from smaajob.accounts.models import Organisation, Role, User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import created
from smaajob.rules.actions import ON_RECORD
from smaajob.rules.files import groups
from smaajob.rules.models import Rule
from smaajob.rules.values import Confidence

WHY = "Der er brug for tid til at finde rytmen, og vi følger op hver fjerde uge."


def answers(**terms: Any) -> tuple[Told, Verdict] | None:
    """What would have been answered, of what is asked: of the groups in the law that the person may be in, the first in which it may
    be; None where it may not be in any. `terms` as placements.law.loader.judge_start."""
    for group in ("", *(one.code for one in groups("DK"))):
        asks = judge_start(**terms, told=Told(law_group=group)).asks
        told = Told(
            purposes=("training",) if "purpose" in asks else (),
            law_group=group,
            statement=Said.LATER if "statement" in asks else Said.UNKNOWN,
            guardian=Said.LATER if "guardian" in asks else Said.UNKNOWN,
            in_school=False if "in_school" in asks else None,
        )
        verdict = judge_start(**terms, told=told)
        if not verdict.is_refused:
            return told, verdict
    return None


def make(keeper: Organisation, today: date, rng: random.Random) -> None:
    """From the new year on: with the winter holiday, which is not in the same week everywhere."""
    admin = User.objects.get(memberships__organisation=keeper, memberships__role=Role.ADMIN)
    decided = today - timedelta(days=12)
    row = Rule.objects.create(
        public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
        keeper=keeper,
        key="young.school_free_weeks",
        value="7 27 28 29 30 31 42",
        valid_from=date(today.year, 1, 1),
        paragraph="Kommunens ferieplan",
        source="Ferieplanen på kommunens hjemmeside",
        checked_on=decided,
        confidence=Confidence.SURE,
        reason="Vinterferien ligger i uge 7 hos os",
        made_by=admin,
        made_at=at(keeper, decided),
    )
    record("rules.correct", row, by=admin, changes=created(row, ON_RECORD), reason=row.reason)


def decided(keeper: Organisation, youth: Organisation, today: date) -> None:
    """What was decided where something was begun, written down, drafted and planned; the agreements and proposals have theirs."""
    by = Scope(keeper, User.objects.get(email="mette@demo.example"))
    running = Placement.objects.filter(keeper=keeper, actual_end=None, kind__in=A_MEASURE, law_checks=None)
    rows = running.select_related("candidate", "workplace", "task", "keeper").order_by("external_id")
    lawful = ((row, found) for row in rows if (found := answers(**_terms(row, row.task))) is not None)
    doors = (LawDoor.START, LawDoor.BY_HAND, LawDoor.EXTENSION, LawDoor.MOVE)
    for door, (row, (told, verdict)) in zip(doors, lawful, strict=False):
        keep(by=by, door=door, about=row, verdict=verdict, told=told, reason=WHY if verdict.to_reason else "")
    draft = Proposal.objects.filter(keeper=keeper, state=ProposalState.DRAFT).order_by("made_at", "pk").first()
    if draft is not None and (found := answers(**_terms(draft, draft.task))) is not None:
        keep(by=by, door=LawDoor.DRAFT, about=draft, verdict=found[1], told=found[0], reason="", whatever=True)
    told = Told(in_school=False)
    rows = Placement.objects.filter(keeper=youth, actual_end=None, planned_end__gt=today).select_related("candidate")
    for placement in (one for one in rows.order_by("external_id") if one.candidate.age_on(today) < GROWN_UP):
        coming = placement.shifts.filter(day__gt=today)
        planned = {one.pk: (one.day, one.starts_at, one.ends_at) for one in coming}
        if planned and judge_shifts(placement=placement, planned=planned.values(), gone=planned, told=told).is_lawful:
            nothing = Verdict(())
            keep(
                by=Scope(youth),
                door=LawDoor.SHIFTS,
                about=placement,
                verdict=nothing,
                told=told,
                reason="",
                whatever=True,
            )
            break


def _terms(row: Placement | Proposal, task: Task | None) -> dict[str, Any]:
    names = ("candidate", "workplace", "kind", "start", "planned_end")
    demands = {"windows": task.windows, "demands": task.demands} if task else {}
    return {**{name: getattr(row, name) for name in names}, **demands}
