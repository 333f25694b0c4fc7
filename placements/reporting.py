"""The last weeks' hours, day by day, as the person or the workplace reads them: what was planned, what is written, whose turn it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from candidates.following import own_person
from candidates.models import not_hidden
from placements import told
from placements.models import (
    Hours,
    Placement,
    PlacementQuerySet,
    ReportedHours,
    ReportedHoursQuerySet,
    ReportState,
    Shift,
)
from placements.parties import Side, side_of, workplaces_of_party
from placements.told import Who
from smaajob.accounts.scope import Scope
from smaajob.writing import joined, times

# How far back the pages show days that nobody has written. Older ones can still be written, one by one.
LOOK_BACK = timedelta(days=35)
COUNTED, WAITS, ANSWER, REFUSED, OPEN = "counted", "waits", "answer", "refused", "open"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of one placement. `times` and `planned` (hours) say what was planned, where anything was; `row` is what counts.

    `report` is the newest that was not taken back. `turn`, as read by one side: counted, waits (for the other), answer (one's own turn),
    refused (by either; nobody has said anything since), open (nobody has written anything).
    """

    placement: Placement
    day: date
    turn: str
    times: str = ""
    planned: Decimal | None = None
    row: Hours | None = None
    report: ReportedHours | None = None
    who: Who | None = None


def placements_of(by: Scope) -> PlacementQuerySet:
    """The placements that the user is a party to: a person's own, or those at the company's workplaces. Others have none."""
    side, rows = side_of(by), Placement.objects.filter(erased=False).select_related("workplace", "keeper")
    if side == Side.PERSON:
        person = own_person(by)
        return rows.none() if person is None or person.is_archived else rows.filter(candidate=person)
    places = workplaces_of_party(by) if side == Side.EMPLOYER else None
    if places is None:
        return rows.none()
    rows = rows.filter(workplace__in=places)
    # A company sees no person's row, so it can't be asked about one; a colleague who acts for it sees people, and not the hidden.
    return rows.filter(not_hidden(by, "candidate")) if by.behalf is not None else rows


def reports_of(by: Scope) -> ReportedHoursQuerySet:
    """What has been written in those placements."""
    rows = ReportedHours.objects.filter(placement__in=placements_of(by).order_by())
    return rows.select_related("placement__workplace", "placement__keeper")


def lately(rows: PlacementQuerySet, today: date) -> PlacementQuerySet:
    """Those that lasted on a day of the last weeks."""
    return rows.filter(Q(actual_end=None) | Q(actual_end__gte=today - LOOK_BACK), start__lte=today)


def days_of(placements: Collection[Placement], side: Side, today: date, *, named: bool = False) -> list[Day]:
    """The days with anything on them since LOOK_BACK, the newest first; what waits also from before. Three queries, with `named` four."""
    by_key = {one.pk: one for one in placements}
    since = today - LOOK_BACK
    who = told.who_works(by_key, today) if named and by_key else {}
    shifts: dict[tuple[int, date], list[Shift]] = {}
    for shift in Shift.objects.filter(placement__in=by_key, ends_at__lte=timezone.now()).on_days(since, today):
        shifts.setdefault((shift.placement_id, shift.day), []).append(shift)
    reports = {}
    written = ReportedHours.objects.filter(placement__in=by_key).exclude(state=ReportState.WITHDRAWN)
    for one in written.filter(Q(day__gte=since) | Q(state=ReportState.WAITING)).order_by("pk"):
        reports[one.placement_id, one.day] = one
    rows = _counted(by_key, since)
    days = []
    for key in {*shifts, *reports, *rows}:
        planned, row, report = shifts.get(key, []), rows.get(key), reports.get(key)
        if row is not None and row.first_day != key[1]:
            continue  # a sum is told once
        of_day = sorted(planned, key=lambda shift: shift.starts_at)
        days.append(
            Day(
                placement=by_key[key[0]],
                day=key[1],
                turn=_turn(row, report, side),
                times=joined(times(one.starts_at, one.ends_at) for one in of_day),
                planned=sum((one.hours for one in of_day), Decimal(0)) if of_day else None,
                row=row,
                report=report,
                who=who.get(key[0]),
            )
        )
    return sorted(days, key=lambda one: (-one.day.toordinal(), one.placement.pk))


def planned_hours(placement: Placement, day: date) -> Decimal | None:
    """What was planned on a day; None where nothing was. One query."""
    shifts = list(Shift.objects.filter(placement=placement, day=day))
    return sum((one.hours for one in shifts), Decimal(0)) if shifts else None


def of_turn(days: Iterable[Day], *turns: str) -> list[Day]:
    return [one for one in days if one.turn in turns]


def _counted(placements: Collection[int], since: date) -> dict[tuple[int, date], Hours]:
    found = {}
    for row in Hours.objects.filter(placement__in=placements, last_day__gte=since):
        for ahead in range((row.last_day - row.first_day).days + 1):
            found[row.placement_id, row.first_day + timedelta(days=ahead)] = row
    return found


def _turn(row: Hours | None, report: ReportedHours | None, side: Side) -> str:
    if row is not None:
        return COUNTED
    if report is None or report.state == ReportState.APPROVED:
        return OPEN
    if report.state == ReportState.REFUSED:
        return REFUSED
    return WAITS if report.side == side else ANSWER
