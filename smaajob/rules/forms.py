"""What an administrator writes: a rule's own value with source and reason, and from when a list of target groups is in use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from typing import Any, TypeGuard

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.formfields import DayField, no_cpr
from smaajob.literals import TWO_WAYS, plain, read_number
from smaajob.rules.units import MAY_HAVE_NO_LIMIT, NO, NO_LIMIT, WHOLE, YES, Unit, Value, read, say
from smaajob.rules.values import Confidence, Key, LawGroup
from smaajob.vocabulary import Demand

_CLOCK = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE)
_WEEKS = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")
REASON = gettext_lazy("Hvorfor?")


def reason_field(help_text: Any) -> forms.CharField:
    """Why something was decided."""
    return forms.CharField(
        label=REASON,
        help_text=help_text,
        max_length=300,
        validators=[no_cpr],
        error_messages={"required": gettext_lazy("Skriv hvorfor.")},
    )


class RuleForm(forms.Form):
    """The own value of a rule, for the groups that are ticked. `value` comes out as a row keeps it (smaajob.rules.units.read).

    `now` is what holds today. A number that is far from all of it may be a slip of the finger: it is asked whether it is right.
    """

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Hvilke målgrupper gælder det for?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Vælg mindst én målgruppe.")},
    )
    valid_from = DayField(label=gettext_lazy("Gælder fra"))
    valid_to = DayField(
        label=gettext_lazy("Gælder til og med"),
        help_text=gettext_lazy("Står her ingen dag, gælder det, til I retter det igen."),
        required=False,
    )
    paragraph = forms.CharField(label=gettext_lazy("Paragraf"), max_length=200, required=False, validators=[no_cpr])
    source = forms.CharField(
        label=gettext_lazy("Hvor står det?"),
        help_text=gettext_lazy("Fx en lov på retsinformation.dk eller en vejledning fra STAR."),
        max_length=300,
        validators=[no_cpr],
        error_messages={"required": gettext_lazy("Skriv, hvor det står.")},
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("Hvor sikkert er det?"),
        choices=Confidence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvor sikkert det er.")},
    )
    reason = reason_field(gettext_lazy("Det står i historikken, sammen med dit navn."))
    sure = forms.BooleanField(label=gettext_lazy("Ja, tallet er rigtigt"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        key: Key,
        groups: Sequence[LawGroup],
        initial: dict[str, Any],
        now: Sequence[Value] = (),
    ) -> None:
        super().__init__(data, initial=initial)
        self.use_required_attribute = False
        self.key, self.now = key, [one for one in now if isinstance(one, Decimal)]
        self.fields["value"] = value_field(key)
        ticked: forms.MultipleChoiceField = self.fields["groups"]  # type: ignore[assignment]
        ticked.choices = [(one.code, str(one)) for one in groups]
        if not groups:
            del self.fields["groups"]
        self.order_fields(
            ["value", "groups", "valid_from", "valid_to", "paragraph", "source", "confidence", "reason", "sure"]
        )

    def clean_value(self) -> str:
        typed = self.cleaned_data["value"]
        return read_typed(self.key.unit, typed)

    def clean(self) -> dict[str, Any]:
        text, unit = self.cleaned_data.get("value"), self.key.unit
        value = read(unit, text) if text is not None else None
        if self.is_far(value) and not self.cleaned_data.get("sure"):
            told = {"now": say(unit, min(self.now, key=lambda one: abs(one - value))), "typed": say(unit, value)}
            self.add_error(
                "sure", _("Nu gælder %(now)s, og du har skrevet %(typed)s. Sæt kryds, hvis det er rigtigt.") % told
            )
        return self.cleaned_data

    def is_far(self, value: Value) -> TypeGuard[Decimal]:
        """Whether it is less than half, or more than the double, of everything that holds."""
        return (
            isinstance(value, Decimal)
            and bool(self.now)
            and all(value * 2 < one or value > one * 2 for one in self.now)
        )

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields to show: whether it is right is asked only where it was not certain."""
        asks = "sure" in self.errors or self["sure"].value() is True
        return [bound for bound in self if bound.name != "sure" or asks]

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        return {"groups": [""], **{name: value for name, value in self.cleaned_data.items() if name != "sure"}}


