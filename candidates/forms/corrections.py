"""What is wrong, in the person's words; and the answer to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Answer, Correction
from smaajob.masking import holds_cpr

LONGEST = 2000


def _words(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea({"rows": 4}), **kwargs)


class WithoutCpr(forms.Form):
    """No whole CPR number in what people write freely: it is kept as it was written."""

    def clean(self) -> dict[str, Any]:
        for name, text in list(self.cleaned_data.items()):
            if isinstance(text, str) and holds_cpr(text):
                self.add_error(
                    name, ValidationError(_("Skriv ikke hele CPR-nummeret her. Er det forkert, så ring til os."))
                )
        return self.cleaned_data

    def values(self) -> dict[str, str]:
        """What the verb takes, with one sign at the end of a line."""
        return {name: text.replace("\r\n", "\n") for name, text in self.cleaned_data.items()}


class CorrectionForm(WithoutCpr):
    """Two questions; the second may stay empty, where the first says it all."""

    wrong = _words(
        gettext_lazy("Hvad er forkert?"), error_messages={"required": gettext_lazy("Skriv, hvad der er forkert.")}
    )
    right = _words(
        gettext_lazy("Hvad skal der stå?"),
        required=False,
        help_text=gettext_lazy("Ved du det ikke, så lad feltet være tomt."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False


class AnswerForm(WithoutCpr):
    """Yes or no, and why: the person reads it."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Er det rettet?"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg ja eller nej.")},
    )
    reason = _words(
        gettext_lazy("Hvad har du gjort, eller hvorfor ikke?"),
        help_text=gettext_lazy("Personen læser det. Skriv kort og enkelt."),
        error_messages={"required": gettext_lazy("Skriv, hvad du har gjort, eller hvorfor det bliver stående.")},
    )

    def __init__(self, data: Any = None, *, correction: Correction) -> None:
        super().__init__(data)
        self.correction = correction
        self.use_required_attribute = False
