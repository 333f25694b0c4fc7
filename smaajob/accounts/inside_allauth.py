"""All that we take from allauth's inside. It has no public name for these, and an upgrade may move them: it fails here, at import.

Signing in, the second step and reauthentication run through allauth's own views and stages. What stands here are the single steps
that our views need alone, since a change of a factor has to be one transaction with its record, its mail and the end of the sessions.
tests/test_architecture.py sees that nobody else reaches in.
"""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.core.internal import ratelimit  # the public one counts no GET
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.recovery_codes.internal.flows import can_generate_recovery_codes, generate_recovery_codes
from allauth.mfa.totp.internal.flows import activate_totp
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.internal.flows import add_authenticator, rename_authenticator

__all__ = [
    "activate_totp",
    "add_authenticator",
    "can_generate_recovery_codes",
    "delete_and_cleanup",
    "generate_recovery_codes",
    "normalize_user_code",
    "passkeys",
    "perform_login",
    "ratelimit",
    "record_authentication",
    "rename_authenticator",
]
