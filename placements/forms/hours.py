"""Hours day by day, as a sum for a period, and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.formfields import DayField, HoursField
from smaajob.writing import day as day_text

PREFIX = "dag-"


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day with shifts: `times` in words, `hours` planned."""

    day: date
    times: str
    hours: Decimal


class DaysForm(forms.Form):
    """A field for each day: the planned hours until somebody writes others; empty means that nobody knows yet."""

    def __init__(self, data: Any = None, *, days: Sequence[PlannedDay]) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        for one in days:
            self.fields[f"{PREFIX}{one.day.isoformat()}"] = HoursField(
                label=f"{day_text(one.day)} kl. {one.times}", most=24, required=False, initial=one.hours
            )

    @staticmethod
    def days_in(data: Any) -> list[date]:
        """The days that were sent."""
        found = []
        for name in data:
            try:
                found.append(date.fromisoformat(name.removeprefix(PREFIX)))
            except ValueError:
                continue
        return found

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.hours:
            raise forms.ValidationError(_("Skriv timer for mindst én dag."))
        return self.cleaned_data

    @property
    def hours(self) -> dict[date, Decimal]:
        """The hours of the days that are filled in."""
        return {
            date.fromisoformat(name.removeprefix(PREFIX)): hours
            for name, hours in self.cleaned_data.items()
            if hours is not None
        }


class PeriodForm(forms.Form):
    """A sum for a period."""

    first_day = DayField(label=gettext_lazy("Fra"))
    last_day = DayField(label=gettext_lazy("Til og med"))
    hours = HoursField(label=gettext_lazy("Timer i alt"), help_text=gettext_lazy("Fx 12,5 eller 12:30."))


class CorrectForm(forms.Form):
    """The right figure, and why it changes."""

    hours = HoursField(
        label=gettext_lazy("Rigtige timer"), help_text=gettext_lazy("Fx 2,5 eller 2:30. 0, hvis personen ikke mødte.")
    )
    reason = forms.CharField(
        label=gettext_lazy("Hvorfor skal timerne rettes?"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Skriv, hvorfor timerne skal rettes.")},
        help_text=gettext_lazy("Det står i forløbets historik sammen med det gamle tal."),
    )


class RemoveForm(forms.Form):
    """Why hours that stand there never were."""

    reason = CorrectForm.base_fields["reason"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].error_messages["required"] = _("Skriv, hvorfor timerne skal fjernes.")
