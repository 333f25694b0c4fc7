"""Who looked at whom in the last weeks, so that the data protection officer has a month to draw a sample of."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from candidates.models import Candidate
from placements.demo.everyone import at
from smaajob.accounts.models import Membership, Organisation, Role
from smaajob.audit.models import Access, Kind

DAYS = 45
PAGES = (
    ("candidates:detail", "Sagsarbejde"),
    ("placements:for_candidate", "Opfølgning"),
    ("candidates:new_note", "Notater"),
)


def make(keeper: Organisation, today: date, rng: random.Random) -> None:
    """On each working day each consultant opens some of their own people; now and then one that is none of theirs."""
    members = Membership.objects.filter(organisation=keeper, active=True, role=Role.CONSULTANT)
    at_work = list(members.select_related("user", "unit").order_by("user__email"))
    people: dict[int | None, list[Candidate]] = {}
    for person in Candidate.objects.filter(keeper=keeper, archived_at=None).order_by("external_id"):
        people.setdefault(person.consultant_id, []).append(person)
    everybody = [person for found in people.values() for person in found]
    rows = []
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() > 4:
            continue
        for member in rng.sample(at_work, min(len(at_work), 3)):
            own = people.get(member.user_id) or everybody
            person = rng.choice(everybody if rng.random() < 0.05 else own)
            rows.append(_look(member, person, day, rng))
    Access.objects.bulk_create(sorted(rows, key=lambda row: row.at))


def _look(member: Membership, person: Candidate, day: date, rng: random.Random) -> Access:
    page, purpose = rng.choice(PAGES)
    when = at(member.organisation, day, rng.randrange(8, 16)) + timedelta(minutes=rng.randrange(60))
    said: dict[str, Any] = {"page": page, "purpose": purpose, "kind": Kind.VIEW}
    if rng.random() < 0.05 and person.cpr_encrypted:
        said = {
            "page": "candidates:cpr",
            "purpose": "Slå personen op i et andet af kommunens systemer",
            "kind": Kind.UNMASK,
        }
    return Access(
        at=when, organisation=member.organisation, user=member.user, role=member.role,
        place=str(member.unit or member.organisation), people=[person.public_id], **said,
    )  # fmt: skip
