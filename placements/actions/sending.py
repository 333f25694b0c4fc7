"""Send an agreement to be signed: freeze what it says, find how each is reached, tell them; remind them once; take it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.reaching import contacts, receiver_of
from employers.company import company_with
from placements.actions.drafting import open_version, steps_of, steps_of_row, whole
from placements.actions.placements import clash_message
from placements.actions.shifts import find_clash
from placements.agreeing.differences import changed, changes_of
from placements.agreeing.rules import asked_of, who_signs
from placements.agreeing.steps import steps_to_shifts
from placements.agreeing.wording import content_of, first_contact, guardians_of
from placements.documents.content import AgreementContent, fingerprint, stored
from placements.models import (
    SIGNING_LINK_LASTS,
    AgreementState,
    AgreementVersion,
    Party,
    Placement,
    SigningLink,
)
from smaajob.accounts.models import Channel, Membership, User
from smaajob.accounts.scope import Scope
from smaajob.audit.access import Kind, log
from smaajob.audit.models import record
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write
from smaajob.phones import phone_number
from smaajob.reach import writing_for
from smaajob.tokens import new_token, token_hash

REMIND_AFTER = timedelta(days=5)
CHANGED = "changed"  # under which an amendment keeps the names of what it changes, in its frozen content
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


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What would be sent now: what it says, whom it asks, what is changed. `silent`: nothing that concerns anybody, so it holds at once."""

    content: AgreementContent
    asks: tuple[Party, ...]
    nothing_changed: bool = False

    @property
    def silent(self) -> bool:
        return not self.asks


def outgoing(version: AgreementVersion, placement: Placement, names: Mapping[str, str] | None = None) -> Outgoing:
    """Put it together from a draft. The placement as `drafting.whole` gives it."""
    everybody = who_signs(placement, timezone.localdate(), version.kind)
    steps = steps_of_row(version)
    if not version.is_amendment:
        return Outgoing(content_of(version, placement, steps, everybody, names=names), everybody)
    held = placement.agreements.holding().filter(number__lt=version.number).last()
    if held is None:
        return Outgoing(content_of(version, placement, steps, everybody, names=names), everybody)
    was = content_as_agreed(held, placement)
    plain = content_of(version, placement, steps, everybody, names=names)
    differing = changed(was, plain)
    asks = asked_of(differing, everybody)
    said = changes_of(was, plain, everybody)
    content = content_of(version, placement, steps, everybody, asks=asks, names=names, changes=said)
    content = replace(content, extra={CHANGED: ",".join(differing)})
    return Outgoing(content, asks, nothing_changed=not differing)


def content_as_agreed(version: AgreementVersion, placement: Placement) -> AgreementContent:
    """What a version that holds says: its frozen content, or what was noted in the same form."""
    if version.content:
        return version.read
    until = version.end or placement.planned_end
    steps = steps_of(version, placement, version.valid_from, until)
    return content_of(version, placement, steps, version.asks)


def send(
    *, by: Scope, agreement: AgreementVersion, links: Mapping[str, Link] | None = None, paper: Iterable[str] = ()
) -> AgreementVersion:
    """Freeze the draft and ask those it concerns; what concerns nobody holds at once.

    `links` by party, for those without a login; `paper`: parties that sign on paper and get no message. Raises ValidationError where
    nothing is changed, where somebody can't be reached, and where a shift that it plans clashes.
    """
    # Here, since signing knows sending.
    from placements.actions.signing import enter_into_force

    links, on_paper = links or {}, set(paper)
    with transaction.atomic():
        placement = whole(agreement.placement)
        version = open_version(placement, agreement, AgreementState.DRAFT)
        out = outgoing(version, placement, {party: link.name for party, link in links.items()})
        _check(version, placement, out)
        version.asks, version.content = [str(one) for one in out.asks], stored(out.content)
        version.content_hash, version.sent_at = fingerprint(version.content), timezone.now()
        if out.silent:
            enter_into_force(by=by.user, version=version, placement=placement)
            return version
        version.state = AgreementState.SENT
        version.save()
        told = _ask(by, version, placement, links, on_paper)
        changes = {"number": [None, version.number], "asks": [None, version.asks], "told": [None, told]}
        record("agreement.send", placement, by=by.user, changes=changes, reason=version.reason)
    return version


