"""Move a shift, cancel it, plan them anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.documents.content import Step
from placements.forms.law import ShiftLawFields
from placements.models import CancelledWhy, Shift
from placements.parties import Side
from smaajob.formfields import DayField
from smaajob.formtimes import Misread, read_window, write_window
from smaajob.literals import Unreadable, read_date
from smaajob.schedule import DatedWindow, Window, parse_window
from smaajob.week import WeekField
from smaajob.writing import clock

MOST_LINES = 60
NEEDS_REASON = gettext_lazy("Skriv, hvorfor vagten bliver flyttet.")


class MoveForm(ShiftLawFields):
    """Another day or another time, and why."""

    day = DayField(label=gettext_lazy("Hvilken dag?"))
    start = forms.CharField(label=gettext_lazy("Fra"), max_length=10)
    end = forms.CharField(label=gettext_lazy("Til"), max_length=10)
    reason = forms.CharField(
        label=gettext_lazy("Hvorfor?"),
        max_length=200,
        help_text=gettext_lazy("Det læser personen og arbejdspladsen."),
        error_messages={"required": NEEDS_REASON},
    )

    def __init__(self, data: Any = None, *, shift: Shift) -> None:
        _day, start, end = write_window(_window(shift))
        super().__init__(data, initial={"day": shift.day, "start": start, "end": end})

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if {"day", "start", "end"} <= values.keys():
            try:
                values["to"] = read_window((values["day"].isoformat(), values["start"], values["end"]))
            except Misread as misread:
                self.add_error(("day", "start", "end")[misread.cell], str(misread))
        return values

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        return {"to": self.cleaned_data["to"], "reason": self.cleaned_data["reason"], **self.answers()}


class RestoreForm(ShiftLawFields):
    """A cancelled shift is on again: nothing is asked but what the law asks."""


class CancelForm(forms.Form):
    """Who cancelled, and why."""

    side = forms.ChoiceField(
        label=gettext_lazy("Hvem har aflyst?"),
        choices=Side.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvem der har aflyst.")},
    )
    why = forms.ChoiceField(
        label=gettext_lazy("Hvorfor?"),
        choices=CancelledWhy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg det, der passer bedst.")},
    )

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        return dict(self.cleaned_data)


class EmployerCancelForm(forms.Form):
    """The workplace cancels."""

    why = forms.ChoiceField(
        label=gettext_lazy("Hvorfor?"),
        choices=[
            (CancelledWhy.CLOSED.value, gettext_lazy("Vi holder lukket")),
            (CancelledWhy.NO_WORK.value, gettext_lazy("Der er ikke noget at lave den dag")),
            (CancelledWhy.NOBODY.value, gettext_lazy("Der er ingen til at tage imod")),
            (CancelledWhy.OTHER.value, gettext_lazy("Noget andet")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg det, der passer bedst.")},
    )


class LinesField(forms.CharField):
    """Something a line, as people write it."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=4000, widget=forms.Textarea({"rows": 3}), **kwargs)

    def lines(self, value: Any) -> list[str]:
        """Those that are written. Raises ValidationError where there are too many."""
        found = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(found) > MOST_LINES:
            raise forms.ValidationError(_("Skriv højst %(n)d linjer.") % {"n": MOST_LINES})
        return found


class DatesField(LinesField):
    """Dates, one a line: `2.3.2026`."""

    def clean(self, value: Any) -> Any:
        """A list of dates. Raises ValidationError that names the line."""
        found: list[date] = []
        for line in self.lines(value):
            try:
                found.append(read_date(line))
            except Unreadable as unreadable:
                raise forms.ValidationError(
                    _("Det kan vi ikke læse: %(line)s. Skriv fx 2.3.2026.") % {"line": line}
                ) from unreadable
        return found


class DatedTimesField(LinesField):
    """Dates with a time, one a line: `2.3.2026 9-12`."""

    def clean(self, value: Any) -> Any:
        """A list of DatedWindow. Raises ValidationError that names the line."""
        found: list[DatedWindow] = []
        for line in self.lines(value):
            try:
                window = read_window((line, "", ""))
            except Misread as misread:
                raise forms.ValidationError(_("%(line)s: %(why)s") % {"line": line, "why": misread}) from misread
            if not isinstance(window, DatedWindow):
                raise forms.ValidationError(_("%(line)s: Skriv en dato, fx 2.3.2026 9-12.") % {"line": line})
            found.append(window)
        return found


class PatternForm(ShiftLawFields):
    """A week, and what differs from it."""

    first_day = DayField(label=gettext_lazy("Fra hvilken dag skal det gælde?"))
    weekly = WeekField(label=gettext_lazy("Tider"), required=False)
    every = forms.TypedChoiceField(
        label=gettext_lazy("Hvor tit?"),
        choices=[(1, gettext_lazy("Hver uge")), (2, gettext_lazy("Hver anden uge"))],
        widget=forms.RadioSelect,
        coerce=int,
        help_text=gettext_lazy("Hver anden uge begynder med den uge, som du har valgt at begynde i."),
    )
    extra = DatedTimesField(
        label=gettext_lazy("Ekstra dage"), help_text=gettext_lazy("Én på hver linje, fx 2.3.2026 9-12.")
    )
    skipped = DatesField(
        label=gettext_lazy("Fridage"),
        help_text=gettext_lazy("Dage, hvor der ikke er vagt. Én på hver linje, fx 2.3.2026."),
    )
    works_on_holidays = forms.BooleanField(label=gettext_lazy("Der er også vagt på helligdage"), required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.use_required_attribute = False

    def values(self) -> dict[str, Any]:
        """What the verb takes of the pattern itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.names}


def initial_of(step: Step | None, first_day: date, *, works_on_holidays: bool) -> dict[str, Any]:
    """What the form begins with: a step as it holds from a day on; where none does, an empty week."""
    if step is None:
        return {"first_day": first_day, "every": 1}
    windows = [parse_window(one) for one in (*step.windows, *step.extra)]
    return {
        "first_day": first_day,
        "weekly": [one for one in windows if isinstance(one, Window)],
        "every": step.every,
        "extra": "\n".join(_line(one) for one in windows if isinstance(one, DatedWindow) and one.day >= first_day),
        "skipped": "\n".join(f"{one.day}.{one.month}.{one.year}" for one in step.skipped if one >= first_day),
        "works_on_holidays": works_on_holidays,
    }


def _line(window: DatedWindow) -> str:
    day = window.day
    return f"{day.day}.{day.month}.{day.year} {clock(window.start)}-{clock(window.end)}"


def _window(shift: Shift) -> DatedWindow:
    zone = shift.keeper.zone
    start, end = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    return DatedWindow(shift.day, start.hour * 60 + start.minute, end.hour * 60 + end.minute or 1440)
