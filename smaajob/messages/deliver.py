"""Send one message, for smaajob.jobs: exactly once as far as it can be had (docs/adr/0007-messages.md).

`handed_over_at` is committed just before the last word to the outside world. A row that has it and is not done may have arrived;
it is sent once more at the most, with the same Message-ID or idempotency key, and the row says so (`sent_again`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from smaajob.accounts.models import CODE_MINUTES, Channel
from smaajob.jobs.run import Claim, GiveUp, Later
from smaajob.messages.channels import Unknown, email, open_channels, sms
from smaajob.messages.models import Message, MessageKind

# Seconds between attempts. The first within seconds, since most trouble passes at once; then less and less often for three days.
PAUSES = (2, 5, 10, 30, 60, 120, 300, 600, *[1800] * 6, *[3600] * 68)
SEND = {Channel.EMAIL: email.send, Channel.SMS: sms.send}


def mine() -> Q:
    """What a worker does by itself: never a letter, nor in a demo what nothing sends."""
    return Q(channel__in=open_channels())


def work(message: Message, claim: Claim) -> dict[str, Any]:
    """Send it. Raises Later where it is to be tried again, GiveUp where it can't be sent."""
    before = {"handed_over_at": message.handed_over_at, "sent_again": message.sent_again}
    # What is said of it is for those who work here, whatever the receiver's language.
    with translation.override(settings.LANGUAGE_CODE):
        _refuse(message)

        def hand_over() -> None:
            again = message.handed_over_at is not None
            if not claim.held().update(handed_over_at=timezone.now(), sent_again=again):
                raise Later("")  # another worker has taken over

        try:
            SEND[Channel(message.channel)](message, hand_over)
        except (Later, GiveUp):
            claim.held().update(**before)  # it surely was not taken
            raise
        except Unknown as why:
            if message.handed_over_at is not None:
                raise GiveUp(_unknown(str(why))) from why
            raise Later(str(why)) from why
    return {}


def _refuse(message: Message) -> None:
    if message.handed_over_at is not None and message.sent_again:
        raise GiveUp(_unknown(""))
    if message.forgotten_at is not None:
        raise GiveUp(_("Beskeden er for gammel til at blive sendt."))
    lasts = lasts_for(message.kind)
    if lasts and timezone.now() > message.ordered_at + lasts:
        raise GiveUp(_("Koden i beskeden gælder ikke længere."))


def _unknown(why: str) -> str:
    return " ".join([why, _("Beskeden er sendt to gange, og vi ved ikke, om den kom frem.")]).strip()


def lasts_for(kind: str) -> timedelta | None:
    """How long a message is worth sending, where what it says runs out soon."""
    return timedelta(minutes=CODE_MINUTES) if kind == MessageKind.LOGIN_CODE else None
