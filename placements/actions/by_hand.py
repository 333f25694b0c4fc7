"""A placement written by hand: one that begins, one that has been, and what was wrong in one. The rules are the import's and `start`'s."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate, Programme
from employers.models import Task, Workplace
from placements.actions import by_hand_law
from placements.actions.agreements import first_agreement
from placements.actions.disclosing import stop_telling, tell_workplace
from placements.actions.lawful import clean_reason
from placements.actions.placements import check_current, clash_message, locked, no_seat_message
from placements.actions.shifts import find_clash, planned_shifts, write_shifts
from placements.changing.closing import close
from placements.changing.pauses import cut
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import AgreementState, AgreementVersion, Placement, Shift
from placements.planning import agreed_shifts
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import Changes, set_values
from smaajob.schedule import AnyWindow, is_dated, tidy
from smaajob.writing import day_year

LONGEST = timedelta(days=3 * 366)
Planned = list[tuple[date, datetime, datetime]]


def register(
    *,
    by: Scope,
    candidate: Candidate,
    workplace: Workplace,
    task: Task | None = None,
    programme: Programme | None = None,
    kind: str,
    start: date,
    planned_end: date,
    actual_end: date | None = None,
    end_reason: str = "",
    windows: list[AnyWindow] | None = None,
    told: Told = NOTHING_TOLD,
    reason: str = "",
) -> Placement:
    """Write a placement down. Without `windows` its times are unknown: it has no agreement and no shifts.
    `told`, `reason`: for the check of the law, where it is still to come (placements.actions.by_hand_law). Raises ValidationError by field
    (workplace, task, start, planned_end, actual_end, end_reason, windows, and what the law asks).
    """
    placement = Placement(
        keeper=by.organisation, candidate=candidate, workplace=workplace, task=task, programme=programme, kind=kind,
        start=start, planned_end=planned_end, actual_end=actual_end, end_reason=end_reason,
    )  # fmt: skip
    _check_dates(placement)
    windows = _checked(windows or [])
    with transaction.atomic():
        _check_new(by, placement)
        planned = planned_shifts(windows, start, placement.last_day(), workplace.country)
        _check_clash(placement, planned, "windows")
        law = by_hand_law.hold(placement, None, told, reason)
        _save(placement)
        if windows:
            _agreement(placement, windows).save()
        held = by_hand_law.keep_terms(by, placement, law)
        by_hand_law.hold_coming(by, placement, planned, told, reason, "windows")
        write_shifts(placement, planned)
        said = {"reason": clean_reason(reason) if held else ""}
        record("placement.register", placement, by=by.user, changes=held | _registered(placement, planned), **said)
    return placement


def update(*, by: Scope, placement: Placement, told: Told = NOTHING_TOLD, reason: str = "", **values: Any) -> Placement:
    """Put right what stands in a placement: kind, programme, start, planned_end, actual_end, end_reason.

    Without an actual end it has not ended after all. Shifts that no longer lie in it go, those of the days that are new come from the
    agreement; those that have been stay. What is new and still to come is held to the law (`told`, `reason`). Raises ValidationError by
    field, and where it was cancelled meanwhile.
    """
    with transaction.atomic():
        placement = locked(placement)
        before = copy(placement)
        days = (placement.start, placement.last_day())
        was_over = placement.is_over
        changes = set_values(placement, values)
        if not changes:
            return placement
        _check_dates(placement)
        _check_hours(placement)
        _lock(placement)
        if was_over and not placement.is_over:
            _check_parties(by, placement)
        if {"start", "actual_end"} & set(changes):
            _check_seat(placement, by)
        cut(placement, start=placement.start, end=placement.actual_end)
        held = by_hand_law.keep_terms(by, placement, by_hand_law.hold(placement, before, told, reason))
        removed, added = _move_shifts(by, placement, days, told, reason)
        if placement.is_over and not was_over:
            stop_telling(placement)
            close(by=by, placement=placement, tell=False)
        elif was_over and not placement.is_over:
            tell_workplace(by=by, placement=placement)
        changes |= {"shifts_removed": [removed, 0]} if removed else {}
        changes |= {"shifts": [0, added]} if added else {}
        said = {"reason": clean_reason(reason) if held else ""}
        record("placement.update", placement, by=by.user, changes=changes | held, **said)
    return placement


def _move_shifts(by: Scope, placement: Placement, days: tuple[date, date], told: Told, reason: str) -> tuple[int, int]:
    """Save the placement with its shifts: gives how many went and how many came. `days` are those it had before."""
    until = placement.last_day()
    # Where it has not ended, what has been since the planned end stays.
    mine = Shift.everything.filter(placement=placement)
    gone = mine.exclude(day__gte=placement.start, day__lte=until)
    if not placement.is_over:
        gone = gone.exclude(day__gte=placement.start, ends_at__lte=timezone.now())
    removed = gone.filter(cancelled_at__isnull=True).count()
    gone.delete()
    if placement.start != days[0]:
        # What was sent to be signed says its own day, and is changed by an amendment.
        noted = placement.agreements.filter(number=1, state=AgreementState.RECORDED)
        noted.update(valid_from=placement.start)
    # What was moved or cancelled is not planned again where it was.
    held = {shift.planned_start for shift in mine} | {shift.starts_at for shift in mine}
    new = [
        one
        for one in agreed_shifts(placement)
        if not days[0] <= one[0] <= days[1] and one[1] not in held
    ]  # fmt: skip
    field = "start" if new and new[0][0] < days[0] else "planned_end"
    _check_clash(placement, new, field)
    by_hand_law.hold_coming(by, placement, new, told, reason, field)
    _save(placement)
    write_shifts(placement, new)
    return removed, len(new)


def _check_new(by: Scope, placement: Placement) -> None:
    _lock(placement)
    _check_parties(by, placement)
    _check_seat(placement, by)


def _registered(placement: Placement, planned: Planned) -> Changes:
    changes: Changes = {"start": [None, placement.start.isoformat()], "shifts": [0, len(planned)]}
    if placement.actual_end:
        changes["actual_end"] = [None, placement.actual_end.isoformat()]
        changes["end_reason"] = ["", str(placement.end_reason)]
    return changes


def _checked(windows: list[AnyWindow]) -> list[AnyWindow]:
    if any(is_dated([one]) != is_dated(windows) for one in windows):
        raise ValidationError({"windows": _("Skriv enten ugedage eller datoer, ikke begge dele.")})
    return tidy(windows)


def _lock(placement: Placement) -> None:
    # As `start` does: the task first, then the person.
    if placement.task_id:
        Task.objects.select_for_update(no_key=True).get(pk=placement.task_id)
    Candidate.objects.select_for_update(no_key=True).get(pk=placement.candidate_id)


def _check_dates(placement: Placement) -> None:
    start, planned, actual = placement.start, placement.planned_end, placement.actual_end
    faults = {}
    if planned < start:
        faults["planned_end"] = _("Forløbet kan ikke slutte, før det starter.")
    elif planned - start > LONGEST:
        faults["planned_end"] = _("Et forløb kan højst være tre år. Start et nyt, når det er gået.")
    if actual and actual < start:
        faults["actual_end"] = _("Forløbet kan ikke slutte, før det starter.")
    elif actual and actual > timezone.localdate():
        faults["actual_end"] = _("Dagen er ikke kommet endnu. Afslut forløbet, når det er slut.")
    if actual and not placement.end_reason:
        faults["end_reason"] = _("Vælg, hvordan forløbet sluttede.")
    elif placement.end_reason and not actual:
        faults["actual_end"] = _("Skriv, hvilken dag forløbet sluttede.")
    task = placement.task
    if task and start < task.start:
        faults["start"] = _("Opgaven begynder først %(day)s.") % {"day": day_year(task.start)}
    elif task and task.end and start > task.end:
        faults["start"] = _("Opgaven er slut %(day)s.") % {"day": day_year(task.end)}
    if faults:
        raise ValidationError(faults)


def _check_parties(by: Scope, placement: Placement) -> None:
    person, workplace, task = placement.candidate, placement.workplace, placement.task
    kept = [person, workplace, *([task] if task else []), *([placement.programme] if placement.programme else [])]
    if {one.keeper_id for one in kept} != {by.organisation.pk}:
        raise ValidationError(_("Personen, arbejdspladsen og opgaven skal høre til din egen organisation."))
    if task and task.workplace_id != workplace.pk:
        text = _("Opgaven hører til %(workplace)s. Vælg den arbejdsplads, eller en anden opgave.")
        raise ValidationError({"task": text % {"workplace": task.workplace}})
    if placement.is_over:
        return
    check_current(person, workplace, task)
    running = Placement.objects.filter(candidate=person, task=task).not_ended().exclude(pk=placement.pk)
    if task and running.exists():
        raise ValidationError({"task": _("%(person)s er allerede i opgaven.") % {"person": person}})


def _check_hours(placement: Placement) -> None:
    first = placement.hours.order_by("first_day").first()
    last = placement.hours.order_by("last_day").last()
    if first and first.first_day < placement.start:
        text = _("Der er skrevet timer fra %(day)s. Ret timerne først, eller vælg en tidligere dag.")
        raise ValidationError({"start": text % {"day": day_year(first.first_day)}})
    if last and placement.actual_end and last.last_day > placement.actual_end:
        text = _("Der er skrevet timer helt til %(day)s. Ret timerne først, eller vælg en senere dag.")
        raise ValidationError({"actual_end": text % {"day": day_year(last.last_day)}})


def _check_seat(placement: Placement, by: Scope) -> None:
    """Whether the task has a seat for the placement's days, besides the one that it may hold already."""
    if placement.task is None:
        return
    until = placement.actual_end or "infinity"
    with connection.cursor() as cursor, transaction.atomic():
        # Stood aside for a moment, so that the others can be counted; what it was comes back with the savepoint.
        point = transaction.savepoint()
        cursor.execute("UPDATE placements_placement SET task_id = NULL WHERE id = %s", [placement.pk or 0])
        cursor.execute("SELECT seats_held(%s, %s, %s)", [placement.task_id, placement.start, until])
        held: int = cursor.fetchone()[0]
        transaction.savepoint_rollback(point)
    if held >= placement.task.seats:
        raise ValidationError(
            {"task" if placement.pk is None else "start": no_seat_message(placement.task, placement.start, by)}
        )


def _check_clash(placement: Placement, planned: Planned, field: str) -> None:
    clash = find_clash(placement.candidate_id, planned, besides=placement)
    if clash is not None:
        raise ValidationError({field: clash_message(clash)})


def _agreement(placement: Placement, windows: list[AnyWindow]) -> AgreementVersion:
    if placement.task is not None:
        return first_agreement(placement, placement.task, windows)
    agreement = AgreementVersion(
        keeper_id=placement.keeper_id, placement=placement, number=1, valid_from=placement.start
    )
    agreement.kind, agreement.windows, agreement.postcode = placement.kind, windows, placement.workplace.postcode
    return agreement


def _save(placement: Placement) -> None:
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError as error:
        # The database has the last word, whoever wrote without taking the locks.
        raise ValidationError(
            _("Nogen har netop ændret noget, som forløbet har brug for. Se efter, og prøv igen.")
        ) from error
