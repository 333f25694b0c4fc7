"""What changes while a placement lasts: longer, a pause, another place, a job. And what somebody asks for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.models import Task, Workplace
from placements.actions.extending import proposals
from placements.actions.hiring import HIRED_TO, Job
from placements.forms.law import LawFields, MoveLawFields, ShiftLawFields
from placements.models import ChangeRequest, PauseReason, Placement, WishAnswer
from smaajob.formfields import DayField, HoursField
from smaajob.vocabulary import PlacementKind, Status
from smaajob.week import WeekField
from smaajob.writing import day_year, lower_first
from smaajob.writing import windows as writing_windows

OTHER_DAY, FURTHER, UNTIL = "anden", "videre", "til"
FOLLOWED = timedelta(weeks=13)
NO_HEALTH = gettext_lazy("Skriv ikke noget om sygdom eller helbred.")


def own_words(label: Any, hint: Any = "", *, required: bool = False, error: Any = None) -> forms.CharField:
    """A few lines in own words."""
    messages = {"required": error} if error else {}
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=1000, widget=forms.Textarea({"rows": 3}),
        error_messages=messages,
    )  # fmt: skip


class ExtendForm(LawFields):
    """Until when; where hours step up, from when and which times; and what the law asks of it."""

    use_required_attribute = False
    how = forms.ChoiceField(
        label=gettext_lazy("Hvor længe?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Vælg, hvor længe forløbet skal vare."),
            # Offered before somebody extended it in another tab.
            "invalid_choice": gettext_lazy("Det kan ikke vælges her mere. Vælg igen."),
        },
    )
    until = DayField(
        label=gettext_lazy("Til hvilken dag?"),
        required=False,
        help_text=gettext_lazy("Skriv den, hvis du har valgt En anden dag."),
    )
    from_day = DayField(label=gettext_lazy("Fra hvilken dag?"), required=False)
    windows = WeekField(label=gettext_lazy("Nye tider i ugen"), required=False)

    def __init__(self, data: Any = None, *, placement: Placement) -> None:
        offered = proposals(placement)
        first = offered[0][0].isoformat() if offered else OTHER_DAY
        super().__init__(data, initial={"how": first})
        self.fields["reason"].label = _("Hvorfor?")
        how: forms.ChoiceField = self.fields["how"]  # type: ignore[assignment]
        how.choices = [
            *(
                (day.isoformat(), _("%(what)s (%(day)s)") % {"what": what, "day": day_year(day)})
                for day, what in offered
            ),
            (OTHER_DAY, _("En anden dag")),
        ]

    def clean(self) -> dict[str, Any]:
        how = self.cleaned_data.get("how")
        if how == OTHER_DAY and not self.cleaned_data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Skriv en dato, fx 2-3-2026."))
        elif how and how != OTHER_DAY:
            self.cleaned_data["until"] = date.fromisoformat(how)
        return self.cleaned_data

    @property
    def changes_times(self) -> bool:
        """Whether something is written of other times, so that they are shown."""
        return _written(self, "windows", "from_day")

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        values = {name: self.cleaned_data[name] for name in ("until", "reason", "from_day", "windows")}
        return values | {"told": self.told()}


class PauseForm(forms.Form):
    """From when, until when or until further, and why as a word."""

    use_required_attribute = False
    first_day = DayField(label=gettext_lazy("Første dag i pausen"))
    how = forms.ChoiceField(
        label=gettext_lazy("Hvor længe?"),
        widget=forms.RadioSelect,
        choices=[(UNTIL, gettext_lazy("Til en bestemt dag")), (FURTHER, gettext_lazy("Indtil videre"))],
    )
    last_day = DayField(
        label=gettext_lazy("Sidste dag i pausen"),
        required=False,
        help_text=gettext_lazy("Lad feltet stå tomt, hvis pausen er indtil videre."),
    )
    why = forms.ChoiceField(
        label=gettext_lazy("Hvorfor?"),
        help_text=gettext_lazy("Kun I i kommunen ser det. Arbejdspladsen får dagene at vide og ikke mere."),
        widget=forms.RadioSelect,
        choices=PauseReason.choices,
        error_messages={"required": gettext_lazy("Vælg, hvorfor der holdes pause.")},
    )
    words = own_words(gettext_lazy("Hvad er aftalt?"), NO_HEALTH)

    def __init__(self, data: Any = None, *, placement: Placement, why: str = "") -> None:
        first = max(timezone.localdate(), placement.start)
        super().__init__(data, initial={"first_day": first, "how": UNTIL, "why": why})

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("how") == FURTHER:
            self.cleaned_data["last_day"] = None
        elif not self.cleaned_data.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Skriv den sidste dag, eller vælg Indtil videre."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in ("first_day", "last_day", "why", "words")}


class ResumeForm(ShiftLawFields):
    """The first day on which the person comes again; and what the law asks of the shifts that come back, under 18."""

    use_required_attribute = False
    on = DayField(label=gettext_lazy("Første dag efter pausen"))

    def __init__(self, data: Any = None, *, suggested: date | None = None) -> None:
        super().__init__(data, initial={"on": suggested})

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        return {"on": self.cleaned_data["on"], **self.answers()}


class MoveForm(MoveLawFields):
    """Where to, from when, why; other times where they don't stay; and what the law asks of the new place."""

    use_required_attribute = False
    place = forms.ChoiceField(
        label=gettext_lazy("Hvor skal personen være?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvor personen skal være.")},
    )
    on = DayField(label=gettext_lazy("Fra hvilken dag?"))
    reason = own_words(
        gettext_lazy("Hvorfor?"),
        gettext_lazy("Kun I i kommunen læser det. Skriv ikke noget om sygdom eller helbred."),
        required=True,
        error=gettext_lazy("Skriv, hvorfor der flyttes."),
    )
    windows = WeekField(label=gettext_lazy("Nye tider i ugen"), required=False)

    def __init__(self, data: Any = None, *, places: list[tuple[Workplace, Task | None]]) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        self.places = {_key(*one): one for one in places}
        place: forms.ChoiceField = self.fields["place"]  # type: ignore[assignment]
        place.choices = [(key, _named(*one)) for key, one in self.places.items()]

    @property
    def changes_times(self) -> bool:
        """Whether something is written of other times, so that they are shown."""
        return _written(self, "windows")

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        workplace, task = self.places[self.cleaned_data["place"]]
        rest = {name: self.cleaned_data[name] for name in ("on", "reason", "windows")}
        return {"workplace": workplace, "task": task, **rest, **self.answers()}


