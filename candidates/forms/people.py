"""Choose people from a list that is too long to show: search, tick, search again; what is ticked stays."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidate
from smaajob.audit import access
from smaajob.writing import day_year

SEARCH = "search"  # the name of the button that only searches
SHOWN = 30
MOST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A row to tick: `more` says what is known of it, `closed` that it can't be ticked."""

    id: str
    name: str
    more: str
    chosen: bool
    closed: bool


class TickedWidget(forms.CheckboxSelectMultiple):
    """Drawn by templates/candidates/programme_people.html; the ids are looked up by the field."""

    composite = True

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return "q"


class TickedField(forms.MultipleChoiceField):
    """A list of public ids; whether they may be chosen, the form looks up."""

    widget = TickedWidget

    def valid_value(self, value: Any) -> bool:
        try:
            uuid.UUID(str(value))
        except ValueError:
            return False
        return True


class PickForm(forms.Form):
    """`rows` are those that may be chosen, inside the scope. A subclass says how they are found and told."""

    q = forms.CharField(label=gettext_lazy("Søg efter navn"), required=False, max_length=100)
    people = TickedField(
        label=gettext_lazy("Hvem?"),
        error_messages={
            "required": gettext_lazy("Vælg mindst én person."),
            "invalid_choice": gettext_lazy("Vælg personerne fra listen."),
        },
    )

    def __init__(self, data: Any = None, *, rows: QuerySet[Any], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.rows = rows
        self.shown: list[Any] = []  # the rows of `choices`, known after them
        self.more = False  # whether the search found more than is shown; known after `choices`

    def clean_people(self) -> list[Any]:
        ids = dict.fromkeys(self.cleaned_data["people"])
        if len(ids) > MOST:
            raise ValidationError(_("Vælg højst %(most)d ad gangen.") % {"most": MOST})
        found = {str(row.public_id): row for row in self.rows.filter(public_id__in=ids)}
        if len(found) < len(ids):
            raise ValidationError(_("En af dem, du valgte, kan ikke vælges mere. Søg igen."))
        return [found[one] for one in ids]

    def find(self, words: str) -> QuerySet[Any]:
        """The rows that a search finds, in the order in which they are shown."""
        raise NotImplementedError

    def tell(self, rows: list[Any]) -> dict[Any, tuple[str, bool]]:
        """By key: what is known of each, and whether it is closed."""
        raise NotImplementedError

    def name_of(self, row: Any) -> str:
        return str(row)

    @cached_property
    def words(self) -> str:
        """What is searched for now."""
        text = str(self.data.get("q", ""))[:100] if self.is_bound else ""
        return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())

    @cached_property
    def choices(self) -> list[Choice]:
        """Those that are ticked, then what the search found, or the first of all. Three queries."""
        ticked = self._ticked()
        rows = list(self.rows.filter(public_id__in=ticked)) if ticked else []
        keys = {row.pk for row in rows}
        found = [row for row in self.find(self.words)[: SHOWN + 1] if row.pk not in keys]
        self.more = len(found) > SHOWN
        shown = [*rows, *found[:SHOWN]]
        self.shown = shown
        told = self.tell(shown)
        return [
            Choice(str(row.public_id), self.name_of(row), *self._of(told.get(row.pk), row.pk in keys)) for row in shown
        ]

    def seen(self, request: HttpRequest) -> None:
        """Put on record whom the page names; call it when the form is validated, just before the page is made."""
        assert self.choices is not None
        if self.words:
            access.searched(request, self.shown, typed=self.words, by=["q"])
        else:
            access.seen(request, *self.shown)

    def only_searched(self) -> bool:
        """Whether the form was sent only to search; then nothing in it is an error yet."""
        if not (self.is_bound and SEARCH in self.data):
            return False
        setattr(self, "_errors", ErrorDict())  # noqa: B010  (the stubs do not know it)
        return True

    @staticmethod
    def _of(told: tuple[str, bool] | None, chosen: bool) -> tuple[str, bool, bool]:
        more, closed = told or ("", False)
        return more, chosen and not closed, closed

    def _ticked(self) -> list[str]:
        if not self.is_bound:
            return [str(one) for one in self.initial.get("people", [])]
        field = self.fields["people"]
        data: Any = self.data
        given: Iterable[str] = data.getlist("people")
        return [one for one in given if isinstance(field, TickedField) and field.valid_value(one)][:MOST]


def found_people(rows: QuerySet[Candidate], words: str) -> QuerySet[Candidate]:
    """By name as the list of people finds them, the best first; without words in the order of names."""
    if not words:
        return rows.order_by("sort_key", "pk")
    return rows.search(words).order_by("relevance", "sort_key", "pk")  # type: ignore[attr-defined,no-any-return]  # a CandidateQuerySet


def born(people: list[Candidate]) -> dict[Any, tuple[str, bool]]:
    """What tells apart those who have the same name."""
    names = [str(person) for person in people]
    return {
        person.pk: (_("Født %(day)s") % {"day": day_year(person.birth_date)}, False)
        for person, name in zip(people, names, strict=True)
        if names.count(name) > 1
    }
