"""What companies have posted, as a consultant reads it under "I dag"."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from employers.readers import answer_by
from placements.todo.words import Posted, Row, Todo, near
from smaajob.accounts.permissions import Permission


def row_of_task(todo: Todo, task: Posted, day: date, country: str) -> Row:
    """As `placements.todo.row`, of a task that a company has posted, or changed since somebody here saw it.

    `country`: whose workdays count.
    """
    url = reverse("employers:task", args=[task.public_id])
    if task.changed:
        what = _("Har rettet en opgave %s") % near(todo.day, day)
    elif answer_by(todo.day, country) < day:
        what = _("Slog en opgave op %s, og de skulle have hørt fra jer") % near(todo.day, day)
    else:
        what = _("Ny opgave, slået op %s") % near(todo.day, day)
    return Row(None, what, _("Se, hvem der kan"), url, task=task, permission=Permission.SEE_WORKPLACES)
