"""From an agreement's steps in hours to the shifts they plan, and to sentences. Pure but for the public holidays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from placements.actions.shifts import planned_shifts
from placements.documents.content import Step
from smaajob import writing
from smaajob.schedule import ZONES, DatedWindow, Window, moments, occurrences, parse_window, total_hours

Planned = list[tuple[date, datetime, datetime]]
THOUSANDTH = Decimal("0.001")


def weekly_hours(windows: Iterable[Window | DatedWindow], every: int = 1) -> Decimal:
    """Hours a week, three decimals: a mean of two weeks where it is every second."""
    return (total_hours(windows) / every).quantize(THOUSANDTH, ROUND_HALF_UP)


def with_last_days(steps: Iterable[Step], end: date) -> list[tuple[Step, date]]:
    """Each step with its last day: the day before the next one begins, and `end` for the last."""
    ordered = sorted(steps, key=lambda one: one.first_day)
    lasts = [*(one.first_day - timedelta(days=1) for one in ordered[1:]), end][: len(ordered)]
    return [(step, min(last, end)) for step, last in zip(ordered, lasts, strict=True)]


def from_day(steps: Iterable[Step], day: date, end: date) -> list[Step]:
    """What the steps say from a day on: the one that holds then begins that day. Every second week goes on in its own weeks."""
    result = []
    for step, last in with_last_days(steps, end):
        start = max(step.first_day, day)
        if step.every == 2 and _weeks(step.first_day, start) % 2:
            start += timedelta(days=7 - start.weekday())
        if start <= last:
            result.append(replace(step, first_day=start))
    return result


def steps_to_shifts(steps: Iterable[Step], end: date, country: str, *, holidays: bool = False) -> Planned:
    """The shifts that the steps plan until `end`, included: (local date, start, end), in order, each once.

    Public holidays are left out of a week's times unless `holidays`; a date that somebody wrote stands. Every second week is
    counted from the week of the step's first day.
    """
    found: set[tuple[date, datetime, datetime]] = set()
    for step, last in with_last_days(steps, end):
        for one in _of_step(step, last, country, holidays):
            if one[0] not in step.skipped and (step.every == 1 or _weeks(step.first_day, one[0]) % 2 == 0):
                found.add(one)
        extra = [parse_window(text) for text in step.extra]
        dated = [one for one in extra if isinstance(one, DatedWindow) and step.first_day <= one.day <= last]
        found.update(planned_shifts(dated, step.first_day, last, country) if dated else [])
    return sorted(found, key=lambda one: (one[1], one[2]))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a step: its place among those that were written, and the name of what is wrong in it."""

    place: int
    part: str
    said: str


def faults_of(steps: Sequence[Step], first: date, end: date) -> list[Fault]:
    """What can't be in an agreement from `first` to `end`, included, in the order of the steps as they were written."""
    found = []
    for place, step in enumerate(steps):
        if step.first_day in {one.first_day for one in steps[:place]}:
            said = _("Et andet trin begynder samme dag. Skriv de to som ét.")
            found.append(Fault(place, "first_day", said))
        elif step.first_day < first:
            said = _("Det kan tidligst begynde %(day)s, hvor det her begynder at gælde.")
            found.append(Fault(place, "first_day", said % {"day": writing.day_year(first)}))
        elif step.first_day > end:
            said = _("Det begynder efter aftalens sidste dag, %(day)s.")
            found.append(Fault(place, "first_day", said % {"day": writing.day_year(end)}))
        dated = [one for one in map(parse_window, step.extra) if isinstance(one, DatedWindow)]
        if late := [one.day for one in dated if one.day > end]:
            said = _("%(day)s ligger efter aftalens sidste dag.") % {"day": writing.day_year(min(late))}
            found.append(Fault(place, "extra", said))
    return found


def in_words(step: Step) -> str:
    """`fra 2. mar. 2026: 6 timer om ugen, man 9–12 og ons 9–12 (2 timer med løn)`."""
    windows = [parse_window(text) for text in step.windows]
    said = [
        _("fra %(day)s: %(hours)s om ugen")
        % {"day": writing.day_year(step.first_day), "hours": writing.hours(step.hours)}
    ]
    if not windows:
        said = [_("fra %(day)s") % {"day": writing.day_year(step.first_day)}]
    if windows:
        said.append(writing.windows(windows))
    if step.every == 2:
        said.append(_("hver anden uge"))
    if step.extra:
        said.append(_("og %(days)s") % {"days": writing.windows(parse_window(text) for text in step.extra)})
    if step.skipped:
        said.append(_("ikke %(days)s") % {"days": writing.joined(writing.day(one) for one in step.skipped)})
    if step.paid_hours is not None:
        said.append(_("heraf %(hours)s med løn") % {"hours": writing.hours(step.paid_hours)})
    return ", ".join(said)


def _of_step(step: Step, last: date, country: str, holidays: bool) -> Planned:
    windows = [parse_window(text) for text in step.windows]
    if not holidays:
        return planned_shifts(windows, step.first_day, last, country)
    zone = ZONES[country]
    return [(one.day, *moments(one, zone)) for one in occurrences(windows, step.first_day, last)]


def _weeks(first: date, day: date) -> int:
    """How many Mondays lie between."""
    monday = first - timedelta(days=first.weekday())
    return (day - monday).days // 7
