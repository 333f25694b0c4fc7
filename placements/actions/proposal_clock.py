"""What the clock does with proposals: one reminder a step, and the end where nobody answered.

Each is a row's state changed in one transaction with its messages, so a killed worker neither loses nor doubles anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from placements.actions import proposal_post as post
from placements.actions.proposals import close
from placements.deadlines import reminder_day
from placements.models import EmployerAsk, Proposal, ProposalState
from placements.models.waiting import AskState
from placements.proposal_rules import Ball, Verb, ball_of, check
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record

# A wish that was answered says who was asked for; so long it is of use.
ASKS_KEPT = timedelta(days=180)


def mind(now: datetime) -> int:
    """Remind and expire what is due in the organisation that is reached. Gives how many rows were acted upon."""
    today = timezone.localdate(now)
    due = Proposal.objects.active()
    late = list(due.filter(deadline__lt=today).order_by("pk").values_list("pk", flat=True))
    soon = due.filter(deadline__gte=today, deadline__lte=today + timedelta(days=14), reminded_at__isnull=True)
    return sum(_each(key, now, expire) for key in late) + sum(
        _each(key, now, remind) for key in soon.order_by("pk").values_list("pk", flat=True)
    )


def forget_old(now: datetime) -> int:
    """Wishes that were answered long ago."""
    gone, _kinds = EmployerAsk.objects.exclude(state=AskState.WAITING).filter(closed_at__lt=now - ASKS_KEPT).delete()
    return gone


def remind(row: Proposal, now: datetime) -> bool:
    """Once a step, on the last workday before its deadline. The row is locked. Whether somebody was reminded."""
    check(Verb.REMIND, row)
    assert row.deadline is not None
    day = reminder_day(timezone.localdate(row.since), row.deadline, row.workplace.country)
    if row.reminded_at is not None or day is None or timezone.localdate(now) < day:
        return False
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    by = Scope(row.keeper)
    record("proposal.remind", row, by=None)
    if ball_of(row) == Ball.PERSON:
        post.ask_person(row, by, "reminder")
    else:
        post.ask_employer(row, by, "reminder")
    return True


def expire(row: Proposal, now: datetime) -> bool:
    """Nobody answered: the seat is free, the workplace sees the person no longer, both are told. The row is locked."""
    check(Verb.EXPIRE, row)
    if row.deadline is None or row.deadline >= timezone.localdate(now):
        return False
    was_shown, by = row.shown_to_employer_at is not None, Scope(row.keeper)
    close(row, ProposalState.EXPIRED)
    row.save()
    record("proposal.expire", row, by=None)
    post.tell_person(row, "expired", by)
    if was_shown:
        post.tell_employer(row, "expired", by)
    return True


def _each(key: int, now: datetime, act: Callable[[Proposal, datetime], bool]) -> bool:
    """One row in its own transaction; one that somebody holds is looked at next time."""
    with transaction.atomic():
        rows = Proposal.objects.active().select_for_update(no_key=True, of=("self",), skip_locked=True)
        row = rows.select_related("keeper", "candidate", "workplace", "made_by").filter(pk=key).first()
        if row is None:
            return False
        try:
            return act(row, now)
        except ValidationError:
            return False  # it waits for us, who are told under "I dag"
