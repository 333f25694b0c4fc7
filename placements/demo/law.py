"""What the municipality has corrected in the law's rules: the weeks in which its schools are closed."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta

from placements.demo.everyone import at
from smaajob.accounts.models import Organisation, Role, User
from smaajob.audit.models import record
from smaajob.changes import created
from smaajob.rules.actions import ON_RECORD
from smaajob.rules.models import Rule
from smaajob.rules.values import Confidence


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
