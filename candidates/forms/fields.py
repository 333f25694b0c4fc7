"""Fields that forms about people share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from smaajob.literals import read_number
from smaajob.writing import number

FARTHEST_KM = 9_999


def text_field(label: Any, missing: Any = None, **kwargs: Any) -> forms.CharField:
    """A line of text; `missing` is what to say where it is empty, without it the line may be."""
    messages = {"required": missing} if missing else {}
    attributes = {"autocomplete": "off", **kwargs.pop("attrs", {})}
    return forms.CharField(
        label=label, required=bool(missing), error_messages=messages, widget=forms.TextInput(attributes), **kwargs
    )


class KmField(forms.CharField):
    """Kilometres as people write them: `12`, `7,5`, `20 km`."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "class": "input-width-xxs", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=12, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return number(value, 3) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value).lower().removesuffix("km").strip()
        if not text:
            return None
        found = read_number(text)
        if found is None or found < 0:
            raise ValidationError(_("Skriv et antal kilometer, fx 15."))
        if found > FARTHEST_KM:
            raise ValidationError(_("Det er længere, end nogen rejser til et job."))
        return found.quantize(Decimal("0.001"))