class ActivateForm(forms.Form):
    """From when a list of target groups is in use, and why."""

    valid_from = DayField(label=gettext_lazy("I brug fra"))
    reason = reason_field(gettext_lazy("Fx: Loven er vedtaget, og hvor det står."))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.use_required_attribute = False


def value_field(key: Key) -> forms.Field:
    """The field that a rule's value is written in."""
    if key.unit == Unit.YES_NO:
        return forms.ChoiceField(
            label=key.name,
            choices=[(YES, gettext_lazy("Ja")), (NO, gettext_lazy("Nej"))],
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Vælg ja eller nej.")},
        )
    if key.unit == Unit.DEMANDS:
        return forms.MultipleChoiceField(
            label=key.name, choices=Demand.choices, widget=forms.CheckboxSelectMultiple, required=False
        )
    help_text = {
        Unit.CLOCK: gettext_lazy("Et klokkeslæt, fx 20 eller 19.30."),
        Unit.WEEK_NUMBERS: gettext_lazy("Ugernes numre, fx 7, 27–31 og 42."),
    }
    limit = gettext_lazy("Skriv “ingen”, hvis der ikke er en grænse.")
    return forms.CharField(
        label=key.name,
        help_text=help_text.get(Unit(key.unit), limit if key.unit in MAY_HAVE_NO_LIMIT else ""),
        max_length=100,
        required=key.unit != Unit.WEEK_NUMBERS,
        widget=forms.TextInput({"class": "input-width-s", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Skriv, hvad der skal gælde.")},
    )


def read_typed(unit: str, typed: Any) -> str:
    """What people write, as a row keeps it: `86,16` → `86.16`, `kl. 20` → `20:00`, `7, 27–28` → `7 27 28`. Raises ValidationError."""
    if isinstance(typed, list):
        return " ".join(typed)
    text = str(typed).strip()
    if unit == Unit.CLOCK:
        text = _clock(text)
    elif unit == Unit.WEEK_NUMBERS:
        text = _weeks(text)
    elif unit != Unit.YES_NO and text.lower() != NO_LIMIT:
        if TWO_WAYS.fullmatch(text):
            either = {"whole": text.replace(".", ""), "fraction": text.replace(".", ",")}
            raise ValidationError(_("Det kan læses på to måder. Skriv %(whole)s eller %(fraction)s.") % either)
        value = read_number(text)
        text = "" if value is None else plain(value)
    try:
        read(unit, text.lower() if text.lower() == NO_LIMIT else text)
    except ValueError as error:
        raise ValidationError(_unread(unit)) from error
    return text.lower()


def write_typed(unit: str, value: Value) -> Any:
    """A value as the form's field begins with it."""
    if value is None:
        return NO_LIMIT
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, time):
        return f"{value:%H.%M}"
    if isinstance(value, tuple):
        return list(value) if unit == Unit.DEMANDS else ", ".join(value)
    return plain(value).replace(".", ",")


def _clock(text: str) -> str:
    found = _CLOCK.fullmatch(text)
    return f"{int(found[1]):02d}:{found[2] or '00'}" if found else ""


def _weeks(text: str) -> str:
    weeks: list[str] = []
    for part in re.split(r"\s*(?:,|\bog\b)\s*|\s+(?![-–])(?<![-–]\s)", text):
        if not part:
            continue
        found = _WEEKS.fullmatch(part)
        if not found:
            return "?"
        first, last = int(found[1]), int(found[2] or found[1])
        weeks += [str(week) for week in range(first, last + 1)] or ["?"]
    return " ".join(dict.fromkeys(weeks))


def _unread(unit: str) -> str:
    if unit == Unit.CLOCK:
        return _("Skriv et klokkeslæt, fx 20 eller 19.30.")
    if unit == Unit.WEEK_NUMBERS:
        return _("Skriv ugernes numre, fx 7, 27–31 og 42.")
    return _("Skriv et helt tal, fx 13.") if unit in WHOLE else _("Skriv et tal, fx 86,16.")
