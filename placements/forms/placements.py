"""Start and end a placement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Programme
from placements.models import Placement
from placements.parties import Side
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField
from smaajob.formtimes import Misread, read_window, spread, write_window
from smaajob.schedule import AnyWindow, is_dated, occurrences
from smaajob.vocabulary import EndReason, PlacementKind, Status

PARTS = ("dag", "fra", "til")
FEWEST_ROWS, SPARE_ROWS, MOST_ROWS = 7, 5, 120
PLAIN_REASONS = [
    (EndReason.COMPLETED.value, gettext_lazy("Forløbet er gennemført")),
    (EndReason.EXTENDED.value, gettext_lazy("Det fortsætter i et nyt forløb")),
    (EndReason.HIRED.value, gettext_lazy("Personen er blevet ansat")),
    (EndReason.STOPPED_BY_CANDIDATE.value, gettext_lazy("Personen stoppede før tid")),
    (EndReason.STOPPED_BY_EMPLOYER.value, gettext_lazy("Arbejdspladsen stoppede det før tid")),
    (EndReason.ILLNESS.value, gettext_lazy("Sygdom")),
    (EndReason.MOVED.value, gettext_lazy("Personen er flyttet")),
    (EndReason.OTHER.value, gettext_lazy("Noget andet")),
]


class Cell(forms.CharField):
    """A cell of a row that may be empty; whether the row makes sense, the form says."""

    def __init__(self, label: str, **attributes: str) -> None:
        widget = forms.TextInput({"autocomplete": "off", **attributes})
        super().__init__(label=label, widget=widget, max_length=40)

    def validate(self, value: Any) -> None:
        """Nothing is asked of a cell alone."""


class TimesField(forms.Field):
    """Stands for all rows, so that what is wrong with them together has a place, and a link to the first of them."""

    class widget(forms.TextInput):  # noqa: N801  (Django's name for it)
        def id_for_label(self, _id: str | None) -> str:
            return "id_dag-0"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one time."""

    number: int
    day: BoundField
    start: BoundField
    end: BoundField

    @property
    def is_filled(self) -> bool:
        return any(cell.value() for cell in (self.day, self.start, self.end))


