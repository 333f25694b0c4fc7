"""Who must have a second factor, and whether they have one."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings

from smaajob.accounts.models import Membership
from smaajob.accounts.roles import STAFF

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

    from smaajob.accounts.models import User

HAS = "has_second_factor"


class Standing(NamedTuple):
    """What a user has: passkeys and an authenticator app, counted together; `codes_unread`: recovery codes still to be kept."""

    factors: int
    codes_unread: bool


def standing(user: User) -> Standing:
    """One query. Recovery codes are unread until their user has said that they are kept."""
    found = list(Authenticator.objects.filter(user=user).values_list("type", "data__viewed_at"))
    codes = [viewed for kind, viewed in found if kind == Authenticator.Type.RECOVERY_CODES]
    return Standing(len(found) - len(codes), bool(codes) and codes[0] is None)


def has_second_factor(user: User) -> bool:
    """Whether the user has a passkey or an authenticator app. One query."""
    return standing(user).factors > 0


def is_staff(user: User) -> bool:
    """Whether the user works somewhere in a role that takes a password and a second factor."""
    return Membership.objects.filter(user=user, active=True, role__in=STAFF).exists()


def must_set_up(user: User, role: str, session: SessionBase) -> bool:
    """Whether the user has to set up a factor, or keep the codes, before anything else. Asked once a session, then remembered in it.

    Removing a factor ends every session, so what is remembered can't be out of date.
    """
    if not settings.SECOND_FACTOR_REQUIRED or role not in {one.value for one in STAFF} or session.get(HAS):
        return False
    now = standing(user)
    if not now.factors or now.codes_unread:
        return True
    session[HAS] = True
    return False


def may_remove_one(user: User) -> bool:
    """Whether the user may do with one factor less: the last one stays where one is required. Lock the user before asking."""
    return standing(user).factors > 1 or not settings.SECOND_FACTOR_REQUIRED or not is_staff(user)


def host_for_passkeys(request: HttpRequest) -> str:
    """The domain that passkeys belong to. In production the site's own, also where a proxy passes another host on."""
    own = urlsplit(settings.SITE_URL).hostname or ""
    return own if settings.PRODUCTION else _name_of(request)


def address_for_passkeys(request: HttpRequest) -> str | None:
    """Where to go when this address is a number, which no passkey can belong to: the same page by name. None where all is well."""
    host = _name_of(request)
    try:
        number = ip_address(host)
    except ValueError:
        return None
    if not number.is_loopback:
        return f"{settings.SITE_URL}{request.path}"
    port = urlsplit(f"//{request.get_host()}").port
    shown = f":{port}" if port else ""
    return f"{request.scheme}://localhost{shown}{request.path}"


def _name_of(request: HttpRequest) -> str:
    return urlsplit(f"//{request.get_host()}").hostname or ""
