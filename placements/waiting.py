"""The shifts that wait for somebody to act, as rows: placement, whether it is the user's own, since when, how many, state, shift."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, CharField, Count, ExpressionWrapper, Min, Q, QuerySet, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from placements.models import CANNOT, Attendance, AttendanceState, ReportedHours, Shift
from placements.parties import Side
from smaajob.accounts.scope import Scope

# So long the two have to answer each other before it is for us.
ANSWERED_WITHIN = timedelta(days=7)
# Hours that are missing from a placement that ended longer ago are history, and nobody's work today.
OLDEST_END = timedelta(days=92)
# How long after somebody did not come it is asked what happened.
ASKED_FOR = timedelta(days=7)


def without_hours(scope: Scope, day: date) -> QuerySet[Shift, tuple[Any, ...]]:
    """By placement, the shifts of the days before: those of the day itself are asked for tomorrow."""
    recent = Q(placement__actual_end=None) | Q(placement__actual_end__gte=day - OLDEST_END)
    return (
        Shift.objects.visible_to(scope)
        .filter(recent, placement__candidate__archived_at__isnull=True)
        .without_hours(datetime.combine(day, time(), tzinfo=scope.zone))
        .annotate(mine=is_theirs(scope, "placement__"))
        .order_by()
        .values("placement_id", "mine")
        .annotate(
            since=Min("day"),
            n=Count("pk"),
            state=Value("", output_field=CharField()),
            which=Cast(Value(None), UUIDField()),
        )
        .values_list("placement_id", "mine", "since", "n", "state", "which")
    )


def unsettled(scope: Scope, day: date) -> QuerySet[ReportedHours, tuple[Any, ...]]:
    """By placement, what one of the two has written and the other has not answered for a week; and what they don't agree on."""
    asked = datetime.combine(day - ANSWERED_WITHIN, time(), tzinfo=scope.zone)
    return (
        ReportedHours.objects.visible_to(scope)
        .filter(placement__candidate__archived_at__isnull=True)
        .unsettled(asked)
        .annotate(mine=is_theirs(scope, "placement__"))
        .order_by()
        .values("placement_id", "mine", "state")
        .annotate(since=Min("day"), n=Count("pk"), which=Cast(Value(None), UUIDField()))
        .values_list("placement_id", "mine", "since", "n", "state", "which")
    )


def away(scope: Scope, day: date) -> QuerySet[Attendance, tuple[Any, ...]]:
    """Who can't come today; and who did not come, by the workplace's word alone, until the municipality has written what it was."""
    today = Q(shift__day=day, state__in=CANNOT)
    absent = Q(state=AttendanceState.ABSENT, said_by=Side.EMPLOYER, shift__day__range=(day - ASKED_FOR, day))
    return (
        Attendance.objects.visible_to(scope)
        .filter(today | absent, shift__cancelled_at__isnull=True, shift__placement__cancelled_at__isnull=True)
        .annotate(mine=is_theirs(scope, "shift__placement__"), n=Value(0))
        .order_by()
        .values_list("shift__placement_id", "mine", "shift__day", "n", "state", "shift__public_id")
    )


def theirs(scope: Scope, path: str = "") -> Q:
    """Where the user is the person's or the workplace's consultant; `path` leads to the placement."""
    return Q(**{f"{path}candidate__consultant": scope.user}) | Q(**{f"{path}workplace__consultant": scope.user})


def is_theirs(scope: Scope, path: str = "") -> Combinable:
    """The same as a value."""
    if scope.user is None:
        return Value(False)
    return ExpressionWrapper(theirs(scope, path), output_field=BooleanField())
