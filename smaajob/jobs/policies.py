"""What the worker may know of orders before it has the reach of one: whose they are (smaajob.rowsecurity)."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from smaajob.jobs.models import Job
from smaajob.rowsecurity import concrete, function


def say() -> None:
    """Called when the app is ready."""
    function("jobs_waiting()", "TABLE (label text, keeper bigint)", _waiting)
    function("job_keeper(label text, job bigint)", "bigint", _keeper)
    function("jobs_running(moment timestamptz)", "boolean", _running)


def waiting() -> list[tuple[str, int]]:
    """The kinds of orders that are not finished, and whose they are; nobody's are 0's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT label, keeper FROM jobs_waiting() ORDER BY label, keeper")
        return [(label, keeper) for label, keeper in cursor.fetchall()]


def keeper_of(label: str, pk: int) -> int | None:
    """Whose an order is; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_keeper(%s, %s)", [label, pk])
        found: int | None = cursor.fetchone()[0]
        return found


def any_running() -> bool:
    """Whether a worker is at some order now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT jobs_running(%s)", [timezone.now()])
        return bool(cursor.fetchone()[0])


def _waiting() -> str:
    return " UNION ALL ".join(
        f"SELECT DISTINCT '{label}', coalesce(keeper_id, 0) FROM {table} WHERE state IN ('ordered', 'running')"  # noqa: S608
        for label, table in _kinds()
    )


def _keeper() -> str:
    cases = " ".join(
        f"WHEN '{label}' THEN (SELECT coalesce(keeper_id, 0) FROM {table} WHERE id = job)"  # noqa: S608
        for label, table in _kinds()
    )
    return f"SELECT CASE label {cases} END"


def _running() -> str:
    each = [
        f"EXISTS (SELECT FROM {table} WHERE state = 'running' AND lease_until > moment)" for _label, table in _kinds()
    ]
    return f"SELECT {' OR '.join(each)}"


def _kinds() -> list[tuple[str, str]]:
    """The labels and tables of all kinds of orders: names of ours, which may stand in a statement."""
    return [(model._meta.label_lower, model._meta.db_table) for model in concrete(Job)]
