"""Somebody asks for a change, and is answered. Asking changes nothing: the consultant talks with both and does it, or says why not."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.actions.placements import locked
from placements.changing import telling
from placements.changing.closing import give
from placements.models import WISHES, ChangeRequest, Placement, Wish, WishAnswer
from placements.parties import in_the_case, side_of
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.refusals import Sentences, told_from

SENTENCES: Sentences = {
    "change_request_once": ("words", gettext_lazy("Det er der allerede spurgt om. Der kommer et svar."))
}


def ask(*, by: Scope, placement: Placement, wish: str, words: str = "") -> ChangeRequest:
    """The person, or the workplace, asks for what is theirs to ask for (`WISHES`). The caller found the placement under its own reach.

    Raises ValidationError where it is over, and where the same has been asked and not answered.
    """
    side = side_of(by)
    if Wish(wish) not in WISHES.get(side, ()):
        raise ValidationError(_("Det kan du ikke spørge om her. Ring i stedet."))
    with in_the_case(by, placement), transaction.atomic():
        placement = locked(placement)
        if placement.is_over:
            raise ValidationError(_("Forløbet er slut. Ring, hvis der er noget, I vil tale om."))
        row = ChangeRequest(
            keeper_id=placement.keeper_id, placement=placement, candidate_id=placement.candidate_id,
            side=side, wish=Wish(wish), words=words.strip(), asked_by=by.user,
        )  # fmt: skip
        with told_from(SENTENCES):
            row.save()
        # The words stand in the row alone: the record outlives it.
        changes = {"wish": [None, str(wish)], "side": [None, str(side)]}
        record("placement.ask", placement, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
        telling.asked(by=by, request=row)
    return row


def answer(*, by: Scope, request: ChangeRequest, answer: str, reply: str = "") -> ChangeRequest:
    """What came of it, in words to who asked; they are told. Raises ValidationError where it is answered, and of a no without words."""
    reply = reply.strip()
    if answer == WishAnswer.NO and not reply:
        raise ValidationError({"reply": _("Skriv, hvorfor det ikke kan lade sig gøre. De læser det.")})
    with transaction.atomic():
        placement = locked(request.placement)
        row = ChangeRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=request.pk)
        if row.is_answered:
            raise ValidationError(_("En kollega har allerede svaret på det."))
        give(row, by, WishAnswer(answer), reply)
        changes = {"wish": [str(row.wish), str(row.wish)], "answer": [None, str(row.answer)]}
        record("placement.answer", placement, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
        telling.answered(by=by, request=row)
    return row
