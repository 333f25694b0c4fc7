"""Who hears of a change, and what: the person, the workplace and the consultant, each in their own words.

An SMS and a subject say only that there is something to see. An e-mail to the workplace has the first name where it was told it, and
never why somebody is away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from candidates.models import Candidate
from candidates.reaching import contacts, receiver_of
from employers.models import Workplace
from placements.actions.telling import at_the_workplace, consultant_of, name_told, person_of, send
from placements.models import ChangeRequest, Placement
from placements.parties import Side
from smaajob.accounts.scope import Scope
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver


def placement_changed(
    *,
    by: Scope,
    placement: Placement,
    person_told: Iterable[str] = (),
    workplace_told: Iterable[str] = (),
    workplace: Workplace | None = None,
) -> None:
    """Tell the person and the workplace, each the sentences that are theirs; who has none is not written to. `workplace`: another
    than the placement's (the one that it leaves). Who can't be reached sees it on their own page."""
    person, place = person_of(placement), workplace or placement.workplace
    if told := list(person_told):
        context = {"to_person": True, "first_name": person.first_name, "told": told, "contacts": contacts(person)}
        _write(MessageKind.PLACEMENT_CHANGED, receiver_of(person), context, person, by, "placements:my_week")
    told, to = list(workplace_told), at_the_workplace(place)
    if told and to is not None:
        context = {"to_person": False, "told": told, "workplace": place.name, "name": name_told(place, person)}
        _write(MessageKind.PLACEMENT_CHANGED, to, context, person, by, "employers:own_company")


def asked(*, by: Scope, request: ChangeRequest) -> None:
    """The consultant hears at once that somebody wishes something; what it is stands on I dag."""
    placement = request.placement
    person = person_of(placement)
    consultant = consultant_of(person, placement)
    if consultant is not None:
        context = {"by_person": request.side == Side.PERSON}
        _write(MessageKind.CHANGE_ASKED, Receiver.of(consultant), context, person, by, "placements:today")


def answered(*, by: Scope, request: ChangeRequest) -> None:
    """Who asked hears that there is an answer, and what it is."""
    placement = request.placement
    person = person_of(placement)
    context: dict[str, Any] = {"request": request, "reply": request.reply, "answer": request.get_answer_display()}
    if request.side == Side.PERSON:
        context |= {"to_person": True, "first_name": person.first_name, "contacts": contacts(person)}
        _write(MessageKind.CHANGE_ANSWERED, receiver_of(person), context, person, by, "placements:my_week")
    elif (to := at_the_workplace(placement.workplace)) is not None:
        context |= {"to_person": False, "workplace": placement.workplace.name}
        _write(MessageKind.CHANGE_ANSWERED, to, context, person, by, "employers:own_company")


def _write(kind: MessageKind, to: Receiver, context: dict[str, Any], person: Candidate, by: Scope, page: str) -> None:
    send(kind, to, {"url": absolute(page), **context}, person, by)
