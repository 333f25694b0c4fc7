"""Plan a placement's coming shifts anew by a week's pattern."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.models import Candidate
from placements.actions.checking import hold_shifts
from placements.actions.placements import clash_message, locked
from placements.actions.shifts import write_shifts
from placements.actions.telling import shift_changed
from placements.law.loader import NOTHING_TOLD, Told
from placements.models import Pattern, Placement, Shift
from placements.planning import Replan, work_out
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.refusals import constraint_of
from smaajob.schedule import AnyWindow, DatedWindow, Window, tidy
from smaajob.writing import day_long, day_year, windows


def as_pattern(
    placement: Placement,
    *,
    first_day: date,
    weekly: Iterable[AnyWindow],
    every: int = 1,
    skipped: Iterable[date] = (),
    extra: Iterable[AnyWindow] = (),
    works_on_holidays: bool = False,
) -> Pattern:
    """A pattern as it would be stored. Raises ValidationError by field where its days don't lie in the placement."""
    pattern = Pattern(
        keeper_id=placement.keeper_id, placement=placement, first_day=first_day, every=every,
        windows=[one for one in tidy(weekly) if isinstance(one, Window)],
        extra=[one for one in tidy(extra) if isinstance(one, DatedWindow)],
        skipped=sorted(set(skipped)), works_on_holidays=works_on_holidays,
    )  # fmt: skip
    faults: dict[str, str] = {}
    first, last = max(placement.start, timezone.localdate()), placement.last_day()
    told = {"first": day_year(first_day), "last": day_year(last)}
    if first_day < first:
        faults["first_day"] = _("Vagter, der har været, kan ikke ændres. Vælg en dag fra %(day)s.") % {
            "day": day_year(first)
        }
    elif first_day > last:
        faults["first_day"] = _("Forløbet slutter %(last)s. Vælg en dag før.") % told
    outside = [
        one for one in [*(window.day for window in pattern.extra), *pattern.skipped] if not first_day <= one <= last
    ]
    for name, days in (("extra", [one.day for one in pattern.extra]), ("skipped", pattern.skipped)):
        if wrong := [one for one in days if one in outside]:
            text = _("%(day)s ligger ikke mellem %(first)s og %(last)s.")
            faults[name] = text % {**told, "day": day_year(wrong[0])}
    if both := {window.day for window in pattern.extra} & set(pattern.skipped):
        faults["skipped"] = _("%(day)s står både som ekstra dag og som fridag.") % {"day": day_year(min(both))}
    if not pattern.windows and not pattern.extra:
        faults["weekly"] = _("Skriv mindst én tid, fx 9-12 om mandagen.")
    if faults:
        raise ValidationError(faults)
    return pattern


def preview(placement: Placement, pattern: Pattern, told: Told = NOTHING_TOLD) -> Replan:
    """What saving the pattern would change now, and what the law says of it. The person's own limit is read with it."""
    limit: Decimal | None = Candidate.objects.values_list("hours_per_week", flat=True).get(pk=placement.candidate_id)
    return work_out(placement, pattern, limit, told)


def plan(
    *, by: Scope, placement: Placement, told: Told = NOTHING_TOLD, law_reason: str = "", **values: Any
) -> tuple[Pattern, Replan]:
    """Plan the shifts from `first_day` on by a pattern (the values of `as_pattern`); gives it with what was changed.

    What has begun, was moved or cancelled, or has attendance or hours stays; a later step of the agreement holds from its day. All who
    are concerned are told. Raises ValidationError by field: a clash is named, and under 18 the rule with the day (`told`: what only
    people know, `law_reason`: why it is in order).
    """
    with transaction.atomic():
        placement = locked(placement)
        Candidate.objects.select_for_update(no_key=True, of=("self",)).get(pk=placement.candidate_id)
        if placement.is_over:
            raise ValidationError(_("Forløbet er slut. Vagterne kan ikke ændres mere."))
        pattern = as_pattern(placement, **values)
        found = preview(placement, pattern, told)
        if found.clash is not None:
            raise ValidationError({"weekly": clash_message(found.clash)})
        gone = [one.pk for one in found.remove]
        lawful = hold_shifts(
            by=by, placement=placement, planned=found.add, gone=gone, told=told, reason=law_reason, at="weekly"
        )
        Pattern.objects.filter(placement=placement, first_day__gte=pattern.first_day).delete()
        pattern.save()
        _write(placement, found)
        changes = {
            "first_day": [None, pattern.first_day.isoformat()],
            "windows": [None, windows(pattern.windows)],
            "shifts_removed": [len(found.remove), 0],
            "shifts": [0, len(found.add)],
        }
        record("shifts.plan", placement, by=by.user, changes=changes | lawful)
        if found.changes_something:
            shift_changed(by=by, placement=placement, told=in_words(pattern))
    return pattern, found


def in_words(pattern: Pattern) -> list[str]:
    """What the person and the workplace are told of a pattern."""
    since = {"day": day_long(pattern.first_day)}
    lines = []
    if pattern.windows:
        text = (
            _("Fra %(day)s: hver uge %(times)s.") if pattern.every == 1 else _("Fra %(day)s: hver anden uge %(times)s.")
        )
        lines.append(text % {**since, "times": windows(pattern.windows)})
    if pattern.extra:
        lines.append(_("Ekstra dage: %(times)s.") % {"times": windows(pattern.extra)})
    if pattern.skipped:
        text = ngettext("Fri: %(days)s.", "Fri: %(days)s.", len(pattern.skipped))
        lines.append(text % {"days": ", ".join(day_year(one) for one in pattern.skipped)})
    return lines


def _write(placement: Placement, found: Replan) -> None:
    Shift.objects.filter(pk__in=[one.pk for one in found.remove]).delete()
    try:
        with transaction.atomic():
            write_shifts(placement, found.add)
    except IntegrityError as error:
        if constraint_of(error) != "shift_one_at_a_time":
            raise
        # Somebody else's code wrote a shift without taking the person's lock: the database has the last word.
        raise ValidationError(
            {"weekly": _("Personen har netop fået en anden vagt på det tidspunkt. Prøv igen.")}
        ) from error
