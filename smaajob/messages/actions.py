"""What people do with messages: send a failed one again, print letters and say how that went."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from smaajob import secrets
from smaajob.accounts.models import Channel
from smaajob.accounts.scope import Scope
from smaajob.audit.models import record
from smaajob.jobs.models import JobState
from smaajob.jobs.run import nudge
from smaajob.messages.channels import open_channels
from smaajob.messages.deliver import lasts_for
from smaajob.messages.models import Message, PrintRun
from smaajob.secrets import decrypt_bytes

MOST_LETTERS = 200


def ways(message: Message) -> list[str]:
    """The channels by which a failed message can be sent again, its own first; none where it can't."""
    if message.state != JobState.FAILED or message.forgotten_at or lasts_for(message.kind):
        return []
    return [message.channel, *(one["channel"] for one in _others(message))]


def retry(*, by: Scope, message: Message, channel: str) -> Message:
    """Send a failed message again, by its own channel or by another. Raises ValidationError by field where it can't be."""
    with transaction.atomic():
        row = Message.objects.visible_to(by).select_for_update(of=("self",)).get(pk=message.pk)
        if row.state != JobState.FAILED:
            raise ValidationError(_("Beskeden er allerede på vej igen."))
        if channel not in ways(row):
            raise ValidationError({"channel": _("Beskeden kan ikke sendes på den måde.")})
        before = row.channel
        if channel != before:
            _turn(row, channel)
        row.state, row.finished_at, row.attempts, row.problem = JobState.ORDERED, None, 0, ""
        row.handed_over_at, row.sent_again, row.print_run = None, False, None
        row.save()
        changes = {"channel": [before, channel]} if channel != before else {}
        record("message.retry", row, by=by.user, changes=changes, on_behalf_of=by.on_behalf_of)
        if channel in open_channels():
            nudge(row)
    return row


def order_letters(*, by: Scope, letters: Collection[UUID] | None) -> PrintRun:
    """Order the PDF of some letters, or of all that wait (None). At most MOST_LETTERS at a time, the oldest first."""
    with transaction.atomic():
        # OF self: a lock can't be had on the outer side of a join.
        rows = Message.objects.visible_to(by).to_print().select_for_update(of=("self",), no_key=True)
        if letters is not None:
            rows = rows.filter(public_id__in=letters)
        mine = [row.pk for row in rows.order_by("ordered_at", "pk")[:MOST_LETTERS]]
        if not mine:
            raise ValidationError(_("Sæt kryds ved mindst ét brev, der ikke er skrevet ud."))
        run = PrintRun.objects.create(keeper=by.organisation, ordered_by=by.user)
        Message.objects.filter(pk__in=mine).update(print_run=run)
        record("letters.print", run, by=by.user, changes={"letters": len(mine)}, on_behalf_of=by.on_behalf_of)
        nudge(run)
    return run


def fetch_letters(*, by: Scope, run: PrintRun) -> bytes:
    """The PDF, for somebody who takes it away; it is on record that they did. Raises ValidationError where it is not here."""
    with transaction.atomic():
        row = PrintRun.objects.filter(keeper=by.organisation).select_for_update(no_key=True).get(pk=run.pk)
        if row.content is None:
            raise ValidationError(_("Brevene ligger her ikke længere. De venter igen på listen."))
        record("letters.fetch", row, by=by.user, on_behalf_of=by.on_behalf_of)
        return decrypt_bytes(bytes(row.content))


def settle(*, by: Scope, run: PrintRun, printed: bool) -> int:
    """Say whether the letters came out on paper: they are sent, or they wait again. The number of letters."""
    with transaction.atomic():
        row = PrintRun.objects.filter(keeper=by.organisation).select_for_update(no_key=True).get(pk=run.pk)
        if row.state != JobState.DONE or row.settled_at is not None:
            raise ValidationError(_("Det er der allerede sagt noget om."))
        letters = Message.objects.filter(print_run=row, state=JobState.ORDERED)
        now = timezone.now()
        if printed:
            number = letters.update(state=JobState.DONE, finished_at=now, printed_by=by.user, progress=100)
        else:
            number = letters.update(print_run=None)
        PrintRun.objects.filter(pk=row.pk).update(settled_at=now, content=None)
        verb = "letters.printed" if printed else "letters.put_back"
        record(verb, row, by=by.user, changes={"letters": number}, on_behalf_of=by.on_behalf_of)
    return number


def _others(message: Message) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(secrets.decrypt(message.others_encrypted) or "[]")
    return found


def _turn(row: Message, channel: str) -> None:
    """Let a message go by another of its channels; what it was goes among the others."""
    others = _others(row)
    new = next(one for one in others if one["channel"] == channel)
    old = {"channel": row.channel, "address": row.address, "subject": row.subject, "text": row.text, "html": row.html}
    old |= {"enclosed": row.enclosed} if row.enclosed else {}
    row.channel, row.subject = Channel(channel), new["subject"]
    row.address_encrypted = secrets.encrypt(new["address"])
    row.text_encrypted, row.html_encrypted = secrets.encrypt(new["text"]), secrets.encrypt(new["html"])
    row.enclosed_encrypted = secrets.encrypt(new.get("enclosed", ""))
    row.others_encrypted = secrets.encrypt(json.dumps([old, *(one for one in others if one is not new)]))