def withdraw(*, by: Scope, agreement: AgreementVersion, why: str) -> None:
    """Take back what waits for signatures; who has signed it has signed nothing that holds.

    Raises ValidationError by field where no reason is given, and where it is not waiting any more.
    """
    if not why.strip():
        raise ValidationError({"why": _("Skriv, hvorfor aftalen trækkes tilbage.")})
    with transaction.atomic():
        placement = whole(agreement.placement)
        version = open_version(placement, agreement, AgreementState.SENT)
        version.state, version.withdrawn_at, version.withdrawn_why = (
            AgreementState.WITHDRAWN,
            timezone.now(),
            why.strip(),
        )
        version.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
        record(
            "agreement.withdraw", placement, by=by.user, changes={"number": [version.number, None]}, reason=why.strip()
        )


def send_link(*, by: Scope, agreement: AgreementVersion, party: str, to: Link) -> SigningLink:
    """A link to a party that has none, or to another address than the first: links to the old address are closed."""
    with transaction.atomic():
        placement = whole(agreement.placement)
        version = open_version(placement, agreement, AgreementState.SENT)
        if party not in version.asks or party == Party.MUNICIPALITY:
            raise ValidationError(_("Det er ikke en af dem, der skal skrive under."))
        link = _new_link(by.user, placement, Party(party), to, MessageKind.AGREEMENT_TO_SIGN)
        record("agreement.link", placement, by=by.user, changes={"party": [None, party]})
    return link


def opened(*, link: SigningLink) -> None:
    """Somebody has typed the code of a link and reads what it leads to: on record as a look at the person, by nobody's user."""
    with transaction.atomic():
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        purpose = _("Læser en aftale for at skrive under, med link og kode")
        with writing_for(link.keeper):
            log(Scope(link.keeper), link, kind=Kind.VIEW, purpose=purpose, page=LINK_PAGE)


