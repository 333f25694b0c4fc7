"""What each side is sent about a proposal. Nothing about people or workplaces stands in a subject or an SMS; an e-mail says little
more, and only a letter, which goes from hand to hand, says what it is about."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from candidates.actions import links
from candidates.models import Candidate
from candidates.reaching import Call, contacts, receiver_of
from employers.models import Contact, Workplace
from placements.models import Proposal
from smaajob.accounts.models import Membership, OrganisationKind, Role
from smaajob.accounts.scope import Scope
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write
from smaajob.writing import day_long

# A company has a few users; more need not be told of one proposal.
MOST_USERS = 8


def ask_person(row: Proposal, by: Scope, what: str = "new") -> None:
    """Something to answer, or to know before the first day, with a link of their own. `what`: new, reminder, meeting, agreed."""
    person = row.candidate
    link, code = links.fresh(by=by if by.user else None, candidate=person)
    url = absolute("candidates:link_open", code)
    told: dict[str, Any] = {"code": code, "url": url, "type_url": absolute("candidates:link_type")}
    told["until"] = timezone.localtime(link.expires_at, row.keeper.zone).date()
    _to_person(row, what, told, by)


def tell_person(row: Proposal, what: str, by: Scope) -> None:
    """Something that needs no answer. `what`: employer_no, expired, withdrawn."""
    _to_person(row, what, {}, by)


def ask_employer(row: Proposal, by: Scope, what: str = "new") -> None:
    """Something for the workplace to answer. `what`: new, reminder, meeting."""
    _to_employer(row, what, by)


def tell_employer(row: Proposal, what: str, by: Scope) -> None:
    """Something that needs no answer. `what`: agreed, over, expired."""
    _to_employer(row, what, by)


def receivers_at(place: Workplace) -> list[Receiver]:
    """Who answers for a workplace: the company's users, else whom we call there, else the house itself by letter."""
    company = place.employer
    users = Membership.objects.filter(
        organisation__kind=OrganisationKind.EMPLOYER, organisation__country=company.country, organisation__cvr=company.cvr,
        role__in=[Role.EMPLOYER, Role.EMPLOYER_ADMIN], active=True, user__is_active=True,
    ).select_related("user").order_by("pk")  # fmt: skip
    found = [Receiver.of(one.user) for one in users[:MOST_USERS]] if company.cvr else []
    found = [one for one in found if one.addresses()]
    if found:
        return found
    for contact in Contact.objects.current().filter(workplace=place).order_by("-main", "name", "pk"):
        to = Receiver(contact.name or place.name, contact.email, contact.phone)
        if to.addresses():
            return [to]
    postal = "\n".join(line for line in (place.name, place.address, place.town) if line)
    return [Receiver(place.name, postal=postal)] if place.address else []


def our_call(row: Proposal) -> Call | None:
    """Whom a workplace calls about a proposal: its own contact, else who made it, else the municipality."""
    for user in (row.workplace.consultant, row.made_by):
        if user is not None and user.is_active and user.phone:
            return Call(user.name, user.phone)
    return Call(row.keeper.name, row.keeper.phone) if row.keeper.phone else None


def _to_person(row: Proposal, what: str, told: dict[str, Any], by: Scope) -> None:
    person: Candidate = row.candidate
    to = receiver_of(person)
    # Which municipality it is says where somebody lives; only paper may say it.
    hidden = person.address_protected and to.channel != "letter"
    with translation.override(to.language):
        said = _said_to_person(row, what)
    context = {
        **told, **said, "what": what, "first_name": person.first_name, "proposal": row,
        "contacts": [] if hidden else contacts(person), "keeper": None if hidden else row.keeper,
    }  # fmt: skip
    # Who can't be reached sees it on their own page, and hears it from their contact.
    with suppress(ValidationError):
        write(MessageKind.PROPOSAL_PERSON, to, context, keeper=row.keeper, about=person, by=by.user)


