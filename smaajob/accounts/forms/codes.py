"""What is asked where somebody signs in with a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.codes import DIGITS
from smaajob.accounts.models import Channel, Membership, User
from smaajob.accounts.roles import STAFF
from smaajob.phones import phone_number

Way = tuple[str, str]


def read_address(text: str) -> Way:
    """An e-mail address or a phone number, however it is written: its channel, and the address in one form.

    Raises ValidationError.
    """
    text = text.strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValidationError(_("Se efter, om e-mailen er skrevet rigtigt.")) from error
        return Channel.EMAIL.value, text.lower()
    number = phone_number(text)
    if not number:
        raise ValidationError(_("Skriv din e-mail eller dit telefonnummer, fx 20 11 22 33."))
    return Channel.SMS.value, number


def who_has(channel: str, address: str) -> User | None:
    """The one user with an address who may sign in by a code alone. One query, whoever it is.

    None where nobody has it, where two share it (nobody is guessed), and for those who sign in with a password: a code is not enough.
    """
    staff = Membership.objects.filter(user=OuterRef("pk"), active=True, role__in=[role.value for role in STAFF])
    having = {"phone_number": address} if channel == Channel.SMS else {"email__iexact": address}
    found = list(User.objects.filter(**having, is_active=True).annotate(is_of_staff=Exists(staff))[:2])
    if len(found) != 1 or found[0].is_of_staff:
        return None
    return found[0]


class WhoForm(forms.Form):
    """Whom the code goes to; `cleaned_data["who"]` is (channel, address)."""

    who = forms.CharField(
        label=gettext_lazy("E-mail eller telefonnummer"),
        max_length=254,
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "class": "input-width-l"}
        ),
        error_messages={"required": gettext_lazy("Skriv din e-mail eller dit telefonnummer, fx 20 11 22 33.")},
    )

    def clean_who(self) -> Way:
        return read_address(self.cleaned_data["who"])


class CodeForm(forms.Form):
    """The code that came."""

    code = forms.CharField(
        label=gettext_lazy("Koden på seks tal"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-width-s"}),
        error_messages={"required": gettext_lazy("Skriv koden, som du har fået.")},
    )

    def clean_code(self) -> str:
        code = "".join(sign for sign in str(self.cleaned_data["code"]) if not sign.isspace() and sign not in "-.")
        if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
            raise ValidationError(_("Koden er seks tal."))
        return code


class WayForm(forms.Form):
    """Which of the ways to reach somebody the code takes: where there is more than one."""

    way = forms.ChoiceField(
        label=gettext_lazy("Hvordan vil du have koden?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvordan du vil have koden.")},
    )

    def __init__(self, data: Any, *, ways: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={"way": ways[0][0]})
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = ways
