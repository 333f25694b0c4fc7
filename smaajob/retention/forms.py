"""The forms of retention: how long, why somebody is held back, why one is erased."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from smaajob.formfields import DayField, no_cpr
from smaajob.retention.models import LEAST, MOST, Basis


class PeriodForm(forms.Form):
    """How many months; the organisation's own decision, and where it stands."""

    use_required_attribute = False
    months = forms.IntegerField(
        label=gettext_lazy("Hvor mange måneder skal det gemmes?"),
        help_text=gettext_lazy("Regnet fra den sidste aktivitet. 60 måneder er fem år."),
        min_value=LEAST,
        max_value=MOST,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-width-xxs"}),
        error_messages={
            "required": gettext_lazy("Skriv et antal måneder."),
            "invalid": gettext_lazy("Skriv et antal måneder med tal."),
            "min_value": gettext_lazy("Skriv et antal måneder mellem 1 og 360."),
            "max_value": gettext_lazy("Skriv et antal måneder mellem 1 og 360."),
        },
    )
    decided_where = forms.CharField(
        label=gettext_lazy("Hvor står det, at I har besluttet det?"),
        help_text=gettext_lazy("Skriv fx et journalnummer eller datoen for et møde."),
        max_length=200,
        validators=[no_cpr],
        error_messages={"required": gettext_lazy("Skriv, hvor beslutningen står.")},
    )


class HoldForm(forms.Form):
    """Why somebody is held back, and until when."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Hvorfor må oplysningerne ikke slettes endnu?"),
        help_text=gettext_lazy("Fx en klage eller en sag, der ikke er afgjort. Skriv ikke om helbred."),
        max_length=300,
        validators=[no_cpr],
        error_messages={"required": gettext_lazy("Skriv hvorfor.")},
    )
    until = DayField(
        label=gettext_lazy("Til og med"),
        help_text=gettext_lazy("Står her ingen dag, gælder det, til nogen ophæver det."),
        required=False,
    )


class EraseForm(forms.Form):
    """Why one person is erased before the time is up, and whether a copy is kept."""

    use_required_attribute = False
    basis = forms.ChoiceField(
        label=gettext_lazy("Hvorfor skal personen slettes?"),
        choices=[(one.value, one.label) for one in (Basis.REQUEST, Basis.MISTAKE)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg hvorfor."), "invalid_choice": gettext_lazy("Vælg hvorfor.")},
    )
    keep_copy = forms.BooleanField(
        label=gettext_lazy("Gem en kopi i 30 dage"),
        help_text=gettext_lazy(
            "Kopien er krypteret, og en leder kan hente den. Efter 30 dage bliver den også slettet. "
            "Har personen beskyttet adresse, gemmer vi ingen kopi."
        ),
        required=False,
    )
