"""Languages and how well they are spoken, as a field: a row a language, with or without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from smaajob.language_codes import LANGUAGE_CODES, LANGUAGE_LEVELS, LANGUAGE_NAMES
from smaajob.numbers import read_language

# What a level of the Common European Framework means, said shortly (Council of Europe, "Global scale", in our words).
LEVELS = (
    ("A1", gettext_lazy("A1: enkelte ord")),
    ("A2", gettext_lazy("A2: korte sætninger om det nære")),
    ("B1", gettext_lazy("B1: klarer sig i hverdagen")),
    ("B2", gettext_lazy("B2: taler frit med de fleste")),
    ("C1", gettext_lazy("C1: næsten uden besvær")),
    ("C2", gettext_lazy("C2: som et modersmål")),
)
FEWEST_ROWS, SPARE_ROWS, MOST_ROWS = 3, 2, 20

Cells = tuple[str, str]  # language, level


@lru_cache(maxsize=1)
def named_languages() -> list[tuple[str, str]]:
    """(code, name) of the languages that have a Danish name, by name: those that people meet here first."""
    ours = [(code, str(name)) for code, name in LANGUAGE_NAMES.items()]
    others = []
    for code in LANGUAGE_CODES - LANGUAGE_NAMES.keys():
        try:
            others.append((code, str(get_language_info(code)["name_translated"]).lower()))
        except KeyError:
            continue
    return ours + sorted(others, key=lambda pair: pair[1])


class LanguagesWidget(forms.Widget):
    """Rows of two selects named `<name>-0` and `<name>-0-level`."""

    composite = True
    tells_errors = True
    template_name = "components/languages.html"
    without_level: Any = gettext_lazy("Niveau ikke kendt")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.faults: dict[int, str] = {}
        self.fault = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Cells]:
        rows = [(str(data.get(f"{name}-{n}", "")), str(data.get(f"{name}-{n}-level", ""))) for n in range(MOST_ROWS)]
        while rows and not any(rows[-1]):
            rows.pop()
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0" not in data

    def id_for_label(self, id_: str) -> str:
        """The first row; where one is wrong, that one."""
        return f"{id_}-{min(self.faults, default=0)}"

    def targets(self, id_: str) -> list[str]:
        """Where the errors' links go, in the errors' order."""
        return [f"{id_}-{row}" for row in sorted(self.faults)]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        id_ = (attrs or {}).get("id") or f"id_{name}"
        cells = _cells(value)
        count = min(MOST_ROWS, max(FEWEST_ROWS, len(cells) + SPARE_ROWS))
        cells = [*cells, *[("", "")] * (count - len(cells))]
        names = named_languages()
        unnamed = sorted({code for code, _level in cells} & LANGUAGE_CODES - {code for code, _name in names})
        rows = [
            {
                "name": f"{name}-{n}",
                "id": f"{id_}-{n}",
                "number": n + 1,
                "language": language,
                "level": level,
                "fault": self.faults.get(n, ""),
            }
            for n, (language, level) in enumerate(cells)
        ]
        languages = [*names, *((code, code) for code in unnamed)]
        choices = {"languages": languages, "levels": LEVELS, "without_level": self.without_level}
        context = {"id": id_, "rows": rows, "fault": self.fault, **choices}
        return render_to_string(self.template_name, context)


class LanguagesField(forms.Field):
    """A list of codes as stored: `da:A2`, `ar`."""

    widget = LanguagesWidget

    def prepare_value(self, value: Any) -> Any:
        return _cells(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _cells(initial) != _cells(data)

    def clean(self, value: Any) -> list[str]:
        """Raises ValidationError with an error a row that makes no sense."""
        found: list[str] = []
        faults: dict[int, str] = {}
        for row, (language, level) in enumerate(_cells(value)):
            if not language and not level:
                continue
            told = _fault(language, level, {code.partition(":")[0] for code in found})
            if told:
                faults[row] = told
            else:
                found.append(read_language(f"{language}:{level}" if level else language))
        assert isinstance(self.widget, LanguagesWidget)
        self.widget.faults, self.widget.fault = faults, ""
        if faults:
            raise ValidationError(list(faults.values()))
        if self.required and not found:
            self.widget.fault = str(self.error_messages["required"])
            raise ValidationError(self.widget.fault, code="required")
        return found


def _fault(language: str, level: str, before: set[str]) -> str:
    if not language:
        return _("Vælg, hvilket sprog det er.")
    if language not in LANGUAGE_CODES or (level and level not in LANGUAGE_LEVELS):
        return _("Vælg et sprog og et niveau fra listen.")
    return _("Sproget står der to gange.") if language in before else ""


def _cells(value: Iterable[Any] | None) -> list[Cells]:
    cells = []
    for one in value or ():
        language, level = one.partition(":")[::2] if isinstance(one, str) else one
        cells.append((language, level))
    return cells
