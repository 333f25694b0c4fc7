"""How a shift goes: "jeg kan ikke komme", what the workplace saw, and what the municipality writes. Nothing here is ever asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions import moving
from placements.actions.telling import cannot_come as tell_cannot_come
from placements.models import CANNOT, Attendance, AttendanceState, CancelledWhy, Placement, Shift
from placements.models.attendance import SIDE_OF
from placements.parties import Side, in_the_case, side_of
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import as_json

# What a workplace says of who should have come, and how long after.
OF_EMPLOYERS = frozenset({"present", "late", "left_early", "absent", "employer_cancelled"})
EMPLOYER_MAY_SAY = timedelta(days=7)
WITH_TIMES = {AttendanceState.LATE: "from_at", AttendanceState.LEFT_EARLY: "to_at"}


def cannot_come(*, by: Scope, shift: Shift, why: str, comment: str = "", back_on: date | None = None) -> Attendance:
    """The person does not come: today, or to a shift that is to come. The workplace and the consultant are told at once.

    `why` is one of CANNOT; `comment` is for the municipality alone. Raises ValidationError (why, back_on) where the shift is over
    or cancelled, or somebody has written that they came.
    """
    if why not in CANNOT:
        raise ValidationError({"why": _("Vælg, hvorfor det ikke kan lade sig gøre.")})
    with in_the_case(by, shift), transaction.atomic():
        placement, shift = moving.held(shift)
        _check_to_come(shift)
        if back_on is not None and back_on <= shift.day:
            raise ValidationError({"back_on": _("Skriv en dag, der kommer efter vagten.")})
        before = _of(shift)
        if before is not None and before.was_there:
            raise ValidationError(_("Der står allerede, at du kom. Ring til din kontakt, hvis det er forkert."))
        values = {"state": why, "side": SIDE_OF.get(why, ""), "back_on": back_on, **moving.said(by)}
        if side_of(by) == Side.PERSON:
            values["person_comment"] = comment.strip()
        said_before = before is not None and before.announced
        row = _write(placement, shift, before, values, "attendance.cannot_come", by=by)
        # A button pressed twice, or a better reason: they have heard that the person does not come.
        if not said_before:
            _tell_away(by, placement, shift)
    return row


def take_back(*, by: Scope, shift: Shift) -> None:
    """They come after all; it can be said until the shift begins. Raises ValidationError where it has, or nothing was said."""
    with in_the_case(by, shift), transaction.atomic():
        placement, shift = moving.held(shift)
        row = _of(shift)
        if row is None or not row.announced:
            raise ValidationError(_("Der står ikke, at du ikke kan komme."))
        if shift.is_cancelled:
            raise ValidationError(_("Vagten er aflyst."))
        if shift.starts_at <= timezone.now():
            raise ValidationError(_("Vagten er begyndt. Ring, hvis du kommer alligevel."))
        changes = {"shift": [None, as_json(shift.starts_at)], "state": [row.state, None]}
        row.delete()
        record("attendance.take_back", placement, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
        told = _("Vagten %(when)s: Kommer alligevel.") % {"when": moving.when(shift)}
        but = _not_me(by)
        tell_cannot_come(by=by, placement=placement, shift=shift, told=told, but=but, comes_after_all=True)


def note(
    *,
    by: Scope,
    shift: Shift,
    state: str,
    at: datetime | None = None,
    side: str | None = None,
    reason: str = "",
) -> Attendance:
    """What the workplace saw, or what the municipality writes; `at` is when they came (late) or went (left early), where it is known.

    The workplace says what was of the last seven days, puts right what it said itself, and never puts another cause in the place of one
    that the person gave, or what it saw in the place of what the municipality wrote. The municipality corrects with a reason what
    somebody has said already. Raises ValidationError (state, at, reason).
    """
    with in_the_case(by, shift), transaction.atomic():
        placement, shift = moving.held(shift)
        before = _of(shift)
        _check_may_say(by, shift, state)
        if side_of(by) == Side.EMPLOYER:
            if before is not None and before.announced and state == AttendanceState.ABSENT:
                return before
            if before is not None and before.said_by == Side.MUNICIPALITY and not before.announced:
                raise ValidationError(
                    _("Kommunen har skrevet, hvordan det gik. Ring til jeres kontakt, hvis det er forkert.")
                )
            if state == AttendanceState.EMPLOYER_CANCELLED and shift.ends_at > timezone.now():
                moving.cancel(by=by, shift=shift, side=Side.EMPLOYER, why=CancelledWhy.OTHER)
                return Attendance.objects.get(shift=shift)
        elif before is not None and not reason.strip():
            raise ValidationError({"reason": _("Skriv, hvorfor det skal rettes.")})
        values: dict[str, Any] = {"state": state, "from_at": None, "to_at": None, **moving.said(by)}
        values["side"] = SIDE_OF.get(state, "") if side is None else side
        values |= _times(shift, state, at)
        verb = "attendance.note" if before is None else "attendance.correct"
        row = _write(placement, shift, before, values, verb, by=by, reason=reason.strip())
        if state in CANNOT and not (before and before.announced) and shift.ends_at > timezone.now():
            _tell_away(by, placement, shift)
    return row


def _of(shift: Shift) -> Attendance | None:
    return Attendance.objects.select_for_update(no_key=True, of=("self",)).filter(shift=shift).first()


def _write(
    placement: Placement,
    shift: Shift,
    row: Attendance | None,
    values: dict[str, Any],
    verb: str,
    *,
    by: Scope,
    reason: str = "",
) -> Attendance:
    before = row.state if row else None
    if row is None:
        row = Attendance(keeper_id=shift.keeper_id, shift=shift, candidate_id=shift.candidate_id)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    # What the person wrote stands in the row alone: the record outlives it.
    changes = {"shift": [None, as_json(shift.starts_at)], "state": [before, str(row.state)]}
    record(verb, placement, by=by.user, changes=changes, reason=reason, on_behalf_of=by.on_behalf_of)
    return row


def _check_to_come(shift: Shift) -> None:
    if shift.is_cancelled:
        raise ValidationError(_("Vagten er aflyst. Du behøver ikke at gøre noget."))
    if shift.ends_at <= timezone.now():
        raise ValidationError(_("Vagten har været. Ring til din kontakt, hvis noget er forkert."))


def _check_may_say(by: Scope, shift: Shift, state: str) -> None:
    employer = side_of(by) == Side.EMPLOYER
    if state not in (OF_EMPLOYERS if employer else AttendanceState.values):
        raise ValidationError({"state": _("Vælg, hvordan det gik.")})
    if shift.is_cancelled and state != AttendanceState.EMPLOYER_CANCELLED:
        raise ValidationError(_("Vagten er aflyst."))
    today = timezone.localdate()
    if state not in CANNOT | {AttendanceState.EMPLOYER_CANCELLED} and shift.day > today:
        raise ValidationError({"state": _("Vagten er ikke kommet endnu.")})
    if employer and shift.day < today - EMPLOYER_MAY_SAY:
        raise ValidationError(_("Det er mere end en uge siden. Ring til jeres kontakt, så retter de det."))


def _times(shift: Shift, state: str, at: datetime | None) -> dict[str, Any]:
    name = WITH_TIMES.get(AttendanceState(state))
    if name is None or at is None:
        return {}
    if not shift.starts_at < at < shift.ends_at:
        raise ValidationError({"at": _("Klokkeslættet skal ligge i vagten: %(when)s.") % {"when": moving.when(shift)}})
    return {name: at}


def _tell_away(by: Scope, placement: Placement, shift: Shift) -> None:
    told = _("Vagten %(when)s: Kan ikke komme.") % {"when": moving.when(shift)}
    tell_cannot_come(by=by, placement=placement, shift=shift, told=told, but=_not_me(by))


def _not_me(by: Scope) -> Side | None:
    """Whoever says it need not be told it. A colleague who acts for the person is another than the consultant, perhaps."""
    return None if by.behalf is not None else side_of(by)
