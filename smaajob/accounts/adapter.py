"""How allauth behaves here: nobody signs up alone; a municipality's administrator makes its users."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from smaajob import secrets


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail eller adgangskode passer ikke. Prøv igen."),
        "too_many_login_attempts": _("Der har været for mange forsøg. Vent lidt, og prøv igen."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: the secret of an authenticator app lies encrypted."""

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)
