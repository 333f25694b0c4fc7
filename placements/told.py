"""What a company has been told of people: the items of each `Disclosure` that holds, and nothing else of anybody.

The database gives no more than that itself (`told_to_workplaces`): a company sees no person's row.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from candidates.models import ConsentItem
from candidates.needs import phrases
from smaajob.language_codes import language_label
from smaajob.schedule import AnyWindow, parse_window
from smaajob.vocabulary import Certificate

# Which row of a person's disclosures holds is asked in SQL, once for the workplaces of one company.
TOLD = """
    SELECT c.keeper_id, c.public_id, d.to_id, d.items, d."end",
           CASE WHEN 'name' = ANY (d.items) THEN c.first_name ELSE '' END,
           CASE WHEN 'skills' = ANY (d.items) THEN c.certificates END::text[],
           CASE WHEN 'skills' = ANY (d.items) THEN c.languages END::text[],
           CASE WHEN 'times' = ANY (d.items) THEN c.availability END::text[],
           CASE WHEN 'times' = ANY (d.items) THEN c.hours_per_week END,
           CASE WHEN 'needs' = ANY (d.items) THEN c.accommodations END::text[]
    FROM candidates_disclosure d
    JOIN candidates_candidate c ON c.id = d.candidate_id
    JOIN employers_workplace w ON w.public_id = d.to_id AND w.keeper_id = d.keeper_id
    JOIN employers_employer e ON e.id = w.employer_id
    WHERE d.to_id = ANY (places) AND d.start <= on_day AND d."end" >= on_day AND d.ended_at IS NULL AND c.archived_at IS NULL
      AND (e.country || ':' || e.cvr = nullif(current_setting('smaajob.company', true), '')
           OR (d.keeper_id = nullif(current_setting('smaajob.keeper', true), '')::bigint
               AND current_setting('smaajob.sight', true) = 'all'))
    ORDER BY c.first_name, c.id, d."end" DESC"""
RETURNS = """TABLE (keeper bigint, person uuid, place uuid, items text[], until date, first_name text, certificates text[],
    languages text[], availability text[], hours_per_week numeric, accommodations text[])"""

# Who somebody at its own workplace is, for hours and pay: the first name, where it was told while the placement lasted. A wage is paid
# when the month is over, so the name stays two months after the end, unless the person has taken their yes back.
WHO = """
    SELECT p.id, p.keeper_id, c.public_id, coalesce((
        SELECT c.first_name FROM candidates_disclosure d JOIN candidates_consent s ON s.id = d.consent_id
        WHERE d.candidate_id = p.candidate_id AND d.to_id = w.public_id AND 'name' = ANY (d.items)
          AND s.withdrawn_at IS NULL AND d.start <= on_day
          AND ((d.ended_at IS NULL AND d."end" >= on_day) OR p.actual_end >= on_day - 62) LIMIT 1), '')
    FROM placements_placement p
    JOIN candidates_candidate c ON c.id = p.candidate_id
    JOIN employers_workplace w ON w.id = p.workplace_id
    JOIN employers_employer e ON e.id = w.employer_id
    WHERE p.id = ANY (at_placements) AND p.cancelled_at IS NULL AND NOT p.erased
      AND (e.country || ':' || e.cvr = nullif(current_setting('smaajob.company', true), '')
           OR (p.keeper_id = nullif(current_setting('smaajob.keeper', true), '')::bigint
               AND current_setting('smaajob.sight', true) = 'all'))"""
WHO_RETURNS = "TABLE (placement bigint, keeper bigint, person uuid, first_name text)"


@dataclass(frozen=True, slots=True)
class Who:
    """Whose placement it is, as its workplace may know: `first_name` is empty where it was not told. `keeper` is a key."""

    keeper: int
    person: UUID
    first_name: str

    def __str__(self) -> str:
        return self.first_name or _("En person")


@dataclass(frozen=True, slots=True)
class Told:
    """One person as a workplace may know them. `keeper`: whose organisation tells it (its key); what was not told is empty."""

    keeper: int
    person: UUID
    place: UUID
    items: frozenset[str]
    until: date
    first_name: str
    certificates: list[str]
    languages: list[str]
    times: list[AnyWindow]
    hours_per_week: Decimal | None
    needs: list[str]

    @property
    def tells_skills(self) -> bool:
        return ConsentItem.SKILLS in self.items

    @property
    def tells_times(self) -> bool:
        return ConsentItem.TIMES in self.items

    @property
    def tells_needs(self) -> bool:
        return ConsentItem.NEEDS in self.items


def told_to(places: Collection[UUID], day: date) -> list[Told]:
    """What the workplaces have been told on a day, each person once a workplace, with what was told last. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM told_to_workplaces(%s::uuid[], %s)", [list(places), day])
        rows = cursor.fetchall()
    found: dict[tuple[UUID, UUID], Told] = {}
    for keeper, person, place, items, until, first, certificates, languages, windows, hours, needs in rows:
        one = Told(
            keeper=keeper,
            person=person,
            place=place,
            items=frozenset(items),
            until=until,
            first_name=first,
            certificates=[str(Certificate(code).label) for code in certificates or []],
            languages=[language_label(code) for code in languages or []],
            times=[parse_window(text) for text in windows or []],
            hours_per_week=hours,
            needs=phrases(needs or []),
        )
        found.setdefault((person, place), one)
    return list(found.values())


def who_works(placements: Collection[int], day: date) -> dict[int, Who]:
    """Who is in each placement at the company's workplaces, by its key; others' are not in it. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM who_works(%s::bigint[], %s)", [list(placements), day])
        return {key: Who(keeper, person, first) for key, keeper, person, first in cursor.fetchall()}
