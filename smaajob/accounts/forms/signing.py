"""allauth's forms in our words. Which form stands for which stands in settings (ACCOUNT_FORMS, MFA_FORMS)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.actions.passwords import ask_for_password
from smaajob.accounts.inside_allauth import normalize_user_code
from smaajob.accounts.models import User
from smaajob.accounts.passwords import HINT, ResetTokens
from smaajob.formfields import WHOLE_ADDRESS

# What to say where a field is empty.
NEEDED = {
    "login": _("Skriv din e-mail."),
    "email": _("Skriv din e-mail."),
    "password": _("Skriv din adgangskode."),
    "oldpassword": _("Skriv den adgangskode, du har nu."),
    "password1": _("Vælg en ny adgangskode."),
    "password2": _("Skriv den nye adgangskode igen."),
    "code": _("Skriv koden."),
}
NO_ANSWER = _("Vi fik ikke svar fra din adgangsnøgle. Prøv igen.")
NAME_LENGTH = 60
# A code from an app is taken a little before and after its half minute (MFA_TOTP_TOLERANCE); after that it is worth nothing.
CODE_SECONDS = 120


def _in_our_words(form: forms.BaseForm, labels: dict[str, Any]) -> None:
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.error_messages["required"] = NEEDED[name]
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = WHOLE_ADDRESS


class LoginForm(account.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, {"login": _("E-mail"), "password": _("Adgangskode")})


class _TwicePassword(account.PasswordVerificationMixin):  # type: ignore[misc]
    """Says in our words that the two are not the same."""

    def clean(self) -> Any:
        cleaned = super(account.PasswordVerificationMixin, self).clean()
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("De to er ikke ens. Skriv den nye adgangskode igen."))
        return cleaned


class ChangePasswordForm(_TwicePassword, account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(
            self,
            {
                "oldpassword": _("Din adgangskode nu"),
                "password1": _("Ny adgangskode"),
                "password2": _("Skriv den nye igen"),
            },
        )
        self.fields["password1"].help_text = HINT


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]
    """Asks for a link by mail; says nothing about who is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, {"email": _("E-mail")})

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])

    def save(self, request: Any, **kwargs: Any) -> str:
        ask_for_password(email=self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class UserTokenForm(account.UserTokenForm):  # type: ignore[misc]
    """The link's two parts: the user's public id, and a token that is good once."""

    token_generator = ResetTokens()

    def _get_user(self, uidb36: str | None) -> User | None:
        try:
            return User.objects.filter(public_id=UUID(uidb36 or ""), is_active=True).first()
        except ValueError:
            return None


class NewPasswordForm(_TwicePassword, account.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, {"password1": _("Ny adgangskode"), "password2": _("Skriv den nye igen")})
        self.fields["password1"].help_text = HINT


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self, {"password": _("Adgangskode")})


class _Code:
    """The field for a code: digits, with or without spaces."""

    fields: dict[str, forms.Field]

    def ask(self) -> None:
        _in_our_words(self, {"code": _("Kode")})  # type: ignore[arg-type]
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})


class _OnceOnly(_Code):
    """A code is taken once. allauth forgets an app's codes after half a minute, and then it would be good once more."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]
        used = f"factor-code-used:{self.user.pk}:{normalize_user_code(code)}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(used, "y", timeout=CODE_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_OnceOnly, factor.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask()


class ReauthenticateByCodeForm(_OnceOnly, factor.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask()


class ActivateAppForm(_Code, ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask()


class _Passkey:
    """Whatever a browser sends that is no passkey's answer is refused in words."""

    fields: dict[str, forms.Field]

    def ask(self) -> None:
        self.fields["credential"].error_messages.update({"required": NO_ANSWER, "invalid": NO_ANSWER})

    def heard(self, answer: Any) -> Any:
        try:
            return answer()
        except ValidationError:
            raise
        except Exception as error:  # the libraries that read it raise nearly everything
            raise ValidationError(NO_ANSWER, code="no_answer") from error


class AddPasskeyForm(_Passkey, AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_field(self)
        self.ask()

    def clean(self) -> Any:
        return self.heard(super().clean)


class AuthenticatePasskeyForm(_Passkey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask()

    def clean_credential(self) -> Any:
        return self.heard(super().clean_credential)


class ReauthenticatePasskeyForm(_Passkey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask()

    def clean_credential(self) -> Any:
        return self.heard(super().clean_credential)


class PasskeyNameForm(forms.Form):
    name = forms.CharField(
        label=_("Navn"),
        max_length=NAME_LENGTH,
        help_text=_("Så du kan kende den igen: Min mobil, Kontorets nøgle …"),
        error_messages={"required": _("Skriv et navn.")},
    )


def _name_field(form: forms.BaseForm) -> None:
    field = form.fields["name"]
    field.label, field.help_text = _("Navn"), _("Så du kan kende den igen: Min mobil, Kontorets nøgle …")
    field.widget.attrs.update({"maxlength": str(NAME_LENGTH), "autocomplete": "off"})
    field.validators.append(forms.CharField(max_length=NAME_LENGTH).validators[0])
