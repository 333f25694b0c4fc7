"""Who sees placements, shifts and hours (smaajob.rowsecurity)."""

from __future__ import annotations

from datetime import date

from django.db import connection

from candidates.policies import OF_PEOPLE_SEEN
from employers.policies import COMPANY
from placements import told
from smaajob.rowsecurity import ALL, KEPT, OWN, function, protect, runs_as_owner


def say() -> None:
    """Called when the app is ready."""
    # A company sees the placements at its workplaces, whoever keeps them, and what is planned and worked there. Never the person's row:
    # what it may know of them stands in what it was told (`told_to_workplaces`) and in the agreements that it signs.
    at_the_company = f"({COMPANY} IS NOT NULL AND workplace_id IN (SELECT workplaces_of_company()) AND cancelled_at IS NULL AND NOT erased)"
    protect("placements_placement", f"({OF_PEOPLE_SEEN}) OR {at_the_company}")
    of_placements_seen = "(placement_id, keeper_id) IN (SELECT p.id, p.keeper_id FROM placements_placement p)"
    protect("placements_shift", f"({OF_PEOPLE_SEEN}) OR ({COMPANY} IS NOT NULL AND {of_placements_seen})")
    # Why somebody is away or moves is the municipality's own: a company is told the days, by the function below.
    for table in ("placements_pause", "placements_move"):
        protect(table, OF_PEOPLE_SEEN)
    # What the workplace has asked for is its own too; what the person has written is not for it.
    theirs = f"{COMPANY} IS NOT NULL AND side = 'employer' AND {of_placements_seen}"
    protect("placements_changerequest", f"({OF_PEOPLE_SEEN}) OR ({theirs})")
    function(
        "pauses_at_company(at_placements bigint[], on_day date)",
        "TABLE (placement bigint, first_day date, last_day date)",
        """SELECT x.placement_id, x.first_day, x.last_day FROM placements_pause x
           JOIN placements_placement p ON p.id = x.placement_id
           WHERE p.id = ANY (at_placements) AND p.cancelled_at IS NULL AND NOT p.erased
             AND x.called_off_at IS NULL AND (x.last_day IS NULL OR x.last_day >= on_day)
             AND (p.workplace_id IN (SELECT workplaces_of_company())
                  OR (p.keeper_id = nullif(current_setting('smaajob.keeper', true), '')::bigint
                      AND current_setting('smaajob.sight', true) = 'all'))
           ORDER BY x.first_day""",
    )
    for table in ("placements_hours", "placements_agreementversion"):
        protect(table, f"({KEPT} AND {ALL}) OR {of_placements_seen}")
    for table in ("placements_importjob", "placements_exportjob"):
        protect(table, f"{KEPT} AND {ALL}")
    protect("placements_merge", f"{KEPT} AND ({ALL} OR kept_id {OWN} OR gone_id {OWN})")
    # What a company has been told of people. It sees no person's row.
    function("told_to_workplaces(places uuid[], on_day date)", told.RETURNS, told.TOLD)
    function("who_works(at_placements bigint[], on_day date)", told.WHO_RETURNS, told.WHO)
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
