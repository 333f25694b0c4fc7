"""By which channels this installation can send.

A demo may have neither mail server nor SMS gateway: what was to be sent then waits, readable on its own page. In production
the mail server is always there (the settings see to it), and an SMS without a gateway fails with its reason.
"""

from __future__ import annotations

from django.conf import settings

from smaajob.accounts.models import Channel


class Unknown(Exception):
    """Raised by a channel that has handed a message over and heard no answer: it may have arrived. The text, for people, says why."""


def missing_channels() -> set[str]:
    """What nothing sends by."""
    found = set()
    if settings.MAIL_SERVER is None:
        found.add(str(Channel.EMAIL))
    if settings.SMS_GATEWAY is None:
        found.add(str(Channel.SMS))
    return found


def open_channels() -> set[str]:
    """What the worker takes up. A letter waits for a person, and in a demo what nothing sends waits to be read."""
    mine = {str(Channel.EMAIL), str(Channel.SMS)}
    return mine if settings.PRODUCTION else mine - missing_channels()


def read_here() -> set[str]:
    """What a demo shows on its pages, as nothing sends it. Nothing in production."""
    return set() if settings.PRODUCTION else missing_channels()


def unsendable() -> set[str]:
    """What a message goes by only where there is no other way."""
    return missing_channels() if settings.PRODUCTION else set()
