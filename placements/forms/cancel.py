"""Why a placement is cancelled."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CancelForm(forms.Form):
    """Whoever wonders later reads it in the placement's history."""

    reason = forms.CharField(
        label=_("Hvorfor var det en fejl?"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text=_("Fx: Forløbet blev oprettet to gange. Skriv ikke noget om personens helbred."),
        error_messages={"required": _("Skriv, hvorfor forløbet skal annulleres.")},
    )

    use_required_attribute = False
