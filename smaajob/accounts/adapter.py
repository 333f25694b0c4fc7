"""How allauth behaves here: nobody signs up alone; a municipality's administrator makes its users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smaajob import secrets
from smaajob.accounts.entering import AssuranceMixin
from smaajob.accounts.passwords import refuse_poor
from smaajob.accounts.second_factor import host_for_passkeys, may_remove_one

if TYPE_CHECKING:
    from smaajob.accounts.models import User

REAUTHENTICATION = {
    "reauthenticate": _("Brug din adgangskode"),
    "mfa_reauthenticate": _("Brug en kode fra appen eller en nødkode"),
    "mfa_reauthenticate:webauthn": _("Brug din adgangsnøgle"),
}


class Adapter(AssuranceMixin, DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Kontoen er lukket."),
        "email_password_mismatch": _("E-mail eller adgangskode passer ikke. Prøv igen."),
        "enter_current_password": _("Det er ikke din adgangskode. Prøv igen."),
        "incorrect_code": _("Koden passer ikke. Prøv igen."),
        "incorrect_password": _("Det er ikke din adgangskode. Prøv igen."),
        "invalid_password_reset": _("Linket virker ikke mere."),
        "rate_limited": _("Der har været for mange forsøg. Vent lidt, og prøv igen."),
        "too_many_login_attempts": _("Der har været for mange forsøg. Vent lidt, og prøv igen."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_password(self, password: str, user: User | None = None) -> str:
        """By our validators, one sentence at a time."""
        refuse_poor(password, user)
        return password

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: what was changed is told in the transaction that changes it (smaajob.accounts.actions.security)."""

    def forget_attempts(self, request: HttpRequest, user: User) -> None:
        """Who guessed a password too often may try at once: they have just chosen a new one."""
        self._delete_login_attempts_cached_email(request, email=user.email or "")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who signed in a moment ago: that was the same proof."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(self.request, self.request.user)
        if not any(one["method"] in {"password", "mfa"} for one in records):
            return True
        return bool(timezone.now().timestamp() - records[-1]["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [
            {**one, "description": REAUTHENTICATION[one["id"]]} for one in super().get_reauthentication_methods(user)
        ]


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: the secret of an authenticator app lies encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Koden passer ikke. Prøv igen."),
        "cannot_delete_authenticator": _("Du skal have mindst én måde at bekræfte på. Tilføj en anden først."),
        "cannot_generate_recovery_codes": _("Sæt først en adgangsnøgle eller en app op."),
    }

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove_one(authenticator.user)

    def build_totp_svg(self, url: str) -> str:
        """The picture as a part of a page: without the line that makes it a file of its own."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Min adgangsnøgle") if count == 0 else gettext("Adgangsnøgle %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        from allauth.core import context

        return {"id": host_for_passkeys(context.request), "name": "Småjob"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What the passkey keeps of its owner: the public id, no row's number."""
        return {"id": user.public_id.bytes, "display_name": user.name, "name": user.email or user.name}
