"""Post, change and copy tasks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from employers.models import Task, Workplace
from employers.refusals import told_by_field
from employers.task_rules import HALF_A_HUNDREDTH, faults_of
from smaajob import archive
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import created, set_values
from smaajob.schedule import tidy, total_minutes

FIELDS = (
    "title", "category", "kind", "description", "windows", "flexible", "hours", "min_session_hours", "start", "end",
    "seats", "postcode", "demands", "languages", "step", "offered", "not_offered", "hourly_pay",
    "pay_note", "meets_name", "meets_phone", "find_way", "bring",
)  # fmt: skip


def create(*, by: Scope, workplace: Workplace, values: dict[str, Any]) -> Task:
    """A task at a workplace. `values` are the model's fields by name (FIELDS, and `external_id` where it has one).

    Raises ValidationError by field; what is wrong with the times stands under `windows`, with the offers under `offers`.
    """
    check(values, workplace)
    with transaction.atomic(), told_by_field():
        there = Workplace.objects.select_for_update(no_key=True, of=("self",)).get(pk=workplace.pk)
        if there.is_archived:
            raise ValidationError(_("Arbejdspladsen ligger i arkivet. Tag den ud, før du laver opgaver til den."))
        task = Task.objects.create(keeper=by.organisation, workplace=there, **tidied(values))
        record("create", task, by=by.user, changes=created(task, [*FIELDS, "external_id"]))
    return task


def change(*, by: Scope, task: Task, values: dict[str, Any]) -> Task:
    """Give a task new values. Placements keep what was agreed (ADR 3). Raises ValidationError by field, as `create`."""
    check(values, task.workplace)
    with transaction.atomic(), told_by_field():
        row = Task.objects.select_for_update(of=("self",), no_key=True).get(pk=task.pk)
        values = tidied(values)
        if not values["flexible"] and values.get("hours") is None and _is_the_sum(row.hours, values):
            values["hours"] = row.hours  # a spreadsheet's own sum, which still fits
        if changes := set_values(row, values):
            row.save()
            record("update", row, by=by.user, changes=changes)
    return row


def take_back(*, by: Scope, task: Task) -> None:
    """Take a task out of the archive. Raises ValidationError where its workplace is put away."""
    with transaction.atomic():
        # The task before its workplace, as all do that need both.
        held = Task.objects.select_for_update(no_key=True, of=("self",)).get(pk=task.pk)
        there = Workplace.objects.select_for_update(no_key=True, of=("self",)).get(pk=held.workplace_id)
        if there.is_archived:
            raise ValidationError(_("Arbejdspladsen ligger i arkivet. Tag den ud først."))
        archive.restore(by=by, thing=task)


def check(values: dict[str, Any], workplace: Workplace) -> None:
    """Raises ValidationError by field where the values don't fit together."""
    if faults := faults_of(values, workplace.country):
        raise ValidationError({name: [text] for name, text in faults.items()})


def tidied(values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are kept."""
    # Where the times are fixed each window is a shift, so that two that touch stay two.
    return {**values, "windows": tidy(values["windows"]) if values["flexible"] else sorted(values["windows"])}


def _is_the_sum(hours: Decimal | None, values: dict[str, Any]) -> bool:
    return hours is not None and abs(hours * 60 - total_minutes(values["windows"])) <= HALF_A_HUNDREDTH
