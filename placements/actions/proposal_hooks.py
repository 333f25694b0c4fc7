"""What ends a proposal from outside: somebody is put away, a task is closed, a consent is taken back. The floors below tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.utils import timezone

from candidates.actions import consents
from candidates.models import Candidate
from employers.models import Task, Workplace
from placements.actions.proposal_telling import says_yes, wide_enough
from placements.actions.proposals import come_to_nothing
from placements.models import EmployerAsk, Proposal, WaitingEntry, WithdrawReason
from placements.models.proposals import Answer
from placements.models.waiting import AskState
from smaajob import archive
from smaajob.accounts.scope import Scope
from smaajob.reach import whole_organisation


def register() -> None:
    """Called when the app is ready."""
    archive.before(Candidate, _person_is_put_away)
    archive.before(Workplace, _workplace_is_put_away)
    archive.before(Task, closed_for_more)
    consents.around_withdrawal(_consent_is_withdrawn)


def _person_is_put_away(by: Scope, person: Any) -> None:
    # Nobody writes to somebody who is put away; that the workplace was told of them ends, and it is told so.
    _end(by, Proposal.objects.filter(candidate=person), WithdrawReason.PERSON_ELSE, silent=True)
    WaitingEntry.objects.filter(candidate=person, left_at__isnull=True).update(left_at=timezone.now())


def _workplace_is_put_away(by: Scope, place: Any) -> None:
    _end(by, Proposal.objects.filter(workplace=place), WithdrawReason.TASK_GONE)
    now = timezone.now()
    EmployerAsk.objects.filter(workplace=place, state=AskState.WAITING).update(state=AskState.CLOSED, closed_at=now)


def closed_for_more(by: Scope, task: Task) -> None:
    """A task takes no more people: who is asked is told, nobody waits for it any more. Also by the company itself, which sees neither
    of them; what is done here is done where the case is kept."""
    inside = by.organisation.pk == task.keeper_id
    with nullcontext() if inside else whole_organisation(task.keeper_id):
        _end(by, Proposal.objects.filter(task=task), WithdrawReason.TASK_GONE)
        WaitingEntry.objects.filter(task=task, left_at__isnull=True).update(left_at=timezone.now())


def _end(by: Scope, rows: Any, reason: WithdrawReason, *, silent: bool = False) -> None:
    for row in rows.open().order_by("pk"):
        come_to_nothing(by=by, proposal=row, reason=reason, silent=silent)


@contextmanager
def _consent_is_withdrawn(by: Scope, person: int) -> Iterator[None]:
    """The proposals before the person, as everywhere; and after it those that no yes carries any more."""
    rows = Proposal.objects.active().filter(candidate=person)
    held = list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    yield
    today = timezone.localdate()
    for row in held:
        carried = wide_enough(row, today) is not None if row.person_answer == Answer.YES else says_yes(row, today)
        if not carried:
            come_to_nothing(by=by, proposal=row, reason=WithdrawReason.CONSENT, silent=True)
