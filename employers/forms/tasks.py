"""A task: what, when, where, what it asks, what is offered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from employers.actions.tasks import FIELDS
from employers.forms.dates import DatesField
from employers.forms.fields import CountField, Line, PayField, Prose, postcode_field
from employers.models import Task, Workplace
from employers.task_rules import faults_of
from employers.task_types import TYPES
from smaajob.formfields import DayField, HoursField, PhoneField
from smaajob.languages import LanguagesField
from smaajob.offers import OffersField, OffersWidget, said_of
from smaajob.schedule import AnyWindow, DatedWindow, is_dated
from smaajob.vocabulary import Category, Demand, PlacementKind, Step
from smaajob.week import WeekField

SHORTEST = Decimal(2)  # hours, as the import has it
WEEKLY, DATED, FREE_WEEKLY, FREE_DATED = "uge", "datoer", "frit", "frit-datoer"
TIMINGS = (
    (WEEKLY, gettext_lazy("På de samme tider hver uge")),
    (DATED, gettext_lazy("På bestemte datoer")),
    (FREE_WEEKLY, gettext_lazy("Når det passer i løbet af ugen")),
    (FREE_DATED, gettext_lazy("Når det passer på bestemte datoer")),
)


class TaskForm(forms.Form):
    """New at `workplace`, about `task`, or a copy of `model` (without its dates)."""

    title = Line(
        label=gettext_lazy("Hvad skal der laves?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv med få ord, hvad der skal laves.")},
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Slags arbejde"),
        choices=[("", gettext_lazy("Vælg")), *Category.choices],
        error_messages={"required": gettext_lazy("Vælg, hvad det er for noget arbejde.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Hvad bliver det til?"), choices=PlacementKind.choices)
    description = Prose(
        label=gettext_lazy("Fortæl lidt mere"),
        required=False,
        help_text=gettext_lazy("Det, man skal vide, før man siger ja: hvad man gør, med hvem, og hvad man tager på."),
    )
    timing = forms.ChoiceField(
        label=gettext_lazy("Hvornår skal det gøres?"), choices=TIMINGS, widget=forms.RadioSelect, initial=WEEKLY
    )
    windows = WeekField(label=gettext_lazy("Tider i ugen"))
    dates = DatesField(
        label=gettext_lazy("Tider på datoer"),
        help_text=gettext_lazy("Én linje for hver tid: dato, fra og til. Så kan første og sidste dag stå tomme."),
    )
    hours = HoursField(
        label=gettext_lazy("Hvor mange timer er det?"),
        help_text=gettext_lazy("Om ugen. Er det på bestemte datoer, så i alt."),
    )
    min_session_hours = HoursField(label=gettext_lazy("Hvor kort må en vagt være?"), required=False, initial=SHORTEST)
    start = DayField(label=gettext_lazy("Første dag"))
    end = DayField(
        label=gettext_lazy("Sidste dag"), required=False, help_text=gettext_lazy("Tom, hvis opgaven bare fortsætter.")
    )
    seats = CountField(label=gettext_lazy("Hvor mange er der plads til?"), least=1, most=32_767, initial=1)
    postcode = postcode_field(required=False)
    demands = forms.MultipleChoiceField(
        label=gettext_lazy("Hvad kræver det?"),
        choices=Demand.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    languages = LanguagesField(
        label=gettext_lazy("Hvilke sprog skal man kunne?"),
        required=False,
        help_text=gettext_lazy("Man skal kunne dem alle. Lad dem stå tomme, hvis sproget er lige meget."),
    )
    step = forms.TypedChoiceField(
        label=gettext_lazy("Hvor svært er det?"),
        choices=[
            ("", gettext_lazy("Det siger vi ikke noget om")),
            *((n, format_lazy("{}. {}", n, text)) for n, text in Step.choices),
        ],
        widget=forms.RadioSelect,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Trinet fortæller om arbejdet. Det udelukker aldrig nogen."),
    )
    offers = OffersField(
        label=gettext_lazy("Hvad kan tilbydes i opgaven?"),
        help_text=gettext_lazy(
            "Det, arbejdspladsen har sagt, gælder også her. Skriv kun det, der er særligt for opgaven."
        ),
    )
    hourly_pay = PayField(label=gettext_lazy("Løn i timen"))
    pay_note = Line(
        label=gettext_lazy("Om lønnen"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Fx: Efter overenskomst, eller tillæg om lørdagen."),
    )
    meets_name = Line(label=gettext_lazy("Hvem tager imod?"), max_length=120, required=False)
    meets_phone = PhoneField(label=gettext_lazy("Telefon til den, der tager imod"))
    find_way = Line(label=gettext_lazy("Hvordan finder man ind?"), max_length=300, required=False)
    bring = Line(label=gettext_lazy("Hvad skal man have med?"), max_length=300, required=False)
    external_id = Line(
        label=gettext_lazy("Id i jeres regneark"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Kun hvis I har opgaven i et regneark. Ellers finder vi selv på et."),
    )

    def __init__(
        self, data: Any = None, *, workplace: Workplace, task: Task | None = None, model: Task | None = None
    ) -> None:
        super().__init__(data, initial=_initial(task, model))
        self.use_required_attribute = False
        self.workplace, self.is_new = workplace, task is None
        self.fields["languages"].widget.without_level = gettext_lazy("Intet bestemt niveau")
        offers: OffersWidget = self.fields["offers"].widget
        offers.beside = said_of(workplace.offered, workplace.not_offered)

    @property
    def ready(self) -> list[tuple[str, str]]:
        """(title, kind of work) of the ready texts."""
        return [(str(one.title), one.category) for one in TYPES]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        times = "dates" if found.get("timing") in (DATED, FREE_DATED) else "windows"
        self._forget_what_is_not_asked(times, flexible=found.get("timing") in (FREE_WEEKLY, FREE_DATED))
        self._settle_days(found.get("dates") if times == "dates" else None)
        if "timing" in found:
            for name, text in faults_of(self.readable(), self.workplace.country).items():
                self._say(times if name == "windows" else name, text)
        return found

    def readable(self) -> dict[str, Any]:
        """The task's fields by name, of those that could be read; the times that the chosen way asks for."""
        found = self.cleaned_data
        times = "dates" if found.get("timing") in (DATED, FREE_DATED) else "windows"
        flexible = found.get("timing") in (FREE_WEEKLY, FREE_DATED)
        values = {name: found[name] for name in FIELDS if name in found and name != "windows"}
        if times in found:
            values["windows"] = found[times]
        if "offers" in found:
            values["offered"], values["not_offered"] = found["offers"]
        values["flexible"] = flexible
        if not flexible:
            values["hours"] = None
            values.pop("min_session_hours", None)  # it keeps the one that it has
        elif values.get("min_session_hours", 0) is None:
            values["min_session_hours"] = SHORTEST
        return values

    def values(self) -> dict[str, Any]:
        """What the verbs take; without an id the task keeps the one that it has."""
        external_id = self.cleaned_data["external_id"]
        return {**self.readable(), **({"external_id": external_id} if external_id else {})}

    def _settle_days(self, dates: list[AnyWindow] | None) -> None:
        """A new task on certain dates runs from the first of them to the last, where nothing else is said."""
        found, days = self.cleaned_data, sorted(one.day for one in dates or () if isinstance(one, DatedWindow))
        if not self.is_new or not days:
            return
        if self.has_error("start", "required"):
            del self.errors["start"]
            found["start"] = days[0]
        if "end" in found:
            found["end"] = found["end"] or days[-1]

    def _forget_what_is_not_asked(self, times: str, *, flexible: bool) -> None:
        # What stands in the part of the page that the choice has folded away is nobody's fault.
        folded = ["windows" if times == "dates" else "dates", *([] if flexible else ["hours", "min_session_hours"])]
        for name in folded:
            self.errors.pop(name, None)
            self.cleaned_data.setdefault(name, None)
            if hasattr(widget := self.fields[name].widget, "faults"):
                widget.faults, widget.fault = {}, ""

    def _say(self, name: str, text: str) -> None:
        if name in ("windows", "dates"):
            self.fields[name].widget.fault = text
        self.add_error(name, text)


def _initial(task: Task | None, model: Task | None) -> dict[str, Any]:
    source = task or model
    if source is None:
        return {"kind": PlacementKind.SMALL_JOB.value}
    initial = {name: getattr(source, name) for name in FIELDS if name not in ("windows", "start", "end")}
    initial |= {"offers": (list(source.offered), list(source.not_offered)), "timing": timing_of(source)}
    initial |= {"dates": source.windows} if source.windows_are_dated else {"windows": source.windows}
    if task is not None:
        return {**initial, "start": task.start, "end": task.end, "external_id": task.external_id}
    if source.windows_are_dated:
        initial["dates"] = []
    return initial


def timing_of(task: Task) -> str:
    """Which of TIMINGS a task has."""
    windows: list[AnyWindow] = task.windows
    if task.flexible:
        return FREE_DATED if is_dated(windows) else FREE_WEEKLY
    return DATED if is_dated(windows) else WEEKLY
