"""What is asked of somebody who acts in another's place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class ReasonForm(forms.Form):
    """Why somebody acts in another's place."""

    reason = forms.CharField(
        label=gettext_lazy("Hvorfor handler du på deres vegne?"),
        help_text=gettext_lazy("For eksempel: bad om det i telefonen. Det står i historikken. Skriv ikke om helbred."),
        max_length=300,
        error_messages={"required": gettext_lazy("Skriv kort hvorfor.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False
