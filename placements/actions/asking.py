"""How each who is asked to sign is reached: by their own login, by a link and a code, or on paper; and what is written to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.reaching import contacts, receiver_of
from employers.company import company_with
from placements.agreeing.copies import signed_of
from placements.agreeing.wording import first_contact, guardians_of
from placements.documents.agreement import agreement_html
from placements.models import SIGNING_LINK_LASTS, AgreementVersion, Party, Placement, SigningLink
from smaajob.accounts.models import Channel, Membership, User
from smaajob.accounts.scope import Scope
from smaajob.audit.access import Kind, log
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write
from smaajob.phones import phone_number
from smaajob.reach import writing_for
from smaajob.tokens import new_token, token_hash

MOST_USERS = 10
LINK_PAGE = "placements:sign_by_link"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a party without a login is reached: an e-mail or a phone, to which the link and the code go."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How a party can sign. `users` have a login; else `link` is what is known of where to send one (it may be empty: then on paper)."""

    party: Party
    users: tuple[User, ...] = ()
    link: Link | None = None


def ways(placement: Placement, asks: Iterable[str]) -> list[Way]:
    """How each that is asked can sign, but the municipality. The placement with its person, workplace and employer."""
    found = []
    last = {one.party: one for one in reversed(placement.signing_links.usable())}
    for party in asks:
        if party == Party.MUNICIPALITY:
            continue
        users = _users(Party(party), placement)
        known = last.get(party)
        link = Link(known.name, known.email, known.phone) if known else _known(Party(party), placement)
        found.append(Way(Party(party), tuple(users), None if users else link))
    return found


def new_link(by: User | None, placement: Placement, party: Party, to: Link, kind: MessageKind) -> SigningLink:
    """Make a link and write it to whom it is for; links to another address of the party are closed. Raises ValidationError."""
    token, now = new_token(), timezone.now()
    country = placement.workplace.country
    phone = phone_number(to.phone, country)
    if not to.name.strip() or not (to.email or phone):
        raise ValidationError(_("Skriv navn og e-mail eller telefon."))
    others = placement.signing_links.filter(party=party, revoked_at__isnull=True).exclude(email=to.email, phone=phone)
    others.update(revoked_at=now)
    link = SigningLink.objects.create(
        keeper_id=placement.keeper_id,
        placement=placement,
        candidate_id=placement.candidate_id,
        party=party,
        name=to.name.strip(),
        email=to.email,
        phone=phone,
        token_hash=token_hash(token),
        made_at=now,
        made_by=by,
        expires_at=now + SIGNING_LINK_LASTS,
    )
    url = absolute("placements:sign_by_link", token)
    write_to(kind, Receiver(link.name, link.email, link.phone), placement, url, by)
    return link


def write_to_users(
    kind: MessageKind, way: Way, placement: Placement, by: User | None, version: AgreementVersion
) -> int:
    """To each of a party's users; the person by the way that they chose, which may be a letter: then the agreement lies with it."""
    name = "placements:company_papers" if way.party is Party.EMPLOYER else "placements:my_papers"
    url = absolute(name)
    if way.party is Party.PERSON:
        enclosed = agreement_html(version.read, printed=timezone.localdate(), signatures=signed_of(version))
        write_to(kind, receiver_of(placement.candidate), placement, url if way.users else "", by, enclosed)
        return 1
    for user in way.users:
        write_to(kind, Receiver.of(user), placement, url, by)
    return len(way.users)


def write_to(
    kind: MessageKind, to: Receiver, placement: Placement, url: str, by: User | None, enclosed: str = ""
) -> None:
    """About the person, so that their page shows what was sent. A protected address's municipality is said on paper only."""
    person = placement.candidate
    hidden = person.address_protected and to.channel != Channel.LETTER
    context = {"url": url, "calls": [] if hidden else contacts(person), "keeper": None if hidden else placement.keeper}
    write(kind, to, context, keeper=placement.keeper, about=person, by=by, enclosed=enclosed)


def opened(*, link: SigningLink) -> None:
    """Somebody has typed the code of a link and reads what it leads to: on record as a look at the person, by nobody's user."""
    with transaction.atomic():
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        purpose = _("Læser en aftale for at skrive under, med link og kode")
        with writing_for(link.keeper):
            log(Scope(link.keeper), link, kind=Kind.VIEW, purpose=purpose, page=LINK_PAGE)


def _users(party: Party, placement: Placement) -> list[User]:
    """Those who sign for a party with a login of their own."""
    person = placement.candidate
    if party is Party.PERSON:
        has_way_in = (
            person.user is not None and person.user.is_active and _is_member(person.user, placement, "candidate")
        )
        return [person.user] if has_way_in and person.user else []
    if party is Party.GUARDIAN:
        # Of a protected person nobody's pages show a workplace: a guardian gets a link to this paper alone.
        return [] if person.address_protected else guardians_of(person, timezone.localdate())
    if party is Party.EMPLOYER:
        employer = placement.workplace.employer
        company = company_with(employer.country, employer.cvr)
        if company is None:
            return []
        rows = Membership.objects.filter(organisation=company, active=True, user__is_active=True).select_related("user")
        return [one.user for one in rows.order_by("pk")[:MOST_USERS]]
    return []


def _is_member(user: User, placement: Placement, role: str) -> bool:
    return Membership.objects.filter(user=user, organisation=placement.keeper_id, role=role, active=True).exists()


def _known(party: Party, placement: Placement) -> Link | None:
    """Where somebody without a login is reached, as far as it is on record."""
    person = placement.candidate
    if party is Party.PERSON:
        return Link(str(person), person.email, person.phone)
    if party is Party.EMPLOYER:
        contact = first_contact(placement)
        return Link(contact.name, contact.email, contact.phone) if contact else None
    return None
