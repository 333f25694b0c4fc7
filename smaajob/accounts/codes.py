"""A code of six digits, sent to somebody to see that it is them: to sign in, to do more than a personal link opens, for a new address.

What was asked lies in the session of the one who asked, so a code is worth nothing in another browser. It holds for 15 minutes and
three attempts; two more can be had. Somebody who is not known is asked for a code in the same way, with the same work: they never
learn it. allauth has the like for signing in; it keeps the code itself, and fails where an unknown number asks for another one.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import constant_time_compare

from smaajob.accounts.actions import codes as actions
from smaajob.accounts.models import CODE_MINUTES, Channel, User
from smaajob.secrets import keyed_hash

if TYPE_CHECKING:
    from django.http import HttpRequest

    from smaajob.accounts.models import Organisation
    from smaajob.messages.writing import Receiver

ATTEMPTS, MORE_CODES, DIGITS = 3, 2, 6
_KEY = "code_asked"


class Purpose(StrEnum):
    """What a code is for; one that was sent for something else is worth nothing."""

    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    NEW_ADDRESS = "new_address"
    OWN_DATA = "own_data"  # as NEW_ADDRESS, on the page where a person rights what we have of them
    SIGN = "sign"  # who came by a link to sign an agreement, and is nobody's user here


class Answer(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    USED_UP = "used_up"


@dataclass(slots=True)
class Asked:
    """`user_id` is None for somebody we don't know. `code` is a keyed hash, `at` seconds since 1970, `next` a path.

    `of` says what somebody without a user opens with it: the public id of a link whose address it went to.
    """

    purpose: str
    channel: str
    address: str
    user_id: int | None
    next: str = ""
    code: str = ""
    at: float = 0
    wrong: int = 0
    more: int = 0
    of: str = ""

    @property
    def by_sms(self) -> bool:
        return self.channel == Channel.SMS

    @property
    def may_have_more(self) -> bool:
        return self.more < MORE_CODES


def ask(
    request: HttpRequest, purpose: Purpose, user: User | None, *, channel: str, address: str, next_path: str = ""
) -> None:
    """Send a code by a channel and remember in the session that it was asked for. What was asked before is forgotten."""
    asked = Asked(purpose, channel, address, user.pk if user else None, next_path)
    _send(request, asked, user)


def ask_again(request: HttpRequest, asked: Asked) -> None:
    """Another code to the same address; the one before holds no more. Wrong attempts still count."""
    asked.more += 1
    # The same question to the database, also where nobody is known.
    _send(request, asked, User.objects.filter(pk=asked.user_id or 0, is_active=True).first())


def ask_at_link(
    request: HttpRequest, to: Receiver, *, channel: str, of: str, keeper: Organisation, before: Asked | None = None
) -> None:
    """Send a code to whoever a link is for, who has no user. `before`: what was asked, where this is another code for the same."""
    more = before.more + 1 if before else 0
    asked = Asked(
        Purpose.SIGN, channel, to.addresses()[channel], None, of=of, more=more, wrong=before.wrong if before else 0
    )
    _send(request, asked, None, to, keeper)


def asked_for(request: HttpRequest, purpose: Purpose) -> Asked | None:
    """What was asked for in this session; None where it was nothing, or it has run out."""
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if not kept or kept["purpose"] != purpose:
        return None
    asked = Asked(**kept)
    if time.time() - asked.at > CODE_MINUTES * 60:
        forget(request)
        return None
    return asked


def check(request: HttpRequest, asked: Asked, typed: str) -> Answer:
    """Hold what was typed against the code. It is forgotten when it was right, and after three attempts.

    The session is held meanwhile and saved with the answer, so that of attempts sent at once each is counted.
    """
    with transaction.atomic():
        return _checked(request, asked, typed)


def _checked(request: HttpRequest, asked: Asked, typed: str) -> Answer:
    now = _kept_now(request)
    if now is None or now["code"] != asked.code:
        forget(request)  # another attempt was quicker, and ended it
        return Answer.USED_UP
    asked.wrong = now["wrong"]
    right = constant_time_compare(_hash(typed), asked.code)
    asked.wrong += 0 if right else 1
    over = right and (asked.user_id is not None or bool(asked.of))
    if over or asked.wrong >= ATTEMPTS:
        forget(request)
    else:
        request.session[_KEY] = asdict(asked)
    request.session.save()
    if over:
        return Answer.RIGHT
    return Answer.USED_UP if asked.wrong >= ATTEMPTS else Answer.WRONG


def _kept_now(request: HttpRequest) -> dict[str, Any] | None:
    """What stands in the stored session, which is held until the transaction ends."""
    row = Session.objects.select_for_update().filter(session_key=request.session.session_key or "").first()
    return request.session.decode(row.session_data).get(_KEY) if row else None


def forget(request: HttpRequest) -> None:
    """No code holds any more."""
    request.session.pop(_KEY, None)


def _send(
    request: HttpRequest,
    asked: Asked,
    user: User | None,
    to: Receiver | None = None,
    keeper: Organisation | None = None,
) -> None:
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    asked.code, asked.at = _hash(code), time.time()
    request.session[_KEY] = asdict(asked)
    if to is not None:
        actions.send_to(to=to, keeper=keeper, channel=asked.channel, code=code, session=request.session)
        return
    actions.send(user=user, channel=asked.channel, address=asked.address, code=code, session=request.session)


def _hash(code: str) -> str:
    return keyed_hash(f"login-code:{code}")
