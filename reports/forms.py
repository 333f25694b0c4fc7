"""What to order a report on, and for which period."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports import subjects
from reports.subjects import Subject
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField


class OrderForm(forms.Form):
    """The period is, until somebody says otherwise, last calendar year and this one until today."""

    subject = forms.ChoiceField(
        label=gettext_lazy("Hvad skal rapporten handle om?"),
        error_messages={"invalid_choice": gettext_lazy("Vælg en indsats eller en kommune på listen.")},
    )
    first_day = DayField(label=gettext_lazy("Fra og med"))
    last_day = DayField(label=gettext_lazy("Til og med"))

    def __init__(self, *args: Any, scope: Scope, today: date, chosen: str = "", **kwargs: Any) -> None:
        first = date(today.year - 1, 1, 1)
        kwargs.setdefault("initial", {"subject": chosen, "first_day": first, "last_day": today})
        super().__init__(*args, **kwargs)
        groups = {_("Indsatser"): subjects.programmes(scope), _("Kommuner"): subjects.municipalities(scope)}
        self.subjects = {one.key: one for group in groups.values() for one in group}
        field = self.fields["subject"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, [(one.key, one.name) for one in group]) for name, group in groups.items() if group]

    def clean_subject(self) -> Subject:
        return self.subjects[self.cleaned_data["subject"]]
