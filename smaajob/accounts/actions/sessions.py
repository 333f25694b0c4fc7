"""Ending what is signed in, and tidying what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

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


@transaction.atomic
def end(*, user: User, current_key: str | None, number: int | None = None) -> int:
    """End one of the user's other sessions, or all of them; how many there were. This one is ended by signing out."""
    rows = UserSession.objects.select_for_update().filter(user=user).exclude(session_key=current_key or "")
    if number is not None:
        rows = rows.filter(pk=number)
    keys = [row.session_key for row in rows]
    held = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).count()
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return held


def tidy() -> None:
    """Forget the sessions that have run out, and from where they were used."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    still = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(still)).delete()
