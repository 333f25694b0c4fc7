"""Who sees placements, shifts and hours (smaajob.rowsecurity)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import connection

from candidates.policies import OF_PEOPLE_SEEN
from employers.policies import COMPANY
from placements import attending, told
from placements.law.facts import A_MEASURE
from smaajob.rowsecurity import ALL, INSIDE, KEPT, OWN, TOKEN, function, protect, runs_as_owner

OF_PLACEMENTS_SEEN = "(placement_id, keeper_id) IN (SELECT p.id, p.keeper_id FROM placements_placement p)"
# In a function of the owner: at a workplace of the company that looks, or kept by the organisation that sees everybody.
THEIRS_OR_KEPT = """(p.workplace_id IN (SELECT workplaces_of_company())
    OR (p.keeper_id = nullif(current_setting('smaajob.keeper', true), '')::bigint
        AND current_setting('smaajob.sight', true) = 'all'))"""


def say() -> None:
    """Called when the app is ready."""
    _placements()
    _agreements()
    _changes()
    _proposals()
    _told()
    for table in ("placements_importjob", "placements_exportjob"):
        protect(table, f"{KEPT} AND {ALL}")
    protect("placements_merge", f"{KEPT} AND ({ALL} OR kept_id {OWN} OR gone_id {OWN})")
    # Whoever starts a placement must know that a seat is free, also where they don't see who has the others.
    runs_as_owner("seats_held(bigint, date, date)")
    # The day by the clock on the wall: the database's own begins an hour or two later.
    today = f"(now() AT TIME ZONE '{settings.TIME_ZONE}')::date"
    kinds = ", ".join(f"'{kind.value}'" for kind in sorted(A_MEASURE))
    function(
        "supported_people_at(p text, on_day date)",
        "bigint",
        f"""SELECT count(DISTINCT x.candidate_id) FROM placements_placement x
           JOIN employers_workplace w ON w.id = x.workplace_id
           WHERE w.p_number = p AND p <> '' AND x.cancelled_at IS NULL AND x.kind IN ({kinds})
             AND x.start <= on_day AND coalesce(x.actual_end, greatest(x.planned_end, {today})) >= on_day""",  # noqa: S608
    )


def _placements() -> None:
    # A company sees the placements at its workplaces, whoever keeps them, and what is planned and worked there. Never the person's row:
    # what it may know of them stands in what it was told (`told_to_workplaces`) and in the agreements that it signs.
    at_the_company = f"({COMPANY} IS NOT NULL AND workplace_id IN (SELECT workplaces_of_company()) AND cancelled_at IS NULL AND NOT erased)"
    protect("placements_placement", f"({OF_PEOPLE_SEEN}) OR {at_the_company}")
    protect("placements_shift", f"({OF_PEOPLE_SEEN}) OR ({COMPANY} IS NOT NULL AND {OF_PLACEMENTS_SEEN})")
    protect("placements_attendance", OF_PEOPLE_SEEN)
    for table in ("hours", "reportedhours", "pattern"):
        protect(f"placements_{table}", f"({KEPT} AND {ALL}) OR {OF_PLACEMENTS_SEEN}")
    # A calendar reads what its secret address opens.
    protect("placements_calendarlink", f"({OF_PEOPLE_SEEN}) OR {TOKEN}")


def _agreements() -> None:
    # A draft is the municipality's own until it is sent; what was thrown away as a draft never was the company's.
    came = "(state = 'recorded' OR sent_at IS NOT NULL OR in_force_at IS NOT NULL)"
    protect(
        "placements_agreementversion",
        f"({KEPT} AND {ALL}) OR ({OF_PLACEMENTS_SEEN} AND ({COMPANY} IS NULL OR {came}))",
    )
    for table in ("placements_agreementstep", "placements_signature"):
        of_versions_seen = "(agreement_id, keeper_id) IN (SELECT a.id, a.keeper_id FROM placements_agreementversion a)"
        protect(table, f"({KEPT} AND {ALL}) OR {of_versions_seen}")
    # Whoever has the secret of a link sees the link, and from it whose papers it leads to.
    protect("placements_signinglink", f"({OF_PEOPLE_SEEN}) OR {TOKEN}")


def _changes() -> None:
    # Why somebody is away or moves is the municipality's own: a company is told the days, by the function below.
    for table in ("placements_pause", "placements_move"):
        protect(table, OF_PEOPLE_SEEN)
    function(
        "pauses_at_company(at_placements bigint[], on_day date)",
        "TABLE (placement bigint, first_day date, last_day date)",
        f"""SELECT x.placement_id, x.first_day, x.last_day FROM placements_pause x
           JOIN placements_placement p ON p.id = x.placement_id
           WHERE p.id = ANY (at_placements) AND p.cancelled_at IS NULL AND NOT p.erased
             AND x.called_off_at IS NULL AND (x.last_day IS NULL OR x.last_day >= on_day) AND {THEIRS_OR_KEPT}
           ORDER BY x.first_day""",  # noqa: S608
    )
    # What the workplace has asked for is its own too; what the person has written is not for it.
    theirs = f"{COMPANY} IS NOT NULL AND side = 'employer' AND {OF_PLACEMENTS_SEEN}"
    protect("placements_changerequest", f"({OF_PEOPLE_SEEN}) OR ({theirs})")


def _proposals() -> None:
    # An idea that has not been sent is for those who work with people alone. A company sees what has come to it.
    theirs = f"{COMPANY} IS NOT NULL AND workplace_id IN (SELECT workplaces_of_company())"
    protect(
        "placements_proposal",
        f"(({OF_PEOPLE_SEEN}) AND (state <> 'draft' OR {INSIDE})) OR ({theirs} AND shown_to_employer_at IS NOT NULL)",
    )
    # Why something was in order stands where the case is kept: no company reads it, and of an idea nobody but who had it.
    of_proposals_seen = "(proposal_id, keeper_id) IN (SELECT p.id, p.keeper_id FROM placements_proposal p)"
    of_the_case = f"{COMPANY} IS NULL AND ({OF_PLACEMENTS_SEEN} OR {of_proposals_seen})"
    protect("placements_lawcheck", f"({KEPT} AND {ALL}) OR ({of_the_case})")
    protect("placements_waitingentry", OF_PEOPLE_SEEN)
    protect(
        "placements_employerask", f"({KEPT} AND ({ALL} OR candidate_id IN (SELECT people_in_sight()))) OR ({theirs})"
    )
    # As with placements: counted past the policies, and a number is all that it gives.
    runs_as_owner("seats_promised(bigint, bigint)")


def _told() -> None:
    # What a company has been told of people. It sees no person's row.
    function("told_to_workplaces(places uuid[], on_day date)", told.RETURNS, told.TOLD)
    function("who_works(at_placements bigint[], on_day date)", told.WHO_RETURNS, told.WHO)
    # What a company may know of who comes: not why more exactly than it needs, and nothing of what the person says.
    function(
        "coming_to_workplaces(places uuid[], first_day date, last_day date, on_day date)",
        attending.RETURNS,
        attending.TOLD,
    )
    # Whose log a company's look belongs in: the person's public id, of placements at its own workplaces and of proposals that came to it,
    # and nothing else.
    function(
        "people_of_placements(keys bigint[])",
        "TABLE (placement bigint, person uuid)",
        f"""SELECT p.id, c.public_id FROM placements_placement p JOIN candidates_candidate c ON c.id = p.candidate_id
           WHERE p.id = ANY (keys) AND {THEIRS_OR_KEPT}""",  # noqa: S608
    )
    function(
        "people_of_proposals(proposals bigint[])",
        "TABLE (proposal bigint, person uuid)",
        f"""SELECT p.id, c.public_id FROM placements_proposal p JOIN candidates_candidate c ON c.id = p.candidate_id
           WHERE p.id = ANY (proposals) AND p.shown_to_employer_at IS NOT NULL AND {THEIRS_OR_KEPT}""",  # noqa: S608
    )


def people_of_proposals(keys: Iterable[int]) -> dict[int, UUID]:
    """The public ids of those whom proposals are about, by the proposal's key; only of those that came to the company. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proposal, person FROM people_of_proposals(%s)", [list(keys)])
        return dict(cursor.fetchall())


def seats_promised(task: int, besides: int = 0) -> int:
    """How many seats of a task proposals hold, also those about people whom nobody here sees; not the proposal `besides`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seats_promised(%s, %s)", [task, besides])
        return int(cursor.fetchone()[0])


def people_of_placements(keys: list[int]) -> dict[int, UUID]:
    """The public id of each placement's person, where it is at the company's workplaces: for the log of who looked. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT placement, person FROM people_of_placements(%s::bigint[])", [keys])
        return dict(cursor.fetchall())


def supported_people_at(p_number: str, day: date) -> int:
    """How many people are in praktik or have wage subsidy at a P-number on a day, whichever municipality keeps it: the number alone.

    Nytteindsats, flex jobs and ordinary jobs don't count (ADR 14). Whoever should have ended counts until today.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT supported_people_at(%s, %s)", [p_number, day])
        return int(cursor.fetchone()[0])
