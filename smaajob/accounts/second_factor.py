"""Who must have a second factor, and whether they have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings

from smaajob.accounts.roles import STAFF

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from smaajob.accounts.models import User

HAS = "has_second_factor"


def has_second_factor(user: User) -> bool:
    """Whether the user has a passkey or an authenticator app. One query."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def must_set_up(user: User, role: str, session: SessionBase) -> bool:
    """Whether the user has to set up a factor before anything else. Asked once a session, then remembered in it.

    Removing a factor ends every session, so what is remembered can't be out of date.
    """
    if not settings.SECOND_FACTOR_REQUIRED or role not in {one.value for one in STAFF} or session.get(HAS):
        return False
    if not has_second_factor(user):
        return True
    session[HAS] = True
    return False
