"""A placement written by hand, and put right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Programme
from employers.models import Task, Workplace
from placements.actions.lawful import said_before
from placements.forms.law import LawFields, initial_answers
from placements.forms.placements import PLAIN_REASONS, StartForm
from placements.models import Placement
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField
from smaajob.search import fold
from smaajob.vocabulary import PlacementKind

UNKNOWN, OF_TASK, TYPED = "ukendt", "opgaven", "skrevet"
SHOWN = 5
REASONS = [("", gettext_lazy("Det er ikke slut")), *PLAIN_REASONS]


class RegisterForm(StartForm, LawFields):
    """Where, what, when; and for what has been, how it ended. A workplace and a task are typed, with the names as suggestions."""

    workplace = forms.CharField(
        label=gettext_lazy("Hvor?"),
        max_length=300,
        widget=forms.TextInput({"list": "arbejdspladser", "autocomplete": "off", "class": "input-width-xl"}),
        help_text=gettext_lazy("Begynd at skrive arbejdspladsens navn, og vælg den."),
        error_messages={"required": gettext_lazy("Skriv, hvilken arbejdsplads det er.")},
    )
    task = forms.CharField(
        label=gettext_lazy("Hvilken opgave?"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"list": "opgaver", "autocomplete": "off", "class": "input-width-xl"}),
        help_text=gettext_lazy("Lad feltet stå tomt, hvis det ikke er en bestemt opgave."),
    )
    actual_end = DayField(label=gettext_lazy("Hvilken dag sluttede det?"), required=False)
    end_reason = forms.ChoiceField(label=gettext_lazy("Hvordan sluttede det?"), choices=REASONS, required=False)
    times = forms.ChoiceField(
        label=gettext_lazy("Hvornår er vagterne?"),
        widget=forms.RadioSelect,
        choices=[
            (UNKNOWN, gettext_lazy("Det ved vi ikke. Forløbet får ingen vagter i kalenderen.")),
            (OF_TASK, gettext_lazy("Som i opgaven")),
            (TYPED, gettext_lazy("Jeg skriver tiderne")),
        ],
        error_messages={"required": gettext_lazy("Vælg, hvor vi har tiderne fra.")},
    )

    def __init__(self, data: Any = None, *, scope: Scope, initial: dict[str, Any]) -> None:
        super().__init__(data, scope=scope, initial={"times": UNKNOWN, **initial})
        self.scope = scope
        self.order_fields(
            ["kind", "workplace", "task", "programme", "start", "planned_end", "actual_end", "end_reason", "times"]
        )

    @property
    def workplaces(self) -> list[str]:
        """What the browser suggests."""
        return [name_of(one) for one in Workplace.objects.visible_to(self.scope).current()]

    @property
    def tasks(self) -> list[str]:
        """What the browser suggests: the workplace's tasks where one is typed, else nothing."""
        found = _named(Workplace.objects.visible_to(self.scope), self["workplace"].value() or "", name_of)
        if len(found) != 1:
            return []
        return [
            one.title for one in Task.objects.visible_to(self.scope).filter(workplace=found[0]).order_by("sort_key")
        ]

    def clean_workplace(self) -> Workplace:
        found = _named(Workplace.objects.visible_to(self.scope), self.cleaned_data["workplace"], name_of)
        only: Workplace = _one(
            found, name_of, _("Vi kender ingen arbejdsplads, der hedder det. Skriv noget af navnet.")
        )
        return only

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if values.get("times") != TYPED:
            values["windows"] = []
        workplace, typed = values.get("workplace"), values.pop("task", "")
        values["task"] = None
        if workplace and typed:
            try:
                values["task"] = self._task(workplace, typed)
            except forms.ValidationError as error:
                self.add_error("task", error)
        self._check_times_chosen()
        return values

    def _task(self, workplace: Workplace, typed: str) -> Task:
        tasks = Task.objects.visible_to(self.scope).select_related("workplace")
        here = _named(tasks.filter(workplace=workplace), typed, str)
        if not here and (elsewhere := _named(tasks, typed, str)):
            text = _("Opgaven hører til %(workplace)s. Vælg den arbejdsplads, eller en anden opgave.")
            raise forms.ValidationError(text % {"workplace": elsewhere[0].workplace})
        found: Task = _one(
            here,
            str,
            _("Arbejdspladsen har ingen opgave, der hedder det. Lad feltet stå tomt, hvis du ikke kender den."),
        )
        return found

    def _check_times_chosen(self) -> None:
        values, task = self.cleaned_data, self.cleaned_data.get("task")
        if values.get("times") == TYPED and not values.get("windows") and "windows" not in self.errors:
            cells = any(name.split("-")[0] in ("dag", "fra", "til") for name in self.errors)
            if not cells:
                self.add_error("windows", _("Skriv mindst én tid, fx mandag fra 9 til 12."))
        if values.get("times") == OF_TASK:
            if task is None and "task" not in self.errors:
                self.add_error("times", _("Vælg en opgave, eller skriv tiderne selv."))
            elif task and (task.flexible or not task.windows):
                self.add_error(
                    "times", _("Opgaven har ikke faste tider. Skriv dem selv, eller vælg, at vi ikke ved det.")
                )
            elif task:
                values["windows"] = list(task.windows)

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        names = (
            "workplace",
            "task",
            "programme",
            "kind",
            "start",
            "planned_end",
            "actual_end",
            "end_reason",
            "windows",
        )
        return {**{name: self.cleaned_data[name] for name in names}, **self.answers()}


