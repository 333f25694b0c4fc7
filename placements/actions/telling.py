"""Who hears that a shift is changed, and what: the person, the workplace and the person's consultant, each in their own words.

An SMS and a subject say only that there is something to see. An e-mail to the workplace has the first name where it was told it.
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
from placements.models import Placement, Shift
from placements.parties import Side
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write


def shift_changed(*, by: Scope, placement: Placement, told: Iterable[str], but: Side | None = None) -> None:
    """Tell the person and the workplace that what is planned is changed; `told` are the sentences. `but` is who did it.

    Who can't be reached sees it on their own page.
    """
    person, told = person_of(placement), list(told)
    if but != Side.PERSON:
        context = {
            "to_person": True,
            "first_name": person.first_name,
            "told": told,
            "url": absolute("placements:my_week"),
            "contacts": contacts(person),
        }
        send(MessageKind.SHIFT_CHANGED, receiver_of(person), context, person, by)
    if but != Side.EMPLOYER and (to := at_the_workplace(placement.workplace)):
        context = {
            "to_person": False,
            "name": name_told(placement.workplace, person),
            "workplace": placement.workplace.name,
            "told": told,
            "url": absolute("employers:own_company"),
        }
        send(MessageKind.SHIFT_CHANGED, to, context, person, by)


def cannot_come(
    *, by: Scope, placement: Placement, shift: Shift, told: str, but: Side | None = None, comes_after_all: bool = False
) -> None:
    """Tell the workplace and the consultant at once that somebody does not come, or comes after all."""
    person = person_of(placement)
    context = {
        "told": told,
        "workplace": placement.workplace.name,
        "name": name_told(placement.workplace, person),
        "again": comes_after_all,
    }
    if but != Side.EMPLOYER and (to := at_the_workplace(placement.workplace)):
        mine = {**context, "inside": False, "url": absolute("employers:own_company")}
        send(MessageKind.CANNOT_COME, to, mine, person, by)
    consultant = consultant_of(person, placement)
    if but != Side.MUNICIPALITY and consultant is not None:
        # Straight to it: "I dag" says nothing of a day that has not come.
        mine = {**context, "inside": True, "url": absolute("placements:shift", shift.public_id)}
        send(MessageKind.CANNOT_COME, Receiver.of(consultant), mine, person, by)


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


def person_of(placement: Placement) -> Candidate:
    """The person, with those who are called about them."""
    rows = Candidate.objects.select_related("keeper", "user", "consultant", "stand_in")
    return rows.get(pk=placement.candidate_id)


def send(kind: MessageKind, to: Receiver, context: dict[str, Any], person: Candidate, by: Scope) -> None:
    """Who can't be reached sees it on their own page, and hears it from somebody who calls."""
    with suppress(ValidationError):
        write(kind, to, context, keeper=person.keeper, about=person, by=by.user)
