"""What a user says of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.forms.codes import read_address
from smaajob.accounts.models import Channel
from smaajob.phones import phone_number

if TYPE_CHECKING:
    from smaajob.accounts.models import User


class OwnForm(forms.Form):
    """Name, language and channel; what there is no choice of is not asked."""

    name = forms.CharField(
        label=gettext_lazy("Dit navn"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name", "class": "input-width-l"}),
        error_messages={"required": gettext_lazy("Skriv dit navn.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Sprog"), help_text=gettext_lazy("Det sprog, vi skriver til dig på.")
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Hvordan vil du høre fra os?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvordan du vil høre fra os.")},
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, initial={"name": user.name, "language": user.language, "channel": user.channel})
        ways = {Channel.EMAIL: user.email, Channel.SMS: user.phone_number}
        self._choose("language", [(code, str(name)) for code, name in settings.LANGUAGES])
        self._choose("channel", [(one.value, str(one.label)) for one, address in ways.items() if address])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if len(choices) < 2:
            del self.fields[name]


class NewAddressForm(forms.Form):
    """A new phone number or e-mail; `cleaned_data["address"]` is in one form."""

    address = forms.CharField(max_length=254)

    def __init__(self, data: Any, *, user: User, channel: str) -> None:
        super().__init__(data)
        self.channel, self.now = channel, user.phone_number if channel == Channel.SMS else user.email
        field = self.fields["address"]
        sms = channel == Channel.SMS
        field.label = _("Dit nye telefonnummer") if sms else _("Din nye e-mail")
        field.error_messages["required"] = _("Skriv dit nye telefonnummer.") if sms else _("Skriv din nye e-mail.")
        kind, known_as = ("tel", "tel") if sms else ("email", "email")
        field.widget = forms.TextInput({"autocomplete": known_as, "inputmode": kind, "class": "input-width-l"})

    def clean_address(self) -> str:
        typed = self.cleaned_data["address"]
        if self.channel == Channel.SMS and not phone_number(typed):
            raise ValidationError(_("Skriv telefonnummeret med tal, fx 20 11 22 33."))
        channel, address = read_address(typed)
        if channel != self.channel:
            raise ValidationError(self.fields["address"].error_messages["required"])
        if address == self.now:
            raise ValidationError(_("Det er det, vi har i forvejen."))
        return address
