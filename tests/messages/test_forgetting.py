"""What a message says is forgotten when it is not needed any longer; that it was sent is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from smaajob.accounts.models import Channel
from smaajob.jobs.models import JobState
from smaajob.messages.forgetting import forget_old
from smaajob.messages.models import Message, MessageKind, PrintRun
from tests.factories import MessageFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def over(days: float, **fields: Any) -> Message:
    return MessageFactory.create(**{"state": JobState.DONE, "finished_at": NOW - timedelta(days=days), **fields})


def is_empty(message: Message) -> bool:
    message.refresh_from_db()
    return not (message.text or message.html or message.address or message.others_encrypted)


@pytest.mark.parametrize(
    ("kind", "state", "after"),
    [
        (MessageKind.LOGIN_CODE, JobState.DONE, 1),
        (MessageKind.LOGIN_CODE, JobState.FAILED, 1),
        (MessageKind.PASSWORD_RESET, JobState.FAILED, 1),
        (MessageKind.INVITATION, JobState.DONE, 1),
        (MessageKind.PERSONAL_LINK, JobState.DONE, 1),
        (MessageKind.INVITATION, JobState.FAILED, 30),
        (MessageKind.EMPLOYER_CONFIRMED, JobState.DONE, 30),
    ],
)
def test_after_a_day_or_after_thirty(kind: MessageKind, state: JobState, after: int) -> None:
    early, late = over(after - 0.1, kind=kind, state=state), over(after + 0.1, kind=kind, state=state)
    forget_old(NOW)
    assert not is_empty(early)
    assert is_empty(late)
    assert late.subject
    assert late.forgotten_at


def test_the_name_goes_after_thirty_days() -> None:
    young, old = over(29), over(31)
    forget_old(NOW)
    assert (Message.objects.get(pk=young.pk).name, Message.objects.get(pk=old.pk).name) == ("Amina Yusuf", "")


def test_what_waits_is_never_forgotten() -> None:
    waits = MessageFactory.create(ordered_at=NOW - timedelta(days=90))
    forget_old(NOW)
    assert not is_empty(waits)


def test_letters_that_nobody_said_anything_of_wait_again() -> None:
    keeper = MunicipalityFactory.create()
    run = PrintRun.objects.create(
        keeper=keeper, state=JobState.DONE, finished_at=NOW - timedelta(days=8), content=b"pdf"
    )
    letter = MessageFactory.create(keeper=keeper, channel=Channel.LETTER, print_run=run)
    assert not Message.objects.all().to_print()
    forget_old(NOW)
    run.refresh_from_db()
    assert run.content is None
    assert list(Message.objects.all().to_print()) == [letter]
