"""Which look-ups are worth a second look. Found by the worker minutes after, while what it asks for is as it was then.

The floors above say what they know about a person (`Facts`); a worker's relation to a person is known on several of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from smaajob.accounts.models import Membership, Organisation
from smaajob.accounts.roles import OF_EMPLOYERS, STAFF, Role
from smaajob.audit.models import Access, AccessFlag, Flag, Kind

# A list shows whoever comes next in it. It is the page about one person (or two side by side) that somebody has chosen to open.
FEW = 3
# Those whom the person has let follow them, the person, and companies, which see no more than the person said yes to.
OWN_ROLES = frozenset({Role.CANDIDATE, Role.GUARDIAN, Role.MENTOR, *OF_EMPLOYERS})
# Their work is with everybody's data and nobody's case.
OF_NO_CASE = frozenset({Role.DPO, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person: whether the address is protected, and the users that are themselves."""

    protected: bool
    themselves: frozenset[int]


FactsOf = Callable[[Organisation, Sequence[UUID]], Mapping[UUID, Facts]]
# Of these people, which users have to do with each: the consultant, the stand-in, who wrote in the case …
RelatedTo = Callable[[Organisation, Sequence[UUID]], Mapping[UUID, Iterable[int]]]

_facts: list[FactsOf] = []
_related: list[RelatedTo] = []


def register_facts(facts_of: FactsOf) -> None:
    """Say how facts about people are found. One query or two for all of them."""
    if facts_of not in _facts:
        _facts.append(facts_of)


def register_relations(related_to: RelatedTo) -> None:
    """Say which users have to do with a person, as a floor knows it. One query or two for all of them."""
    if related_to not in _related:
        _related.append(related_to)


def flags_of(organisation: Organisation, batch: Sequence[Access]) -> list[AccessFlag]:
    """The flags of a batch, not yet written: one a day for how somebody looked at a person, however often. A fixed number of queries."""
    rows = [row for row in batch if row.user_id and row.role not in OWN_ROLES and len(row.people) <= FEW]
    people = list({person for row in rows for person in row.people})
    if not people:
        return []
    facts: dict[UUID, Facts] = {}
    related: dict[UUID, set[int]] = defaultdict(set)
    for facts_of in _facts:
        facts.update(facts_of(organisation, people))
    for related_to in _related:
        for person, users in related_to(organisation, people).items():
            related[person].update(users)
    staff = set(
        Membership.objects.filter(organisation=organisation, active=True, role__in=STAFF).values_list(
            "user_id", flat=True
        )
    )
    found: dict[tuple[object, ...], AccessFlag] = {}
    for row in rows:
        for person in row.people:
            for flag in _flags(row, facts.get(person), related[person], staff):
                # A page and what it fetches by itself are rows of their own, and who opens one page opens the next.
                key = (row.at.date(), row.user_id, row.kind, person, flag)
                found.setdefault(key, AccessFlag(organisation=organisation, access=row, person=person, flag=flag))
    return list(found.values())


def _flags(row: Access, facts: Facts | None, related: set[int], staff: set[int]) -> list[Flag]:
    user = row.user_id
    if user is None:
        return []
    found = []
    if user not in related and row.role not in OF_NO_CASE and row.kind != Kind.SEARCH:
        found.append(Flag.NO_RELATION)
    if facts and facts.protected:
        found.append(Flag.PROTECTED)
    if facts and user in facts.themselves:
        found.append(Flag.ONESELF)
    elif facts and facts.themselves & staff:
        found.append(Flag.COLLEAGUE)
    return found
