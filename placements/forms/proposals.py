"""Proposals: what is proposed, what each side answers, a meeting, more time, taking it back, and what a workplace asks for."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import ConsentItem
from employers.models import Workplace
from placements.actions.proposals import FIELDS
from placements.forms.placements import StartForm
from placements.models import EmployerReason, PersonReason, Proposal, WithdrawReason
from placements.told import Told
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField, no_cpr

NOTHING_TOLD = gettext_lazy("Sæt kryds ved det, arbejdspladsen skal vide. Uden det ved de ikke, hvem de siger ja til.")


def words_field(
    label: Any, hint: Any = "", *, longest: int = 500, rows: int = 3, required: bool = False
) -> forms.CharField:
    """Words that somebody may write freely; no CPR number."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        required=required,
        validators=[no_cpr],
        widget=forms.Textarea({"rows": rows}),
    )


class ProposalForm(StartForm):
    """The terms as they begin, what the workplace is told, what each is written, and by when the person answers."""

    items = forms.MultipleChoiceField(
        label=gettext_lazy("Hvad skal arbejdspladsen vide?"),
        choices=ConsentItem.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOTHING_TOLD},
    )
    words_to_person = words_field(
        gettext_lazy("Hvorfor kunne det passe? Skriv til personen"),
        gettext_lazy("Kort og venligt. Personen læser det på sin side."),
        longest=1000,
    )
    words_to_employer = words_field(
        gettext_lazy("Hvorfor kunne det passe? Skriv til arbejdspladsen"),
        gettext_lazy("Skriv ikke navn, sygdom eller ydelse her. De ser det, når personen har sagt ja."),
        longest=1000,
    )
    forwards = forms.BooleanField(
        label=gettext_lazy("Send videre til arbejdspladsen, så snart personen siger ja"), required=False
    )
    deadline = DayField(label=gettext_lazy("Personen svarer senest"))

    def __init__(self, data: Any = None, *, scope: Scope, initial: dict[str, Any], consented: frozenset[str]) -> None:
        super().__init__(data, scope=scope, initial=initial, agreed=True)
        items: forms.MultipleChoiceField = self.fields["items"]  # type: ignore[assignment]
        items.choices = [
            (code, text if code in consented else _("%(text)s (det spørger forslaget om lov til)") % {"text": text})
            for code, text in ConsentItem.choices
        ]
        last = ("items", "words_to_person", "words_to_employer", "forwards", "deadline")
        for name in last:  # after the times, as on the page
            self.fields[name] = self.fields.pop(name)

    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        return {name: self.cleaned_data[name] for name in FIELDS}


def initial_of(row: Proposal) -> dict[str, Any]:
    """What a draft's form shows."""
    return {name: getattr(row, name) for name in FIELDS} | {"programme": row.programme and row.programme.public_id}


class NoForm(forms.Form):
    """A no: why, if they like to say it."""

    reason = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    words = words_field(gettext_lazy("Vil du skrive lidt mere?"), gettext_lazy("Det behøver du ikke."))

    def __init__(self, data: Any = None, *, employer: bool = False) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        reason: forms.ChoiceField = self.fields["reason"]  # type: ignore[assignment]
        reason.label = _("Hvad er grunden?")
        reason.choices = EmployerReason.choices if employer else PersonReason.choices
        if employer:
            self.fields["words"].label = _("Vil I skrive lidt mere?")
            self.fields["words"].help_text = _("Skriv ikke noget om personens helbred. I behøver ikke skrive noget.")


class TalkForm(forms.Form):
    """Let us talk first: when it suits to be called, or to meet."""

    words = words_field(
        gettext_lazy("Hvornår passer det at mødes, eller at vi ringer?"),
        gettext_lazy("Fx »onsdag formiddag« eller »ring efter kl. 14«."),
    )


