"""The secret link by which a company posts a task without signing in: made and sent, or put on paper; closed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from employers.models import POSTING_LINK_LASTS, Contact, PostingLink, Workplace
from employers.readers import reader_of
from smaajob.accounts.models import Channel
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.links import absolute
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, write
from smaajob.phones import phone_number
from smaajob.tokens import new_token, token_hash

PAPER = "paper"


class LinkClosed(ValidationError):
    """The link opens nothing any more."""


def ways_to(contact: Contact) -> dict[str, str]:
    """How a link can reach a contact: the channel and the address. On paper it reaches everybody."""
    phone = phone_number(contact.phone, contact.workplace.country)
    return {
        channel: address
        for channel, address in ((Channel.EMAIL.value, contact.email), (Channel.SMS.value, phone))
        if address
    }


def make(*, by: Scope, contact: Contact, channel: str) -> tuple[PostingLink, str]:
    """A new link for a contact's workplace, sent by e-mail or SMS; `PAPER`: sent by nobody, it is shown once to be printed.

    Gives the link and its secret, of which only the hash is kept. Raises ValidationError where the contact or the workplace is in
    the archive, or can't be reached that way.
    """
    if channel != PAPER and channel not in ways_to(contact):
        raise ValidationError({"channel": _("Vi har ikke den adresse på %(name)s.") % {"name": contact}})
    with transaction.atomic():
        rows = Workplace.objects.select_for_update(no_key=True, of=("self",))
        there = rows.select_related("keeper", "consultant", "stand_in").get(pk=contact.workplace_id)
        if there.is_archived or contact.is_archived:
            raise ValidationError(_("Arbejdspladsen eller kontakten ligger i arkivet. Tag den ud først."))
        token, now = new_token(), timezone.now()
        link = PostingLink.objects.create(
            keeper=there.keeper, workplace=there, contact=contact, name=str(contact), token_hash=token_hash(token),
            made_at=now, made_by=by.user, expires_at=now + POSTING_LINK_LASTS,
        )  # fmt: skip
        record("posting_link.make", there, by=by.user, changes={"posting_link": [None, channel]})
        if channel != PAPER:
            _send(by, link, contact, channel, token)
    return link, token


def close(*, by: Scope, link: PostingLink) -> PostingLink:
    """The link opens nothing any more. Raises ValidationError where it does not already."""
    with transaction.atomic():
        row = (
            PostingLink.objects.select_for_update(no_key=True, of=("self",)).select_related("workplace").get(pk=link.pk)
        )
        if row.revoked_at is not None:
            raise ValidationError(_("Linket er allerede lukket."))
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record("posting_link.close", row.workplace, by=by.user)
    return row


def usable(link: PostingLink) -> bool:
    """Whether a task can be posted by it: it is open, and its workplace and whom it was given to are still here."""
    there = not link.workplace.is_archived and link.workplace.merged_into_id is None
    return link.is_open and there and link.contact is not None and not link.contact.is_archived


def held_open(link: PostingLink) -> PostingLink:
    """The link, locked, with the time of its use. Raises LinkClosed where it was closed meanwhile."""
    rows = PostingLink.objects.select_for_update(no_key=True, of=("self",)).select_related("workplace", "contact")
    row = rows.get(pk=link.pk)
    if not usable(row):
        raise LinkClosed(_("Linket er lukket."))
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    return row


def address_of(token: str) -> str:
    """The whole address that a link opens."""
    return absolute("employers:post_by_link", token)


def _send(by: Scope, link: PostingLink, contact: Contact, channel: str, token: str) -> None:
    ways = ways_to(contact)
    to = Receiver(str(contact), ways.get(Channel.EMAIL, ""), ways.get(Channel.SMS, ""), channel=channel)
    reader = reader_of(link.workplace)
    told = {
        "url": address_of(token),
        "workplace": link.workplace,
        "until": timezone.localtime(link.expires_at, link.keeper.zone).date(),
        "reader": reader,
    }
    # Not by another channel than the one that was chosen: whoever has the link can post.
    only = Receiver(to.name, to.email if channel == Channel.EMAIL else "", to.phone if channel == Channel.SMS else "")
    write(MessageKind.POSTING_LINK, only, told, keeper=link.keeper, about=link.workplace, by=by.user, channel=channel)
