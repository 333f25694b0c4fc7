"""What companies have posted, as a consultant reads it under "I dag"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from employers.models import Task
from employers.readers import answer_by
from placements.todo import Row, Todo, near
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope


def tasks_of(scope: Scope, todos: Iterable[Todo]) -> dict[int, Task]:
    """The tasks by key. One query where there are any, else none."""
    wanted = {todo.task_id for todo in todos if todo.task_id}
    return Task.objects.visible_to(scope).select_related("workplace").in_bulk(wanted) if wanted else {}


def row_of_task(todo: Todo, task: Task, day: date) -> Row:
    """As `row`, of a task that a company has posted, or changed since somebody here saw it."""
    url = reverse("employers:task", args=[task.public_id])
    if task.company_changed_at is not None:
        what = _("Har rettet en opgave %s") % near(todo.day, day)
    elif answer_by(todo.day) < day:
        what = _("Slog en opgave op %s. De skulle have hørt fra jer.") % near(todo.day, day)
    else:
        what = _("Ny opgave, slået op %s") % near(todo.day, day)
    return Row(None, what, _("Se, hvem der kan"), url, task=task, permission=Permission.SEE_WORKPLACES)
