"""Hours from the two who know them: one writes, the other says yes; the municipality settles what they don't agree on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.following import own_person
from placements.actions import hours as hour_actions
from placements.actions.placements import locked
from placements.models import Hours, Placement, ReportedHours, ReportState
from placements.parties import Side, in_the_case, side_of, workplaces_of_party
from smaajob import writing
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record

NOT_YOURS = _("Det kan kun en af de to, som timerne handler om.")


@dataclass(slots=True)
class Answered:
    """What became of many yeses: how many went through, and what is said of the others."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


def report(*, by: Scope, placement: Placement, days: dict[date, Decimal]) -> list[ReportedHours]:
    """Write what was worked on days, as the person's word or the workplace's; all or none. The other side is to say yes.

    Raises ValidationError by field (`first_day`, `last_day`, `hours`): a day to come or outside the placement, one that has hours, or
    for which something waits already.
    """
    side = _party(by, placement)
    with transaction.atomic(), in_the_case(by, placement):
        placement = locked(placement)
        made = []
        for day, hours in sorted(days.items()):
            hour_actions.check_days(placement, day, day, hours)
            _check_nothing_waits(placement, day, side)
            made.append(_make(by, placement, side, day, hours))
        changes = {one.day.isoformat(): [None, hour_actions.plain(one.hours)] for one in made}
        record("hours.report", placement, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
    return made


def change(*, by: Scope, report: ReportedHours, hours: Decimal) -> ReportedHours:
    """Another figure in what one has written oneself and nobody has answered. Raises ValidationError by field."""
    side = _party(by, report.placement)
    with transaction.atomic(), in_the_case(by, report.placement):
        placement, row = _held(report)
        _check_own(row, side)
        hour_actions.check_days(placement, row.day, row.day, hours)
        before, row.hours, row.reported_at, row.reported_by = row.hours, hours, timezone.now(), by.user
        row.save(update_fields=["hours", "reported_at", "reported_by"])
        _record("hours.change", placement, row, by, [before, hours])
    return row


def withdraw(*, by: Scope, report: ReportedHours) -> ReportedHours:
    """Take back what one has written oneself and nobody has answered."""
    side = _party(by, report.placement)
    with transaction.atomic(), in_the_case(by, report.placement):
        placement, row = _held(report)
        _check_own(row, side)
        _decide(row, ReportState.WITHDRAWN, side, by)
        _record("hours.withdraw", placement, row, by, [row.hours, None])
    return row


def approve(*, by: Scope, report: ReportedHours, seen: Decimal) -> ReportedHours:
    """Yes to what the other has written: it counts from now on. `seen` is the figure that the yes is to.

    Raises ValidationError where the figure is another by now, somebody has answered, or the day has hours meanwhile.
    """
    side = _party(by, report.placement)
    with transaction.atomic(), in_the_case(by, report.placement):
        placement, row = _held(report)
        _check_others(row, side)
        if row.hours != seen:
            raise ValidationError(
                _("Timerne for %(day)s er netop rettet til %(hours)s. Se efter, og godkend igen.")
                % {"day": writing.day(row.day), "hours": writing.hours(row.hours)}
            )
        _count(by, placement, row, side, row.hours)
    return row


def approve_many(*, by: Scope, reports: Iterable[tuple[ReportedHours, Decimal]]) -> Answered:
    """Yes to each with the figure that was seen. One that can't be approved any more is said, and stops none of the others."""
    answered = Answered()
    with transaction.atomic():
        # In one order, so that two who approve the same wait for each other and not in a ring.
        for one, seen in sorted(reports, key=lambda pair: (pair[0].placement_id, pair[0].day)):
            try:
                with transaction.atomic():
                    approve(by=by, report=one, seen=seen)
            except ValidationError as refusal:
                answered.refused += refusal.messages
            else:
                answered.done += 1
    return answered


def refuse(*, by: Scope, report: ReportedHours, words: str, hours: Decimal | None = None) -> ReportedHours:
    """No to what the other has written, and why. With `hours`, what it was instead: then the other is to answer that.

    Gives what was refused. Raises ValidationError by field.
    """
    side = _party(by, report.placement)
    if not words.strip():
        raise ValidationError({"words": _("Skriv, hvad der er forkert.")})
    with transaction.atomic(), in_the_case(by, report.placement):
        placement, row = _held(report)
        _check_others(row, side)
        if hours == row.hours:
            raise ValidationError({"hours": _("Det er det samme tal. Så kan du godkende timerne.")})
        row.words = words.strip()
        _decide(row, ReportState.REFUSED, side, by)
        _record("hours.refuse", placement, row, by, [row.hours, None])
        if hours is not None:
            hour_actions.check_days(placement, row.day, row.day, hours)
            _record("hours.report", placement, _make(by, placement, side, row.day, hours), by, [None, hours])
    return row


def settle(*, by: Scope, report: ReportedHours, hours: Decimal, reason: str) -> ReportedHours:
    """The municipality says what counts, in the place of whoever has not answered, or where the two don't agree; with a reason.

    Raises ValidationError by field.
    """
    if side_of(by) != Side.MUNICIPALITY or not by.may(Permission.CHANGE_PLACEMENTS):
        raise ValidationError(_("Det kan kun kommunen."))
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv, hvorfor du godkender timerne.")})
    with transaction.atomic():
        placement, row = _held(report)
        if row.state not in (ReportState.WAITING, ReportState.REFUSED):
            raise ValidationError(_answered(row))
        newer = ReportedHours.objects.filter(placement=placement, day=row.day, state=ReportState.WAITING)
        if newer.exclude(pk=row.pk).exists():
            raise ValidationError(_("Den anden har netop skrevet andre timer for dagen. Se efter, og svar på dem."))
        row.words = reason.strip()
        _count(by, placement, row, Side.MUNICIPALITY, hours)
    return row


def _party(by: Scope, placement: Placement) -> Side:
    """Whose word it is. Raises ValidationError for whoever is neither the person nor of the workplace."""
    side = side_of(by)
    if side == Side.EMPLOYER:
        places = workplaces_of_party(by)
        if places is not None and places.filter(pk=placement.workplace_id).exists():
            return side
    elif side == Side.PERSON:
        person = own_person(by)
        if person is not None and person.pk == placement.candidate_id:
            return side
    raise ValidationError(NOT_YOURS)


def _held(report: ReportedHours) -> tuple[Placement, ReportedHours]:
    """As they are now: the placement first, as everybody who needs both."""
    placement = locked(report.placement)
    rows = ReportedHours.objects.select_for_update(no_key=True, of=("self",))
    row = rows.filter(pk=report.pk).first()
    if row is None:
        raise ValidationError(_("Timerne er der ikke længere."))
    return placement, row


def _make(by: Scope, placement: Placement, side: Side, day: date, hours: Decimal) -> ReportedHours:
    return ReportedHours.objects.create(
        keeper_id=placement.keeper_id, placement=placement, side=side, day=day, hours=hours, reported_by=by.user
    )


def _check_nothing_waits(placement: Placement, day: date, side: Side) -> None:
    waits = ReportedHours.objects.filter(placement=placement, day=day, state=ReportState.WAITING).first()
    if waits is None:
        return
    told = {"day": writing.day(day), "hours": writing.hours(waits.hours)}
    if waits.side == side:
        raise ValidationError(
            {"first_day": _("For %(day)s har du allerede skrevet %(hours)s. Ret dem i stedet.") % told}
        )
    other = _("For %(day)s har arbejdspladsen skrevet %(hours)s. Godkend dem, eller skriv, hvad der er forkert.")
    if side == Side.EMPLOYER:
        other = _("For %(day)s er der allerede skrevet %(hours)s. Godkend dem, eller skriv, hvad der er forkert.")
    raise ValidationError({"first_day": other % told})


def _check_own(row: ReportedHours, side: Side) -> None:
    if row.side != side:
        raise ValidationError(_("Du kan kun rette timer, som du selv har skrevet."))
    if row.state != ReportState.WAITING:
        raise ValidationError(_answered(row))


def _check_others(row: ReportedHours, side: Side) -> None:
    if row.side == side:
        raise ValidationError(_("Du har selv skrevet timerne. Det er den anden, der skal svare."))
    if row.state != ReportState.WAITING:
        raise ValidationError(_answered(row))


def _answered(row: ReportedHours) -> str:
    """Why nothing can be done with it any more."""
    day = {"day": writing.day(row.day)}
    if row.state == ReportState.APPROVED:
        return _("Timerne for %(day)s er allerede godkendt.") % day
    if row.state == ReportState.WITHDRAWN:
        return _("Timerne for %(day)s er taget tilbage.") % day
    return _("Timerne for %(day)s er der allerede svaret på.") % day


def _count(by: Scope, placement: Placement, row: ReportedHours, side: Side, hours: Decimal) -> None:
    """The figure becomes `Hours`, as if somebody had written it in the case."""
    counted: Hours = hour_actions.record(
        by=by,
        placement=placement,
        first_day=row.day,
        last_day=row.day,
        hours=hours,
        reason=row.words,
        verb="hours.approve",
    )
    row.row = counted
    _decide(row, ReportState.APPROVED, side, by)


def _decide(row: ReportedHours, state: ReportState, side: Side, by: Scope) -> None:
    row.state, row.decided_side, row.decided_at, row.decided_by = state, side, timezone.now(), by.user
    row.save(update_fields=["state", "decided_side", "decided_at", "decided_by", "words", "row"])


def _record(verb: str, placement: Placement, row: ReportedHours, by: Scope, change: list[Decimal | None]) -> None:
    # The words stand in the row alone: the record outlives it.
    told = [None if one is None else hour_actions.plain(one) for one in change]
    record(verb, placement, by=by.user, changes={row.day.isoformat(): told}, on_behalf_of=by.on_behalf_of)
