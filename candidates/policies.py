"""Who sees people and what is about them (smaajob.rowsecurity)."""

from __future__ import annotations

from datetime import date

from django.db import connection

from smaajob.rowsecurity import KEPT, TOKEN, function, protect


def say() -> None:
    """Called when the app is ready."""
    # Whoever has the code of a personal link sees the link, and from it whose it is.
    protect("candidates_personallink", f"{KEPT} OR {TOKEN}")
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


def people_of(users: list[int]) -> list[tuple[int, int]]:
    """The keepers and keys of the people that users are, in whichever organisation; nothing else of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT keeper, person FROM people_of_users(%s)", [users])
        return [(keeper, person) for keeper, person in cursor.fetchall()]


def is_same_person(user: int, *, elsewhere_than: int, born: date, first_name: str) -> bool:
    """Whether all that a user is in other organisations is somebody born that day and called that (folded)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_same_person(%s, %s, %s, %s)", [user, elsewhere_than, born, first_name])
        return bool(cursor.fetchone()[0])
