"""The form that puts something in the archive: why, and a word about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from smaajob.archive import ArchivedAs


class ArchiveForm(forms.Form):
    """`over` is False for what can only have been a mistake."""

    how = forms.ChoiceField(
        label=gettext_lazy("Hvorfor skal det i arkivet?"),
        choices=[
            (ArchivedAs.DONE.value, gettext_lazy("Det er slut. Det tæller stadig med i tallene for sin tid.")),
            (ArchivedAs.MISTAKE.value, gettext_lazy("Det var en fejl. Det tæller ikke med nogen steder.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, om det er slut, eller om det var en fejl.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Vil du skrive hvorfor?"),
        help_text=gettext_lazy("Det står i historikken. Skriv ikke om personers helbred."),
        max_length=500,
        required=False,
    )

    def __init__(self, data: Any = None, *, over: bool = True) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        if not over:
            del self.fields["how"]

    def values(self) -> dict[str, str]:
        """What `smaajob.archive.archive` takes."""
        return {"how": ArchivedAs.MISTAKE.value, **self.cleaned_data}
