"""Whether somebody is in a task, or is asked about it, told to the floor below (employers.taken)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from employers import taken
from placements.actions.proposal_hooks import closed_for_more
from placements.policies import seats_promised

if TYPE_CHECKING:
    from employers.models import Task


def register() -> None:
    """Called when the app is ready."""
    taken.register(has_placements, asked=has_proposals, closed=closed_for_more)


def has_placements(task: Task) -> bool:
    """Whether a placement holds or has held a seat; also asked by a company, which sees no placement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seats_held(%s, '-infinity'::date, 'infinity'::date) > 0", [task.pk])
        return bool(cursor.fetchone()[0])


def has_proposals(task: Task) -> bool:
    """Whether somebody has been asked, and it is not over. An idea that nobody has sent binds nobody."""
    return seats_promised(task.pk) > 0
