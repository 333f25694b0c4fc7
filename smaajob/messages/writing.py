"""Write a message: a row in the receiver's language, in the transaction of what caused it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template import Context, TemplateDoesNotExist, engines
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from smaajob import secrets
from smaajob.accounts.models import Channel
from smaajob.geography import municipality_name
from smaajob.jobs.run import nudge
from smaajob.messages.channels import open_channels, unsendable
from smaajob.messages.models import Message, MessageKind
from smaajob.phones import phone_number
from smaajob.reach import writing_for

if TYPE_CHECKING:
    from django.template.backends.django import DjangoTemplates

    from smaajob.accounts.models import Kept, Organisation, User


# What proves that somebody has an address goes to that address only.
BOUND_TO_CHANNEL = frozenset({MessageKind.LOGIN_CODE, MessageKind.PASSWORD_RESET})


@dataclass(frozen=True, slots=True)
class Texts:
    """What a message says by one channel: an e-mail all three, an SMS its text, a letter its page and perhaps a paper with it."""

    subject: str = ""
    text: str = ""
    html: str = ""
    enclosed: str = ""


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
    enclosed: str = "",
) -> Message:
    """Write a message and let the worker know after the commit. Call it inside the transaction of the act.

    By `channel`, else by what the receiver chose, else by whatever there is. Raises ValidationError where they can't be reached.
    Templates: outbox/<kind>/subject.txt, text.txt and body.html (e-mail), sms.txt, letter.html; each gets the context, `to`,
    `keeper`, `today` and `place` (docs/ui.md, "A message"). Nothing that tells about a person may stand in a subject or an SMS.
    `enclosed` is a paper, a page of HTML with its own style, that is printed after the letter; by no other way is it sent.
    """
    first, *others = _ways_to(to, channel)
    with translation.override(to.language):
        context = {"to": to, "keeper": keeper, **_dated(keeper), "enclosed": enclosed, **context}
        text = _texts(kind, first, context)
        rest = [one for way in others if (one := _other(kind, way, to, context))]
    # Also by somebody who does not see the keeper's rows: a company, whoever signs in.
    with writing_for(keeper):
        message = Message.objects.create(
            keeper=keeper,
            ordered_by=by,
            kind=kind,
            channel=first,
            language=to.language,
            receiver=to.user,
            about_kind=about._meta.label_lower if about else "",
            about_id=about.public_id if about else None,
            subject=text.subject,
            name_encrypted=secrets.encrypt(to.name),
            address_encrypted=secrets.encrypt(to.addresses()[first]),
            text_encrypted=secrets.encrypt(text.text),
            html_encrypted=secrets.encrypt(text.html),
            enclosed_encrypted=secrets.encrypt(text.enclosed),
            others_encrypted=secrets.encrypt(json.dumps(rest) if rest else ""),
        )
    if first in open_channels():
        nudge(message)
    return message


@contextmanager
def rehearsed(*, known: bool) -> Iterator[None]:
    """For somebody who may not be `known`: what is written inside is written in any case, and taken back where they are not.

    So neither the answer nor its time tells who is known: the same statements, and a worker is nudged for the message as well (it
    finds no row). Call it inside a transaction.
    """
    # By hand: a savepoint of atomic() takes the nudge back with the row, and is one statement more to take back than to keep.
    here = transaction.savepoint()
    yield
    if known:
        transaction.savepoint_commit(here)
    else:
        transaction.savepoint_rollback(here)


def _ways_to(to: Receiver, channel: str) -> list[str]:
    """By which channels they can be reached, the one to take first; one that nothing sends by here comes last."""
    known = to.addresses()
    wanted = [one for one in dict.fromkeys((channel or to.channel, *Channel.values)) if one in known]
    if not wanted or (channel and wanted[0] != channel):
        raise ValidationError(_("Vi mangler en e-mail, et telefonnummer eller en adresse at skrive til."))
    return sorted(wanted, key=lambda one: one != channel and one in unsendable())


def _texts(kind: MessageKind, channel: str, context: dict[str, Any]) -> Texts:
    folder = f"outbox/{kind}"
    if channel == Channel.SMS:
        return Texts(text=_plain(f"{folder}/sms.txt", context).strip())
    if channel == Channel.LETTER:
        return Texts(html=render_to_string(f"{folder}/letter.html", context), enclosed=context["enclosed"])
    subject = " ".join(_plain(f"{folder}/subject.txt", context).split())
    text = re.sub(r"\n{3,}", "\n\n", _plain(f"{folder}/text.txt", context).strip()) + "\n"
    return Texts(subject, text, render_to_string(f"{folder}/body.html", {"subject": subject, **context}))


def _other(kind: MessageKind, channel: str, to: Receiver, context: dict[str, Any]) -> dict[str, str] | None:
    """The message by another channel, where the kind has texts for it."""
    if kind in BOUND_TO_CHANNEL:
        return None
    try:
        texts = _texts(kind, channel, context)
    except TemplateDoesNotExist:
        return None
    return {"channel": channel, "address": to.addresses()[channel], **asdict(texts)}


def _plain(name: str, context: dict[str, Any]) -> str:
    """A text as it is read: nothing in it is written for HTML."""
    template = cast("DjangoTemplates", engines["django"]).engine.get_template(name)
    return template.render(Context(context, autoescape=False))


def _dated(keeper: Organisation | None) -> dict[str, Any]:
    """The day on the keeper's clock, and where the letter comes from."""
    today = timezone.localdate(timezone=keeper.zone) if keeper else timezone.localdate()
    place = municipality_name(keeper.code) if keeper and keeper.is_municipality else ""
    return {"today": today, "place": place}
