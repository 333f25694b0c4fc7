"""Everything about a person on one page, in the order in which one thinks of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.doubles import Double
from candidates.forms.checks import PersonChecks
from candidates.forms.choices import NeedsWidget, municipality_codes
from candidates.forms.fields import KmField, text_field
from candidates.models import Candidate
from smaajob.accounts.colleagues import ColleagueField
from smaajob.accounts.permissions import Permission
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField, EmailField, HoursField, PhoneField
from smaajob.geography import municipality_name
from smaajob.languages import LanguagesField
from smaajob.secrets import decrypt
from smaajob.vocabulary import Accommodation, Category, Certificate, Gender, Step, TargetGroup, offered
from smaajob.week import WeekField

# What the verb takes as it stands; CPR, target groups and the consent go their own way.
PLAIN = (
    "first_name",
    "last_name",
    "birth_date",
    "gender",
    "phone",
    "email",
    "address_protected",
    "registered_on",
    "step",
    "wishes",
    "certificates",
    "languages",
    "hours_per_week",
    "hours_per_day",
    "availability",
    "reach_km",
    "accommodations",
    "consultant",
    "stand_in",
)


class PersonForm(PersonChecks, forms.Form):
    """A person, new or known. `person` is None for a new one; `today` is the organisation's date."""

    first_name = text_field(gettext_lazy("Fornavn"), gettext_lazy("Skriv fornavnet."), max_length=100)
    last_name = text_field(gettext_lazy("Efternavn"), gettext_lazy("Skriv efternavnet."), max_length=100)
    birth_date = DayField(label=gettext_lazy("Fødselsdato"))
    cpr = text_field(
        gettext_lazy("CPR-nummer"), max_length=20, attrs={"inputmode": "numeric", "class": "input-width-s"}
    )
    remove_cpr = forms.BooleanField(label=gettext_lazy("Slet CPR-nummeret"), required=False)
    other_person = forms.BooleanField(label=gettext_lazy("Det er en anden person"), required=False)
    gender = forms.ChoiceField(
        label=gettext_lazy("Køn"),
        choices=[("", gettext_lazy("Ikke skrevet")), *Gender.choices],
        required=False,
        help_text=gettext_lazy("Det er kun rapporten om ligestilling, der læser det. Her på siderne vises det ikke."),
    )
    phone = PhoneField(label=gettext_lazy("Telefon"))
    email = EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        error_messages={"invalid": gettext_lazy("Skriv en hel e-mailadresse, fx navn@eksempel.dk.")},
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "email"}),
    )
    postcode = text_field(
        gettext_lazy("Postnummer"),
        gettext_lazy("Skriv postnummeret, hvor personen bor."),
        max_length=10,
        attrs={"inputmode": "numeric", "class": "input-width-xxs"},
    )
    address_protected = forms.BooleanField(label=gettext_lazy("Navne- og adressebeskyttelse"), required=False)
    municipality = forms.ChoiceField(
        label=gettext_lazy("Kommune"), error_messages={"required": gettext_lazy("Vælg personens kommune.")}
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Målgruppe"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Vælg mindst én målgruppe.")},
    )
    groups_from = DayField(
        label=gettext_lazy("Fra hvilken dag gælder den nye målgruppe?"),
        required=False,
        help_text=gettext_lazy("Kun hvis du ændrer målgruppen. Den gamle slutter dagen før. Tomt felt: fra i dag."),
    )
    registered_on = DayField(label=gettext_lazy("Registreret hos jer"))
    step = forms.TypedChoiceField(
        label=gettext_lazy("Trin"),
        choices=[("", gettext_lazy("Ikke valgt")), *((n, f"{n}. {text}") for n, text in Step.choices)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Hvor svært jobbet må være nu. Trinnet spærrer aldrig for et job med løn."),
    )
    wishes = forms.MultipleChoiceField(
        label=gettext_lazy("Vil gerne arbejde med"),
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    certificates = forms.MultipleChoiceField(
        label=gettext_lazy("Beviser"),
        choices=Certificate.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = LanguagesField(label=gettext_lazy("Sprog"), required=False)
    hours_per_week = HoursField(label=gettext_lazy("Højst timer om ugen"), required=False, most=168)
    hours_per_day = HoursField(label=gettext_lazy("Højst timer om dagen"), required=False, most=24)
    availability = WeekField(label=gettext_lazy("Tider, hvor personen kan arbejde"), required=False)
    reach_km = KmField(
        label=gettext_lazy("Hvor langt kan personen rejse?"),
        required=False,
        help_text=gettext_lazy("I kilometer. Er feltet tomt, er der ingen grænse."),
    )
    accommodations = forms.MultipleChoiceField(
        label=gettext_lazy("Har brug for …"),
        choices=Accommodation.choices,
        required=False,
        widget=NeedsWidget,
        help_text=gettext_lazy("Kun det, arbejdspladsen skal tage hensyn til. Diagnoser skal ikke stå her."),
    )
    consultant = ColleagueField(label=gettext_lazy("Konsulent"), empty_label=gettext_lazy("Ingen endnu"))
    stand_in = ColleagueField(label=gettext_lazy("Stedfortræder"))
    consent_on = DayField(
        label=gettext_lazy("Samtykke noteret"),
        required=False,
        help_text=gettext_lazy(
            "Dagen, hvor personen sagde ja til at blive foreslået, hvis det er noteret et andet sted."
        ),
    )
    external_id = text_field(gettext_lazy("Id i jeres regneark"), max_length=60, attrs={"class": "input-width-m"})

    def __init__(self, data: Any = None, *, scope: Scope, today: date, person: Candidate | None = None) -> None:
        initial = initial_of(person, today) if person else {"registered_on": today, "consultant": scope.user}
        super().__init__(data, initial=initial)
        self.use_required_attribute = False
        self.scope, self.person, self.today = scope, person, today
        self.doubles: list[Double] = []
        groups: Any = self.fields["groups"]
        groups.choices = offered(
            TargetGroup, scope.organisation.country, self.get_initial_for_field(groups, "groups") or ()
        )
        for name in ("consultant", "stand_in"):
            field: Any = self.fields[name]
            field.offer(scope, getattr(person, name, None))
            field.disabled = not scope.may(Permission.ASSIGN)
        self._offer_municipalities(municipality_codes(scope, person))
        self._fit_to_cpr()
        self._fit_to_person()

    def _offer_municipalities(self, codes: list[str]) -> None:
        self.codes = codes
        if len(codes) == 1:
            del self.fields["municipality"]  # nothing to choose
        else:
            field: Any = self.fields["municipality"]
            field.choices = [("", _("Vælg kommune")), *((code, municipality_name(code)) for code in codes)]

    def _fit_to_cpr(self) -> None:
        person = self.person
        number = decrypt(person.cpr_encrypted) if person else ""
        if not number:
            del self.fields["remove_cpr"]
        kept = _("%(begins)s-•••• er gemt. Lad feltet stå tomt, hvis det er rigtigt.") % {"begins": number[:-4]}
        self.fields["cpr"].help_text = kept if number else _("Det gemmes krypteret og vises aldrig helt.")

    def _fit_to_person(self) -> None:
        person = self.person
        if person is None:
            del self.fields["groups_from"]
            self.fields["external_id"].help_text = _("Er feltet tomt, finder vi selv på et.")
            return
        del self.fields["consent_on"]  # the page "Samtykker" has them all
        # Whoever is in no group any more need not be put in one to have a phone number put right.
        self.fields["groups"].required = bool(self.initial["groups"])
        if person.address_protected:
            self.fields["postcode"].required = False
            self.fields["postcode"].help_text = _("Det vises ikke. Lad feltet stå tomt, hvis det er det samme.")
        if person.consultant_email and not person.consultant_id:
            told = _("I jeres regneark står %(email)s. Den e-mail har ingen bruger her.")
            self.fields["consultant"].help_text = told % {"email": person.consultant_email}

    def values(self) -> dict[str, Any]:
        """What the verbs take: the row's own values, and CPR (None: as before), groups and consent beside them."""
        given = self.cleaned_data
        row = {name: given[name] for name in (*PLAIN, "postcode", "municipality")}
        if given["external_id"]:
            row["external_id"] = given["external_id"]
        return {
            "values": row,
            "cpr": "" if given.get("remove_cpr") else given["cpr"] or None,
            "groups": given["groups"],
            **({"consent_on": given["consent_on"]} if self.person is None else {}),
        }


def initial_of(person: Candidate, today: date) -> dict[str, Any]:
    """What the form shows of a known person; a protected postcode it does not show."""
    return {
        **{name: getattr(person, name) for name in (*PLAIN, "municipality", "external_id")},
        "postcode": "" if person.address_protected else person.postcode,
        "groups": sorted({spell.group for spell in person.target_groups.all() if not spell.end or spell.end >= today}),
    }
