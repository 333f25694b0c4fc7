"""The fields of a company's own form that no other form has: what is paid, and what can be offered, to tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, ngettext

from smaajob.vocabulary import ACCOMMODATION_GROUPS, Accommodation

if TYPE_CHECKING:
    from employers.models import Task


class Pay(models.TextChoices):
    """What somebody gets; from it follows what the task becomes: paid work, or an unpaid placement."""

    HOURLY = "timeløn", gettext_lazy("Et beløb i timen")
    AGREED = "overenskomst", gettext_lazy("Løn efter overenskomst")
    NONE = "praktik", gettext_lazy("Ingen løn. Det er ulønnet praktik")


AGREED = Pay.AGREED.label
AGREED_IN_SWEDEN = gettext_lazy("Løn efter kollektivavtal")
# Asked on top: what most workplaces can say yes to, and what most people need.
COMMON = (
    Accommodation.BREAKS,
    Accommodation.OWN_PACE,
    Accommodation.FIXED_CONTACT,
    Accommodation.LATE_START,
    Accommodation.ONE_TASK,
    Accommodation.NO_HEAVY_LIFTING,
    Accommodation.PLAIN_DANISH,
    Accommodation.GRADUAL_INCREASE,
)


def pay_of(task: Task, *, unpaid: bool) -> str | None:
    """Which of Pay a task has; None where it says nothing."""
    if unpaid:
        return Pay.NONE.value
    if task.hourly_pay is not None:
        return Pay.HOURLY.value
    return Pay.AGREED.value if task.pay_note in (str(AGREED), str(AGREED_IN_SWEDEN)) else None


class TickOffersWidget(forms.CheckboxSelectMultiple):
    """The common ones first, the rest in folded groups; a group is open where something in it is ticked."""

    composite = True
    template_name = "employers/parts/tick_offers.html"
    left_out: frozenset[str] = frozenset()

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first box."""
        return f"{id_}-0"

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        start, ticked = (attrs or {}).get("id") or f"id_{name}", set(value or ())
        place = {code: number for number, code in enumerate([*COMMON, *(x for x in Accommodation if x not in COMMON)])}

        def lines(codes: Iterable[Accommodation]) -> list[dict[str, Any]]:
            return [
                {
                    "id": f"{start}-{place[code]}",
                    "value": code.value,
                    "text": str(code.label),
                    "ticked": code.value in ticked,
                }
                for code in codes
                if code.value not in self.left_out
            ]

        groups = []
        for title, codes in ACCOMMODATION_GROUPS:
            rest = lines(code for code in codes if code not in COMMON)
            number = sum(line["ticked"] for line in rest)
            said = ngettext("%(n)d valgt", "%(n)d valgt", number) % {"n": number} if number else ""
            if rest:
                groups.append({"title": title, "lines": rest, "said": said})
        context = {"name": name, "common": lines(COMMON), "groups": groups}
        return mark_safe(render_to_string(self.template_name, context))  # noqa: S308  (our own template)


class TickOffersField(forms.MultipleChoiceField):
    """Codes of accommodations, in the vocabulary's order."""

    widget = TickOffersWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Accommodation.choices, required=False, **kwargs)

    def leave_out(self, codes: Iterable[str]) -> None:
        """What is said already is not asked again."""
        # Django copies a field and its widget for each form, so that this is about this form alone.
        assert isinstance(self.widget, TickOffersWidget)
        self.widget.left_out = frozenset(codes)

    def clean(self, value: Any) -> list[str]:
        """Raises ValidationError where something is none of them."""
        assert isinstance(self.widget, TickOffersWidget)
        ticked = set(super().clean(value))
        return [code for code in Accommodation.values if code in ticked and code not in self.widget.left_out]
