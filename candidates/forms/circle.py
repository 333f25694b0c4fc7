"""Whom to invite to follow a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy

from candidates.models import Candidate, CircleRole, turns_eighteen
from smaajob.formfields import EmailField, PhoneField
from smaajob.phones import phone_number


class CircleForm(forms.Form):
    """A mentor; a guardian too where the person is under 18."""

    role = forms.ChoiceField(
        label=gettext_lazy("Hvad er de for personen?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, om det er en mentor eller en værge.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Navn"), max_length=200, error_messages={"required": gettext_lazy("Skriv navnet.")}
    )
    email = EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Skriv en e-mail eller en telefon. Der sender vi linket hen."),
        required=False,
        error_messages={"invalid": gettext_lazy("Se efter, om e-mailen er skrevet rigtigt.")},
    )
    phone = PhoneField(label=gettext_lazy("Telefon"))

    def __init__(self, data: Any = None, *, person: Candidate) -> None:
        super().__init__(data)
        self.person = person
        self.use_required_attribute = False
        grown_up = timezone.localdate() >= turns_eighteen(person.birth_date)
        roles = [one for one in CircleRole.choices if not (grown_up and one[0] == CircleRole.GUARDIAN)]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0][0]
            self.fields["role"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "email" not in self.errors and "phone" not in self.errors:
            if not given.get("email") and not given.get("phone"):
                self.add_error("email", ValidationError(gettext_lazy("Skriv en e-mail eller en telefon.")))
            elif given.get("phone") and not self._is_phone(given["phone"]):
                self.add_error("phone", ValidationError(gettext_lazy("Se efter, om nummeret er rigtigt.")))
        return given

    def _is_phone(self, typed: str) -> bool:
        # A number beside an e-mail may be the person's own country's; whether the link reaches it, the verb says.
        return bool(phone_number(typed) or phone_number(typed, self.person.country))
