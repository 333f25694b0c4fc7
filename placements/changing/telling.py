"""Who hears of a change, and what: the person, the workplace and the consultant, each in their own words.

An SMS and a subject say only that there is something to see. An e-mail to the workplace has the first name where it was told it, and
never why somebody is away.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from candidates.models import Candidate, ConsentItem, Disclosure
from candidates.reaching import contacts, receiver_of
from employers.models import Contact, Workplace
from placements.models import ChangeRequest, Placement
from placements.parties import Side
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write


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
    person, place = _person(placement), workplace or placement.workplace
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
    person = _person(placement)
    consultant = consultant_of(person, placement)
    if consultant is not None:
        context = {"by_person": request.side == Side.PERSON}
        _write(MessageKind.CHANGE_ASKED, Receiver.of(consultant), context, person, by, "placements:today")


def answered(*, by: Scope, request: ChangeRequest) -> None:
    """Who asked hears that there is an answer, and what it is."""
    placement = request.placement
    person = _person(placement)
    context: dict[str, Any] = {"request": request, "reply": request.reply, "answer": request.get_answer_display()}
    if request.side == Side.PERSON:
        context |= {"to_person": True, "first_name": person.first_name, "contacts": contacts(person)}
        _write(MessageKind.CHANGE_ANSWERED, receiver_of(person), context, person, by, "placements:my_week")
    elif (to := at_the_workplace(placement.workplace)) is not None:
        context |= {"to_person": False, "workplace": placement.workplace.name}
        _write(MessageKind.CHANGE_ANSWERED, to, context, person, by, "employers:own_company")


def at_the_workplace(workplace: Workplace) -> Receiver | None:
    """Whom to write to at a workplace: the first contact who can be written to."""
    for contact in Contact.objects.current().filter(workplace=workplace).order_by("-main", "name", "pk"):
        if contact.email or contact.phone:
            return Receiver(contact.name or workplace.name, contact.email, contact.phone)
    return None


def consultant_of(person: Candidate, placement: Placement) -> User | None:
    """The person's consultant, their stand-in, or the workplace's."""
    workplace = placement.workplace
    users = (person.consultant, person.stand_in, workplace.consultant, workplace.stand_in)
    return next((one for one in users if one is not None and one.is_active), None)


def name_told(workplace: Workplace, person: Candidate) -> str:
    """The first name where the workplace was told it and still may know it; else empty."""
    today = timezone.localdate()
    told = Disclosure.objects.filter(
        candidate=person, to_id=workplace.public_id, ended_at__isnull=True, start__lte=today, end__gte=today,
        items__contains=[ConsentItem.NAME],
    )  # fmt: skip
    return person.first_name if told.exists() else ""


def _person(placement: Placement) -> Candidate:
    rows = Candidate.objects.select_related("keeper", "user", "consultant", "stand_in")
    return rows.get(pk=placement.candidate_id)


def _write(kind: MessageKind, to: Receiver, context: dict[str, Any], person: Candidate, by: Scope, page: str) -> None:
    # Who can't be reached sees it on their own page, and hears it from somebody who calls.
    with suppress(ValidationError):
        write(kind, to, {"url": absolute(page), **context}, keeper=person.keeper, about=person, by=by.user)
