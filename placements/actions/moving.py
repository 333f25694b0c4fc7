"""Move a shift, cancel it, and take a cancellation back. All who are concerned are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Candidate
from placements.actions.checking import hold_shifts
from placements.actions.placements import clash_message, locked
from placements.actions.shifts import find_clash
from placements.actions.telling import shift_changed
from placements.changing.pauses import pauses_of
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import CANNOT, Attendance, AttendanceState, CancelledWhy, Placement, Shift
from placements.parties import Side, in_the_case, side_of
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.changes import as_json
from smaajob.refusals import constraint_of
from smaajob.schedule import ZONES, DatedWindow, moments
from smaajob.writing import day, day_year, times


def move(
    *, by: Scope, shift: Shift, to: DatedWindow, reason: str, told: Told = NOTHING_TOLD, law_reason: str = ""
) -> Shift:
    """Give a shift that has not begun another day or time. What the person had said of it (can't come) goes with the old time.

    Under 18 the law is asked; `told` and `law_reason` are for it, and stay inside the municipality. Raises ValidationError by field (day,
    start, reason, law_reason, in_school): outside the placement, in the past, a clash (named), nothing changed, not lawful.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv, hvorfor vagten bliver flyttet.")})
    with transaction.atomic():
        placement, shift = held(shift)
        _check_open(placement, shift)
        start, end = moments(to, ZONES[placement.workplace.country])
        _check_time(placement, shift, to, (start, end))
        law = hold_shifts(
            by=by, placement=placement, planned=[(to.day, start, end)], gone=[shift.pk], told=told, reason=law_reason,
            at="day",
        )  # fmt: skip
        before = when(shift)
        changes: dict[str, list[Any]] = {"shift": [_span(shift), None]}
        if shift.planned_start == start and (shift.moved_from_end or shift.ends_at) == end:
            # Back where the pattern has it: it is as if it had never moved.
            shift.moved_from_start, shift.moved_from_end, shift.moved_why = None, None, ""
        else:
            if not shift.is_moved:
                shift.moved_from_start, shift.moved_from_end = shift.starts_at, shift.ends_at
            shift.moved_why = reason.strip()
        shift.day, shift.starts_at, shift.ends_at = to.day, start, end
        _changed(shift)
        gone, _kinds = Attendance.objects.filter(shift=shift, state__in=CANNOT).delete()
        changes["shift"][1] = _span(shift)
        changes |= {"cannot_come_removed": [gone, 0]} if gone else {}
        record("shift.move", placement, by=by.user, changes=changes | law, reason=reason.strip())
        said_now = _("Vagten %(before)s er flyttet til %(after)s.") % {"before": before, "after": when(shift)}
        shift_changed(by=by, placement=placement, told=[said_now, _("Grunden: %(why)s") % {"why": reason.strip()}])
    return shift


def cancel(*, by: Scope, shift: Shift, side: str, why: str) -> Shift:
    """It will not be: `side` is who cancelled, `why` a code. What the employer cancels stands as attendance on their side.

    An employer may cancel at their own workplaces. Raises ValidationError where it is over, cancelled already, or has hours.
    """
    with in_the_case(by, shift), transaction.atomic():
        placement, shift = held(shift)
        _check_open(placement, shift, begun=True)
        if placement.hours.filter(first_day__lte=shift.day, last_day__gte=shift.day, hours__gt=0).exists():
            raise ValidationError(_("Der er skrevet timer den dag. Ret timerne først."))
        shift.cancelled_at, shift.cancelled_by, shift.cancelled_why = timezone.now(), Side(side), CancelledWhy(why)
        _changed(shift)
        if side == Side.EMPLOYER:
            values = {"state": AttendanceState.EMPLOYER_CANCELLED, "side": Side.EMPLOYER, **said(by)}
            Attendance.objects.update_or_create(
                shift=shift,
                defaults={**values, "from_at": None, "to_at": None},
                create_defaults={"keeper_id": shift.keeper_id, "candidate_id": shift.candidate_id, **values},
            )
        changes = {"shift": [_span(shift), None], "side": [None, str(side)], "why": [None, str(why)]}
        record("shift.cancel", placement, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
        told = _("Vagten %(when)s er aflyst.") % {"when": when(shift)}
        shift_changed(by=by, placement=placement, told=[told, _why(shift)], but=_who_did(by))
    return shift


def restore(*, by: Scope, shift: Shift, told: Told = NOTHING_TOLD, law_reason: str = "") -> Shift:
    """A cancelled shift is on again. Raises ValidationError where its time is taken, gone, or outside the placement, or is not lawful
    under 18."""
    with transaction.atomic():
        placement, shift = held(shift)
        if not shift.is_cancelled:
            raise ValidationError(_("Vagten er ikke aflyst."))
        _check_running(placement)
        window = (shift.day, shift.starts_at, shift.ends_at)
        if shift.ends_at <= timezone.now():
            raise ValidationError(_("Tiden er gået. Vagten kan ikke tages tilbage."))
        _check_inside(placement, shift.day)
        _check_free(shift, window)
        law = hold_shifts(by=by, placement=placement, planned=[window], told=told, reason=law_reason)
        before, shift.cancelled_at, shift.cancelled_by, shift.cancelled_why = _why(shift), None, "", ""
        _changed(shift)
        Attendance.objects.filter(shift=shift, state=AttendanceState.EMPLOYER_CANCELLED).delete()
        record("shift.restore", placement, by=by.user, changes={"shift": [before, _span(shift)]} | law)
        said_now = _("Vagten %(when)s er ikke aflyst alligevel.") % {"when": when(shift)}
        shift_changed(by=by, placement=placement, told=[said_now])
    return shift


def held(shift: Shift) -> tuple[Placement, Shift]:
    """The placement, then its person, then the shift as it is now, held until the transaction ends.

    Raises ValidationError where one of them is gone or was cancelled.
    """
    placement = locked(shift.placement)
    Candidate.objects.select_for_update(no_key=True, of=("self",)).get(pk=placement.candidate_id)
    rows = Shift.everything.select_for_update(no_key=True, of=("self",)).filter(pk=shift.pk)
    found = rows.select_related("placement__workplace").first()
    if found is None:
        raise ValidationError(_("Vagten er der ikke længere. Nogen har lige ændret planen."))
    return found.placement, found


def said(by: Scope) -> dict[str, Any]:
    """Whose word it is, and when it was said."""
    return {"said_by": side_of(by), "said_user": by.user, "said_at": timezone.now()}


def when(shift: Shift) -> str:
    """`man 2. mar. kl. 9–12`"""
    return f"{day(shift.day)} kl. {times(shift.starts_at, shift.ends_at)}"


def _check_running(placement: Placement) -> None:
    if placement.is_over:
        raise ValidationError(_("Forløbet er slut. Vagterne kan ikke ændres mere."))


def _check_open(placement: Placement, shift: Shift, *, begun: bool = False) -> None:
    """Whether it can still be changed; `begun`: also while it lasts."""
    _check_running(placement)
    if shift.is_cancelled:
        raise ValidationError(_("Vagten er aflyst."))
    if (shift.ends_at if begun else shift.starts_at) <= timezone.now():
        raise ValidationError(_("Vagten er begyndt eller har været. Skriv i stedet, hvordan den gik."))


def _check_time(placement: Placement, shift: Shift, to: DatedWindow, span: tuple[datetime, datetime]) -> None:
    start, end = span
    if (shift.starts_at, shift.ends_at) == span:
        raise ValidationError({"day": _("Det er den tid, vagten har nu.")})
    _check_inside(placement, to.day)
    if start <= timezone.now():
        raise ValidationError({"day": _("Tiden er gået. Vælg en, der kommer.")})
    if end <= start:
        raise ValidationError({"start": _("Den time findes ikke den nat, uret bliver stillet frem.")})
    _check_free(shift, (to.day, start, end))


def _check_inside(placement: Placement, on: Any) -> None:
    if not placement.start <= on <= placement.last_day():
        text = _("Dagen skal ligge i forløbet: %(first)s – %(last)s.")
        raise ValidationError(
            {"day": text % {"first": day_year(placement.start), "last": day_year(placement.last_day())}}
        )
    if any(one.has(on) for one in pauses_of(placement)):
        raise ValidationError({"day": _("Der holdes pause den dag. Vælg en anden, eller lad pausen slutte før.")})


def _check_free(shift: Shift, planned: tuple[Any, datetime, datetime]) -> None:
    clash = find_clash(shift.candidate_id, [planned], but=shift)
    if clash is not None:
        raise ValidationError({"day": clash_message(clash)})


def _changed(shift: Shift) -> None:
    shift.sequence, shift.changed_at = shift.sequence + 1, timezone.now()
    try:
        with transaction.atomic():
            shift.save()
    except IntegrityError as error:
        if constraint_of(error) != "shift_one_at_a_time":
            raise
        # Somebody else's code wrote a shift without taking the person's lock: the database has the last word.
        raise ValidationError(_("Personen har netop fået en anden vagt på det tidspunkt. Prøv igen.")) from error


def _who_did(by: Scope) -> Side | None:
    side = side_of(by)
    return side if side != Side.MUNICIPALITY else None


def _why(shift: Shift) -> str:
    who = Side(shift.cancelled_by).label
    if shift.cancelled_why == CancelledWhy.OTHER:
        return _("%(who)s har aflyst.") % {"who": who}
    return f"{who}: {CancelledWhy(shift.cancelled_why).label}."


def _span(shift: Shift) -> str:
    return f"{as_json(shift.starts_at)}/{as_json(shift.ends_at)}"