class CorrectForm(LawFields):
    """What may be wrong in a placement; one that has ended may also not have."""

    kind = forms.ChoiceField(label=gettext_lazy("Hvad er det?"), choices=PlacementKind.choices)
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=gettext_lazy("Indsats"),
        to_field_name="public_id",
        required=False,
        empty_label=gettext_lazy("Ingen indsats"),
    )
    start = DayField(label=gettext_lazy("Første dag"))
    planned_end = DayField(label=gettext_lazy("Sidste dag, som I regner med"))
    not_over = forms.BooleanField(label=gettext_lazy("Det var ikke slut alligevel"), required=False)
    actual_end = DayField(label=gettext_lazy("Hvilken dag sluttede det?"), required=False)
    end_reason = forms.ChoiceField(label=gettext_lazy("Hvordan sluttede det?"), choices=PLAIN_REASONS, required=False)

    def __init__(self, data: Any = None, *, placement: Placement, scope: Scope) -> None:
        names = ("kind", "start", "planned_end", "actual_end", "end_reason")
        initial = {name: getattr(placement, name) for name in names}
        before = initial_answers(said_before(placement)[0], "")
        super().__init__(
            data, initial={**before, **initial, "programme": placement.programme and placement.programme.public_id}
        )
        self.use_required_attribute = False
        programmes: forms.ModelChoiceField[Programme] = self.fields["programme"]  # type: ignore[assignment]  # the stubs say Field
        programmes.queryset = seen = Programme.objects.visible_to(scope)
        self.kept: dict[str, Any] = {}
        if placement.programme is not None and not seen.filter(pk=placement.programme.pk).exists():
            # Whoever doesn't work in the programme neither sees nor changes that the placement is in it.
            self.kept["programme"] = placement.programme
            del self.fields["programme"]
        if not placement.is_over:
            for name in ("not_over", "actual_end", "end_reason"):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in self.names}
        values = {**own, **self.kept, **self.answers()}
        if values.pop("not_over", False):
            values |= {"actual_end": None, "end_reason": ""}
        return values

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "actual_end" in self.fields and not (values.get("not_over") or values.get("actual_end") or self.errors):
            self.add_error("actual_end", _("Skriv dagen, eller sæt kryds ved, at det ikke var slut."))
        return values


def name_of(workplace: Workplace) -> str:
    """As the browser suggests it: two of one name lie in two towns, most often."""
    return f"{workplace.name}, {workplace.town}"


def _named(rows: Any, typed: str, name: Any) -> list[Any]:
    """The rows that are called what was typed; where none is, those that a search finds."""
    found = list(rows.search(typed).order_by("relevance", "sort_key", "pk")[:50]) if fold(typed).strip() else []
    same = [one for one in found if fold(name(one)).split() == fold(typed).split()]
    return same or found


def _one(found: list[Any], name: Any, nothing: str) -> Any:
    if not found:
        raise forms.ValidationError(nothing)
    if len(found) > 1:
        names = "; ".join(name(one) for one in found[:SHOWN])
        more = _(" og flere") if len(found) > SHOWN else ""
        raise forms.ValidationError(
            _("Flere kan være ment: %(names)s%(more)s. Skriv mere.") % {"names": names, "more": more}
        )
    return found[0]
