"""Write down hours worked, and correct them with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from placements.actions import placements as placement_actions
from placements.models import Hours, Placement
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record as record_event


def record(
    *,
    by: Scope,
    placement: Placement,
    first_day: date,
    last_day: date,
    hours: Decimal,
    reason: str = "",
    verb: str = "hours.record",
) -> Hours:
    """Write the hours of a day, or their sum for a period; `verb` and `reason` stand on record. Raises ValidationError by field."""
    with transaction.atomic():
        placement = _locked(placement)
        check_days(placement, first_day, last_day, hours)
        # The keeper is the placement's: the company, too, says yes to hours.
        row = Hours.objects.create(
            keeper_id=placement.keeper_id, placement=placement, first_day=first_day, last_day=last_day, hours=hours
        )
        record_event(
            verb,
            placement,
            by=by.user,
            changes={_days(first_day, last_day): [None, plain(hours)]},
            reason=reason,
            on_behalf_of=by.on_behalf_of,
        )
    return row


def record_days(*, by: Scope, placement: Placement, days: dict[date, Decimal]) -> int:
    """Write the hours of several days at once; all or none. Gives their number. Raises ValidationError naming the day."""
    with transaction.atomic():
        placement = _locked(placement)
        for day, hours in sorted(days.items()):
            check_days(placement, day, day, hours)
        Hours.objects.bulk_create(
            Hours(keeper=by.organisation, placement=placement, first_day=day, last_day=day, hours=hours)
            for day, hours in sorted(days.items())
        )
        record_event(
            "hours.record",
            placement,
            by=by.user,
            changes={day.isoformat(): [None, plain(hours)] for day, hours in sorted(days.items())},
        )
    return len(days)


def correct(*, by: Scope, row: Hours, hours: Decimal, reason: str) -> Hours:
    """Change the hours of a row, with a reason; what stood before stays on record. Raises ValidationError by field."""
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv, hvorfor timerne skal rettes.")})
    with transaction.atomic():
        _locked(row.placement)
        row = _held(row)
        _check_amount(row.first_day, row.last_day, hours)
        before, row.hours = row.hours, hours
        row.save(update_fields=["hours"])
        record_event(
            "hours.correct",
            row.placement,
            by=by.user,
            changes={_days(row.first_day, row.last_day): [plain(before), plain(hours)]},
            reason=reason.strip(),
        )
    return row


def remove(*, by: Scope, row: Hours, reason: str) -> None:
    """Take hours away that were a mistake, with a reason; what stood there stays on record. Raises ValidationError by field."""
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv, hvorfor timerne skal fjernes.")})
    with transaction.atomic():
        placement = _locked(row.placement)
        row = _held(row)
        changes = {_days(row.first_day, row.last_day): [plain(row.hours), None]}
        row.delete()
        record_event("hours.remove", placement, by=by.user, changes=changes, reason=reason.strip())


def plain(hours: Decimal) -> str:
    """`6.000` as `6`, `2.500` as `2.5`: how the record writes a number."""
    return f"{hours.normalize():f}"


def _locked(placement: Placement) -> Placement:
    return placement_actions.locked(placement)


def _held(row: Hours) -> Hours:
    """The hours as they are now. After their placement, as everybody who needs both locks."""
    found = Hours.objects.select_for_update(of=("self",)).select_related("placement").filter(pk=row.pk).first()
    if found is None:
        raise ValidationError(_("Timerne er netop fjernet af en anden."))
    return found


def check_days(placement: Placement, first_day: date, last_day: date, hours: Decimal) -> None:
    """Raises ValidationError by field: outside the placement, to come, written already, or more than the days hold."""
    if last_day < first_day:
        raise ValidationError({"last_day": _("Slutdatoen ligger før startdatoen.")})
    if first_day < placement.start:
        raise ValidationError(
            {"first_day": _("Forløbet startede først %(day)s.") % {"day": date_format(placement.start, "j. F Y")}}
        )
    if placement.actual_end is not None and last_day > placement.actual_end:
        raise ValidationError(
            {"last_day": _("Forløbet sluttede %(day)s.") % {"day": date_format(placement.actual_end, "j. F Y")}}
        )
    if last_day > timezone.localdate():
        raise ValidationError({"last_day": _("Timer kan skrives, når dagen er kommet.")})
    taken = placement.hours.filter(first_day__lte=last_day, last_day__gte=first_day).order_by("first_day").first()
    if taken is not None:
        raise ValidationError(
            {"first_day": _("Der er allerede timer for %(days)s. Ret dem i stedet.") % {"days": _days_text(taken)}}
        )
    _check_amount(first_day, last_day, hours)


def _check_amount(first_day: date, last_day: date, hours: Decimal) -> None:
    most = 24 * ((last_day - first_day).days + 1)
    if hours < 0:
        raise ValidationError({"hours": _("Timer kan ikke være mindre end 0.")})
    if hours > most:
        raise ValidationError(
            {"hours": _("Det er flere timer, end dagene har. Der er højst %(most)d.") % {"most": most}}
        )


def _days(first_day: date, last_day: date) -> str:
    return first_day.isoformat() if first_day == last_day else f"{first_day.isoformat()}/{last_day.isoformat()}"


def _days_text(row: Hours) -> str:
    first, last = date_format(row.first_day, "j. F Y"), date_format(row.last_day, "j. F Y")
    return first if row.is_one_day else f"{first} – {last}"
