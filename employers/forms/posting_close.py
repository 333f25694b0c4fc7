"""A company closes a task of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from employers.forms.fields import Line
from smaajob.formfields import no_cpr

ENOUGH, MISTAKE = "nok", "fejl"


class CloseForm(forms.Form):
    """`over`: somebody is or has been in it, so that it was no mistake."""

    how = forms.ChoiceField(
        label=gettext_lazy("Hvorfor lukker I den?"),
        choices=[
            (ENOUGH, gettext_lazy("Vi har ikke brug for flere")),
            (MISTAKE, gettext_lazy("Den skulle ikke have været slået op")),
        ],
        widget=forms.RadioSelect,
        initial=ENOUGH,
        error_messages={"required": gettext_lazy("Vælg, hvorfor I lukker den.")},
    )
    reason = Line(
        label=gettext_lazy("Vil du skrive et par ord til kommunen?"),
        max_length=500,
        required=False,
        validators=[no_cpr],
    )

    def __init__(self, data: Any = None, *, over: bool) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        if over:
            del self.fields["how"]

    @property
    def is_mistake(self) -> bool:
        return self.cleaned_data.get("how") == MISTAKE
