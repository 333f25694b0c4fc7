"""What the data protection officer thinks of a look-up in the sample."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smaajob.audit.models import SampleItem, Verdict
from smaajob.formfields import DayField, no_cpr
from smaajob.numbers import read_cpr


class FindForm(forms.Form):
    """A citizen who asks who has looked at them: the officer sees no list of people, but a person says who they are."""

    cpr = forms.CharField(
        label=_("CPR-nummer"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-width-s", "autocomplete": "off"}),
        error_messages={"required": _("Skriv CPR-nummeret, fx 010190-1234.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False

    def clean_cpr(self) -> str:
        """The digits."""
        try:
            return read_cpr(self.cleaned_data["cpr"])
        except ValueError as error:
            raise forms.ValidationError(_("Skriv alle ti cifre, fx 010190-1234.")) from error


class BirthForm(forms.Form):
    """The same for somebody whose number we don't have: by the day of birth and a name, both of them."""

    born = DayField(label=_("Fødselsdag"))
    name = forms.CharField(
        label=_("Navn"),
        max_length=100,
        validators=[no_cpr],
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Skriv navnet.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False


class MarkForm(forms.Form):
    """In order, or to be followed up; several are on one page, so each has its own prefix."""

    verdict = forms.ChoiceField(
        label=_("Hvad mener du?"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Vælg, hvad du mener om opslaget."),
            "invalid_choice": _("Vælg, hvad du mener om opslaget."),
        },
    )
    note = forms.CharField(
        label=_("Bemærkning"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[no_cpr],
        error_messages={"max_length": _("Skriv højst 2.000 tegn.")},
    )

    def __init__(self, data: Any = None, *, item: SampleItem) -> None:
        initial = {"verdict": item.verdict, "note": item.note}
        super().__init__(data, initial=initial, prefix=f"opslag{item.position}")
        self.use_required_attribute = False
