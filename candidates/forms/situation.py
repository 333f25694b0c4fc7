"""A row of a person's situation; and whom people are given to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from candidates.models import StatusSpell
from smaajob.accounts.colleagues import ColleagueField
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField
from smaajob.vocabulary import Status, offered


class SituationForm(forms.Form):
    """`spell` is the row to put right, None for a new one; `country` is where the situations are offered."""

    status = forms.ChoiceField(
        label=gettext_lazy("Situation"),
        error_messages={"required": gettext_lazy("Vælg situationen.")},
    )
    start = DayField(
        label=gettext_lazy("Fra hvilken dag?"), help_text=gettext_lazy("Den gælder, til den næste begynder.")
    )

    def __init__(self, data: Any = None, *, today: date, country: str, spell: StatusSpell | None = None) -> None:
        initial = {"status": spell.status, "start": spell.start} if spell else {"start": today}
        super().__init__(data, initial=initial)
        self.use_required_attribute = False
        status: Any = self.fields["status"]
        held = (spell.status,) if spell else ()
        status.choices = [("", gettext_lazy("Vælg situation")), *offered(Status, country, held)]


class AssignForm(forms.Form):
    """A consultant, a stand-in or both; the empty choice leaves it as it is."""

    consultant = ColleagueField(label=gettext_lazy("Konsulent"), empty_label=gettext_lazy("Som nu"))
    stand_in = ColleagueField(label=gettext_lazy("Stedfortræder"), empty_label=gettext_lazy("Som nu"))

    def __init__(self, data: Any = None, *, scope: Scope) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        for name in ("consultant", "stand_in"):
            field: Any = self.fields[name]
            field.offer(scope)
