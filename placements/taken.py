"""Whether somebody is in a task, told to the floor below (employers.taken)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from employers import taken

if TYPE_CHECKING:
    from employers.models import Task


def register() -> None:
    """Called when the app is ready."""
    taken.register(has_placements)


def has_placements(task: Task) -> bool:
    """Whether a placement holds or has held a seat; also asked by a company, which sees no placement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seats_held(%s, '-infinity'::date, 'infinity'::date) > 0", [task.pk])
        return bool(cursor.fetchone()[0])
