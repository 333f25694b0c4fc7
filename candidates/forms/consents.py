"""That somebody said yes, as a consultant writes it down; and that they took it back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.consent_texts import current
from candidates.forms.fields import text_field
from candidates.models import Consent, ConsentItem, Purpose, To, a_year_after
from candidates.own_words import TO_YOU
from smaajob import receiving
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField
from smaajob.languages import named_languages
from smaajob.masking import holds_cpr
from smaajob.writing import joined

NO_CPR = gettext_lazy("Skriv ikke et CPR-nummer her.")
WRITTEN_DOWN = [
    (one.value, one.label) for one in Consent.Form if one.value in {Consent.Form.SPOKEN, Consent.Form.SIGNED}
]


def items_field() -> forms.MultipleChoiceField:
    """What may be told. Nothing is ticked beforehand: a yes is something that somebody says."""
    return forms.MultipleChoiceField(
        label=gettext_lazy("Hvad må vi fortælle?"),
        choices=ConsentItem.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Vælg det, personen sagde ja til.")},
    )


class ConsentForm(forms.Form):
    """One consent; `today` is the organisation's date."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Hvad er det til?"),
        choices=Purpose.choices,
        initial=Purpose.PROPOSE,
        widget=forms.RadioSelect,
    )
    items = items_field()
    to_kind = forms.ChoiceField(
        label=gettext_lazy("Hvem må vi fortælle det til?"),
        choices=To.choices,
        initial=To.EMPLOYERS,
        widget=forms.RadioSelect,
    )
    workplace = text_field(gettext_lazy("Hvilken arbejdsplads?"), max_length=200)
    how = forms.ChoiceField(
        label=gettext_lazy("Hvordan sagde personen ja?"),
        choices=WRITTEN_DOWN,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvordan personen sagde ja.")},
    )
    interpreter = forms.ChoiceField(label=gettext_lazy("Var der tolk på?"), required=False)
    given_on = DayField(label=gettext_lazy("Hvilken dag?"))
    until = DayField(
        label=gettext_lazy("Gælder til"),
        required=False,
        help_text=gettext_lazy("Højst 12 måneder. Er feltet tomt, gælder det i 12 måneder."),
    )

    def __init__(self, data: Any = None, *, scope: Scope, today: date) -> None:
        super().__init__(data, initial={"given_on": today})
        self.use_required_attribute = False
        self.scope, self.today = scope, today
        self.fields["workplace"].help_text = _("Kun hvis det er én arbejdsplads. Skriv navnet eller P-nummeret.")
        languages: Any = self.fields["interpreter"]
        languages.choices = [("", _("Nej")), *((code, name.capitalize()) for code, name in named_languages())]

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if day > self.today:
            raise ValidationError(_("Den dag er ikke kommet endnu."))
        if a_year_after(day) < self.today:
            raise ValidationError(_("Det er mere end 12 måneder siden, så det gælder ikke mere. Spørg personen igen."))
        return day

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        start, until = given.get("given_on"), given.get("until")
        if start and until:
            if until > a_year_after(start):
                self.add_error("until", _("Et samtykke gælder i højst 12 måneder."))
            elif until < max(start, self.today):
                self.add_error("until", _("Den dag er allerede gået."))
        if given.get("to_kind") == To.WORKPLACE and "workplace" not in self.errors:
            given["to"] = self._workplace(given.get("workplace", ""))
        elif given.get("workplace"):
            # A yes to one is never written down as a yes to all.
            self.add_error("to_kind", _("Du har skrevet en arbejdsplads. Vælg »Én arbejdsplads«, eller slet navnet."))
        return given

    def values(self) -> dict[str, Any]:
        """What candidates.actions.consents.give takes beside the person."""
        given = self.cleaned_data
        return {
            "items": given["items"],
            "text": current(given["given_on"], given["purpose"]),
            "form": given["how"],
            "given_on": given["given_on"],
            "until": given["until"],
            "to": given.get("to"),
            "interpreter": given["interpreter"],
        }

    def _workplace(self, words: str) -> tuple[UUID, str] | None:
        found = receiving.find(self.scope, words) if words else []
        if len(found) == 1:
            return found[0].public_id, found[0].name
        if not words:
            told = _("Skriv, hvilken arbejdsplads det er.")
        elif not found:
            told = _("Ingen af jeres arbejdspladser hedder sådan.")
        else:
            told = _("Der er flere: %(names)s. Skriv lidt mere, eller P-nummeret.") % {
                "names": joined([str(one) for one in found])
            }
        self.add_error("workplace", told)
        return None


class OwnConsentForm(forms.Form):
    """The person's own yes, on the screen."""

    items = items_field()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        items: Any = self.fields["items"]
        items.choices = [(code.value, f"{str(text)[:1].upper()}{str(text)[1:]}") for code, text in TO_YOU.items()]
        items.error_messages["required"] = _("Sæt kryds ved det, du siger ja til.")


class WithdrawForm(forms.Form):
    """Nothing need be said: taking a yes back is as easy as giving it."""

    reason = forms.CharField(
        label=gettext_lazy("Hvorfor?"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Det behøver ikke stå her."),
    )
    others = forms.BooleanField(label=gettext_lazy("Også alt andet, der er sagt ja til"), required=False, initial=True)

    def __init__(self, data: Any = None, *, others: int = 0, own: bool = False) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        if not others:
            del self.fields["others"]
        elif own:
            self.fields["others"].label = _("Også alt andet, du har sagt ja til")

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"]
        if holds_cpr(text):
            raise ValidationError(NO_CPR)
        return text
