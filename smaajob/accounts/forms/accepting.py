"""What somebody who was invited says of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.models import Channel, Invitation, User
from smaajob.accounts.passwords import HINT, refuse_poor
from smaajob.formfields import PhoneField
from smaajob.messages.channels import unsendable
from smaajob.phones import phone_number

_NAME = {"required": gettext_lazy("Skriv dit navn.")}


class _Named(forms.Form):
    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        super().__init__(data, initial={"name": invitation.name, "phone": invitation.phone})
        self.use_required_attribute = False
        self.invitation = invitation

    def values(self) -> dict[str, Any]:
        """For actions.joining."""
        return {name: self.cleaned_data[name] for name in ("name",) if name in self.cleaned_data}


class PasswordForm(_Named):
    """A password, twice, by Django's validators."""

    password1 = forms.CharField(
        label=gettext_lazy("Vælg en adgangskode"),
        help_text=HINT,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Vælg en adgangskode.")},
    )
    password2 = forms.CharField(
        label=gettext_lazy("Skriv den igen"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Skriv adgangskoden en gang til.")},
    )

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        user = User(email=self.invitation.email or None, name=self.data.get("name") or self.invitation.name)
        refuse_poor(password, user)
        return password

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, second = found.get("password1"), found.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError(_("De to er ikke ens. Skriv den samme begge steder.")))
        return found

    def values(self) -> dict[str, Any]:
        return {**super().values(), "password": self.cleaned_data["password1"]}


class NewStaffForm(PasswordForm):
    """Name and password."""

    name = forms.CharField(
        label=gettext_lazy("Dit navn"),
        max_length=200,
        error_messages=_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    field_order = ("name", "password1", "password2")


class NewUserForm(_Named):
    """Name and phone of somebody who signs in with a code."""

    name = forms.CharField(
        label=gettext_lazy("Dit navn"),
        max_length=200,
        error_messages=_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = PhoneField(
        label=gettext_lazy("Dit telefonnummer"),
        help_text=gettext_lazy("Så kan du få din kode som SMS. Vi sender en kode dertil med det samme."),
    )

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        super().__init__(data, invitation=invitation)
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        # The link went to that number: whoever opened it has it. Any other is shown by a code, where one can be sent.
        if not invitation.email or Channel.SMS in unsendable():
            del self.fields["phone"]

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and not phone_number(phone):
            raise ValidationError(_("Skriv telefonnummeret med tal, fx 98 12 34 56."))
        return phone
