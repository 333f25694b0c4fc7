"""Hours as the person or the workplace writes and answers them, and as the municipality settles them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smaajob.formfields import DayField, HoursField, no_cpr

LONGEST = 500
HOW_MANY = _("Fx 2,5 eller 2:30.")


def _words(label: Any, required: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST,
        validators=[no_cpr],
        error_messages={"required": required},
        help_text=help_text,
    )


class WriteForm(forms.Form):
    """One day."""

    day = DayField(label=_("Hvilken dag?"))
    hours = HoursField(label=_("Hvor mange timer?"), most=24, help_text=HOW_MANY)


class ChangeForm(forms.Form):
    """Another figure for a day."""

    hours = HoursField(label=_("Hvor mange timer?"), most=24, help_text=HOW_MANY)


class RefuseForm(forms.Form):
    """What is wrong, and what it was instead where one knows it."""

    words = _words(_("Hvad er forkert?"), _("Skriv, hvad der er forkert."), _("Den anden kan læse det."))
    hours = HoursField(
        label=_("Hvor mange timer var det?"),
        most=24,
        required=False,
        help_text=_("Lad det stå tomt, hvis du ikke ved det. Skriv 0, hvis der ikke blev arbejdet."),
    )


class SettleForm(forms.Form):
    """What counts, and why the municipality says so."""

    hours = HoursField(
        label=_("Timer, der gælder"), most=24, help_text=_("Fx 2,5 eller 2:30. 0, hvis personen ikke mødte.")
    )
    reason = _words(
        _("Hvorfor godkender du timerne?"),
        _("Skriv, hvorfor du godkender timerne."),
        _("Personen og arbejdspladsen kan læse det."),
    )