def _said_to_person(row: Proposal, what: str) -> dict[str, Any]:
    deadline = {"day": day_long(row.deadline) if row.deadline else ""}
    texts: dict[str, tuple[str, list[str]]] = {
        "new": (
            _("Vi har et forslag til dig"),
            [
                _("Vi har fundet et job på få timer, som måske er noget for dig. Du bestemmer selv, og du må gerne sige nej."),
                _("Læs om det, og svar senest %(day)s.") % deadline,
            ],
        ),
        "reminder": (
            _("Husk at svare på forslaget"),
            [_("Du har et forslag, som du ikke har svaret på. Svar senest %(day)s. Er du i tvivl, så ring.") % deadline],
        ),
        "meeting": (
            _("Der er aftalt et møde"),
            [_("Du skal mødes med arbejdspladsen, før I bestemmer jer. Hvornår og hvor kan du læse på din side.")],
        ),
        "agreed": (
            _("Det er aftalt"),
            [_("Arbejdspladsen har også sagt ja. På din side står, hvornår du skal møde, og hvem du møder.")],
        ),
        "employer_no": (
            _("Det blev ikke denne gang"),
            [
                _("Arbejdspladsen kan alligevel ikke tage imod. Det siger ikke noget om dig."),
                _("Vi leder videre. Du behøver ikke gøre noget."),
            ],
        ),
        "expired": (
            _("Forslaget gælder ikke mere"),
            [
                _("Fristen for at svare er gået, så forslaget gælder ikke mere. Det gør ikke noget."),
                _("Vil du stadig gerne, så ring. Så ser vi på det igen."),
            ],
        ),
        "withdrawn": (
            _("Forslaget gælder ikke mere"),
            [_("Vi har taget forslaget tilbage. Det siger ikke noget om dig. Ring, hvis du vil vide mere.")],
        ),
    }  # fmt: skip
    heading, paragraphs = texts[what]
    return {"heading": heading, "paragraphs": paragraphs}


def _to_employer(row: Proposal, what: str, by: Scope) -> None:
    for to in receivers_at(row.workplace):
        with translation.override(to.language):
            said = _said_to_employer(row, what)
        context = {
            **said, "what": what, "proposal": row, "url": absolute("placements:employer_proposals"),
            "may_sign_in": to.user is not None, "call": our_call(row),
        }  # fmt: skip
        with suppress(ValidationError):
            write(MessageKind.PROPOSAL_EMPLOYER, to, context, keeper=row.keeper, about=row.workplace, by=by.user)


def _said_to_employer(row: Proposal, what: str) -> dict[str, Any]:
    deadline = {"day": day_long(row.deadline) if row.deadline else ""}
    texts: dict[str, tuple[str, list[str]]] = {
        "new": (
            _("Vi har et forslag til jer"),
            [
                _("Der er en, som gerne vil hjælpe med en af jeres opgaver."),
                _("Læs om det, og svar senest %(day)s: ja, nej, eller lad os tale om det først.") % deadline,
            ],
        ),
        "reminder": (
            _("Husk at svare på forslaget"),
            [_("Der venter stadig et forslag på jeres svar. Svar senest %(day)s.") % deadline],
        ),
        "meeting": (
            _("Der er aftalt et møde"),
            [_("Der er aftalt et møde, før I bestemmer jer. Hvornår og hvor kan I læse på jeres side.")],
        ),
        "agreed": (
            _("Det er aftalt"),
            [_("Begge har sagt ja. Jeres kontakt i kommunen ringer om aftalen og den første dag.")],
        ),
        "over": (
            _("Forslaget gælder ikke mere"),
            [_("Forslaget er taget tilbage, så I skal ikke gøre mere. Har I stadig brug for en hånd, så ring.")],
        ),
        "expired": (
            _("Forslaget gælder ikke mere"),
            [_("Fristen for at svare er gået. Vil I stadig gerne, så ring. Så ser vi på det igen.")],
        ),
    }  # fmt: skip
    heading, paragraphs = texts[what]
    return {"heading": heading, "paragraphs": paragraphs}
