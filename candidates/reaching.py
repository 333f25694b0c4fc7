"""How a person hears from us, and whom they call: only what is on record, and nothing that gives a protected address away."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from candidates.models import Candidate
from smaajob.accounts.models import Channel, User
from smaajob.messages.writing import Receiver
from smaajob.phones import phone_number, written


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to call: `name` may be empty, `phone` as it is written."""

    name: str
    phone: str


def receiver_of(person: Candidate) -> Receiver:
    """The person as a message's receiver. Loads the user where it is not loaded.

    We keep no street: a letter says the name and the town, and the town not where the address is protected.
    """
    town = "" if person.address_protected else person.town
    postal = "\n".join(line for line in (str(person), town) if line)
    phone = phone_number(person.phone, person.country)
    return Receiver(str(person), person.email, phone, postal, person.language, first_way(person), person.user)


def ways(person: Candidate) -> list[tuple[str, str]]:
    """The channels that a person can choose, with what is on record: `("sms", "SMS til 20 11 22 33")`."""
    found = []
    if phone_number(person.phone, person.country):
        found.append((Channel.SMS.value, _("SMS til %(phone)s") % {"phone": written(person.phone)}))
    if person.email:
        found.append((Channel.EMAIL.value, _("E-mail til %(email)s") % {"email": person.email}))
    return [*found, (Channel.LETTER.value, _("Brev på papir"))]


def first_way(person: Candidate) -> str:
    """The channel of somebody who has chosen none, or one that is no longer on record."""
    offered = [channel for channel, _text in ways(person)]
    return person.channel if person.channel in offered else offered[0]


def contacts(person: Candidate) -> list[Call]:
    """The person's own contacts with a phone, the consultant first; else the organisation's number. For the person's own eyes."""
    users = [one for one in (person.consultant, person.stand_in) if one is not None and one.is_active and one.phone]
    if users:
        return [Call(one.name, one.phone) for one in users]
    return [Call(person.keeper.name, person.keeper.phone)] if person.keeper.phone else []


def stranger_may_call(person: Candidate | None) -> Call | None:
    """Whom a page tells to call that anybody with the link can see: the organisation. Nobody where the address is protected.

    Which municipality somebody belongs to says where they live.
    """
    if person is None or person.address_protected:
        return None
    organisation = person.keeper
    if organisation.phone:
        return Call(organisation.name, organisation.phone)
    phone = next((one.phone for one in _users(person) if one.phone), "")
    return Call("", phone) if phone else None


def _users(person: Candidate) -> list[User]:
    return [one for one in (person.consultant, person.stand_in) if one is not None and one.is_active]
