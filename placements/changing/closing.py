"""What ends with a placement, or with the verb that does what was asked for."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from placements.changing import hooks, telling
from placements.models import ChangeRequest, Move, MoveState, Placement, Wish, WishAnswer
from smaajob import writing
from smaajob.accounts.scope import Scope


def close(*, by: Scope, placement: Placement, tell: bool) -> None:
    """It is over: nothing waits for an answer, a move or a signature any more. Call it inside the transaction that ended it."""
    settle(by=by, placement=placement, wish=Wish.STOP, answer=WishAnswer.DONE)
    settle(by=by, placement=placement, wish=None, answer=WishAnswer.NO, reply=_("Forløbet er slut."))
    moves = Move.objects.filter(placement=placement).planned()
    moves.update(state=MoveState.CALLED_OFF, settled_at=timezone.now(), problem="")
    hooks.withdraw_open(by=by, placement=placement, reason=_("Forløbet er slut."))
    if tell and placement.actual_end is not None:
        day = writing.day_year(placement.actual_end)
        telling.placement_changed(
            by=by,
            placement=placement,
            person_told=[_("Dit forløb sluttede %(day)s. Tak for din indsats.") % {"day": day}],
            workplace_told=[_("Forløbet sluttede %(day)s. Tak for jeres hjælp.") % {"day": day}],
        )


def settle(*, by: Scope, placement: Placement, wish: Wish | None, answer: WishAnswer, reply: str = "") -> int:
    """A verb did what was asked for (`wish`), or the placement is over (None: all that waits). Who asked hears it from the verb.

    Call it inside the verb's transaction, the placement locked. Gives how many there were.
    """
    rows = ChangeRequest.objects.select_for_update(no_key=True, of=("self",)).filter(placement=placement).waiting()
    found = list(rows if wish is None else rows.filter(wish=wish))
    for row in found:
        give(row, by, answer, reply)
    return len(found)


def give(row: ChangeRequest, by: Scope, answer: WishAnswer, reply: str) -> None:
    """Write the answer; the caller holds the row."""
    row.answer, row.reply = answer, reply
    row.answered_at, row.answered_by = timezone.now(), by.user
    row.save(update_fields=["answer", "reply", "answered_at", "answered_by"])
