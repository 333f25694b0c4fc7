"""Sign, refuse, note a paper, and say how each who has no login is reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from placements.actions.asking import Link, Way
from placements.agreeing.standing import Answer
from placements.models import Party, Says
from smaajob.files.checks import ACCEPT
from smaajob.files.forms import FilesField
from smaajob.formfields import DayField, PhoneField, no_cpr
from smaajob.phones import phone_number

EITHER = gettext_lazy("Et link skal have en e-mail eller en mobil.")
SCREEN, LINK, PAPER = "skaerm", "link", "papir"


class SignForm(forms.Form):
    """One's name, typed; the hash of what was shown comes along."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(
        label=gettext_lazy("Skriv dit navn"),
        max_length=200,
        validators=[no_cpr],
        widget=forms.TextInput({"autocomplete": "name", "class": "input-width-l"}),
        error_messages={"required": gettext_lazy("Skriv dit navn.")},
    )


class RefuseForm(SignForm):
    """A no with its reason."""

    words = forms.CharField(
        label=gettext_lazy("Hvorfor vil du ikke skrive under?"),
        help_text=gettext_lazy("Skriv det kort. Kommunen læser det og ringer til dig."),
        max_length=1000,
        validators=[no_cpr],
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Skriv kort hvorfor. Så kan vi rette det.")},
    )


class SendForm(forms.Form):
    """For each who is asked and has no login: by link (name, e-mail or phone) or on paper; who has a login may sign on paper too."""

    def __init__(self, data: Any = None, *, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.use_required_attribute = False
        self.ways = list(ways)
        for way in self.ways:
            self._add(way)

    def _add(self, way: Way) -> None:
        party = way.party
        first = (SCREEN, _("På skærmen, med eget login")) if way.users else (LINK, _("Med et link og en kode"))
        choice = forms.ChoiceField(
            label=_("Hvordan skriver %(party)s under?") % {"party": str(party.label).lower()},
            choices=[first, (PAPER, _("På papir. Jeg noterer det, når jeg har set det."))],
            widget=forms.RadioSelect,
            initial=first[0],
        )
        self.fields[f"{party}-way"] = choice
        if way.users:
            return
        known, whose = way.link or Link(""), {"party": str(party.label).lower()}
        self.fields[f"{party}-name"] = forms.CharField(
            label=_("Navn (%(party)s)") % whose,
            help_text=_("Skal med, når der sendes et link."),
            max_length=200,
            required=False,
            initial=known.name,
            widget=forms.TextInput({"autocomplete": "off"}),
        )
        self.fields[f"{party}-email"] = forms.EmailField(
            label=_("E-mail (%(party)s)") % whose, help_text=EITHER, required=False, initial=known.email
        )
        self.fields[f"{party}-phone"] = PhoneField(
            label=_("Telefon (%(party)s)") % whose, help_text=EITHER, initial=known.phone
        )

    @property
    def groups(self) -> list[tuple[Way, list[forms.BoundField]]]:
        """The fields by party."""
        return [
            (
                way,
                [
                    self[f"{way.party}-{part}"]
                    for part in ("way", "name", "email", "phone")
                    if f"{way.party}-{part}" in self.fields
                ],
            )
            for way in self.ways
        ]

    def clean(self) -> dict[str, Any]:
        for way in self.ways:
            if self.cleaned_data.get(f"{way.party}-way") != LINK:
                continue
            name, email, phone = (self.cleaned_data.get(f"{way.party}-{part}") for part in ("name", "email", "phone"))
            if not name:
                self.add_error(f"{way.party}-name", _("Skriv navnet på den, der skriver under."))
            if not email and not phone_number(phone or "") and f"{way.party}-email" not in self.errors:
                self.add_error(f"{way.party}-email", _("Skriv en e-mail eller en mobil, som linket kan sendes til."))
        return self.cleaned_data

    def links(self) -> dict[str, Link]:
        """Where links go, by party; the name also where it is on paper."""
        found = {}
        for way in self.ways:
            if way.users or not self.cleaned_data.get(f"{way.party}-name"):
                continue
            parts = (self.cleaned_data[f"{way.party}-{part}"] for part in ("name", "email", "phone"))
            found[str(way.party)] = Link(*parts)
        return found

    def on_paper(self) -> list[str]:
        """The parties that sign on paper."""
        return [str(way.party) for way in self.ways if self.cleaned_data[f"{way.party}-way"] == PAPER]


class LinkForm(forms.Form):
    """A link to somebody who has none, or to another address."""

    party = forms.ChoiceField(label=gettext_lazy("Til hvem?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Navn"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv navnet på den, der skriver under.")},
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), help_text=EITHER, required=False)
    phone = PhoneField(label=gettext_lazy("Telefon"), help_text=EITHER)

    def __init__(self, data: Any = None, *, answers: Sequence[Answer]) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        choice: forms.ChoiceField = self.fields["party"]  # type: ignore[assignment]
        choice.choices = [
            (str(one.party), str(one.party.label))
            for one in answers
            if not one.has_signed and one.party != Party.MUNICIPALITY
        ]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not values.get("email") and not phone_number(values.get("phone") or "") and "email" not in self.errors:
            self.add_error("email", _("Skriv en e-mail eller en mobil, som linket kan sendes til."))
        return values

    def to(self) -> Link:
        return Link(self.cleaned_data["name"], self.cleaned_data["email"], self.cleaned_data["phone"])


class OneFileField(FilesField):
    """At most one."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean([data] if data else [], initial) if data else []


class PaperForm(forms.Form):
    """Who wrote what on paper, and when it was seen."""

    party = forms.ChoiceField(
        label=gettext_lazy("Hvem har svaret på papir?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvem det er.")},
    )
    says = forms.ChoiceField(
        label=gettext_lazy("Hvad står der?"),
        widget=forms.RadioSelect,
        choices=[
            (Says.YES.value, gettext_lazy("Der er skrevet under")),
            (Says.NO.value, gettext_lazy("Nej, med en begrundelse")),
        ],
        initial=Says.YES.value,
    )
    name = forms.CharField(
        label=gettext_lazy("Navnet på papiret"),
        max_length=200,
        validators=[no_cpr],
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Skriv navnet på papiret.")},
    )
    seen_on = DayField(label=gettext_lazy("Datoen på papiret"))
    words = forms.CharField(
        label=gettext_lazy("Begrundelsen, hvis svaret er nej"),
        required=False,
        max_length=1000,
        validators=[no_cpr],
        widget=forms.Textarea({"rows": 2}),
    )
    scan = OneFileField(
        label=gettext_lazy("Foto eller scanning af papiret"),
        required=False,
        widget=forms.FileInput({"accept": ACCEPT}),
        help_text=gettext_lazy("PDF eller foto. Den lægges under personens filer. Ellers gem papiret, som I plejer."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, answers: Sequence[Answer]) -> None:
        super().__init__(data, files, initial={"seen_on": timezone.localdate()})
        self.use_required_attribute = False
        choice: forms.ChoiceField = self.fields["party"]  # type: ignore[assignment]
        choice.choices = [(str(one.party), str(one.party.label)) for one in answers if not one.has_signed]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("says") == Says.NO and not self.cleaned_data.get("words"):
            self.add_error("words", ValidationError(_("Skriv, hvad der står som begrundelse.")))
        return self.cleaned_data
