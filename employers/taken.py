"""Whether somebody is in a task already: the floor above knows, and says so here. A company changes a task while nobody is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from employers.models import Task

Asked = Callable[["Task"], bool]
_asked: list[Asked] = []


def register(asked: Asked) -> None:
    """Say how it is known that somebody is in a task. Asked inside the transaction that holds the task."""
    _asked.append(asked)


def anybody_in(task: Task) -> bool:
    """Whether there is, or has been, somebody in the task."""
    return any(asked(task) for asked in _asked)