def remind(now: datetime) -> int:
    """Remind once, of each agreement that has waited for five days, those who have not answered. Gives how many messages."""
    sent = 0
    waiting = AgreementVersion.objects.sent().filter(sent_at__lt=now - REMIND_AFTER, reminded_at__isnull=True)
    waiting = waiting.filter(placement__actual_end__isnull=True, placement__cancelled_at__isnull=True)
    for key in list(waiting.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            rows = AgreementVersion.objects.select_for_update(no_key=True, of=("self",)).select_related("placement")
            version = rows.filter(pk=key, state=AgreementState.SENT, reminded_at__isnull=True).first()
            if version is None:
                continue
            version.reminded_at = now
            version.save(update_fields=["reminded_at"])
            placement = whole(version.placement)
            answered = set(version.signatures.values_list("party", flat=True))
            left = [one for one in version.asks if one not in answered]
            sent += _remind(version, placement, left)
    return sent


def tell_all(version: AgreementVersion, placement: Placement, by: User | None) -> None:
    """Tell all parties that it holds: also those who were not asked about a change, since it is theirs too."""
    everybody = who_signs(placement, timezone.localdate(), version.kind)
    open_to = {one.party: one for one in reversed(placement.signing_links.usable())}
    for way in ways(placement, everybody):
        if way.users or way.party == Party.PERSON:
            _write_to_users(MessageKind.AGREEMENT_SIGNED, way, placement, by)
        elif (link := open_to.get(way.party)) is not None:
            _write(MessageKind.AGREEMENT_SIGNED, Receiver(link.name, link.email, link.phone), placement, "", by)


def _check(version: AgreementVersion, placement: Placement, out: Outgoing) -> None:
    if out.nothing_changed:
        raise ValidationError(_("Der er ikke ændret noget endnu. Ret det, der skal være anderledes, først."))
    if version.is_amendment and not version.reason.strip():
        raise ValidationError(_("Skriv på kladden, hvorfor aftalen ændres."))
    if placement.is_over:
        raise ValidationError(_("Forløbet er slut, så der er ikke mere at aftale."))
    if not version.description.strip():
        raise ValidationError(_("Skriv på kladden, hvad personen skal lave."))
    check_clash(placement, out.content)


def check_clash(placement: Placement, content: AgreementContent) -> None:
    """Raises ValidationError where a shift that the agreement plans, and that is still to come, clashes with another of the person's."""
    now = timezone.now()
    planned = steps_to_shifts(
        content.steps, content.end, placement.workplace.country, holidays=content.works_on_holidays
    )
    clash = find_clash(placement.candidate_id, [one for one in planned if one[1] > now], besides=placement)
    if clash is not None:
        raise ValidationError(clash_message(clash))


def _ask(
    by: Scope, version: AgreementVersion, placement: Placement, links: Mapping[str, Link], on_paper: set[str]
) -> list[str]:
    """Write to each that does not sign on paper. Gives those who were written to."""
    told = []
    for way in ways(placement, version.asks):
        if way.party in on_paper:
            continue
        if way.users:
            _write_to_users(MessageKind.AGREEMENT_TO_SIGN, way, placement, by.user)
        else:
            to = links.get(way.party) or way.link or Link("")
            if not (to.name and (to.email or phone_number(to.phone))):
                text = _("%(party)s: Skriv navn og e-mail eller telefon, eller vælg papir.")
                raise ValidationError(text % {"party": way.party.label})
            _new_link(by.user, placement, way.party, to, MessageKind.AGREEMENT_TO_SIGN)
        told.append(str(way.party))
    return told


def _remind(version: AgreementVersion, placement: Placement, parties: Sequence[str]) -> int:
    sent = 0
    open_to = {one.party: one for one in reversed(placement.signing_links.usable())}
    for way in ways(placement, parties):
        if way.users:
            sent += _write_to_users(MessageKind.AGREEMENT_REMINDER, way, placement, None)
        elif (link := open_to.get(way.party)) is not None:
            # Its secret stands nowhere but in the message that it came in, so a new one is made; the old one goes on working.
            _new_link(
                None, placement, way.party, Link(link.name, link.email, link.phone), MessageKind.AGREEMENT_REMINDER
            )
            sent += 1
    return sent


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


def _new_link(by: User | None, placement: Placement, party: Party, to: Link, kind: MessageKind) -> SigningLink:
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
    _write(kind, Receiver(link.name, link.email, link.phone), placement, url, by)
    return link


def _write_to_users(kind: MessageKind, way: Way, placement: Placement, by: User | None) -> int:
    """To each of a party's users; the person by the way that they chose, which may be a letter."""
    name = "placements:company_papers" if way.party is Party.EMPLOYER else "placements:my_papers"
    url = absolute(name)
    if way.party is Party.PERSON:
        _write(kind, receiver_of(placement.candidate), placement, url if way.users else "", by)
        return 1
    for user in way.users:
        _write(kind, Receiver.of(user), placement, url, by)
    return len(way.users)


def _write(kind: MessageKind, to: Receiver, placement: Placement, url: str, by: User | None) -> None:
    """About the person, so that their page shows what was sent. A protected address's municipality is said on paper only."""
    person = placement.candidate
    hidden = person.address_protected and to.channel != Channel.LETTER
    context = {"url": url, "calls": [] if hidden else contacts(person), "keeper": None if hidden else placement.keeper}
    write(kind, to, context, keeper=placement.keeper, about=person, by=by)
