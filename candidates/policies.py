"""Who sees people and what is about them (smaajob.rowsecurity)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models.expressions import RawSQL

from candidates.models.candidate import SEEN_AFTER_LEAVING
from smaajob.rowsecurity import ALL, INSIDE, KEPT, OVERSIGHT, OWN, TOKEN, function, protect, searched

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope

# Tables about one person each.
ABOUT_A_PERSON = (
    "candidates_circlemember",
    "candidates_consent",
    "candidates_correction",
    "candidates_disclosure",
    "candidates_enrolment",
    "candidates_note",
    "candidates_participation",
    "candidates_statusspell",
    "candidates_targetgroupspell",
)
AMONG = "IN (SELECT people_in_sight())"
# The rule of each, also on the floor above.
OF_PEOPLE_SEEN = f"{KEPT} AND ({ALL} OR candidate_id {AMONG})"
# The same as Candidate.objects.seen_by, past the policies of the tables it looks in.
IN_SIGHT = f"""
    WITH RECURSIVE reach AS (
        SELECT nullif(current_setting('smaajob.keeper', true), '')::bigint AS keeper,
               current_setting('smaajob.sight', true) AS sight,
               nullif(current_setting('smaajob.actor', true), '')::bigint AS actor,
               current_setting('smaajob.role', true) AS role,
               nullif(current_setting('smaajob.day', true), '')::date AS day,
               nullif(current_setting('smaajob.person', true), '')::bigint AS person),
    -- Themselves, and the doubles that were merged into them.
    own AS (
        SELECT c.id FROM reach JOIN candidates_candidate c ON c.user_id = reach.actor AND c.keeper_id = reach.keeper
            WHERE reach.sight = 'self'
        UNION SELECT d.id FROM own JOIN candidates_candidate d ON d.merged_into_id = own.id)
    SELECT reach.person FROM reach WHERE reach.sight = 'person' AND reach.person IS NOT NULL
    UNION ALL
    SELECT own.id FROM reach JOIN own ON true WHERE reach.sight = 'self'
    UNION ALL
    SELECT m.candidate_id FROM reach
        JOIN candidates_circlemember m ON m.user_id = reach.actor AND m.role = reach.role AND m.keeper_id = reach.keeper
        JOIN candidates_candidate c ON c.id = m.candidate_id
        WHERE reach.sight = 'circle' AND m.start <= reach.day AND (m."end" IS NULL OR m."end" >= reach.day)
          AND (m.role <> 'guardian' OR c.birth_date > (reach.day - interval '18 years')::date)
    UNION ALL
    SELECT p.candidate_id FROM reach
        JOIN candidates_programmeworker w ON w.user_id = reach.actor
        JOIN candidates_programme g ON g.id = w.programme_id AND g.keeper_id = reach.keeper
        JOIN candidates_participation p ON p.programme_id = g.id
        WHERE reach.sight = 'programmes' AND g.archived_as IN ('', 'done') AND p.archived_at IS NULL
          AND (p."end" IS NULL OR p."end" >= reach.day - {SEEN_AFTER_LEAVING.days})"""  # noqa: S608  (a number of ours)


def say() -> None:
    """Called when the app is ready."""
    function("people_in_sight()", "SETOF bigint", IN_SIGHT)
    function(
        "own_ids()",
        "SETOF uuid",
        """SELECT public_id FROM candidates_candidate
           WHERE current_setting('smaajob.sight', true) = 'self' AND id IN (SELECT people_in_sight())""",
    )
    searched("candidates_candidate")
    protect("candidates_candidate", f"{KEPT} AND ({ALL} OR id {AMONG})")
    for table in ABOUT_A_PERSON:
        protect(table, OF_PEOPLE_SEEN)
    # Whoever has the code of a personal link sees the link, and from it whose it is.
    protect("candidates_personallink", f"({OF_PEOPLE_SEEN}) OR {TOKEN}")
    # What else can have files is no person.
    of_people = "about_kind <> 'candidates.candidate' OR about_id IN (SELECT c.public_id FROM candidates_candidate c)"
    protect("files_storedfile", f"{KEPT} AND ({ALL} OR ({INSIDE} AND ({of_people})) OR about_id {OWN})")
    # Who is held back: for those who see them, those who see to erasing (and see no people), and for the person.
    seen = "about_id IN (SELECT c.public_id FROM candidates_candidate c)"
    protect("retention_hold", f"{KEPT} AND ({OVERSIGHT} OR {seen})")
    function(
        "people_hidden(organisation bigint, account bigint)",
        "TABLE (public_id uuid, user_id bigint)",
        """SELECT c.public_id, c.user_id FROM candidates_candidate c
           WHERE c.keeper_id = organisation AND c.address_protected
             AND c.consultant_id IS DISTINCT FROM account AND c.stand_in_id IS DISTINCT FROM account""",
    )
    function(
        "people_of_consultant(account bigint, organisation bigint)",
        "bigint",
        """SELECT count(*) FROM candidates_candidate
           WHERE consultant_id = account AND keeper_id = organisation AND archived_at IS NULL""",
    )
    function(
        "people_of_users(users bigint[])",
        "TABLE (keeper bigint, person bigint)",
        """SELECT keeper_id, id FROM candidates_candidate
           WHERE user_id = ANY (users) AND merged_into_id IS NULL ORDER BY id""",
    )
    function(
        "is_same_person(account bigint, elsewhere_than bigint, born date, first_folded text)",
        "boolean",
        """SELECT coalesce(bool_and(keeper_id <> elsewhere_than AND birth_date = born
                                    AND fold_text(first_name) = first_folded), false)
           FROM candidates_candidate WHERE user_id = account AND merged_into_id IS NULL""",
    )


def hidden_from_outbox(scope: Scope) -> tuple[RawSQL, RawSQL]:
    """Public ids and users of the protected people who are not the scope's own (candidates.models.hidden_from), for who sees none too."""
    whose = [scope.organisation.pk, scope.user.pk if scope.user else None]
    return (
        RawSQL("SELECT public_id FROM people_hidden(%s, %s)", whose),
        RawSQL("SELECT user_id FROM people_hidden(%s, %s) WHERE user_id IS NOT NULL", whose),
    )


def people_of(users: list[int]) -> list[tuple[int, int]]:
    """The keepers and keys of the people that users are, in whichever organisation; nothing else of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT keeper, person FROM people_of_users(%s)", [users])
        return [(keeper, person) for keeper, person in cursor.fetchall()]


def how_many_of_consultant(user: int, organisation: int) -> int:
    """How many people a consultant has, for an administrator, who sees none of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_of_consultant(%s, %s)", [user, organisation])
        return int(cursor.fetchone()[0])


def is_same_person(user: int, *, elsewhere_than: int, born: date, first_name: str) -> bool:
    """Whether all that a user is in other organisations is somebody born that day and called that (folded)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_same_person(%s, %s, %s, %s)", [user, elsewhere_than, born, first_name])
        return bool(cursor.fetchone()[0])
