"""What the municipality has corrected in the law's rules, the weeks in which its schools are closed; and what was answered at its doors."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta
from typing import Any

from placements.demo.everyone import at
from placements.law.facts import Said, Verdict
from placements.law.loader import Told, judge_start
from smaajob.accounts.models import Organisation, Role, User
from smaajob.audit.models import record
from smaajob.changes import created
from smaajob.rules.actions import ON_RECORD
from smaajob.rules.files import groups
from smaajob.rules.models import Rule
from smaajob.rules.values import Confidence

WHY = "Der er brug for tid til at finde rytmen, og vi følger op hver fjerde uge."


def answers(**terms: Any) -> tuple[Told, Verdict] | None:
    """What would have been answered: of the groups in the law that the person may be in, the first in which it may be; None where it
    may not be in any. `terms` as placements.law.loader.judge_start."""
    for group in ("", *(one.code for one in groups("DK"))):
        told = Told(purposes=("training",), law_group=group, statement=Said.LATER, guardian=Said.LATER, in_school=False)
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
