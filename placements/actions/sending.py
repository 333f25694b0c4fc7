"""Send an agreement to be signed: freeze what it says, find how each is reached, tell them; remind them once; take it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from placements.actions import agreement_law
from placements.actions.asking import Link, new_link, ways, write_to, write_to_users
from placements.actions.drafting import open_version, steps_of, steps_of_row, whole
from placements.actions.placements import clash_message
from placements.actions.shifts import find_clash
from placements.agreeing.changes import CHANGED
from placements.agreeing.differences import changed, changes_of
from placements.agreeing.rules import asked_of, who_signs
from placements.agreeing.steps import steps_to_shifts
from placements.agreeing.wording import content_of
from placements.changing.pauses import outside, pauses_of
from placements.documents.content import AgreementContent, fingerprint, stored
from placements.law.loader import Told
from placements.models import (
    AgreementState,
    AgreementVersion,
    Party,
    Placement,
    SigningLink,
)
from smaajob.accounts.models import User
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver
from smaajob.phones import phone_number

REMIND_AFTER = timedelta(days=5)
# Whose agreement it is, whether they were asked to sign it or not.
_SIDES = (Party.PERSON, Party.EMPLOYER, Party.MUNICIPALITY)


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
    """What a version that holds says: its frozen content, or what was noted in the same form, with the names of those whom nobody asked."""
    if version.content:
        return version.read
    until = version.end or placement.planned_end
    steps = steps_of(version, placement, version.valid_from, until)
    return content_of(version, placement, steps, {*version.asks, *_SIDES}, asks=version.asks)


def send(
    *,
    by: Scope,
    agreement: AgreementVersion,
    links: Mapping[str, Link] | None = None,
    paper: Iterable[str] = (),
    told: Told | None = None,
    reason: str | None = None,
) -> AgreementVersion:
    """Freeze the draft and ask those it concerns; what concerns nobody holds at once.

    `links` by party, for those without a login; `paper`: parties that sign on paper and get no message. `told`, `reason`: for the check of
    the law; None: as it was answered before, and why it is changed is why it is in order. Raises ValidationError where nothing is
    changed, where somebody can't be reached, where a shift that it plans clashes, and where the law says no (by field).
    """
    # Here, since signing knows sending.
    from placements.actions.signing import enter_into_force

    links, on_paper = links or {}, set(paper)
    with transaction.atomic():
        placement = whole(agreement.placement)
        version = open_version(placement, agreement, AgreementState.DRAFT)
        out = outgoing(version, placement, {party: link.name for party, link in links.items()})
        _check(version, placement, out)
        law = agreement_law.hold(by, version, placement, out, told, reason)
        version.asks, version.content = [str(one) for one in out.asks], stored(out.content)
        version.content_hash, version.sent_at = fingerprint(version.content), timezone.now()
        if out.silent:
            enter_into_force(by=by.user, version=version, placement=placement)
            return version
        version.state = AgreementState.SENT
        version.save()
        asked = _ask(by, version, placement, links, on_paper)
        changes = {"number": [None, version.number], "asks": [None, version.asks], "told": [None, asked]}
        record("agreement.send", placement, by=by.user, changes=changes | law, reason=version.reason)
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
        link = new_link(by.user, placement, Party(party), to, MessageKind.AGREEMENT_TO_SIGN)
        record("agreement.link", placement, by=by.user, changes={"party": [None, party]})
    return link


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
            write_to_users(MessageKind.AGREEMENT_SIGNED, way, placement, by, version)
        elif (link := open_to.get(way.party)) is not None:
            write_to(MessageKind.AGREEMENT_SIGNED, Receiver(link.name, link.email, link.phone), placement, "", by)


def _check(version: AgreementVersion, placement: Placement, out: Outgoing) -> None:
    if out.nothing_changed:
        raise ValidationError(_("Der er ikke ændret noget endnu. Ret det, der skal være anderledes, først."))
    if version.is_amendment and not version.reason.strip():
        raise ValidationError(_("Skriv på kladden, hvorfor aftalen ændres."))
    if placement.is_over:
        raise ValidationError(_("Forløbet er slut, så der er ikke mere at aftale."))
    if not out.content.steps:
        raise ValidationError(_("Skriv på kladden, hvornår personen skal møde."))
    if not version.description.strip():
        raise ValidationError(_("Skriv på kladden, hvad personen skal lave."))
    check_clash(placement, out.content)


def check_clash(placement: Placement, content: AgreementContent) -> None:
    """Raises ValidationError where a shift that the agreement plans, and that is still to come, clashes with another of the person's."""
    now = timezone.now()
    planned = steps_to_shifts(
        content.steps, content.end, placement.workplace.country, holidays=content.works_on_holidays
    )
    planned = [one for one in outside(pauses_of(placement), planned) if one[1] > now]
    clash = find_clash(placement.candidate_id, planned, besides=placement)
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
            write_to_users(MessageKind.AGREEMENT_TO_SIGN, way, placement, by.user, version)
        else:
            to = links.get(way.party) or way.link or Link("")
            if not (to.name and (to.email or phone_number(to.phone))):
                text = _("%(party)s: Skriv navn og e-mail eller telefon, eller vælg papir.")
                raise ValidationError(text % {"party": way.party.label})
            new_link(by.user, placement, way.party, to, MessageKind.AGREEMENT_TO_SIGN)
        told.append(str(way.party))
    return told


def _remind(version: AgreementVersion, placement: Placement, parties: Sequence[str]) -> int:
    sent = 0
    open_to = {one.party: one for one in reversed(placement.signing_links.usable())}
    for way in ways(placement, parties):
        if way.users:
            sent += write_to_users(MessageKind.AGREEMENT_REMINDER, way, placement, None, version)
        elif (link := open_to.get(way.party)) is not None:
            # Its secret stands nowhere but in the message that it came in, so a new one is made; the old one goes on working.
            new_link(
                None, placement, way.party, Link(link.name, link.email, link.phone), MessageKind.AGREEMENT_REMINDER
            )
            sent += 1
    return sent
