"""When a company's task is: the same times each week, certain dates, or hours a week that can be any time; from which day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.forms.dates import DatesField
from employers.forms.tasks import DATED, FREE_WEEKLY, WEEKLY
from employers.models import Task
from smaajob.formfields import DayField, HoursField
from smaajob.schedule import AnyWindow, DatedWindow, Weekday, Window, occurrences, tidy
from smaajob.week import WeekField

# When something can be done at any time: the hours that most places are open.
WORKING_HOURS = [Window(Weekday(day), 8 * 60, 16 * 60) for day in range(5)]
TIMINGS = (
    (WEEKLY, gettext_lazy("Hver uge på faste tider")),
    (DATED, gettext_lazy("På bestemte datoer")),
    (FREE_WEEKLY, gettext_lazy("Når det passer, nogle timer om ugen")),
)


class WhenForm(forms.Form):
    """The fields of the times, and what must fit between them. `today` is the day on the municipality's clock."""

    today: date

    timing = forms.ChoiceField(
        label=gettext_lazy("Hvornår?"), choices=TIMINGS, widget=forms.RadioSelect, initial=WEEKLY
    )
    windows = WeekField(
        label=gettext_lazy("Tider i ugen"),
        help_text=gettext_lazy("Skriv fx 9-12. En dag, der står tom, er ikke med."),
    )
    dates = DatesField(label=gettext_lazy("Datoer"), help_text=gettext_lazy("Én linje for hver dag: dato, fra og til."))
    hours = HoursField(label=gettext_lazy("Hvor mange timer om ugen?"))
    start = DayField(label=gettext_lazy("Fra hvilken dag?"))
    end = DayField(
        label=gettext_lazy("Til og med hvilken dag?"),
        required=False,
        help_text=gettext_lazy("Tom, hvis opgaven bare fortsætter."),
    )

    @property
    def _times(self) -> str:
        return "dates" if self.cleaned_data.get("timing") == DATED else "windows"

    def _of_times(self, shortest: Decimal) -> dict[str, Any]:
        """What can be read of the times and the days, by the task's own names. `shortest` session in hours, where they are free."""
        found, flexible = self.cleaned_data, self.cleaned_data.get("timing") == FREE_WEEKLY
        values: dict[str, Any] = {name: found[name] for name in ("start", "end") if name in found}
        values |= {"flexible": flexible, "hours": found.get("hours") if flexible else None}
        if self._times in found and not self.has_error(self._times):
            windows: list[AnyWindow] = found[self._times] or (list(WORKING_HOURS) if flexible else [])
            values["windows"] = windows
            if flexible and windows:
                longest = Decimal(max(one.minutes for one in tidy(windows))) / 60
                values["min_session_hours"] = min(shortest, longest, found.get("hours") or longest)
        return values

    def _forget_other_times(self) -> None:
        found = self.cleaned_data
        folded = {"windows" if self._times == "dates" else "dates"}
        folded |= set() if found.get("timing") == FREE_WEEKLY else {"hours"}
        for name in folded:
            self.errors.pop(name, None)
            found.setdefault(name, None)
            if hasattr(widget := self.fields[name].widget, "faults"):
                widget.faults, widget.fault = {}, ""
        if found.get("timing") == FREE_WEEKLY and self.has_error("windows", "required"):
            del self.errors["windows"]
            found["windows"], self.fields["windows"].widget.fault = [], ""

    def _settle_days(self) -> None:
        """Work on certain dates runs from the first of them to the last; nothing else is asked."""
        found = self.cleaned_data
        if self._times != "dates":
            return
        for name in ("start", "end"):
            self.errors.pop(name, None)
        days = sorted(one.day for one in found.get("dates") or () if isinstance(one, DatedWindow))
        found["start"], found["end"] = (days[0], days[-1]) if days else (None, None)

    def _check_days(self, task: Task | None) -> None:
        found, told = self.cleaned_data, _("Den dag er gået. Skriv i dag eller en dag, der kommer.")
        if self._times == "dates":
            known = {one.day for one in task.windows if isinstance(one, DatedWindow)} if task else set()
            days = {one.day for one in found.get("dates") or () if isinstance(one, DatedWindow)}
            if gone := sorted(day for day in days - known if day < self.today):
                self._say("dates", _("%(day)s er gået.") % {"day": f"{gone[0].day}.{gone[0].month}.{gone[0].year}"})
            return
        start, end = found.get("start"), found.get("end")
        if start and start < self.today and (task is None or start != task.start):
            self.add_error("start", told)
        elif end and end < self.today:
            self.add_error("end", told)
        elif start and end and start <= end and self._no_day_between(start, end):
            self.add_error("end", _("Ingen af dagene ligger mellem den første og den sidste dag."))

    def _no_day_between(self, start: date, end: date) -> bool:
        windows: list[AnyWindow] = self.cleaned_data.get("windows") or []
        return bool(windows) and next(occurrences(windows, start, end), None) is None

    def _say(self, name: str, text: str) -> None:
        if name in ("windows", "dates"):
            self.fields[name].widget.fault = text
        self.add_error(name, text)


def next_start(today: date) -> date:
    """The Monday after the next seven days: what most mean when they need somebody soon."""
    later = today + timedelta(days=7)
    return later + timedelta(days=-later.weekday() % 7)
