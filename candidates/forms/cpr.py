"""What a whole CPR number is to be used for, before it is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.forms.fields import text_field
from smaajob.masking import holds_cpr

OTHER = "andet"
PURPOSES = [
    ("opslag", gettext_lazy("Slå personen op i et andet af kommunens systemer")),
    ("bevilling", gettext_lazy("Skrive en bevilling eller en aftale")),
    ("indberetning", gettext_lazy("Indberette til en myndighed")),
    ("samme", gettext_lazy("Se, om to er den samme person")),
    (OTHER, gettext_lazy("Noget andet")),
]


class CprForm(forms.Form):
    """A purpose, and a few words where it is none of those named. Both go into the log that the person can read."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Hvad skal du bruge nummeret til?"),
        choices=[("", gettext_lazy("Vælg, hvad du skal bruge det til")), *PURPOSES],
        error_messages={"required": gettext_lazy("Vælg, hvad du skal bruge nummeret til.")},
    )
    words = text_field(gettext_lazy("Skriv det med få ord"), max_length=120)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="cpr_%s")
        self.use_required_attribute = False
        self.fields["words"].help_text = _("Personen kan selv læse det i sin log.")

    def clean_words(self) -> str:
        text: str = self.cleaned_data["words"]
        if holds_cpr(text):
            raise ValidationError(_("Skriv ikke et CPR-nummer her."))
        return text

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("purpose") == OTHER and not given.get("words") and "words" not in self.errors:
            self.add_error("words", _("Skriv, hvad du skal bruge nummeret til."))
        return given

    @property
    def said(self) -> str:
        """For the log: `CPR-nummer: Indberette til en myndighed. Refusion, maj`."""
        label = str(dict(PURPOSES)[self.cleaned_data["purpose"]])
        parts = [label] if self.cleaned_data["purpose"] != OTHER else []
        return _("CPR-nummer: %(why)s") % {"why": ". ".join([*parts, *filter(None, [self.cleaned_data["words"]])])}