class HeardForm(forms.Form):
    """An answer that a consultant has heard, by phone or in the hall."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Hvad blev svaret?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvad svaret blev.")},
    )
    reason = forms.ChoiceField(label=gettext_lazy("Hvis nej: Hvad er grunden?"), required=False)
    words = words_field(
        gettext_lazy("Hvad blev der sagt?"), gettext_lazy("Behøver ikke stå her. Skriv ikke om sygdom.")
    )

    def __init__(self, data: Any = None, *, answers: list[tuple[str, Any]], employer: bool) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        answer: Any = self.fields["answer"]
        answer.choices = answers
        reason: Any = self.fields["reason"]
        reason.choices = [("", _("Ikke sagt")), *(EmployerReason.choices if employer else PersonReason.choices)]

    def values(self) -> dict[str, str]:
        """What the verbs take; a reason belongs to a no."""
        given = self.cleaned_data
        return {**given, "reason": given["reason"] if given["answer"] == "no" else ""}


class MeetingForm(forms.Form):
    """When, where, with whom."""

    day = DayField(label=gettext_lazy("Hvilken dag?"))
    clock = forms.TimeField(
        label=gettext_lazy("Klokken"),
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=gettext_lazy("Fx 10 eller 10.30"),
        error_messages={"invalid": gettext_lazy("Skriv et klokkeslæt, fx 10 eller 10.30.")},
    )
    place = forms.CharField(label=gettext_lazy("Hvor?"), max_length=200, validators=[no_cpr])
    with_whom = forms.CharField(
        label=gettext_lazy("Hvem er med?"),
        max_length=200,
        required=False,
        validators=[no_cpr],
        help_text=gettext_lazy("Begge sider læser det."),
    )

    def values(self, scope: Scope) -> dict[str, Any]:
        """What the verb takes; the clock is the organisation's."""
        day: date = self.cleaned_data["day"]
        clock: time = self.cleaned_data["clock"]
        at = datetime.combine(day, clock, tzinfo=scope.zone)
        return {"at": at, "place": self.cleaned_data["place"], "with_whom": self.cleaned_data["with_whom"]}


class DeadlineForm(forms.Form):
    """Another last day."""

    deadline = DayField(label=gettext_lazy("Svar senest"))


class WithdrawProposalForm(forms.Form):
    """Why it is taken back."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor?"),
        choices=[one for one in WithdrawReason.choices if one[0] != WithdrawReason.CONSENT],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvorfor forslaget tages tilbage.")},
    )
    words = words_field(gettext_lazy("Lidt mere?"), gettext_lazy("Kun kolleger læser det."))


class AskForm(forms.Form):
    """A workplace asks for somebody it knows: one whom it has been told of, or in its own words."""

    place = forms.ChoiceField(label=gettext_lazy("Til hvilken arbejdsplads?"))
    person = forms.ChoiceField(label=gettext_lazy("Hvem tænker I på?"), required=False, widget=forms.RadioSelect)
    who = forms.CharField(
        label=gettext_lazy("Skriv, hvem det er"),
        max_length=120,
        required=False,
        validators=[no_cpr],
        help_text=gettext_lazy("Fx »hende, der hjalp os i foråret«. Et fornavn er nok."),
    )
    words = words_field(gettext_lazy("Hvad skal personen hjælpe med, og hvornår?"))

    def __init__(self, data: Any = None, *, places: list[Workplace], told: list[Told]) -> None:
        super().__init__(data, initial={"place": str(places[0].public_id) if places else ""})
        self.use_required_attribute = False
        place: Any = self.fields["place"]
        place.choices = [(str(one.public_id), str(one)) for one in places]
        if len(places) == 1:
            place.widget = forms.HiddenInput()
        known = [one for one in told if one.first_name]
        person: Any = self.fields["person"]
        person.choices = [(str(one.person), one.first_name) for one in known] + [("", _("En anden"))]
        if not known:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("person") and not self.cleaned_data.get("who") and "who" not in self.errors:
            self.add_error("who", _("Skriv, hvem I tænker på."))
        return self.cleaned_data


class AskAnswerForm(forms.Form):
    """Why a wish comes to no proposal."""

    answer = words_field(gettext_lazy("Hvad skal arbejdspladsen have at vide?"), required=True)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        self.fields["answer"].error_messages["required"] = _("Skriv, hvorfor det ikke kan lade sig gøre.")


class WaitingForm(forms.Form):
    """A remark beside a name on the waiting list."""

    words = forms.CharField(label=gettext_lazy("Bemærkning"), max_length=200, required=False, validators=[no_cpr])
