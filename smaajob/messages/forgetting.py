"""What messages need not say any longer (docs/operations.md, "What is forgotten")."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from smaajob.jobs.models import JobState
from smaajob.messages.models import Message, MessageKind, PrintRun

CODES_AFTER, REST_AFTER, PDF_AFTER = timedelta(days=1), timedelta(days=30), timedelta(days=7)
CODES = (MessageKind.LOGIN_CODE, MessageKind.PASSWORD_RESET)
# What opens something. A failed one is kept longer, so that it can be sent again by another channel.
KEYS = (*CODES, MessageKind.INVITATION, MessageKind.PERSONAL_LINK)
EMPTY = dict.fromkeys(
    ("address_encrypted", "text_encrypted", "html_encrypted", "others_encrypted", "enclosed_encrypted"), ""
)


def forget_old(now: datetime) -> None:
    """Empty messages that are over. That they were sent, to whom (by id), when and how it went, stays."""
    over = Message.objects.filter(finished_at__isnull=False)
    soon = Q(kind__in=CODES) | Q(kind__in=KEYS, state=JobState.DONE)
    old = Q(finished_at__lt=now - REST_AFTER) | (soon & Q(finished_at__lt=now - CODES_AFTER))
    over.filter(old, forgotten_at=None).update(**EMPTY, forgotten_at=timezone.now())
    over.filter(finished_at__lt=now - REST_AFTER).exclude(name_encrypted="").update(name_encrypted="")
    _forget_papers(now)


def _forget_papers(now: datetime) -> None:
    """PDFs a week after they were made. Letters that nobody said anything of wait again: better printed twice than never."""
    runs = PrintRun.objects.filter(finished_at__lt=now - PDF_AFTER)
    Message.objects.filter(print_run__in=runs, state=JobState.ORDERED).update(print_run=None)
    runs.filter(content__isnull=False).update(content=None)
