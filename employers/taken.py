"""Whether somebody is in a task already, or is being asked: the floor above knows, and says so here.

A company changes a task while nobody is in it and nobody is asked about it; and where it wants no more people, who is asked is told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from employers.models import Task
    from smaajob.accounts.scope import Scope

Asked = Callable[["Task"], bool]
Closed = Callable[["Scope", "Task"], None]
_inside: list[Asked] = []
_asked: list[Asked] = []
_closed: list[Closed] = []


def register(inside: Asked, *, asked: Asked, closed: Closed) -> None:
    """Say how it is known that somebody is in a task, that somebody is asked about it, and what ends where no more are wanted.

    Called inside the transaction that holds the task.
    """
    _inside.append(inside)
    _asked.append(asked)
    _closed.append(closed)


def anybody_in(task: Task) -> bool:
    """Whether there is, or has been, somebody in the task."""
    return any(inside(task) for inside in _inside)


def anybody_asked(task: Task) -> bool:
    """Whether somebody has been asked about the task and not all have answered. Who it is, is not told."""
    return any(asked(task) for asked in _asked)


def end_asking(by: Scope, task: Task) -> None:
    """No more people are wanted: what was asked about the task comes to nothing, and who knew of it is told. Call it before the task
    is locked, as everywhere."""
    for closed in _closed:
        closed(by, task)
