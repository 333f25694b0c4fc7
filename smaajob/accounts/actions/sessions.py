"""Ending what is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import F

from smaajob.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


@transaction.atomic
def sign_out_everywhere(user: User, keep: HttpRequest | None = None) -> None:
    """End all sessions of a user; that of the request `keep` goes on under a new key, where one is given.

    Counting `session_version` up is what ends them, also those that are in no list. Without `keep`, a request of the user's own
    goes on to sign itself out.
    """
    User.objects.filter(pk=user.pk).update(session_version=F("session_version") + 1)
    user.refresh_from_db(fields=["session_version"])
    kept = keep.session.session_key if keep else None
    for session in UserSession.objects.filter(user=user).exclude(session_key=kept or ""):
        session.end()
    if keep:
        update_session_auth_hash(keep, user)
        UserSession.objects.filter(session_key=kept).update(session_key=keep.session.session_key)
