"""Which format, and with CPR numbers or not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from placements.models import ExportFormat


class ExportForm(forms.Form):
    """The purpose is needed where CPR numbers are asked for, and else not kept."""

    format = forms.ChoiceField(
        label=_("Hvordan vil du have den?"),
        choices=ExportFormat.choices,
        widget=forms.RadioSelect,
        initial=ExportFormat.ZIP.value,
        error_messages={
            "required": _("Vælg, hvordan du vil have filen."),
            "invalid_choice": _("Vælg en af de to måder."),
        },
    )
    with_cpr = forms.BooleanField(label=_("Tag CPR-numrene med"), required=False)
    purpose = forms.CharField(
        label=_("Hvis du tager CPR-numrene med: Hvad skal de bruges til?"),
        help_text=_("Det bliver gemt, hvem der hentede dem og hvorfor."),
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("with_cpr") and not cleaned.get("purpose") and "purpose" not in self.errors:
            self.add_error("purpose", _("Skriv, hvad CPR-numrene skal bruges til."))
        return cleaned
