"""What a change asks of the agreement, the calendar and the law: the one place that knows them, so that they can grow by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from employers.models import Task
from placements.actions.shifts import planned_shifts
from placements.changing.pauses import Planned
from placements.models import AgreementVersion, Hours, Placement, Shift
from smaajob.schedule import AnyWindow

if TYPE_CHECKING:
    from smaajob.accounts.scope import Scope


@dataclass(frozen=True, slots=True)
class Segment:
    """What holds of a week from a day on, until the next."""

    first_day: date
    windows: tuple[AnyWindow, ...]


@dataclass(frozen=True, slots=True)
class Lawfulness:
    """What the law says of a change. `outcome`: lawful, reason (it is lawful with one) or not_allowed; empty where no rule was asked.

    `says`: the findings in sentences, each with its paragraph.
    """

    outcome: str = ""
    says: tuple[str, ...] = ()

    @property
    def asks_for_reason(self) -> bool:
        return self.outcome == "reason"

    @property
    def is_allowed(self) -> bool:
        return self.outcome != "not_allowed"


# --- The calendar ---------------------------------------------------------------------------------------------------------------------


def segments(placement: Placement) -> list[Segment]:
    """The times that were agreed, in order of their first day. One query."""
    return [Segment(one.valid_from, tuple(one.windows)) for one in placement.agreements.order_by("number")]


def shifts_of(steps: Sequence[Segment], first: date, last: date, country: str) -> Planned:
    """The shifts of the steps from `first` to `last`, both included, in order. What begins latest holds."""
    found: Planned = []
    held = {one.first_day: one for one in steps}
    ordered = [held[day] for day in sorted(held)]
    for step, following in zip(ordered, [*ordered[1:], None], strict=False):
        until = last if following is None else min(last, following.first_day - timedelta(days=1))
        found += planned_shifts(step.windows, max(step.first_day, first), until, country)
    return sorted(found, key=lambda one: one[1])


def shifts_that_stay(placement: Placement, first: date) -> set[int]:
    """Keys of the shifts from a day on that no change takes away: those that hours are written for."""
    rows = Shift.objects.filter(placement=placement, day__gte=first)
    worked = Hours.objects.filter(placement=placement, last_day__gte=first, hours__gt=0)
    spans = list(worked.values_list("first_day", "last_day"))
    return {pk for pk, day in rows.values_list("pk", "day") if any(a <= day <= b for a, b in spans)}


def take_out(shifts: Iterable[Shift]) -> int:
    """Shifts that will not be. Gives how many."""
    removed, _kinds = Shift.objects.filter(pk__in=[one.pk for one in shifts]).delete()
    return removed


# --- The agreement --------------------------------------------------------------------------------------------------------------------


def is_signed(placement: Placement) -> bool:
    """Whether the parties have signed what is changed here, so that they must sign the change as well."""
    return False


def amend(
    *,
    by: Scope,
    placement: Placement,
    valid_from: date,
    until: date,
    reason: str,
    windows: Sequence[AnyWindow] | None = None,
    task: Task | None = None,
) -> AgreementVersion | None:
    """What is agreed from a day on: the next version with other times, or as it was at another place; None where it says nothing new.

    `placement` is what it has become. `until` and `reason` are what a version that is signed says too.
    """
    before = placement.agreements.order_by("number").last()
    if windows is None and (before is None or (task is None and before.postcode == _postcode(placement, task))):
        return None
    version = AgreementVersion(
        keeper_id=placement.keeper_id, placement=placement, number=before.number + 1 if before else 1
    )
    source = task or before or placement.task
    if source is not None:
        source.copy_terms_to(version)
    times = windows if windows is not None else before.windows if before else []
    version.kind, version.windows, version.postcode = placement.kind, list(times), _postcode(placement, task)
    version.valid_from = max(valid_from, placement.start)
    version.flexible, version.hours = (before.flexible, before.hours) if before and windows is None else (False, None)
    version.save()
    return version


def withdraw_open(*, by: Scope, placement: Placement, reason: str) -> int:
    """What waits for signatures when the placement is over is withdrawn. Gives how many there were."""
    return 0


def _postcode(placement: Placement, task: Task | None) -> str:
    return task.place if task else placement.workplace.postcode


# --- The law --------------------------------------------------------------------------------------------------------------------------


def lawfulness(placement: Placement, until: date) -> Lawfulness:
    """Whether the placement may last until a day."""
    return Lawfulness()
