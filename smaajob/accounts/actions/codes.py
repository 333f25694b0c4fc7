"""Send somebody a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from smaajob.accounts.models import CODE_MINUTES, Channel, Organisation, OrganisationKind, User
from smaajob.messages.models import MessageKind
from smaajob.messages.writing import Receiver, rehearsed, write

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase


def send(*, user: User | None, channel: str, address: str, code: str, session: SessionBase) -> None:
    """Write the message with the code and save the session that knows it, both or neither.

    For somebody we don't know (`user` None) all of it is done as well, and the message is taken back before it can be sent: so the
    work and the answer tell nobody who is known.
    """
    receiver = Receiver(
        user.name if user else "",
        email=address if channel == Channel.EMAIL else "",
        phone=address if channel == Channel.SMS else "",
        language=user.language if user else "da",
        user=user,
    )
    # Who keeps the message, and can be called about it. The same question to the database for everybody.
    of_user = Organisation.objects.filter(memberships__user=user.pk if user else 0, memberships__active=True)
    keeper = of_user.exclude(kind=OrganisationKind.EMPLOYER).order_by("pk").first()
    with transaction.atomic():
        with rehearsed(known=user is not None):
            write(MessageKind.LOGIN_CODE, receiver, _said(code), keeper=keeper, channel=channel)
        session.save()


def send_to(*, to: Receiver, keeper: Organisation | None, channel: str, code: str, session: SessionBase) -> None:
    """As `send`, to somebody who is nobody's user and whose address stands on record: whoever a link to sign with is for."""
    with transaction.atomic():
        write(MessageKind.LOGIN_CODE, to, _said(code), keeper=keeper, channel=channel)
        session.save()


def _said(code: str) -> dict[str, object]:
    return {"code": f"{code[:3]} {code[3:]}", "minutes": CODE_MINUTES}
