"""Send somebody a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from smaajob.accounts.models import Channel, Organisation, OrganisationKind, User
from smaajob.jobs.run import nudge
from smaajob.messages.models import Message, MessageKind
from smaajob.messages.writing import Receiver, write

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

MINUTES_TOLD = 15


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
        here = transaction.savepoint()  # by hand, since that is one statement both ways
        message = _write(receiver, channel, code, keeper)
        if user is None:
            transaction.savepoint_rollback(here)
            nudge(message)
        else:
            transaction.savepoint_commit(here)
        session.save()


def _write(receiver: Receiver, channel: str, code: str, keeper: Organisation | None) -> Message:
    context = {"code": f"{code[:3]} {code[3:]}", "minutes": MINUTES_TOLD}
    return write(MessageKind.LOGIN_CODE, receiver, context, keeper=keeper, channel=channel)
