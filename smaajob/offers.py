"""What can be offered, as plain sentences in groups with three choices each: can be offered, can't, not said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smaajob.vocabulary import ACCOMMODATION_GROUPS, Accommodation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

YES, NO, NOT_SAID = "ja", "nej", ""
CHOICES: tuple[tuple[str, StrPromise], ...] = (
    (YES, gettext_lazy("Kan tilbydes")),
    (NO, gettext_lazy("Kan ikke tilbydes")),
    (NOT_SAID, gettext_lazy("Ikke sagt")),
)
# The offered and the not offered codes, each in the vocabulary's order.
Offers = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    value: str
    text: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One accommodation. `beside` is what the workplace says of it, empty where that is nothing."""

    id: str
    name: str
    text: str
    beside: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    said: str
    lines: list[Line]


def said_of(offered: Iterable[str], not_offered: Iterable[str]) -> dict[str, str]:
    """The answer to each accommodation that something is said of."""
    return {**dict.fromkeys(offered, YES), **dict.fromkeys(not_offered, NO)}


class OffersWidget(forms.Widget):
    """Radio buttons in folded groups, each with the number of those that something is said of.

    `beside` is what somebody else (for a task: the workplace) says of the same: code → YES or NO.
    """

    composite = True
    template_name = "components/offers.html"
    beside: Mapping[str, str] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        answers = {code: data.get(f"{name}-{code}", NOT_SAID) for code in Accommodation.values}
        return {code: answer for code, answer in answers.items() if answer != NOT_SAID}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{code}" in data for code in Accommodation.values)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        start = (attrs or {}).get("id") or f"id_{name}"
        number = {code: place for place, code in enumerate(Accommodation.values)}
        groups = []
        for title, codes in ACCOMMODATION_GROUPS:
            lines = [self._line(name, f"{start}-{number[code]}", code, value or {}) for code in codes]
            count = sum(1 for code in codes if (value or {}).get(code))
            said = ngettext("%(n)d sagt", "%(n)d sagt", count) % {"n": count} if count else _("Ikke sagt endnu")
            groups.append(Group(str(title), said, lines))
        return {"groups": groups}

    def _line(self, name: str, line_id: str, code: Accommodation, value: Mapping[str, str]) -> Line:
        answer = value.get(code, NOT_SAID)
        choices = [
            Choice(f"{line_id}-{place}", choice, str(text), choice == answer)
            for place, (choice, text) in enumerate(CHOICES)
        ]
        words = {YES: _("Arbejdspladsen: kan tilbydes"), NO: _("Arbejdspladsen: kan ikke tilbydes")}
        beside = words.get(self.beside.get(code, NOT_SAID), "")
        return Line(line_id, f"{name}-{code}", str(code.label), beside, choices)

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        # Django's own renderer doesn't look in the project's templates.
        return mark_safe(render_to_string(template_name, context))  # noqa: S308  (our own template)


class OffersField(forms.Field):
    """Its value is `(offered, not_offered)`: two lists of codes in the vocabulary's order, none in both."""

    widget = OffersWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return said_of(*value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> Offers:
        answers: Mapping[str, str] = value or {}
        if any(answer not in (YES, NO) for answer in answers.values()):
            raise ValidationError(_("Vælg »kan tilbydes«, »kan ikke tilbydes« eller »ikke sagt«."))
        offered = [code for code in Accommodation.values if answers.get(code) == YES]
        return offered, [code for code in Accommodation.values if answers.get(code) == NO]
