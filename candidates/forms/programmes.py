"""The form of a programme, and how municipalities are written by name."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Programme
from candidates.models.programme import END_AFTER_START
from smaajob.accounts.scope import Scope
from smaajob.formfields import DayField
from smaajob.geography import municipalities, municipality_name
from smaajob.vocabulary import Country

MOST, SPARE = 40, 2
MOST_FUNDS = 20


@cache
def codes_by_name() -> dict[str, str]:
    """Every municipality's name, as it is written here, and its code; those that two countries share say which."""
    known = municipalities().values()
    names = [one.name for one in known]
    return {
        one.name if names.count(one.name) == 1 else f"{one.name} ({Country(one.country).label})": one.code
        for one in sorted(known, key=lambda one: (one.country, one.name))
    }


@cache
def _folded() -> dict[str, str]:
    return {_fold(name): code for name, code in codes_by_name().items()}


def _fold(name: str) -> str:
    return " ".join(name.lower().removesuffix(" kommune").removesuffix(" kommun").replace("aa", "å").split())


class MunicipalitiesWidget(forms.Widget):
    """A line for each, and two more; the browser helps with the name."""

    composite = True
    template_name = "candidates/programme_municipalities.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [text for text in given if text.strip()]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        lines = [municipality_name(one) for one in value or []]
        lines += [""] * (min(MOST, len(lines) + SPARE) - len(lines))
        id_ = (attrs or {}).get("id") or f"id_{name}"
        return render_to_string(
            self.template_name, {"name": name, "id": id_, "lines": lines, "known": list(codes_by_name())}
        )


class MunicipalitiesField(forms.Field):
    """Codes, from names as people write them."""

    widget = MunicipalitiesWidget

    def clean(self, value: Any) -> list[str]:
        if not value:
            raise ValidationError(_("Skriv mindst én kommune."))
        if len(value) > MOST:
            raise ValidationError(_("Skriv højst %(most)d kommuner.") % {"most": MOST})
        found, faults = [], []
        for text in value:
            code = _folded().get(_fold(text)) or (text if text in municipalities() else "")
            if code:
                found.append(code)
            else:
                faults.append(_unknown(text))
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(found))


class LinesField(forms.CharField):
    """A list with one on each line."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=5000, **kwargs)
        self.longest = longest

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = list(
            dict.fromkeys(" ".join(line.split()) for line in super().clean(value).splitlines() if line.strip())
        )
        if len(lines) > MOST_FUNDS:
            raise ValidationError(_("Skriv højst %(most)d linjer.") % {"most": MOST_FUNDS})
        if any(len(line) > self.longest for line in lines):
            raise ValidationError(_("En linje kan højst have %(longest)d tegn.") % {"longest": self.longest})
        return lines


class ProgrammeForm(forms.Form):
    """A municipality's programmes are its own, so only a partner is asked which municipalities."""

    name = forms.CharField(
        label=gettext_lazy("Hvad hedder indsatsen?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv, hvad indsatsen hedder.")},
    )
    municipalities = MunicipalitiesField(label=gettext_lazy("Hvilke kommuner er med?"))
    start = DayField(label=gettext_lazy("Hvornår begynder den?"))
    end = DayField(
        label=gettext_lazy("Hvornår slutter den?"),
        help_text=gettext_lazy("Lad det stå tomt, så længe ingen ved det."),
        required=False,
    )
    owner = forms.CharField(label=gettext_lazy("Hvem ejer den?"), max_length=200, required=False)
    funding = LinesField(
        label=gettext_lazy("Hvem betaler?"), help_text=gettext_lazy("Én på hver linje."), longest=200, required=False
    )
    target_participants = forms.IntegerField(
        label=gettext_lazy("Hvor mange skal være med?"), min_value=0, max_value=1_000_000, required=False
    )
    target_placements = forms.IntegerField(
        label=gettext_lazy("Hvor mange forløb skal den give?"), min_value=0, max_value=1_000_000, required=False
    )
    external_id = forms.CharField(
        label=gettext_lazy("Id i jeres regneark"),
        help_text=gettext_lazy("Kun hvis I henter regneark ind. Ellers finder vi selv på et."),
        max_length=60,
        required=False,
    )

    def __init__(self, data: Any = None, *, scope: Scope, programme: Programme | None = None) -> None:
        initial = {name: getattr(programme, name) for name in self.base_fields} if programme is not None else {}
        super().__init__(data, initial=initial)
        for name in ("target_participants", "target_placements"):
            self.fields[name].widget = forms.TextInput({"inputmode": "numeric", "class": "input-width-xs"})
            self.fields[name].error_messages["invalid"] = _("Skriv et helt tal.")
        if scope.organisation.is_municipality:
            del self.fields["municipalities"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and end < start:
            self.add_error("end", ValidationError(END_AFTER_START))
        return found


def _unknown(text: str) -> str:
    near = get_close_matches(_fold(text), list(_folded()), n=1, cutoff=0.7)
    if near:
        known = municipality_name(_folded()[near[0]])
        return _("Vi kender ingen kommune, der hedder ”%(text)s”. Mener du %(known)s?") % {"text": text, "known": known}
    return _("Vi kender ingen kommune, der hedder ”%(text)s”.") % {"text": text}
