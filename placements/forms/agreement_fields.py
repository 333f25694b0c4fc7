"""Dates and times on single dates, one a line, as people write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from smaajob.formtimes import Misread, read_window, write_window
from smaajob.literals import Unreadable, read_date
from smaajob.schedule import DatedWindow, tidy
from smaajob.writing import clock


class LinesField(forms.CharField):
    """One thing a line, or between semicolons."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 3, "autocomplete": "off", "class": "input-width-l"})
        super().__init__(required=False, max_length=2000, widget=widget, **kwargs)

    def lines(self, value: Any) -> list[str]:
        text = super().clean(value)
        return [one for line in text.replace(";", "\n").splitlines() if (one := line.strip())]


class DaysField(LinesField):
    """A list of dates."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{one.day}-{one.month}-{one.year}" for one in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[date]:
        found = []
        for line in self.lines(value):
            for text in line.split(","):
                try:
                    found += [read_date(text.strip())] if text.strip() else []
                except Unreadable as unreadable:
                    said = _("Det kan vi ikke læse som en dato: %(text)s. Skriv fx 2-3-2026.")
                    raise ValidationError(said % {"text": text.strip()[:40]}) from unreadable
        return sorted(set(found))


class DatedTimesField(LinesField):
    """Times on single dates: `2-3-2026 9-12`, one a line."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        lines = [(write_window(one), one) for one in value]
        return "\n".join(f"{day.replace('.', '-')} {clock(one.start)}-{clock(one.end)}" for (day, *_rest), one in lines)

    def clean(self, value: Any) -> list[DatedWindow]:
        found = []
        for line in self.lines(value):
            try:
                window = read_window((line, "", ""))
            except Misread as misread:
                raise ValidationError(
                    _("%(text)s: Skriv dag og tid, fx 2-3-2026 9-12.") % {"text": line[:40]}
                ) from misread
            if not isinstance(window, DatedWindow):
                raise ValidationError(
                    _("%(text)s: Her skal stå en dato og en tid, fx 2-3-2026 9-12.") % {"text": line[:40]}
                )
            found.append(window)
        return [one for one in tidy(found) if isinstance(one, DatedWindow)]
