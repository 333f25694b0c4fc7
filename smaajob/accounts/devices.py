"""The sessions of a user, in words: on which machine, and when it was last used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from smaajob.accounts.idle import SEEN
from smaajob.accounts.sessions import SessionStore

if TYPE_CHECKING:
    from smaajob.accounts.models import User

# The first that fits: most browsers call themselves by the others' names too.
_BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"), (r"OPR/|Opera", "Opera"), (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"), (r"Chrome/|CriOS/|Chromium/", "Chrome"), (r"Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    (r"iPhone", "iPhone"), (r"iPad", "iPad"), (r"Android", "Android"), (r"Windows", "Windows"), (r"CrOS", "ChromeOS"),
    (r"Macintosh|Mac OS X", "Mac"), (r"Linux|X11", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Device:
    """One session. `number` names it in the form that ends it; `ip` is shown to its owner only."""

    number: int
    name: str
    ip: str
    since: datetime
    last_used: datetime
    here: bool


def in_words(user_agent: str) -> str:
    """`Chrome på Windows`; what is not known is left out."""
    browser = next((name for sign, name in _BROWSERS if re.search(sign, user_agent)), "")
    system = next((name for sign, name in _SYSTEMS if re.search(sign, user_agent)), "")
    if browser and system:
        return _("%(browser)s på %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("En enhed, vi ikke kender")


def devices_of(user: User, current_key: str | None) -> list[Device]:
    """The user's sessions that still hold, this one first, then the last used. Two queries."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    stored = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    holds = user.get_session_auth_hash()
    found = []
    for session in stored:
        content = SessionStore().decode(session.session_data)
        same = constant_time_compare(content.get(HASH_SESSION_KEY, ""), holds)
        if content.get(SESSION_KEY) != str(user.pk) or not same:
            continue
        row = rows[session.session_key]
        used = datetime.fromtimestamp(content.get(SEEN, row.created_at.timestamp()), UTC)
        here = session.session_key == current_key
        found.append(Device(row.pk, in_words(row.user_agent), row.ip, row.created_at, used, here))
    return sorted(found, key=lambda one: (not one.here, -one.last_used.timestamp()))