class StartForm(forms.Form):
    """What a placement begins with. The times are rows of day, from and to; empty rows don't count."""

    kind = forms.ChoiceField(label=gettext_lazy("Hvad er det?"), choices=PlacementKind.choices)
    start = DayField(label=gettext_lazy("Første dag"))
    planned_end = DayField(label=gettext_lazy("Sidste dag, som I regner med"))
    windows = TimesField(label=gettext_lazy("Tider"), required=False)
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=gettext_lazy("Indsats"),
        to_field_name="public_id",
        required=False,
        empty_label=gettext_lazy("Ingen indsats"),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("Personen har selv sagt ja til netop det her forløb"),
        error_messages={
            "required": gettext_lazy("Sæt kryds, hvis personen selv har sagt ja. Ellers kan forløbet ikke startes.")
        },
    )

    def __init__(self, data: Any = None, *, scope: Scope, initial: dict[str, Any], agreed: bool = True) -> None:
        times: Sequence[AnyWindow] = initial.get("windows", ())
        super().__init__(data, initial=initial)
        self.use_required_attribute = False
        programmes: forms.ModelChoiceField[Programme] = self.fields["programme"]  # type: ignore[assignment]
        programmes.queryset = Programme.objects.visible_to(scope).current()
        filled = [write_window(one) for one in times]
        count = max(FEWEST_ROWS, len(filled) + SPARE_ROWS)
        if data is not None:
            while count < MOST_ROWS and f"dag-{count}" in data:
                count += 1
        labels = (_("Tid %(n)d, dag"), _("Tid %(n)d, fra"), _("Tid %(n)d, til"))
        for number in range(count):
            for place, (part, label) in enumerate(zip(PARTS, labels, strict=True)):
                cell = Cell(label % {"n": number + 1}, **({"list": "ugedage"} if place == 0 else {}))
                cell.initial = filled[number][place] if number < len(filled) else ""
                self.fields[f"{part}-{number}"] = cell
        self.row_count = count
        if agreed:
            del self.fields["agreed"]
        self.fields["programme"] = self.fields.pop("programme")  # after the times, also in the summary of errors

    @property
    def rows(self) -> list[Row]:
        """The rows that are filled in, and one more (two at least)."""
        return self._all_rows[: self._shown]

    @property
    def spare_rows(self) -> list[Row]:
        """The rows that wait for being needed."""
        return self._all_rows[self._shown :]

    @property
    def _all_rows(self) -> list[Row]:
        return [Row(n + 1, *(self[f"{part}-{n}"] for part in PARTS)) for n in range(self.row_count)]

    @property
    def _shown(self) -> int:
        filled = [n for n, row in enumerate(self._all_rows, 1) if row.is_filled]
        return max([2, *[n + 1 for n in filled]])

    def clean(self) -> dict[str, Any]:
        windows, readable = [], True
        for number in range(self.row_count):
            day, start, end = (self.cleaned_data.get(f"{part}-{number}", "") for part in PARTS)
            if not any(spread((day, start, end))):
                continue
            try:
                windows.append(read_window((day, start, end)))
            except Misread as misread:
                self.add_error(f"{PARTS[misread.cell]}-{number}", str(misread))
                readable = False
        self.cleaned_data["windows"] = windows
        if readable:
            self._check_times(windows)
        return self.cleaned_data

    def _check_times(self, windows: list[AnyWindow]) -> None:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("planned_end")
        if start and end and end < start:
            self.add_error("planned_end", _("Forløbet kan ikke slutte, før det starter."))
        if is_dated(windows) and not all(is_dated([one]) for one in windows):
            self.add_error("windows", _("Skriv enten ugedage eller datoer, ikke begge dele."))
        elif start and end and windows and _none_between(windows, start, end):
            self.add_error("windows", _("Ingen af tiderne ligger i perioden."))

    def terms(self) -> dict[str, Any]:
        """What the verb takes."""
        names = ("kind", "start", "planned_end", "windows", "programme")
        return {name: self.cleaned_data[name] for name in names} | {"agreed": self.cleaned_data.get("agreed", False)}


def _none_between(windows: list[AnyWindow], start: date, end: date) -> bool:
    # A week shows every weekly time; dates are looked up, however long the period.
    last = end if is_dated(windows) else min(end, start + timedelta(days=6))
    return start <= end and next(occurrences(windows, start, last), None) is None


class EndForm(forms.Form):
    """When and how it ended, and what the person's situation is from the next day."""

    on = DayField(label=gettext_lazy("Sidste dag"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Hvordan sluttede det?"),
        choices=PLAIN_REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvordan forløbet sluttede.")},
    )
    asked_by = forms.ChoiceField(
        label=gettext_lazy("Hvem ville stoppe?"),
        required=False,
        choices=[("", gettext_lazy("Det var, som det var aftalt")), *Side.choices],
    )
    words = forms.CharField(
        label=gettext_lazy("Med egne ord"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Kun I i kommunen læser det. Skriv ikke noget om sygdom eller helbred."),
    )
    status = forms.ChoiceField(label=gettext_lazy("Personens situation bagefter"), required=False)

    def __init__(self, data: Any = None, *, placement: Placement, today: date, now: str) -> None:
        super().__init__(data, initial={"on": last_likely_day(placement, today)})
        before = _("Som før (%(status)s)") % {"status": Status(now).label.lower()} if now else _("Som før")
        status: forms.ChoiceField = self.fields["status"]  # type: ignore[assignment]
        status.choices = [("", before), *Status.choices]


def last_likely_day(placement: Placement, today: date) -> date:
    """Today, or the planned end where that is past; never before hours that have been written."""
    written = placement.hours.order_by("-last_day").values_list("last_day", flat=True).first()
    return max(min(today, placement.planned_end), written or date.min)


def suggested_status(placement: Placement, reason: str) -> str:
    """What a person's situation most likely is after an ending; empty where it says nothing of it."""
    if reason != EndReason.HIRED:
        return ""
    return Status.FLEX_JOB if placement.kind == PlacementKind.FLEX_JOB else Status.JOB
