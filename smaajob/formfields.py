"""Fields that take what people write: hours, dates; and what a verb refused put beside the fields it names."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.literals import FIRST_YEAR, LAST_YEAR, TWO_WAYS, read_number
from smaajob.masking import holds_cpr
from smaajob.writing import number

_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])")
_UNIT = re.compile(r"\s*t(?:imer?|\.)?$", re.IGNORECASE)
_WHOLE_DATE = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_YEAR = gettext_lazy("Se efter, om årstallet er rigtigt.")
THOUSANDTH = Decimal("0.001")
LONGEST_EMAIL = 254  # as in every model
WHOLE_ADDRESS = gettext_lazy("Skriv hele e-mailadressen, fx bente@bageriet.dk.")


def no_cpr(text: str) -> None:
    """A validator for what people write freely: a CPR number stands in no such text, since it is kept as it was written."""
    if holds_cpr(text):
        raise ValidationError(_("Skriv ikke et CPR-nummer her."))


def read_hours(text: str) -> Decimal:
    """`2,5`, `2.5`, `2:30`, `2½` or `2,5 timer` as hours with three decimals. Raises ValueError with a sentence for people."""
    text = _UNIT.sub("", text.strip())
    clock = _CLOCK.fullmatch(text)
    if clock:
        return (int(clock[1]) + Decimal(int(clock[2])) / 60).quantize(THOUSANDTH, ROUND_HALF_UP)
    if text.startswith(("-", "−")):
        raise ValueError(_("Timer kan ikke være mindre end 0."))
    if TWO_WAYS.fullmatch(text):
        either = {"whole": text.replace(".", ""), "fraction": text.replace(".", ",")}
        raise ValueError(_("Det kan læses på to måder. Skriv %(whole)s eller %(fraction)s.") % either)
    if text.endswith("½"):
        text = f"{text.removesuffix('½').strip() or '0'},5"
    value = read_number(text)
    if value is None:
        raise ValueError(_("Skriv et antal timer, fx 2,5 eller 2:30."))
    return value.quantize(THOUSANDTH, ROUND_HALF_UP)


def write_hours(value: Decimal) -> str:
    """`2,5`; where that would not be exact, as on a clock: `3:20`."""
    if value == round(value, 2):
        return number(value)
    minutes = int((value * 60).to_integral_value(ROUND_HALF_UP))
    return f"{minutes // 60}:{minutes % 60:02d}"


class HoursField(forms.CharField):
    """Hours as people write them. `most` is what the days hold, where that is known beforehand."""

    def __init__(self, *, most: int = 99_999, **kwargs: Any) -> None:
        attributes = {"inputmode": "decimal", "class": "input-width-xxs"}
        super().__init__(widget=forms.TextInput(attributes), max_length=20, **kwargs)
        self.error_messages["required"] = gettext_lazy("Skriv et antal timer, fx 2,5 eller 2:30.")
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return write_hours(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            hours = read_hours(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if hours > self.most:
            raise ValidationError(
                _("En dag har højst 24 timer.") if self.most == 24 else _("Det er flere timer, end der kan være.")
            )
        return hours


class DayField(forms.DateField):
    """A date, typed with the day first, in a year that may be meant."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"class": "input-width-xs", "autocomplete": "off"}
        years = [MinValueValidator(date(FIRST_YEAR, 1, 1), _YEAR), MaxValueValidator(date(LAST_YEAR, 12, 31), _YEAR)]
        super().__init__(widget=forms.DateInput(attributes, format="%d-%m-%Y"), validators=years, **kwargs)
        self.error_messages["required"] = gettext_lazy("Skriv en dato, fx 2-3-2026.")
        self.error_messages["invalid"] = gettext_lazy("Skriv datoen med dag, måned og år, fx 2-3-2026.")

    def to_python(self, value: Any) -> date | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if _WHOLE_DATE.fullmatch(str(value).strip()):
                raise ValidationError(_("Den dag findes ikke. Se efter, om dag og måned er rigtige.")) from error
            raise


class PhoneField(forms.CharField):
    """A phone number as people write it; it must hold enough digits to be called."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "tel", "class": "input-width-s", "autocomplete": "off"})
        super().__init__(required=False, max_length=30, widget=widget, **kwargs)
        self.widget.input_type = "tel"

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and len(re.sub(r"\D", "", text)) < 3:
            raise ValidationError(_("Skriv telefonnummeret med tal, fx 98 12 34 56."))
        return text


class EmailField(forms.EmailField):
    """An e-mail address, no longer than the column that keeps it: Django's own field lets more through."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["error_messages"] = {
            "invalid": WHOLE_ADDRESS,
            "max_length": gettext_lazy("Så lang er ingen e-mail. Se, om der er kommet for meget med."),
            **kwargs.get("error_messages", {}),
        }
        super().__init__(max_length=LONGEST_EMAIL, **kwargs)


def refuse(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Put what a verb refused beside the form's fields that it names, the rest on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
