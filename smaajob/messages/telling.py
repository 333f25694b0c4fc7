"""What the outbox says of a message: where it is, and to which address without telling it whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob import secrets
from smaajob.accounts.models import Channel
from smaajob.jobs.models import JobState
from smaajob.messages.channels import read_here
from smaajob.messages.models import Message
from smaajob.search import fold

if TYPE_CHECKING:
    from datetime import datetime

    from smaajob.messages.models import MessageQuerySet

WAITS, RESTS, WENT, FAILED = "venter", "igen", "sendt", "fejl"
STATES = (
    (WAITS, gettext_lazy("Venter")),
    (RESTS, gettext_lazy("Prøver igen")),
    (FAILED, gettext_lazy("Ikke sendt")),
    (WENT, gettext_lazy("Sendt")),
)
# Names lie encrypted, so they are read one by one: of the newest, which are the ones that are asked about.
MOST_READ = 3000
IN_STATE = {
    WAITS: Q(state=JobState.ORDERED) | Q(state=JobState.RUNNING, problem=""),
    RESTS: Q(state=JobState.RUNNING) & ~Q(problem=""),
    WENT: Q(state=JobState.DONE),
    FAILED: Q(state=JobState.FAILED),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Where a message is: a word, the badge's kind, and a sentence about it where there is more to say."""

    word: str
    kind: str = ""
    why: str = ""
    until: datetime | None = None


def told(message: Message) -> Told:
    """How it goes with a message."""
    if message.state == JobState.DONE:
        return _went(message)
    if message.state == JobState.FAILED:
        return Told(_("Ikke sendt"), "error", message.problem)
    if message.channel == Channel.LETTER:
        return Told(_("Skal skrives ud"), "warning")
    if is_demo(message):
        return Told(_("Venter"), "info", _("Demo: der er ingen mailserver eller sms-tjeneste."))
    if message.state == JobState.RUNNING and message.problem:
        return Told(_("Prøver igen"), "warning", message.problem, message.lease_until)
    return Told(_("Venter"), "info")


def _went(message: Message) -> Told:
    if message.channel == Channel.LETTER:
        return Told(_("Skrevet ud"), "success")
    again = _("Den er sendt to gange, fordi vi ikke fik svar den første gang. Måske er den kommet to gange.")
    return Told(_("Sendt"), "success", again if message.sent_again else "")


def is_demo(message: Message) -> bool:
    """Whether it is not sent because a demo has nothing to send it by: then its page shows what it says. Never in production."""
    return message.channel in read_here() and message.state == JobState.ORDERED


def masked(channel: str, address: str) -> str:
    """An address that its owner knows again and others don't: `a•••@example.org`, `••• 56 78`, for a letter the town."""
    if not address:
        return ""
    if channel == Channel.EMAIL:
        local, _at, domain = address.rpartition("@")
        return f"{local[:1]}•••@{domain}"
    if channel == Channel.LETTER:
        return address.splitlines()[-1]
    end = "".join(sign for sign in address if sign.isdigit())[-4:]
    return f"••• {end[:2]} {end[2:]}"


def search(rows: MessageQuerySet, words: str) -> MessageQuerySet:
    """Those to somebody whose name has all the words. Names are kept for thirty days, and the newest MOST_READ are read."""
    wanted = fold(words).split()
    newest = rows.exclude(name_encrypted="").order_by("-ordered_at").values_list("pk", "name_encrypted")[:MOST_READ]
    names = ((pk, fold(secrets.decrypt(name))) for pk, name in newest)
    return rows.filter(pk__in=[pk for pk, name in names if all(word in name for word in wanted)])
