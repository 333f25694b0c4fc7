"""What is said of a shift: by the person, by the workplace, by the municipality."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from placements.models import NOT_THERE, AttendanceState, Shift
from placements.parties import Side
from smaajob.formfields import DayField, no_cpr
from smaajob.formtimes import Misread, read_minute
from smaajob.schedule import DatedWindow, moments

# In the person's own words; the codes are AttendanceState's.
REASONS = [
    ("ill", gettext_lazy("Jeg er syg")),
    ("child_ill", gettext_lazy("Mit barn er sygt")),
    ("transport", gettext_lazy("Jeg kan ikke komme frem")),
    ("agreed_free", gettext_lazy("Jeg har aftalt at have fri")),
    ("other", gettext_lazy("Noget andet")),
]
MOST_SIGNS = 500
# What can be said of a shift that is still to come.
BEFOREHAND = NOT_THERE - {AttendanceState.ABSENT}


class CannotComeForm(forms.Form):
    """Why, in one tap; the rest may be left out."""

    why = forms.ChoiceField(
        label=gettext_lazy("Hvorfor?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg det, der passer bedst.")},
    )
    back_on = DayField(
        label=gettext_lazy("Hvilken dag regner du med at komme igen?"),
        required=False,
        help_text=gettext_lazy("Du behøver ikke at vide det."),
    )
    comment = forms.CharField(
        label=gettext_lazy("Vil du skrive mere?"),
        required=False,
        max_length=MOST_SIGNS,
        widget=forms.Textarea({"rows": 3}),
        validators=[no_cpr],
        help_text=gettext_lazy("Det læser kun din kontakt i kommunen."),
    )

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        return dict(self.cleaned_data)


class NoteForm(forms.Form):
    """How a shift went, as the municipality writes it; what is there already is corrected with a reason."""

    state = forms.ChoiceField(
        label=gettext_lazy("Hvordan gik det?"),
        choices=AttendanceState.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvordan det gik.")},
    )
    at = forms.CharField(
        label=gettext_lazy("Klokken"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("Hvis personen kom senere eller gik før. Skriv fx 9.30."),
    )
    side = forms.ChoiceField(
        label=gettext_lazy("På hvis side lå det?"),
        required=False,
        choices=[("", gettext_lazy("Som det plejer")), *Side.choices, ("nobody", gettext_lazy("Ingens"))],
        help_text=gettext_lazy("Fx arbejdspladsens, hvis døren var låst."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Hvorfor skal det rettes?"),
        max_length=300,
        error_messages={"required": gettext_lazy("Skriv, hvorfor det skal rettes.")},
    )

    def __init__(self, data: Any = None, *, shift: Shift, corrects: bool, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.shift = shift
        if shift.day > timezone.localdate():
            states: forms.ChoiceField = self.fields["state"]  # type: ignore[assignment]
            states.choices = [(code, text) for code, text in AttendanceState.choices if code in BEFOREHAND]
            states.label = gettext_lazy("Hvorfor?")
            del self.fields["at"]
        if corrects:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]

    def clean_at(self) -> datetime | None:
        return read_clock(self.shift, self.cleaned_data["at"])

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        values = dict(self.cleaned_data)
        side = values.pop("side")
        return {**values, "side": None if not side else "" if side == "nobody" else side}


def read_clock(shift: Shift, text: str) -> datetime | None:
    """`9.30` as a moment on the shift's day; None where nothing is written. Raises ValidationError."""
    if not text.strip():
        return None
    try:
        minute = read_minute(text)
    except Misread as misread:
        raise forms.ValidationError(str(misread)) from misread
    return moments(DatedWindow(shift.day, minute, minute + 1), shift.keeper.zone)[0]