def _written(form: forms.Form, *names: str) -> bool:
    return any(any(value) if isinstance(value := form[name].value(), list) else bool(value) for name in names)


def _key(workplace: Workplace, task: Task | None) -> str:
    return f"{workplace.public_id}/{task.public_id if task else ''}"


def _named(workplace: Workplace, task: Task | None) -> str:
    """The task with its times: a workplace may have several that are called the same."""
    if task is None:
        return _("%(place)s, uden en bestemt opgave") % {"place": workplace}
    times = writing_windows(task.windows) if task.windows and not task.flexible else _("fleksible tider")
    return f"{workplace}: {task.title} ({times})"


class HireForm(forms.Form):
    """The last day of the small job, what they were hired to, and for how long it is followed."""

    use_required_attribute = False
    on = DayField(
        label=gettext_lazy("Sidste dag i det lille job"), help_text=gettext_lazy("Jobbet begynder dagen efter.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Hvad er personen ansat i?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvad personen er ansat i.")},
    )
    follow = forms.BooleanField(
        label=gettext_lazy("Følg jobbet som et nyt forløb"),
        required=False,
        help_text=gettext_lazy("Så kan I holde kontakten den første tid og skrive timer."),
    )
    follow_until = DayField(
        label=gettext_lazy("Følg det til"),
        required=False,
        help_text=gettext_lazy("Skriv dagen, hvis jobbet skal følges."),
    )
    hours = HoursField(
        label=gettext_lazy("Timer om ugen"),
        required=False,
        help_text=gettext_lazy("Dem i jobbet, hvis I kender dem."),
    )
    status = forms.ChoiceField(label=gettext_lazy("Personens situation fra den dag"), required=False)
    words = own_words(gettext_lazy("Hvad er aftalt?"), NO_HEALTH)

    def __init__(self, data: Any = None, *, placement: Placement, last: date) -> None:
        kind = PlacementKind.FLEX_JOB if placement.kind == PlacementKind.FLEX_JOB else PlacementKind.JOB
        status = Status.FLEX_JOB if kind == PlacementKind.FLEX_JOB else Status.JOB
        initial = {"on": last, "kind": kind, "follow": True, "follow_until": last + FOLLOWED, "status": status}
        super().__init__(data, initial=initial)
        kinds: forms.ChoiceField = self.fields["kind"]  # type: ignore[assignment]
        kinds.choices = [(one.value, one.label) for one in HIRED_TO]
        situation: forms.ChoiceField = self.fields["status"]  # type: ignore[assignment]
        situation.choices = [("", _("Som før")), *Status.choices]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("follow") and not values.get("follow_until") and "follow_until" not in self.errors:
            self.add_error("follow_until", _("Skriv en dato, fx 2-3-2026."))
        return values

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        values = self.cleaned_data
        job = Job(values["kind"], values["follow_until"], hours=values["hours"] or None) if values["follow"] else None
        return {"on": values["on"], "job": job, "status": values["status"], "words": values["words"]}


class AskForm(forms.Form):
    """What somebody wants to say with it; nothing is asked of them."""

    use_required_attribute = False
    words = own_words("")

    def __init__(self, data: Any = None, *, label: str, hint: str) -> None:
        super().__init__(data)
        self.fields["words"].label, self.fields["words"].help_text = label, hint


class AnswerForm(forms.Form):
    """What came of what somebody asked for."""

    use_required_attribute = False
    answer = forms.ChoiceField(
        label=gettext_lazy("Hvad blev svaret?"),
        widget=forms.RadioSelect,
        choices=WishAnswer.choices,
        error_messages={"required": gettext_lazy("Vælg, hvad svaret blev.")},
    )
    reply = own_words(
        gettext_lazy("Skriv det til dem, der spurgte"), gettext_lazy("De læser det. Skriv ikke noget om sygdom.")
    )

    def __init__(self, data: Any = None, *, asked: ChangeRequest) -> None:
        super().__init__(data)
        self.asked = asked


def wish_words(asked: ChangeRequest) -> str:
    """`forlænge`: the wish inside a sentence."""
    return lower_first(str(asked.get_wish_display()))
