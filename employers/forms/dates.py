"""Rows of a date, from and to, for work on certain days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.formtimes import Cells, Misread, read_window, spread, write_window
from smaajob.schedule import AnyWindow, DatedWindow

PARTS = ("dag", "fra", "til")
FEWEST, SPARE, MOST = 3, 4, 120


class DatesWidget(forms.Widget):
    """Three text fields a row, named `<name>-dag-0`, `<name>-fra-0`, `<name>-til-0`."""

    composite = True
    tells_errors = True  # each beside its row
    template_name = "employers/parts/dates.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.faults: dict[tuple[int, int], str] = {}
        self.fault = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Cells]:
        rows: list[Cells] = []
        while len(rows) < MOST and f"{name}-dag-{len(rows)}" in data:
            day, start, end = (str(data.get(f"{name}-{part}-{len(rows)}", "")) for part in PARTS)
            rows.append((day, start, end))
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-dag-0" not in data

    def id_for_label(self, id_: str) -> str:
        """The first cell; where one is wrong, that one."""
        return self.targets(id_)[0] if self.faults else f"{id_}-dag-0"

    def targets(self, id_: str) -> list[str]:
        """Where the errors' links go, in the errors' order."""
        return [f"{id_}-{PARTS[cell]}-{row}" for row, cell in sorted(self.faults)]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        id_ = (attrs or {}).get("id") or f"id_{name}"
        written: list[Cells] = list(value or [])
        shown = max([FEWEST, *(n for n, cells in enumerate(written, 1) if any(cells))])
        count = min(MOST, max(shown + SPARE, len(written)))
        written += [("", "", "")] * (count - len(written))
        rows = [self._row(name, id_, place, cells) for place, cells in enumerate(written)]
        context = {"id": id_, "rows": rows[:shown], "spare": rows[shown:], "fault": self.fault}
        return render_to_string(self.template_name, context)

    def _row(self, name: str, id_: str, place: int, cells: Cells) -> dict[str, Any]:
        labels = (_("Dato"), _("Fra"), _("Til"))
        return {
            "number": place + 1,
            "fault": next((text for (row, _cell), text in sorted(self.faults.items()) if row == place), ""),
            "fault_id": f"{id_}-{place}-error",
            "cells": [
                {
                    "name": f"{name}-{part}-{place}",
                    "id": f"{id_}-{part}-{place}",
                    "label": label,
                    "text": text,
                    "wrong": (place, cell) in self.faults,
                }
                for cell, (part, label, text) in enumerate(zip(PARTS, labels, cells, strict=True))
            ],
        }


class DatesField(forms.Field):
    """A list of DatedWindow as written; empty rows don't count."""

    widget = DatesWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["required"] = gettext_lazy("Skriv mindst én dato med tider.")

    def prepare_value(self, value: Any) -> Any:
        """Windows as cells; what was typed stays as it is."""
        return [write_window(one) if isinstance(one, DatedWindow) else one for one in value or []]

    def clean(self, value: Any) -> list[AnyWindow]:
        """Raises ValidationError with one error a row that can't be read."""
        windows: list[AnyWindow] = []
        faults: dict[tuple[int, int], str] = {}
        for place, cells in enumerate(value or []):
            if not any(spread(cells)):
                continue
            try:
                window = read_window(cells)
                if not isinstance(window, DatedWindow):
                    raise Misread(0, _("Skriv en dato, fx 2.3.2026."))
                windows.append(window)
            except Misread as misread:
                faults[place, misread.cell] = str(misread)
        self.tell(faults, "")
        if faults:
            told = [
                _("Tid %(n)d: %(what)s") % {"n": row + 1, "what": faults[row, cell]} for row, cell in sorted(faults)
            ]
            raise ValidationError(told)
        if self.required and not windows:
            message = str(self.error_messages["required"])
            self.tell({}, message)
            raise ValidationError(message, code="required")
        return windows

    def tell(self, faults: dict[tuple[int, int], str], fault: str) -> None:
        """What is wrong, for the widget: by row and cell, and with all of them."""
        # Django copies a field and its widget for each form, so that this is about this form alone.
        assert isinstance(self.widget, DatesWidget)
        self.widget.faults, self.widget.fault = faults, fault
