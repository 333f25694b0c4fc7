"""Forms about who takes part in a programme."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.forms.people import PickForm, born, found_people
from candidates.models import Candidate, Participation, Programme
from candidates.models.programme import END_AFTER_START
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField
from smaajob.writing import day_year


class AddPeopleForm(PickForm):
    """Put many in a programme from one day on."""

    start = DayField(label=gettext_lazy("Fra hvilken dag?"))

    def __init__(self, data: Any = None, *, scope: Scope, programme: Programme, today: date) -> None:
        people = Candidate.objects.visible_to(scope).current()
        super().__init__(data, rows=people, initial={"start": max(today, programme.start)})
        self.programme, self.today = programme, today

    def find(self, words: str) -> QuerySet[Any]:
        return found_people(self.rows, words)

    def tell(self, rows: list[Any]) -> dict[Any, tuple[str, bool]]:
        now = self.programme.participations.current().exclude(end__lt=self.today).filter(candidate__in=rows)
        already = {
            key: (_("Er med fra %(day)s") % {"day": day_year(start)}, True)
            for key, start in now.values_list("candidate", "start")
        }
        return {**born(rows), **already}


class EndPeopleForm(PickForm):
    """Let many people's parts end on one day."""

    on = DayField(label=gettext_lazy("Slutter den"), help_text=gettext_lazy("Den sidste dag, de er med."))

    def __init__(self, data: Any = None, *, scope: Scope, programme: Programme, today: date) -> None:
        parts = Participation.objects.visible_to(scope).current().filter(programme=programme)
        open_ones = parts.filter(Q(end__isnull=True) | Q(end__gt=today)).select_related("candidate")
        super().__init__(data, rows=open_ones, initial={"on": today})

    def find(self, words: str) -> QuerySet[Any]:
        if not words:
            return self.rows.order_by("candidate__sort_key", "pk")
        people = Candidate.objects.filter(pk__in=self.rows.values("candidate")).search(words)
        return self.rows.filter(candidate__in=people.values("pk")).order_by("candidate__sort_key", "pk")

    def tell(self, rows: list[Any]) -> dict[Any, tuple[str, bool]]:
        return {row.pk: (self._period(row), False) for row in rows}

    def name_of(self, row: Any) -> str:
        return str(row.candidate)

    @staticmethod
    def _period(row: Participation) -> str:
        if row.end is None:
            return _("Er med fra %(day)s") % {"day": day_year(row.start)}
        return _("Er med fra %(day)s til %(end)s") % {"day": day_year(row.start), "end": day_year(row.end)}


class PeriodForm(forms.Form):
    """From when, and to when if that is known."""

    start = DayField(label=gettext_lazy("Fra hvilken dag?"))
    end = DayField(
        label=gettext_lazy("Til og med hvilken dag?"),
        help_text=gettext_lazy("Lad det stå tomt, så længe ingen ved det."),
        required=False,
    )

    def __init__(self, data: Any = None, *, participation: Participation | None = None, today: date) -> None:
        row = participation
        super().__init__(data, initial={"start": row.start, "end": row.end} if row else {"start": today})

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and end < start:
            self.add_error("end", ValidationError(END_AFTER_START))
        return found


class JoinForm(PeriodForm):
    """Put one person in one programme."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=gettext_lazy("Hvilken indsats?"),
        to_field_name="public_id",
        empty_label=gettext_lazy("Vælg en indsats"),
        error_messages={
            "required": gettext_lazy("Vælg en indsats."),
            "invalid_choice": gettext_lazy("Vælg en indsats fra listen."),
        },
    )
    field_order = ["programme", "start", "end"]

    def __init__(self, data: Any = None, *, scope: Scope, today: date) -> None:
        super().__init__(data, today=today)
        running = Programme.objects.visible_to(scope).current().exclude(end__lt=today)
        field = self.fields["programme"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = running
