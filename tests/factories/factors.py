"""Second factors as a user has them: an app whose codes we can compute, recovery codes that we can read."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from smaajob import secrets
from smaajob.accounts.models import User


def give_app(user: User, *, codes_kept: bool = True) -> str:
    """An authenticator app with recovery codes beside it; the answer is the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user)
    if codes_kept:
        codes.mark_as_viewed()
    return secret


def give_passkey(user: User, name: str = "Min mobil") -> Authenticator:
    """A passkey that is in the list; it can't sign in, since no device has its key."""
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or `steps` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def codes_of(user: User) -> list[str]:
    """The recovery codes that are left."""
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    left: list[str] = kept.wrap().get_unused_codes()
    return left


def secret_of(user: User) -> str:
    """The key of the user's app."""
    return secrets.decrypt(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])
