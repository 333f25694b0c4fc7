"""An agreement's draft: what it says, and its steps in hours, a card each. Works without JavaScript: the spare steps are folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.needs import PHRASES
from employers.forms.fields import PayField
from placements.actions.drafting import FIELDS, MOST_STEPS
from placements.agreeing.rules import asks_for_purpose
from placements.agreeing.steps import faults_of, weekly_hours
from placements.documents.content import Step
from placements.forms.agreement_fields import DatedTimesField, DaysField
from placements.models import AgreementPurpose, AgreementVersion
from smaajob.formfields import DayField, HoursField, PhoneField, no_cpr
from smaajob.schedule import DatedWindow, parse_window, total_hours
from smaajob.vocabulary import Country, PlacementKind
from smaajob.week import WeekField

SPARE = 2
PARTS = {
    "fra": gettext_lazy("Fra hvilken dag?"),
    "tider": gettext_lazy("Tider om ugen"),
    "hver": gettext_lazy("Hvor tit?"),
    "loen": gettext_lazy("Heraf timer med løn om ugen"),
    "dage": gettext_lazy("Enkelte dage ud over ugens tider"),
    "ikke": gettext_lazy("Dage uden arbejde"),
}
PART_OF = {"first_day": "fra", "extra": "dage"}  # where a step's fault is told
WIDE = ("description", "pay_note", "find_way", "bring", "insurance", "remarks")
_AREA = {"rows": 4}


class StepsField(forms.Field):
    """Stands for all steps, so that what is wrong with them together has a place, and a link to the first."""

    class widget(forms.TextInput):  # noqa: N801  (Django's name for it)
        def id_for_label(self, _id: str | None) -> str:
            return "id_trin-0-fra"


@dataclass(frozen=True, slots=True)
class StepCard:
    """The fields of one step. Their own labels say which step they are of, for the list of what is wrong; `labels`, beside the fields,
    don't: there the step's heading says it."""

    labels = PARTS
    number: int
    first_day: BoundField
    windows: BoundField
    every: BoundField
    paid: BoundField
    extra: BoundField
    skipped: BoundField
    is_filled: bool


class AgreementForm(forms.Form):
    """What an agreement or an amendment says. `released`: what of the person's needs may stand in it."""

    reason = forms.CharField(
        label=gettext_lazy("Hvorfor ændres aftalen?"),
        max_length=500,
        validators=[no_cpr],
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Alle, der læser aftalen i historikken, kan se det."),
        error_messages={"required": gettext_lazy("Skriv, hvorfor aftalen ændres.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Hvad er det?"), choices=PlacementKind.choices)
    purpose = forms.ChoiceField(
        label=gettext_lazy("Hvad er praktikken for?"),
        help_text=gettext_lazy("En praktik skal have ét af de tre formål."),
        choices=AgreementPurpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvad praktikken er for. Der skal være ét formål.")},
    )
    valid_from = DayField(label=gettext_lazy("Første dag"))
    end = DayField(label=gettext_lazy("Sidste dag"))
    description = forms.CharField(
        label=gettext_lazy("Hvad skal personen lave?"),
        validators=[no_cpr],
        max_length=4000,
        widget=forms.Textarea(_AREA),
        error_messages={"required": gettext_lazy("Skriv, hvad personen skal lave.")},
    )
    place_text = forms.CharField(
        label=gettext_lazy("Hvor? Adresse"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"class": "input-width-xl"}),
    )
    steps = StepsField(label=gettext_lazy("Timer og tider"), required=False)
    works_on_holidays = forms.BooleanField(label=gettext_lazy("Også på helligdage"), required=False)
    hourly_pay = PayField(label=gettext_lazy("Løn i timen"))
    pay_note = forms.CharField(
        label=gettext_lazy("Mere om lønnen"), max_length=200, required=False, validators=[no_cpr]
    )
    meets_name = forms.CharField(label=gettext_lazy("Hvem tager imod?"), max_length=120, required=False)
    meets_phone = PhoneField(label=gettext_lazy("Telefon til den, der tager imod"))
    find_way = forms.CharField(label=gettext_lazy("Sådan finder man ind"), max_length=300, required=False)
    bring = forms.CharField(label=gettext_lazy("Hvad skal man have med?"), max_length=300, required=False)
    accommodations = forms.MultipleChoiceField(
        label=gettext_lazy("Hvad tager arbejdspladsen hensyn til?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    insurance = forms.CharField(
        label=gettext_lazy("Forsikring"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(_AREA),
        validators=[no_cpr],
    )
    follow_ups = DaysField(
        label=gettext_lazy("Hvornår følger vi op?"), help_text=gettext_lazy("En dato på hver linje, fx 2-3-2026.")
    )
    remarks = forms.CharField(
        label=gettext_lazy("Andet, der er aftalt"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(_AREA),
        validators=[no_cpr],
    )

    def __init__(
        self,
        data: Any = None,
        *,
        agreement: AgreementVersion,
        steps: Sequence[Step],
        released: Sequence[str],
        danish: bool,
    ) -> None:
        super().__init__(data, initial={name: getattr(agreement, name) for name in FIELDS})
        self.use_required_attribute = False
        offered = [code for code in PHRASES if code in {*released, *agreement.accommodations}]
        accommodations: forms.MultipleChoiceField = self.fields["accommodations"]  # type: ignore[assignment]
        accommodations.choices = [(code.value, str(PHRASES[code])) for code in offered]
        if not offered:
            del self.fields["accommodations"]
        for name in WIDE:
            self.fields[name].widget.attrs["class"] = "input-width-xl"
        self.asks_for_purpose = danish and asks_for_purpose(
            str((data or {}).get("kind") or agreement.kind), Country.DENMARK
        )
        if not self.asks_for_purpose:
            del self.fields["purpose"]
        if agreement.is_amendment:
            self.fields["valid_from"].label = _("Fra hvilken dag gælder det nye?")
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]
        self._make_steps(data, steps)

    def _make_steps(self, data: Any, steps: Sequence[Step]) -> None:
        self.count = min(MOST_STEPS, max(len(steps) + SPARE, 3))
        if data is not None:
            while self.count < MOST_STEPS and f"trin-{self.count}-fra" in data:
                self.count += 1
        for number in range(self.count):
            step = steps[number] if number < len(steps) else None
            fields: dict[str, forms.Field] = {
                "fra": DayField(required=False),
                "tider": WeekField(required=False),
                "hver": forms.ChoiceField(choices=[("1", _("Hver uge")), ("2", _("Hver anden uge"))], required=False),
                "loen": HoursField(required=False),
                "dage": DatedTimesField(help_text=_("En på hver linje, fx 2-3-2026 9-12.")),
                "ikke": DaysField(help_text=_("En dato på hver linje, fx 2-3-2026.")),
            }
            values = _initial(step)
            for part, field in fields.items():
                field.initial = values[part]
                field.label = _("Trin %(n)d: %(what)s") % {"n": number + 1, "what": PARTS[part]}
                self.fields[f"trin-{number}-{part}"] = field

    @property
    def cards(self) -> list[StepCard]:
        """The steps that are filled in; the first always."""
        return [one for one in self._all_cards if one.is_filled or one.number == 1]

    @property
    def spare_cards(self) -> list[StepCard]:
        """Those that wait for being needed."""
        return [one for one in self._all_cards if not one.is_filled and one.number != 1]

    @property
    def _all_cards(self) -> list[StepCard]:
        return [self._card(number) for number in range(self.count)]

    def _card(self, number: int) -> StepCard:
        names = [f"trin-{number}-{part}" for part in PARTS]
        filled = any(self._typed(number, part) for part in ("fra", "tider", "dage"))
        wrong = any(name in self.errors for name in names)
        first, windows, every, paid, extra, skipped = (self[name] for name in names)
        return StepCard(number + 1, first, windows, every, paid, extra, skipped, is_filled=filled or wrong)

    def _typed(self, number: int, part: str) -> bool:
        value = self[f"trin-{number}-{part}"].value()
        return any(value) if isinstance(value, list) and part == "tider" else bool(value)

    def clean(self) -> dict[str, Any]:
        steps, places, readable = [], [], True
        for number in range(self.count):
            name = f"trin-{number}-"
            if any(f"{name}{part}" in self.errors for part in PARTS):
                readable = False
                continue
            first, windows, extra = (self.cleaned_data.get(f"{name}{part}") for part in ("fra", "tider", "dage"))
            if not (first or windows or extra):
                continue
            if not first:
                self.add_error(f"{name}fra", _("Skriv, fra hvilken dag det gælder."))
                readable = False
            elif not (windows or extra):
                self.add_error(f"{name}tider", _("Skriv tiderne for mindst én dag."))
                readable = False
            else:
                steps.append(self._step(name, first, windows or [], extra or []))
                places.append(name)
        begins, end = self.cleaned_data.get("valid_from"), self.cleaned_data.get("end")
        if readable and begins and end and begins <= end:
            for fault in faults_of(steps, begins, end):
                self.add_error(f"{places[fault.place]}{PART_OF[fault.part]}", fault.said)
        self.cleaned_data["steps"] = steps if readable else []
        if readable and not steps:
            self.add_error("steps", _("Skriv, hvornår personen skal møde."))
        return self.cleaned_data

    def _step(self, name: str, first: date, windows: list[Any], extra: list[DatedWindow]) -> Step:
        every = int(self.cleaned_data.get(f"{name}hver") or 1)
        hours, paid = weekly_hours(windows, every), self.cleaned_data.get(f"{name}loen")
        if paid is not None and paid > hours and windows:
            self.add_error(f"{name}loen", _("Timerne med løn kan ikke være flere end timerne i alt."))
        hours = hours if windows else total_hours(extra)
        return Step(
            first_day=first,
            hours=hours,
            windows=tuple(str(one) for one in windows),
            every=every,
            paid_hours=paid,
            skipped=tuple(self.cleaned_data.get(f"{name}ikke") or ()),
            extra=tuple(str(one) for one in extra),
        )

    def values(self) -> dict[str, Any]:
        """What the verb takes, beside the steps. What is no praktik has no purpose."""
        values = {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}
        return values if self.asks_for_purpose else values | {"purpose": ""}

    def steps_typed(self) -> list[Step]:
        """The steps, in the order of their days."""
        return sorted(self.cleaned_data["steps"], key=lambda one: one.first_day)


def _initial(step: Step | None) -> dict[str, Any]:
    if step is None:
        return dict.fromkeys(PARTS) | {"hver": "1"}
    return {
        "fra": step.first_day,
        "tider": [parse_window(text) for text in step.windows],
        "hver": str(step.every),
        "loen": step.paid_hours,
        "dage": [parse_window(text) for text in step.extra],
        "ikke": list(step.skipped),
    }


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    why = forms.CharField(
        label=gettext_lazy("Hvorfor trækker du aftalen tilbage?"),
        help_text=gettext_lazy("De, der skulle skrive under, læser det."),
        max_length=300,
        validators=[no_cpr],
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Skriv, hvorfor aftalen trækkes tilbage.")},
    )
