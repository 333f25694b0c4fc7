"""What somebody types who comes with a personal link: the code from the paper, their birth date, a phone or an e-mail."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.accounts.forms.codes import read_address
from smaajob.phones import phone_number
from smaajob.tokens import is_code, read_code
from smaajob.vocabulary import Country
from smaajob.writing import MONTHS, MONTHS_LONG

_OLDEST = 1900


class CodeForm(forms.Form):
    """The code as it stands on the paper, with or without its dashes, in small letters or large."""

    code = forms.CharField(
        label=gettext_lazy("Din kode"),
        help_text=gettext_lazy("Koden står på dit brev. Den har 12 bogstaver og tal."),
        max_length=40,
        error_messages={"required": gettext_lazy("Skriv koden fra dit brev.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not is_code(code):
            raise ValidationError(_("Koden har 12 bogstaver og tal. Se efter på brevet, og skriv den igen."))
        return code


class BirthDateForm(forms.Form):
    """Three fields, in the order in which people say it; the month may be a word, the year two digits."""

    day = forms.CharField(
        label=gettext_lazy("Dag"), max_length=10, error_messages={"required": gettext_lazy("Skriv dagen.")}
    )
    month = forms.CharField(
        label=gettext_lazy("Måned"), max_length=15, error_messages={"required": gettext_lazy("Skriv måneden.")}
    )
    year = forms.CharField(
        label=gettext_lazy("År"), max_length=10, error_messages={"required": gettext_lazy("Skriv året.")}
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        for name in ("day", "month", "year"):
            self.fields[name].widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})

    def clean(self) -> dict[str, Any]:
        given = {name: str(self.cleaned_data.get(name, "")) for name in ("day", "month", "year")}
        if not all(given.values()):
            return self.cleaned_data
        try:
            born = date(_year(given["year"]), _month(given["month"]), int(given["day"].rstrip(".")))
        except (ValueError, OverflowError):
            self.add_error("day", _("Den dag findes ikke. Se efter, om dag, måned og år er rigtige."))
            return self.cleaned_data
        if born.year < _OLDEST or born >= timezone.localdate():
            self.add_error("year", _("Se efter, om året er rigtigt."))
            return self.cleaned_data
        self.cleaned_data["born"] = born
        return self.cleaned_data


class AddressForm(forms.Form):
    """A phone or an e-mail; what it is, is seen from it."""

    address = forms.CharField(
        label=gettext_lazy("Din telefon eller din e-mail"),
        max_length=254,
        error_messages={"required": gettext_lazy("Skriv din telefon eller din e-mail.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False

    def clean_address(self) -> str:
        """What can be nobody's is told, so that nobody waits for nothing; whether it is somebody's is not."""
        text = str(self.cleaned_data["address"])
        if not phone_number(text, Country.SWEDEN):
            read_address(text)
        return text


def _month(text: str) -> int:
    word = text.lower()
    if word.rstrip(".").isdigit():
        return int(word.rstrip("."))
    for names in (MONTHS_LONG, MONTHS):
        for place, name in enumerate(names, start=1):
            if word.rstrip(".") == name.rstrip("."):
                return place
    raise ValueError(text)


def _year(text: str) -> int:
    digits = text.rstrip(".")
    year = int(digits)
    if len(digits) > 2:
        return year
    now = timezone.localdate().year
    return year + (now // 100 * 100 if year <= now % 100 else now // 100 * 100 - 100)
