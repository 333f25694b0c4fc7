"""Who comes to a workplace, as the company may know it: when, the first name where it was told, and that somebody does not come.

The database gives no more than that itself (`coming_to_workplaces`): a company sees no row of anybody's attendance. Of the cause it
gives "syg" and no other, and nothing of the person's own words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from placements.models import CANNOT, Attendance, AttendanceState, Placement, Shift

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

TOLD = """
    SELECT s.id, s.keeper_id, c.public_id, w.public_id,
           coalesce((SELECT c.first_name FROM candidates_disclosure d
                     WHERE d.candidate_id = c.id AND d.keeper_id = s.keeper_id AND d.to_id = w.public_id AND 'name' = ANY (d.items)
                       AND d.start <= on_day AND d."end" >= on_day AND d.ended_at IS NULL AND c.archived_at IS NULL LIMIT 1), ''),
           CASE WHEN a.state IN ('child_ill', 'transport', 'agreed_free', 'other') THEN 'away' ELSE coalesce(a.state, '') END,
           a.back_on, coalesce(a.said_by, '')
    FROM placements_shift s
    JOIN placements_placement p ON p.id = s.placement_id AND p.cancelled_at IS NULL AND NOT p.erased
    JOIN candidates_candidate c ON c.id = s.candidate_id
    JOIN employers_workplace w ON w.id = p.workplace_id
    JOIN employers_employer e ON e.id = w.employer_id
    LEFT JOIN placements_attendance a ON a.shift_id = s.id
    WHERE w.public_id = ANY (places) AND s.day BETWEEN first_day AND last_day
      AND (e.country || ':' || e.cvr = nullif(current_setting('smaajob.company', true), '')
           OR (s.keeper_id = nullif(current_setting('smaajob.keeper', true), '')::bigint
               AND current_setting('smaajob.sight', true) = 'all'))
    ORDER BY s.starts_at, s.id"""
RETURNS = """TABLE (shift bigint, keeper bigint, person uuid, place uuid, first_name text, told text, back date, said_by text)"""


class Known(TextChoices):
    """What a workplace knows of a shift, and in which words."""

    PRESENT = "present", _("Kom")
    LATE = "late", _("Kom senere")
    LEFT_EARLY = "left_early", _("Gik før")
    ILL = "ill", _("Er syg")
    AWAY = "away", _("Kommer ikke")
    EMPLOYER_CANCELLED = "employer_cancelled", _("I har aflyst")
    ABSENT = "absent", _("Kom ikke")


# Those who were not there, as whoever pays the wage reads it afterwards.
WHY_AWAY = {
    Known.ILL: _("Syg"),
    Known.AWAY: _("Meldt fra"),
    Known.EMPLOYER_CANCELLED: _("Aflyst af arbejdspladsen"),
    Known.ABSENT: _("Kom ikke"),
}
# By placement (its key) the days on which nobody was there, and why.
Away = dict[int, dict[date, str]]


@dataclass(frozen=True, slots=True)
class Coming:
    """One shift as the workplace knows it. `name` is empty where no name was told; `known` where nobody has said anything."""

    shift: Shift
    keeper: int
    person: UUID
    place: UUID
    name: str
    known: str
    back: date | None
    said_by: str

    @property
    def words(self) -> str:
        """`Er syg`; empty where nothing was said."""
        return str(Known(self.known).label) if self.known else ""

    @property
    def stays_away(self) -> bool:
        """The person has said so, or the municipality for them."""
        return self.known in (Known.ILL, Known.AWAY)

    @property
    def can_be_noted(self) -> bool:
        """It was not cancelled, and nobody has said beforehand that the person stays away."""
        return not self.shift.is_cancelled and not self.stays_away and self.known != Known.EMPLOYER_CANCELLED


def coming_to(scope: Scope, places: Collection[UUID], first: date, last: date) -> list[Coming]:
    """Everybody who comes, does not come, or was cancelled, in the order of the clock. Two queries.

    Whoever acts in the company's place sees nobody whose address is hidden from them.
    """
    today = timezone.localdate()
    known = Shift.everything.all() if scope.organisation.is_employer else Shift.everything.visible_to(scope)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM coming_to_workplaces(%s::uuid[], %s, %s, %s)", [list(places), first, last, today])
        rows = cursor.fetchall()
    shifts = known.select_related("placement__workplace", "placement__task").in_bulk([row[0] for row in rows])
    return [Coming(shifts[row[0]], *row[1:]) for row in rows if row[0] in shifts]


def away_at(scope: Scope, placements: Collection[Placement], first: date, last: date) -> Away:
    """The days that are over on which the person came to none of the shifts, as the company is told them. Two queries.

    The placements with their workplace.
    """
    places = {one.workplace.public_id for one in placements}
    keys = {one.pk for one in placements}
    found = coming_to(scope, places, first, last) if places else []
    return _away((one.shift, one.known) for one in found if one.shift.placement_id in keys)


def away_of(placements: Collection[Placement], first: date, last: date) -> Away:
    """The same days in the same words, for those who may read the attendance itself: the person and the case. One query."""
    rows = Shift.everything.filter(placement__in=[one.pk for one in placements]).on_days(first, last)
    return _away((one, _known(getattr(one, "attendance", None))) for one in rows.select_related("attendance"))


def _known(told: Attendance | None) -> str:
    """As `coming_to_workplaces` tells it."""
    if told is None:
        return ""
    return Known.AWAY if told.state in CANNOT - {AttendanceState.ILL} else told.state


def _away(shifts: Iterable[tuple[Shift, str]]) -> Away:
    now = timezone.now()
    days: dict[tuple[int, date], list[str]] = {}
    for shift, known in shifts:
        if known or not shift.is_cancelled:
            is_away = shift.ends_at <= now and known in WHY_AWAY
            days.setdefault((shift.placement_id, shift.day), []).append(str(WHY_AWAY[Known(known)]) if is_away else "")
    found: Away = {}
    for (placement, day), whys in days.items():
        if all(whys):
            found.setdefault(placement, {})[day] = ", ".join(dict.fromkeys(whys))
    return found
