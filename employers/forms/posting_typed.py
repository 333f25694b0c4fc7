"""What somebody has typed, in lines to read: for a page on which it can't be sent any more, so that it can be said on the telephone."""

from __future__ import annotations

from typing import Any

from django import forms

from employers.forms.dates import DatesField
from smaajob.week import WeekField
from smaajob.writing import WEEKDAYS_LONG, joined


def typed_in(form: forms.Form) -> list[tuple[str, str]]:
    """The label of each field that something stands in, and what; right or wrong, as it was written."""
    found = [(str(bound.label), _text(bound)) for bound in form.visible_fields()]
    return [(label, text) for label, text in found if text]


def _text(bound: forms.BoundField) -> str:
    value: Any = bound.data
    if isinstance(bound.field, WeekField):
        return ", ".join(f"{day} {text}" for day, text in zip(WEEKDAYS_LONG, value, strict=True) if text)
    if isinstance(bound.field, DatesField):
        return ", ".join(" ".join(cell for cell in cells if cell) for cells in value if any(cells))
    if isinstance(bound.field, forms.MultipleChoiceField):
        return joined(_called(bound.field, one) for one in value)
    if isinstance(bound.field, forms.ChoiceField):
        return _called(bound.field, value)
    return str(value or "").strip()


def _called(field: Any, value: Any) -> str:
    known = {str(code): str(text) for code, text in field.choices}
    return known.get(str(value), "")
