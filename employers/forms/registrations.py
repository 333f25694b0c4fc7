"""A company that wants to take part, and the answer to it; what a company says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.actions.own import FIELDS as OWN_FIELDS
from employers.forms.fields import Line, Prose, cvr_field
from employers.task_types import TYPES
from employers.wording import number_fault
from smaajob.accounts.models import Organisation
from smaajob.formfields import EmailField, PhoneField
from smaajob.masking import holds_cpr
from smaajob.numbers import register_number_fits
from smaajob.vocabulary import Category, Country

MOST_WORDS = 1000
HELP = [(one.category, one.title) for one in TYPES if one.category != Category.OTHER]
EMAIL_ERRORS = {"required": gettext_lazy("Skriv din e-mail. Det er der, du får svaret.")}


class RegistrationForm(forms.Form):
    """Seven questions, the last two of them free to leave out."""

    cvr = cvr_field(
        label=gettext_lazy("CVR-nummer"),
        help_text=gettext_lazy("8 cifre. I Sverige organisationsnummeret med 10."),
        error_messages={"required": gettext_lazy("Skriv virksomhedens CVR-nummer.")},
    )
    company = Line(
        label=gettext_lazy("Hvad hedder virksomheden?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv, hvad virksomheden hedder.")},
    )
    name = Line(
        label=gettext_lazy("Hvad hedder du?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv dit navn.")},
    )
    email = EmailField(label=gettext_lazy("Din e-mail"), error_messages=EMAIL_ERRORS)
    phone = PhoneField(label=gettext_lazy("Dit telefonnummer"), help_text=gettext_lazy("Så kan vi ringe til dig."))
    municipality = forms.ChoiceField(
        label=gettext_lazy("Hvilken kommune ligger I i?"),
        error_messages={
            "required": gettext_lazy("Vælg den kommune, I ligger i."),
            "invalid_choice": gettext_lazy("Vælg en af kommunerne på listen."),
        },
    )
    help = forms.MultipleChoiceField(
        label=gettext_lazy("Hvad kunne I bruge hjælp til?"),
        choices=HELP,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Sæt hak ved det, der passer, eller skriv det selv nedenfor."),
    )
    words = Prose(label=gettext_lazy("Med dine egne ord"), required=False, rows=3)

    def __init__(self, data: Any = None, *, municipalities: Sequence[Organisation], code: str = "") -> None:
        """`code`: the municipality whose own page led here (`DK-851`)."""
        chosen = next((one for one in municipalities if code and one.code == code), None)
        if chosen is None and len(municipalities) == 1:
            chosen = municipalities[0]
        super().__init__(data, initial={"municipality": str(chosen.public_id) if chosen else ""})
        self.use_required_attribute = False
        self.municipalities = {str(one.public_id): one for one in municipalities}
        choices = [(key, one.name) for key, one in self.municipalities.items()]
        field: forms.ChoiceField = self.fields["municipality"]  # type: ignore[assignment]  # the stubs say Field
        field.choices = [("", _("Vælg kommune")), *choices]
        self.fields["cvr"].required = True
        # A phone fills these in by itself.
        for name, word in (("company", "organization"), ("name", "name"), ("email", "email"), ("phone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = word

    def clean_cvr(self) -> str:
        number: str = self.cleaned_data["cvr"]
        if not register_number_fits(country_of(number), number):
            raise ValidationError(number_fault(country_of(number)))
        return number

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if len(words) > MOST_WORDS:
            raise ValidationError(_("Skriv det lidt kortere. Der er plads til 1.000 tegn."))
        if holds_cpr(words):
            raise ValidationError(
                _("Der står noget, der ligner et CPR-nummer. Tag det ud. Vi taler om personer, når vi ringer.")
            )
        return words

    @property
    def chosen(self) -> Organisation:
        """The municipality."""
        return self.municipalities[self.cleaned_data["municipality"]]

    def values(self) -> dict[str, str]:
        """What the verb takes."""
        found = self.cleaned_data
        ready = [str(text) for code, text in HELP if code in found["help"]]
        values = {name: found[name] for name in ("cvr", "company", "name", "phone")}
        words = "\n".join(part for part in (", ".join(ready), found["words"]) if part)
        return {**values, "country": country_of(found["cvr"]), "email": found["email"].lower(), "words": words}


class RefusalForm(forms.Form):
    """Why a company can't take part, in words that it reads itself."""

    reason = Prose(
        label=gettext_lazy("Hvorfor kan de ikke være med?"),
        help_text=gettext_lazy("Det står i den besked, de får. Skriv, som du ville sige det til dem."),
        error_messages={"required": gettext_lazy("Skriv, hvorfor I siger nej. Det står i beskeden til dem.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False


class OwnCompanyForm(forms.Form):
    """The company's name, phone and e-mail."""

    name = Line(
        label=gettext_lazy("Hvad hedder virksomheden?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv, hvad virksomheden hedder.")},
    )
    phone = PhoneField(label=gettext_lazy("Telefon"))
    email = EmailField(label=gettext_lazy("E-mail"), required=False)

    def __init__(self, data: Any = None, *, company: Organisation) -> None:
        super().__init__(data, initial={name: getattr(company, name) for name in OWN_FIELDS})
        self.use_required_attribute = False

    def values(self) -> dict[str, str]:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in OWN_FIELDS}


def country_of(number: str) -> str:
    """A CVR-nummer has 8 digits, an organisationsnummer 10."""
    return Country.DENMARK.value if len(number) == 8 else Country.SWEDEN.value
