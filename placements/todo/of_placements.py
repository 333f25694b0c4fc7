"""What waits in the placements: their days, agreements, shifts, hours and changes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Exists,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.utils import timezone

from placements.changing import waiting as changes
from placements.models import (
    AgreementState,
    AgreementVersion,
    AttendanceState,
    Party,
    Placement,
    Proposal,
    ReportState,
    Says,
    Signature,
)
from placements.todo.words import (
    AGREEMENTS,
    ENDS_WITHIN,
    LATE,
    NOW,
    STARTS_WITHIN,
    WEEK,
    Todo,
)
from placements.waiting import away, is_theirs, unsettled, without_hours
from smaajob import writing
from smaajob.accounts.scope import Scope


def dated(scope: Scope, day: date) -> list[Todo]:
    """By the placement's days, and what is to be written and signed in it: one query for both."""
    later = Placement.objects.filter(
        candidate=OuterRef("candidate"), actual_end=None, planned_end__gt=OuterRef("planned_end")
    )
    versions, proposed = (
        AgreementVersion.objects.filter(placement=OuterRef("pk")),
        Proposal.objects.filter(placement__isnull=False),
    )
    sent, drafts = versions.sent(), versions.filter(state=AgreementState.DRAFT)
    open_ones = AgreementVersion.objects.open()
    signed = AgreementVersion.objects.filter(state=AgreementState.IN_FORCE).values("placement")
    to_write = Q(pk__in=proposed.values("placement")) & ~Q(pk__in=signed)
    signatures = Signature.objects.filter(agreement__placement=OuterRef("pk"), agreement__state=AgreementState.SENT)
    ends, starts = Q(planned_end__lte=day + ENDS_WITHIN), Q(start__range=(day, day + STARTS_WITHIN))
    rows = (
        Placement.objects.visible_to(scope)
        .not_ended()
        .filter(ends | starts | to_write | Q(pk__in=open_ones.values("placement")))
        .annotate(
            to_write=Case(When(to_write, then=Subquery(proposed.filter(placement=OuterRef("pk")).values("since")[:1]))),
            drafted=Subquery(drafts.values("valid_from")[:1]),
            mine=is_theirs(scope),
            goes_on=Exists(later),
            sent=Subquery(sent.values("sent_at")[:1]),
            asks=Subquery(sent.values("asks")[:1]),
            yes=ArraySubquery(signatures.filter(says=Says.YES).values("party")),
            no=ArraySubquery(signatures.filter(says=Says.NO).values("party")),
        )
        .order_by()
        .values_list(
            "pk", "start", "planned_end", "mine", "goes_on", "sent", "asks", "yes", "no", "to_write", "drafted"
        )
    )
    found = []
    for key, start, end, mine, goes_on, sent_at, asks, yes, no, both_yes, drafted in rows:
        if drafted is not None:
            found.append(Todo(AGREEMENTS, "unsent", drafted, key, bool(mine)))
        elif both_yes is not None and sent_at is None:
            found.append(Todo(AGREEMENTS, "unwritten", timezone.localdate(both_yes), key, bool(mine)))
        if sent_at is not None:
            found.append(_unsigned(key, timezone.localdate(sent_at), asks, yes, no, mine=bool(mine)))
        if (found_by_days := _by_days(start, end, day, goes_on=goes_on)) is not None:
            found.append(Todo(*found_by_days, key, bool(mine)))
    return found


def _by_days(start: date, end: date, day: date, *, goes_on: bool) -> tuple[str, str, date] | None:
    """The group, the kind and the day of what the placement's days ask for; None for nothing."""
    if end < day:
        return LATE, "late", end
    if start == day:
        return NOW, "starts_today", start
    if start > day:
        return (WEEK, "starts", start) if start <= day + STARTS_WITHIN or end <= day + ENDS_WITHIN else None
    if end == day:
        return NOW, "ends_today", end
    return (WEEK, "ends", end) if end <= day + ENDS_WITHIN and not goes_on else None


def _unsigned(key: int, since: date, asks: list[str], yes: list[str], no: list[str], *, mine: bool) -> Todo:
    """What waits for signatures: ready for the municipality's, refused by somebody, or still missing somebody."""
    missing = [one for one in asks if one not in yes]
    refused = [one for one in missing if one in no]
    kind = "refused" if refused else "to_sign" if missing == [Party.MUNICIPALITY] else "unsigned"
    named = refused or [one for one in missing if one != Party.MUNICIPALITY]
    labels = [str(Party(one).label) for one in named]
    words = writing.joined(labels if refused else [writing.lower_first(one) for one in labels])
    return Todo(AGREEMENTS, kind, since, key, mine, words=words)


def of_shifts(scope: Scope, day: date) -> list[Todo]:
    """What lacks hours, hours that wait or are disputed, who can't come or did not; pauses, moves and what somebody asks for. One query."""
    changed = changes.waiting_changes(scope, day, is_theirs(scope, "placement__"))
    rows = without_hours(scope, day).union(unsettled(scope, day), away(scope, day), *changed, all=True)
    return [_of_a_shift(*row) for row in rows]


def _of_a_shift(placement: int, mine: bool, since: date, n: int, state: str, shift: UUID | None) -> Todo:
    if state in changes.WORDS:
        return Todo(changes.GROUPS.get(state, NOW), state, since, placement, bool(mine), about=shift)
    if shift is not None:
        kind = "absent" if state == AttendanceState.ABSENT else "cannot"
        return Todo(NOW, kind, since, placement, bool(mine), shift=shift)
    kind = (
        {str(ReportState.WAITING): "unanswered", str(ReportState.REFUSED): "disputed"}.get(state, "hours")
        if state
        else "hours"
    )
    return Todo(LATE, kind, since, placement, bool(mine), n)
