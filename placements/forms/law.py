"""What the check of the law asks people, and the reason that they write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.forms.placements import StartForm
from placements.forms.proposals import ProposalForm
from placements.forms.signing import SendForm
from placements.law.facts import Purpose, Said, Verdict
from placements.law.loader import Told
from smaajob.formfields import no_cpr
from smaajob.rules.files import groups

DO_NOT_KNOW = ("", gettext_lazy("Det ved jeg ikke"))
YES, NO = "ja", "nej"
# In the order in which they stand; each is a name that a finding can ask for (placements.law.facts.Finding.asks).
FIELDS = ("purpose", "law_group", "statement", "guardian", "in_school", "reason")


def in_school_field() -> forms.ChoiceField:
    """Whether somebody under 18 must go to school."""
    return forms.ChoiceField(
        label=gettext_lazy("Har personen undervisningspligt?"),
        help_text=gettext_lazy("Det har man som regel til og med 9. klasse."),
        choices=[(YES, gettext_lazy("Ja")), (NO, gettext_lazy("Nej")), DO_NOT_KNOW],
        widget=forms.RadioSelect,
        required=False,
    )


def reason_field(hint: Any) -> forms.CharField:
    """Why it is in order."""
    return forms.CharField(
        label=gettext_lazy("Hvorfor er det i orden?"),
        help_text=hint,
        widget=forms.Textarea({"rows": 3}),
        max_length=500,
        required=False,
        validators=[no_cpr],
    )


class LawShown(forms.Form):
    """Fields that are shown where the check asks for them; none is required by itself: the check says what is missing.

    `names` in the order in which they stand; `why` is the one for the reason.
    """

    names: tuple[str, ...] = ()
    why = "reason"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.names:  # last, also in the summary of errors
            self.fields[name] = self.fields.pop(name)
            # A preview that comes while somebody answers must not take their answer away.
            self.fields[name].widget.attrs["hx-preserve"] = "true"

    def show(self, verdict: Verdict) -> list[forms.BoundField]:
        """The fields that the check asks for, and those that have been answered. A choice of groups offers those that it may be."""
        asked = verdict.asks | ({self.why} if verdict.to_reason and not verdict.stops else set())
        found = verdict.asked("law_group")
        if found and found.options and "law_group" in self.names and not self["law_group"].value():
            self.offer("law_group", [DO_NOT_KNOW, *found.options])
        if verdict.to_reason and all(one.asks for one in verdict.to_reason):
            self[self.why].help_text = _("Skriv det kort, hvis du ikke kan svare på det hele. Skriv ikke om helbred.")
        shown = [self[name] for name in self.names if name in asked or self[name].value()]
        for bound in shown:
            bound.field.required = True  # as it is shown; whether it is answered, the check says
        return shown

    def told(self) -> Told:
        """What was answered (before anything is sent: what it begins with), as the check takes it; what can't be read is not answered."""
        said = {name: self._answer(name) for name in FIELDS}
        return Told(
            purposes=(said["purpose"],) if said["purpose"] else (),
            law_group=said["law_group"],
            statement=said["statement"],
            guardian=said["guardian"],
            in_school={YES: True, NO: False}.get(said["in_school"]),
        )

    def offer(self, name: str, options: Any) -> None:
        """What can be chosen."""
        field: forms.ChoiceField = self.fields[name]  # type: ignore[assignment]
        field.choices = options

    def _answer(self, name: str) -> str:
        given = getattr(self, "cleaned_data", {}) if self.is_bound else self.initial
        return str(given.get(name) or "")


class LawFields(LawShown):
    """All that the law may ask about a placement."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Hvad er formålet med praktikken?"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    law_group = forms.ChoiceField(
        label=gettext_lazy("Hvilken målgruppe i loven er personen i?"),
        widget=forms.Select({"class": "input-width-xl"}),
        required=False,
    )
    statement = forms.ChoiceField(
        label=gettext_lazy("Har medarbejdernes repræsentant udtalt sig?"),
        choices=Said.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    guardian = forms.ChoiceField(
        label=gettext_lazy("Har forældre eller værge sagt ja?"),
        choices=[(Said.YES.value, Said.YES.label), (Said.LATER.value, Said.LATER.label), DO_NOT_KNOW],
        widget=forms.RadioSelect,
        required=False,
    )
    in_school = in_school_field()
    reason = reason_field(
        gettext_lazy("Skriv det kort. Det bliver gemt i historikken med dit navn. Skriv ikke om helbred.")
    )
    names = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("law_group", [DO_NOT_KNOW, *((one.code, str(one)) for one in groups("DK"))])

    def answers(self) -> dict[str, Any]:
        """What the verbs take."""
        return {"told": self.told(), "reason": self.cleaned_data["reason"]}


def initial_answers(told: Told, reason: str) -> dict[str, str]:
    """What was answered before, as the fields show it."""
    return {
        "purpose": " ".join(told.purposes[:1]),
        "law_group": told.law_group,
        "statement": str(told.statement),
        "guardian": str(told.guardian),
        "in_school": {True: YES, False: NO, None: ""}[told.in_school],
        "reason": reason,
    }


class LawfulProposalForm(ProposalForm, LawFields):
    """A proposal's terms, and what the law asks about them."""


class LawfulSendForm(SendForm, LawFields):
    """How each signs an agreement, and what the law asks about it."""


class ShiftLawFields(LawShown):
    """What the law may ask about shifts under 18. A moved shift has a reason already, which the parties read."""

    in_school = in_school_field()
    law_reason = reason_field(gettext_lazy("Kun I i kommunen kan læse det. Skriv ikke om helbred."))
    names: tuple[str, ...] = ("in_school", "law_reason")
    why = "law_reason"

    def answers(self) -> dict[str, Any]:
        """What the verbs take."""
        return {"told": self.told(), "law_reason": self.cleaned_data["law_reason"]}


class MoveLawFields(ShiftLawFields):
    """What the law may ask about a move to another workplace. Why somebody moves is another reason than why it is in order."""

    statement = forms.ChoiceField(
        label=gettext_lazy("Har medarbejdernes repræsentant på det nye sted udtalt sig?"),
        choices=Said.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    names = ("statement", "in_school", "law_reason")


class LawfulStartForm(StartForm, LawFields):
    """What a placement begins with, and what the law asks about it."""

    def terms(self) -> dict[str, Any]:
        """What the verb takes."""
        return super().terms() | self.answers()
