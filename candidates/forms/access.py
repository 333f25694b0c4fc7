"""How a person hears from us, what they change themselves, and the way a link goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from candidates.models import Candidate
from candidates.reaching import first_way, ways
from smaajob.accounts.models import Channel
from smaajob.formfields import EmailField, PhoneField
from smaajob.phones import phone_number


class ChannelForm(forms.Form):
    """Only what is on record can be chosen."""

    channel = forms.ChoiceField(label=gettext_lazy("Hvordan?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("På hvilket sprog?"))

    def __init__(self, data: Any = None, *, person: Candidate) -> None:
        super().__init__(data, initial={"channel": first_way(person), "language": person.language})
        self.use_required_attribute = False
        self.fields["channel"].choices = ways(person)  # type: ignore[attr-defined]
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["channel"].error_messages["required"] = gettext_lazy("Vælg en af dem.")
        if len(settings.LANGUAGES) < 2:
            del self.fields["language"]

    def values(self) -> dict[str, str]:
        """What `actions.access.choose_channel` takes."""
        return {"language": settings.LANGUAGE_CODE, **self.cleaned_data}


class LinkForm(forms.Form):
    """Which way a new link goes."""

    channel = forms.ChoiceField(label=gettext_lazy("Hvordan skal linket sendes?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, person: Candidate) -> None:
        super().__init__(data, initial={"channel": first_way(person)}, prefix="link")
        self.use_required_attribute = False
        self.fields["channel"].choices = ways(person)  # type: ignore[attr-defined]
        self.fields["channel"].error_messages["required"] = gettext_lazy("Vælg en af dem.")


class OwnDataForm(forms.Form):
    """The person's own phone, e-mail and way to hear from us."""

    phone = PhoneField(label=gettext_lazy("Min telefon"))
    email = EmailField(
        label=gettext_lazy("Min e-mail"),
        required=False,
        error_messages={"invalid": gettext_lazy("Se efter, om e-mailen er skrevet rigtigt.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Hvordan vil du have besked?"), choices=Channel.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, person: Candidate) -> None:
        initial = {"phone": person.phone, "email": person.email, "channel": first_way(person)}
        super().__init__(data, initial=initial)
        self.person = person
        self.use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        channel, phone = given.get("channel"), given.get("phone") or ""
        reached = phone_number(phone, self.person.country)
        # What somebody else wrote of them long ago may stand.
        if phone and not reached and phone != self.person.phone:
            self.add_error("phone", gettext_lazy("Se efter, om nummeret er rigtigt."))
        if channel == Channel.SMS and not reached:
            if "phone" not in self.errors:
                self.add_error("phone", gettext_lazy("Skriv den telefon, vi skal sende en SMS til."))
        elif channel == Channel.EMAIL and not given.get("email") and "email" not in self.errors:
            self.add_error("email", gettext_lazy("Skriv den e-mail, vi skal skrive til."))
        return given
