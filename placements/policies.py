"""Who sees placements, shifts and hours (smaajob.rowsecurity)."""

from __future__ import annotations

from datetime import date

from django.db import connection

from candidates.policies import OF_PEOPLE_SEEN
from placements import told
from smaajob.rowsecurity import ALL, KEPT, OWN, function, protect, runs_as_owner


def say() -> None:
    """Called when the app is ready."""
    for table in ("placements_placement", "placements_shift"):
        protect(table, OF_PEOPLE_SEEN)
    of_placements_seen = "IN (SELECT p.id FROM placements_placement p)"
    for table in ("placements_hours", "placements_agreementversion"):
        protect(table, f"{KEPT} AND ({ALL} OR placement_id {of_placements_seen})")
    for table in ("placements_importjob", "placements_exportjob"):
        protect(table, f"{KEPT} AND {ALL}")
    protect("placements_merge", f"{KEPT} AND ({ALL} OR kept_id {OWN} OR gone_id {OWN})")
    # What a company has been told of people. It sees no person's row.
    function("told_to_workplaces(places uuid[], on_day date)", told.RETURNS, told.TOLD)
    # Whoever starts a placement must know that a seat is free, also where they don't see who has the others.
    runs_as_owner("seats_held(bigint, date, date)")
    function(
        "supported_people_at(p text, on_day date)",
        "bigint",
        """SELECT count(DISTINCT x.candidate_id) FROM placements_placement x
           JOIN employers_workplace w ON w.id = x.workplace_id
           WHERE w.p_number = p AND p <> '' AND x.cancelled_at IS NULL
             AND x.start <= on_day AND coalesce(x.actual_end, on_day) >= on_day""",
    )


def supported_people_at(p_number: str, day: date) -> int:
    """How many people are in a placement at a P-number on a day, whichever municipality keeps it: the number and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT supported_people_at(%s, %s)", [p_number, day])
        return int(cursor.fetchone()[0])
