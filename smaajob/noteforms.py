"""The form of a note: what happened, on which day, and what is worth knowing of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.formfields import DayField
from smaajob.masking import holds_cpr
from smaajob.notes import AbstractNote, NoteKind

LONGEST = 10_000
SIGN = "sign"  # the name of the button that signs as well


class NoteForm(forms.Form):
    """`note` is the draft that is written on; `kind` is what a new one begins as."""

    kind = forms.ChoiceField(label=gettext_lazy("Hvad er det?"), choices=NoteKind.choices, widget=forms.RadioSelect)
    happened_on = DayField(label=gettext_lazy("Hvilken dag?"))
    text = forms.CharField(
        label=gettext_lazy("Hvad skal huskes?"),
        help_text=gettext_lazy("Skriv kun det, der skal bruges. Ingen diagnoser."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Skriv, hvad der skal huskes.")},
    )
    important = forms.BooleanField(
        label=gettext_lazy("Vigtigt"), help_text=gettext_lazy("Står øverst, så alle ser det først."), required=False
    )

    def __init__(
        self, data: Any = None, *, note: AbstractNote | None = None, kind: str = NoteKind.NOTE, addendum: bool = False
    ) -> None:
        initial: dict[str, Any] = {"kind": kind, "happened_on": timezone.localdate()}
        if note is not None:
            initial = {name: getattr(note, name) for name in ("kind", "happened_on", "text", "important")}
        super().__init__(data, initial=initial)
        if addendum:
            # It is about the same; only its words are its own.
            del self.fields["kind"], self.fields["happened_on"], self.fields["important"]
            self.fields["text"].label = _("Hvad er rigtigt, eller hvad mangler?")

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Dagen er ikke kommet endnu. Skriv en dag, der har været."))
        return day

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if holds_cpr(text):
            raise ValidationError(
                _(
                    "Her står noget, der ligner et CPR-nummer. Slet det, eller nøjes med fødselsdagen. "
                    "Er det et andet nummer, så skriv det med mellemrum, fx 20 11 22 33."
                )
            )
        return text

    def values(self) -> dict[str, Any]:
        """What the verb takes; whether to sign, too."""
        return {**self.cleaned_data, "sign": SIGN in self.data}
