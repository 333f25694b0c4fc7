"""Fields of workplaces and tasks that take what people write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.literals import TWO_WAYS, composed, read_number
from smaajob.numbers import read_p_number, read_postcode, read_register_number
from smaajob.writing import number

MOST_PAY = 99_999
MOST_PROSE = 10_000


class Line(forms.CharField):
    """One line of text, with single spaces and letters in Unicode's composed form, as the import reads it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> str:
        return " ".join(composed(super().clean(value)).split())


class Prose(forms.CharField):
    """Several lines of text. A browser sends other line ends than a file has: stored as a file's."""

    def __init__(self, **kwargs: Any) -> None:
        rows = kwargs.pop("rows", 4)
        super().__init__(widget=forms.Textarea({"rows": rows}), max_length=MOST_PROSE, **kwargs)

    def clean(self, value: Any) -> str:
        return composed(super().clean(value)).replace("\r\n", "\n").replace("\r", "\n")


class Digits(Line):
    """A number that is a name: it is read by `reader`, which raises ValueError."""

    def __init__(self, reader: Any, wrong: Any, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "class": "input-width-s"})
        self.reader, self.wrong = reader, wrong

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            found: str = self.reader(text)
        except ValueError as error:
            raise ValidationError(str(self.wrong)) from error
        return found


def postcode_field(**kwargs: Any) -> Digits:
    """Four or five digits; employers.wording.postcode_fault says whether they fit the country."""
    wrong = gettext_lazy("Et postnummer har 4 cifre i Danmark og 5 i Sverige.")
    field = Digits(read_postcode, wrong, label=gettext_lazy("Postnummer"), **kwargs)
    field.error_messages["required"] = gettext_lazy("Skriv postnummeret.")
    field.widget.attrs["class"] = "input-width-xs"
    return field


def cvr_field(**kwargs: Any) -> Digits:
    """A CVR-nummer or organisationsnummer; whether its check digit fits, the country says."""
    wrong = gettext_lazy("Et CVR-nummer har 8 cifre, et svensk organisationsnummer 10.")
    return Digits(read_register_number, wrong, required=False, **kwargs)


def p_number_field(**kwargs: Any) -> Digits:
    """Ten digits."""
    return Digits(read_p_number, gettext_lazy("Et P-nummer har 10 cifre."), required=False, **kwargs)


class PayField(forms.CharField):
    """Kroner an hour with at most two decimals, as people write them; None where nothing is written."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"inputmode": "decimal", "class": "input-width-xs", "autocomplete": "off"}
        super().__init__(required=False, max_length=20, widget=forms.TextInput(attributes), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value).removesuffix("kr.").removesuffix("kr").strip()
        if not text:
            return None
        found = None if TWO_WAYS.fullmatch(text) else read_number(text)
        if found is None or found < 0:
            raise ValidationError(_("Skriv et beløb i kroner, fx 142,50."))
        if found > MOST_PAY:
            raise ValidationError(_("Det er mere, end nogen får i timen. Skriv kroner i timen, fx 142,50."))
        return round(found, 3)


class CountField(forms.IntegerField):
    """A whole number from 0 or 1 and up."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        attributes = {"inputmode": "numeric", "class": "input-width-xxs", "autocomplete": "off"}
        low = MinValueValidator(least, _lazy_limit(gettext_lazy("Skriv mindst {}."), least))
        high = MaxValueValidator(most, _lazy_limit(gettext_lazy("Skriv højst {}."), most))
        super().__init__(widget=forms.TextInput(attributes), validators=[low, high], **kwargs)
        self.error_messages["invalid"] = gettext_lazy("Skriv et helt tal.")
        self.error_messages["required"] = gettext_lazy("Skriv et helt tal.")


def _lazy_limit(sentence: Any, limit: int) -> Any:
    return format_lazy(sentence, number(limit))
