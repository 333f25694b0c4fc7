"""The forms of an organisation and of its units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smaajob.accounts.models import Organisation, OrganisationKind, PartnerKind, Unit
from smaajob.formfields import EmailField, PhoneField

_MONTHS = _("Skriv et tal fra 6 til 24.")


class OrganisationForm(forms.Form):
    """Name, whom to call, and what a partner is."""

    name = forms.CharField(label=_("Navn"), max_length=200, error_messages={"required": _("Skriv navnet.")})
    partner_kind = forms.ChoiceField(
        label=_("Hvad er I for en partner?"), choices=[("", _("Ikke valgt")), *PartnerKind.choices], required=False
    )
    phone = PhoneField(
        label=_("Hvem kan man ringe til?"),
        help_text=_("Nummeret står i de beskeder, vi sender for jer, og på sider, hvor nogen er kørt fast."),
    )
    email = EmailField(label=_("Hvor kan man skrive hen?"), required=False)
    log_months = forms.IntegerField(
        label=_("Hvor mange måneder gemmer I loggen over, hvem der har set hvem?"),
        help_text=_("6 til 24 måneder. Det, der er ældre, bliver slettet."),
        min_value=6,
        max_value=24,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-width-xs", "autocomplete": "off"}),
        required=False,
        error_messages={
            "invalid": _MONTHS,
            "min_value": _MONTHS,
            "max_value": _MONTHS,
        },
    )

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data, initial={name: getattr(organisation, name) for name in self.base_fields})
        self.use_required_attribute = False
        self.organisation = organisation
        if organisation.kind != OrganisationKind.PARTNER:
            del self.fields["partner_kind"]

    def clean_log_months(self) -> int:
        """Left empty it stays as it is."""
        return self.cleaned_data["log_months"] or self.organisation.log_months


class UnitForm(forms.Form):
    """A unit's name, whom to call there, whether it is in use, and whether employers turn to it."""

    name = forms.CharField(
        label=_("Hvad kalder I enheden?"),
        help_text=_("Jeres eget ord, fx Jobcenter, Arbejdsmarkedscenter eller Ungeindsatsen."),
        max_length=200,
        error_messages={"required": _("Skriv, hvad enheden hedder.")},
    )
    phone = PhoneField(label=_("Telefon"))
    email = EmailField(label=_("E-mail"), required=False)
    employer_entrance = forms.BooleanField(
        label=_("Enheden er virksomhedsindgang"),
        help_text=_(
            "En kommune har én. Den bekræfter nye arbejdsgivere. Vælger du den her, er den gamle det ikke mere."
        ),
        required=False,
    )
    active = forms.BooleanField(
        label=_("Enheden er i brug"),
        help_text=_("Tag krydset af, når ingen skal kunne vælge den mere."),
        required=False,
    )

    def __init__(self, data: Any = None, *, organisation: Organisation, unit: Unit | None = None) -> None:
        initial = {name: getattr(unit, name) for name in self.base_fields} if unit else {}
        super().__init__(data, initial=initial)
        self.use_required_attribute = False
        # The one that is it now is moved by choosing another: there is always one.
        if not organisation.is_municipality or (unit is not None and unit.employer_entrance):
            del self.fields["employer_entrance"]
        if unit is None or (unit.employer_entrance and unit.active):
            del self.fields["active"]
