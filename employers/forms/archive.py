"""Put something away, and say how."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from employers.forms.fields import Line
from smaajob.archive import ArchivedAs


class ArchiveForm(forms.Form):
    """`how` is ArchivedAs.DONE or MISTAKE."""

    how = forms.ChoiceField(
        label=gettext_lazy("Hvorfor skal det i arkivet?"),
        choices=[
            (ArchivedAs.DONE.value, gettext_lazy("Det er slut. Det tæller stadig med i tal for den tid, det varede.")),
            (ArchivedAs.MISTAKE.value, gettext_lazy("Det blev oprettet ved en fejl. Det tæller ikke med i nogen tal.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, om det er slut eller var en fejl.")},
    )
    reason = Line(label=gettext_lazy("Vil du skrive hvorfor?"), required=False, max_length=300)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False
