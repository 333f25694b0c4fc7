"""A workplace: who they are, where, whom to call, what it is like there, what they can offer, and who they have with us."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employers.actions.workplaces import FIELDS
from employers.forms.contacts import ContactForm
from employers.forms.fields import CountField, Line, Prose, cvr_field, p_number_field, postcode_field
from employers.models import Workplace
from employers.wording import number_fault, postcode_fault
from smaajob.accounts.colleagues import ColleagueField
from smaajob.accounts.scope import Scope
from smaajob.numbers import register_number_fits
from smaajob.offers import OffersField
from smaajob.vocabulary import Country, EmployerType

CONTACT = ("name", "role", "phone", "email", "call_when")
MOST_DOUBLES = 5


class WorkplaceForm(forms.Form):
    """New, or about `workplace`; a new one has the first contact with it (`contact_name` …)."""

    name = Line(
        label=gettext_lazy("Hvad hedder arbejdspladsen?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv arbejdspladsens navn.")},
    )
    type = forms.ChoiceField(
        label=gettext_lazy("Hvad er det for et sted?"),
        choices=EmployerType.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvad det er for et sted.")},
    )
    industry = Line(
        label=gettext_lazy("Branche"), max_length=200, required=False, help_text=gettext_lazy("Fx bageri eller lager.")
    )
    cvr = cvr_field(
        label=gettext_lazy("CVR-nummer"),
        help_text=gettext_lazy("8 cifre. I Sverige organisationsnummeret med 10."),
    )
    p_number = p_number_field(label=gettext_lazy("P-nummer"), help_text=gettext_lazy("10 cifre. Nummeret på stedet."))
    country = forms.ChoiceField(label=gettext_lazy("Land"), choices=Country.choices, widget=forms.RadioSelect)
    employees = CountField(label=gettext_lazy("Hvor mange arbejder der?"), least=0, most=2_147_483_647, required=False)
    address = Line(label=gettext_lazy("Vej og nummer"), max_length=200, required=False)
    postcode = postcode_field()
    contact_name = Line(label=gettext_lazy("Navn"), max_length=200, required=False)
    contact_role = Line(label=gettext_lazy("Hvad laver de på arbejdspladsen?"), max_length=100, required=False)
    contact_phone = ContactForm.base_fields["phone"]
    contact_email = ContactForm.base_fields["email"]
    contact_call_when = ContactForm.base_fields["call_when"]
    about = Prose(
        label=gettext_lazy("Sådan er der"),
        required=False,
        help_text=gettext_lazy("Det, du ville sige til en kollega: hvordan er tonen, og hvem passer der?"),
    )
    offers = OffersField(
        label=gettext_lazy("Hvad kan de tilbyde?"),
        help_text=gettext_lazy("Det gælder hele stedet. Det, du ikke ved, lader du stå som »ikke sagt«."),
    )
    consultant = ColleagueField(label=gettext_lazy("Fast kontakt i kommunen"))
    stand_in = ColleagueField(label=gettext_lazy("Stedfortræder"), help_text=gettext_lazy("Når den faste er væk."))
    external_id = Line(
        label=gettext_lazy("Id i jeres regneark"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Kun hvis I har stedet i et regneark. Ellers finder vi selv på et."),
    )
    anyway = forms.BooleanField(label=gettext_lazy("Det er en anden arbejdsplads. Gem alligevel."), required=False)

    def __init__(
        self, data: Any = None, *, scope: Scope, workplace: Workplace | None = None, said: dict[str, str] | None = None
    ) -> None:
        """`said`: what the company wrote when it asked to take part."""
        super().__init__(data, initial={**_initial(scope, workplace), **(said or {})})
        self.use_required_attribute = False
        self.scope, self.workplace = scope, workplace
        self.doubles: list[Workplace] = []
        for name in ("consultant", "stand_in"):
            field: ColleagueField = self.fields[name]  # type: ignore[assignment]  # the stubs say Field
            field.offer(scope, getattr(workplace, name, None))
        if workplace is not None:
            for name in CONTACT:
                del self.fields[f"contact_{name}"]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        country, cvr = found.get("country"), found.get("cvr")
        if country and cvr and not register_number_fits(country, cvr):
            self.add_error("cvr", number_fault(country))
        if country and (fault := postcode_fault(found.get("postcode", ""), country)):
            self.add_error("postcode", fault)
        if found.get("p_number") and country == Country.SWEDEN:
            self.add_error("p_number", _("I Sverige er der ingen P-numre. Lad feltet stå tomt."))
        if found.get("stand_in") and found["stand_in"] == found.get("consultant"):
            self.add_error("stand_in", _("Stedfortræderen skal være en anden end den faste kontakt."))
        said_of_them = any(found.get(f"contact_{name}") for name in CONTACT)
        if said_of_them and self.contact() is None and not self.errors.keys() & {"contact_phone", "contact_email"}:
            self.add_error("contact_name", _("Skriv et navn, et telefonnummer eller en e-mail."))
        self._look_for_doubles()
        return found

    def values(self) -> dict[str, Any]:
        """What the verbs take; without an id it keeps the one that it has."""
        found = self.cleaned_data
        offered, not_offered = found["offers"]
        values = {name: found[name] for name in FIELDS if name in found}
        values |= {"offered": offered, "not_offered": not_offered}
        return {**values, "external_id": found["external_id"]} if found["external_id"] else values

    def contact(self) -> dict[str, str] | None:
        """The first contact, where there is one."""
        contact = {name: self.cleaned_data.get(f"contact_{name}", "") for name in CONTACT}
        return contact if any(contact[name] for name in ("name", "phone", "email")) else None

    def _look_for_doubles(self) -> None:
        found = self.cleaned_data
        name, postcode, p_number = (found.get(key, "") for key in ("name", "postcode", "p_number"))
        if self.workplace is not None and (name, postcode, p_number) == (
            self.workplace.name, self.workplace.postcode, self.workplace.p_number,
        ):  # fmt: skip
            return
        same = Q(pk__in=())
        if p_number:
            same |= Q(p_number=p_number)
        if name and postcode:
            same |= Q(name__iexact=name, postcode=postcode)
        doubles = Workplace.objects.visible_to(self.scope).filter(same)
        if self.workplace is not None:
            doubles = doubles.exclude(pk=self.workplace.pk)
        self.doubles = list(doubles[:MOST_DOUBLES])
        if self.doubles and not found.get("anyway"):
            self.add_error(
                "anyway", _("Den ligner en, I har i forvejen. Se efter, og sæt hak her, hvis det er en anden.")
            )


def _initial(scope: Scope, workplace: Workplace | None) -> dict[str, Any]:
    if workplace is None:
        # Whoever writes a workplace down is most often the one who knows them.
        me = scope.user.public_id if scope.user else None
        return {"country": scope.organisation.country, "consultant": me}
    initial = {name: getattr(workplace, name) for name in (*FIELDS, "external_id")}
    for name in ("consultant", "stand_in"):
        initial[name] = initial[name].public_id if initial[name] else None
    return {
        **initial,
        "cvr": workplace.employer.cvr,
        "offers": (list(workplace.offered), list(workplace.not_offered)),
    }
