"""Seats, shifts and agreements around the placements of forløb.csv."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from candidates.models import Disclosure
from employers.models import Task
from placements.actions.disclosing import needed_no_more
from placements.exchange.columns import PLACEMENTS, TASKS
from placements.exchange.loading import Loading
from placements.exchange.rows import Row
from placements.models import AgreementState, AgreementVersion, ChangeRequest, Move, Pause, Shift


def raise_seats_only(loading: Loading, changed: list[Row], rows: list[dict[str, Any]]) -> None:
    """A task's seats go up before its placements are written, and down after: in between nobody is without a seat."""
    for row, attributes in zip(changed, rows, strict=True):
        attributes["seats"] = max(attributes["seats"], loading.stored(TASKS, row).values["pladser"])


def lower_seats(loading: Loading) -> None:
    """Set the seats of the tasks that have fewer than before."""
    changed = loading.plan.changed(TASKS)
    loading.writer.update(
        Task,
        [
            {"pk": row.pk, "seats": row.values["pladser"]}
            for row in changed
            if row.values["pladser"] < loading.stored(TASKS, row).values["pladser"]
        ],
    )


def remove_shifts(loading: Loading) -> None:
    """Shifts that the import takes away go first, so that a placement's dates can move."""
    gone = [pk for plan in loading.plan.shifts for pk in plan.remove]
    loading.writer.delete(Shift.everything.filter(pk__in=gone))
    _cut_pauses(loading)
    _follow_the_person(loading)


def _follow_the_person(loading: Loading) -> None:
    """Where a placement turns out to be somebody else's, what changed in it is theirs too."""
    people = {
        row.pk: loading.pk("kandidater", loading.after(PLACEMENTS, row)["kandidat_id"])
        for row in loading.plan.changed(PLACEMENTS)
        if row.pk and "kandidat_id" in row.changed
    }
    for model in (Pause, Move, ChangeRequest) if people else ():
        rows = model._base_manager.filter(placement__in=list(people)).values_list("pk", "placement_id")
        loading.writer.update(model, [{"pk": pk, "candidate_id": people[placement]} for pk, placement in rows])


def _cut_pauses(loading: Loading) -> None:
    """As placements.changing.pauses.cut: a pause keeps inside its placement."""
    days = {
        row.pk: (values["start"], values["slut_faktisk"] or date.max)
        for row in loading.plan.changed(PLACEMENTS)
        if row.pk and {"start", "slut_faktisk"} & set(row.changed) and (values := loading.after(PLACEMENTS, row))
    }
    if not days:
        return
    off, first, last = [], [], []
    for one in Pause.objects.standing().filter(placement__in=list(days)):
        start, end = days[one.placement_id]
        if one.first_day > end or (one.last_day or date.max) < start:
            off.append({"pk": one.pk, "called_off_at": timezone.now()})
            continue
        if one.first_day < start:
            first.append({"pk": one.pk, "first_day": start})
        if (one.last_day or date.max) > end:
            last.append({"pk": one.pk, "last_day": end})
    for rows in (off, first, last):
        loading.writer.update(Pause, rows)


def write_shifts(loading: Loading) -> None:
    """Write the new agreements and shifts."""
    stop_telling(loading)
    _write_agreements(loading)
    loading.writer.insert(
        Shift,
        [
            {
                "keeper_id": loading.keeper_id,
                "placement_id": plan.row.pk,
                "candidate_id": candidate,
                "day": day,
                "starts_at": start,
                "ends_at": end,
            }
            for plan in loading.plan.shifts
            if (candidate := loading.pk("kandidater", loading.after(PLACEMENTS, plan.row)["kandidat_id"]))
            for day, start, end in plan.add
        ],
    )


def stop_telling(loading: Loading) -> None:
    """Where the import ends a placement, its workplace sees the person no longer."""
    ended = [
        row.pk
        for row in loading.plan.changed(PLACEMENTS)
        if row.pk and "slut_faktisk" in row.changed and loading.after(PLACEMENTS, row)["slut_faktisk"]
    ]
    now = timezone.now()
    told = needed_no_more(ended).values_list("pk", flat=True) if ended else ()
    loading.writer.update(Disclosure, [{"pk": pk, "ended_at": now} for pk in told])


def _write_agreements(loading: Loading) -> None:
    moved = {plan.row.pk: plan.row.values["start"] for plan in loading.plan.shifts if plan.new_start}
    # What was signed says its own day, and is changed by an amendment.
    noted = AgreementVersion.objects.filter(state=AgreementState.RECORDED, number=1)
    first = noted.filter(placement__in=list(moved)).values_list("pk", "placement_id")
    dated = [{"pk": pk, "valid_from": moved[placement]} for pk, placement in first]
    loading.writer.update(AgreementVersion, dated)
    wanted = [(plan, loading.after(PLACEMENTS, plan.row)) for plan in loading.plan.shifts if plan.agreement is not None]
    task_pks = {values["forløb_id"]: loading.pk("opgaver", values["opgave_id"]) for _plan, values in wanted}
    tasks = Task.objects.select_related("workplace").in_bulk({pk for pk in task_pks.values() if pk})
    agreements = []
    for plan, values in wanted:
        task = tasks[task_pks[values["forløb_id"]] or 0]
        agreement = AgreementVersion(
            keeper_id=loading.keeper_id,
            placement_id=plan.row.pk or 0,
            number=plan.agreement or 1,
            valid_from=values["start"],
        )
        task.copy_terms_to(agreement)
        # As in placements/actions/placements.py: the windows are the agreement, and the place is where the task is.
        agreement.kind, agreement.hours, agreement.postcode = values["type"], None, task.place
        agreements.append(agreement)
    loading.writer.insert_made(AgreementVersion, agreements)
