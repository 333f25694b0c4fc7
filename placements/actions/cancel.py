"""Cancel a placement that was a mistake, and take the cancellation back (docs/adr/0004-nothing-is-lost.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from employers.models import Task
from placements.actions.disclosing import stop_telling, tell_workplace
from placements.actions.placements import check_current, clash_message, no_longer_there, no_seat_message
from placements.actions.shifts import find_clash, write_shifts
from placements.models import Hours, Placement, Shift
from placements.planning import agreed_shifts
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import as_json

Planned = list[tuple[date, datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Leaves:
    """What a cancellation takes along: the number of shifts, and the hours that leave the figures."""

    shifts: int
    hours: Decimal


def leaves(placement: Placement) -> Leaves:
    """What would go if the placement was cancelled now. Two queries."""
    return Leaves(Shift.objects.filter(placement=placement).count(), trace_of_hours(placement))


def trace_of_hours(placement: Placement) -> Decimal:
    """The sum of its hours, also when it is cancelled."""
    total: Decimal | None = Hours.everything.filter(placement=placement).aggregate(total=Sum("hours"))["total"]
    return total or Decimal(0)


def cancel(*, by: Scope, placement: Placement, reason: str) -> Leaves:
    """It was a mistake: its seat is free, its shifts go, its hours count nowhere and stay as a trace. Gives what went.

    Raises ValidationError by field where no reason is given, and where it is cancelled already.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv, hvorfor forløbet skal annulleres.")})
    with transaction.atomic():
        placement = _locked(placement)
        if placement.is_cancelled:
            raise ValidationError(_("Forløbet er allerede annulleret."))
        gone = leaves(placement)
        Shift.everything.filter(placement=placement).delete()
        placement.cancelled_at = timezone.now()
        placement.save(update_fields=["cancelled_at"])
        stop_telling(placement)
        changes = {
            "cancelled_at": [None, as_json(placement.cancelled_at)],
            "shifts_removed": [gone.shifts, 0],
            "hours": [as_json(gone.hours), None],
        }
        record("placement.cancel", placement, by=by.user, changes=changes, reason=reason.strip())
    return gone


def undo_cancel(*, by: Scope, placement: Placement) -> int:
    """It was none after all: its seat is taken again, its shifts are planned again from the agreement, its hours count.

    Gives the number of shifts. Raises ValidationError in words where the seat is taken, a shift clashes, or the person, the workplace
    or the task is in the archive.
    """
    with transaction.atomic():
        placement = _locked(placement)
        # As `start` does: the task first, then the person.
        if placement.task_id:
            Task.objects.select_for_update(no_key=True).get(pk=placement.task_id)
        Candidate.objects.select_for_update(no_key=True).get(pk=placement.candidate_id)
        if not placement.is_cancelled:
            raise ValidationError(_("Forløbet er ikke annulleret."))
        if not placement.is_over:
            # What has not ended needs a person, a workplace and a task that are not put away.
            check_current(Candidate.objects.get(pk=placement.candidate_id), placement.workplace, placement.task)
        planned = agreed_shifts(placement)
        clash = find_clash(placement.candidate_id, planned)
        if clash is not None:
            raise ValidationError(clash_message(clash))
        before, placement.cancelled_at = placement.cancelled_at, None
        _check_seat(placement, by)
        _save(placement, planned)
        if not placement.is_over:
            tell_workplace(by=by, placement=placement)
        changes = {"cancelled_at": [as_json(before), None], "shifts": [0, len(planned)]}
        record("placement.undo_cancel", placement, by=by.user, changes=changes)
    return len(planned)


def _locked(placement: Placement) -> Placement:
    rows = Placement.everything.select_for_update(no_key=True, of=("self",)).select_related("workplace", "task")
    found: Placement | None = rows.filter(pk=placement.pk).first()
    if found is None:
        raise ValidationError(no_longer_there())
    return found


def _check_seat(placement: Placement, by: Scope) -> None:
    if placement.task is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seats_held(%s, %s, %s)", [placement.task_id, placement.start, placement.actual_end or "infinity"]
        )
        held: int = cursor.fetchone()[0]
    if held >= placement.task.seats:
        raise ValidationError(no_seat_message(placement.task, placement.start, by))


def _save(placement: Placement, planned: Planned) -> None:
    try:
        with transaction.atomic():
            placement.save(update_fields=["cancelled_at"])
            write_shifts(placement, planned)
    except IntegrityError as error:
        # The database has the last word, whoever wrote without taking the locks.
        raise ValidationError(
            _("Nogen har netop ændret noget, som forløbet har brug for. Se efter, og prøv igen.")
        ) from error
