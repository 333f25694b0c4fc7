"""Write a message: a row in the receiver's language, in the transaction of what caused it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from smaajob import secrets
from smaajob.accounts.models import Channel
from smaajob.jobs.run import nudge
from smaajob.messages.models import Message, MessageKind
from smaajob.phones import phone_number

if TYPE_CHECKING:
    from smaajob.accounts.models import Kept, Organisation, User


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a message goes to. `postal` is the address in lines, for letters; `channel` is what they chose."""

    name: str
    email: str = ""
    phone: str = ""
    postal: str = ""
    language: str = "da"
    channel: str = ""
    user: User | None = None

    @classmethod
    def of(cls, user: User) -> Receiver:
        """A user, by the channel that the user chose."""
        return cls(user.name, user.email or "", user.phone, "", user.language, user.channel, user)

    def addresses(self) -> dict[str, str]:
        """Where they can be reached, by channel."""
        found = {Channel.EMAIL: self.email, Channel.SMS: phone_number(self.phone), Channel.LETTER: self.postal}
        return {str(channel): address for channel, address in found.items() if address}


def write(
    kind: MessageKind,
    to: Receiver,
    context: dict[str, Any],
    *,
    keeper: Organisation | None,
    about: Kept | None = None,
    by: User | None = None,
    channel: str = "",
) -> Message:
    """Write a message and let the worker know after the commit. Call it inside the transaction of the act.

    By `channel`, else by what the receiver chose, else by whatever there is. Raises ValidationError where they can't be reached.
    Templates: outbox/<kind>/subject.txt, text.txt and body.html (e-mail), sms.txt, letter.html; each gets the context, `to`
    and `keeper`. Nothing that tells about a person may stand in a subject or an SMS.
    """
    channel, address = _way_to(to, channel)
    with translation.override(to.language):
        context = {"to": to, "keeper": keeper, **context}
        subject, text, html = _texts(kind, channel, context)
    message = Message.objects.create(
        keeper=keeper,
        ordered_by=by,
        kind=kind,
        channel=channel,
        language=to.language,
        receiver=to.user,
        about_kind=about._meta.label_lower if about else "",
        about_id=about.public_id if about else None,
        subject=subject,
        name_encrypted=secrets.encrypt(to.name),
        address_encrypted=secrets.encrypt(address),
        text_encrypted=secrets.encrypt(text),
        html_encrypted=secrets.encrypt(html),
    )
    if channel != Channel.LETTER:
        nudge(message)
    return message


def _way_to(to: Receiver, channel: str) -> tuple[str, str]:
    known = to.addresses()
    for one in (channel,) if channel else (to.channel, *Channel.values):
        if one in known:
            return one, known[one]
    raise ValidationError(_("Vi mangler en e-mail, et telefonnummer eller en adresse at skrive til."))


def _texts(kind: MessageKind, channel: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and html of one channel."""
    folder = f"outbox/{kind}"
    if channel == Channel.SMS:
        return "", render_to_string(f"{folder}/sms.txt", context).strip(), ""
    if channel == Channel.LETTER:
        return "", "", render_to_string(f"{folder}/letter.html", context)
    subject = " ".join(render_to_string(f"{folder}/subject.txt", context).split())
    text = render_to_string(f"{folder}/text.txt", context).strip() + "\n"
    return subject, text, render_to_string(f"{folder}/body.html", context)
