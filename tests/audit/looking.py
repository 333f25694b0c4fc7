"""Rows of the log of access as tests write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from candidates.models import Candidate
from smaajob.accounts.models import Organisation, User
from smaajob.audit.models import Access, Kind


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def look_up(keeper: Organisation, user: User | None, *people: Candidate, **values: Any) -> Access:
    """Somebody looks at these people, as a consultant in their work."""
    told = {"role": "consultant", "place": str(keeper), "kind": Kind.VIEW, "purpose": "Sagsarbejde", **values}
    ids = [person.public_id for person in people]
    return Access.objects.create(organisation=keeper, user=user, people=ids, page="candidates:detail", **told)
