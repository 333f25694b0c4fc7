"""A week of times as a field: a line a weekday that takes what people write, with or without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smaajob.formtimes import Misread, read_window
from smaajob.schedule import AnyWindow, Weekday, Window, tidy, total_hours
from smaajob.writing import WEEKDAYS_LONG, clock, joined, number

_TIME = r"(?:kl\.?\s*)?[0-9]{1,2}(?:[.:,]?[0-9]{2})?"
_TO = r"\s*(?:-|–|—|\btil\b)\s*"
_BETWEEN = r"(?:\s*(?:,|;|\+|&|/|\bog\b)\s*|\s+)"
# A comma may stand in a time or between two: `9,30-12` and `9-12,13-15`. What follows the span tells which.
_SPAN = re.compile(rf"(?:fra\s+)?({_TIME}){_TO}({_TIME})(?={_BETWEEN}|$)", re.IGNORECASE)
_SEPARATOR = re.compile(_BETWEEN, re.IGNORECASE)
_NOT_THAT_DAY = frozenset({"", "-", "–", "nej", "fri", "ingen", "ikke"})
MOST_SIGNS = 80

Texts = list[str]  # seven, Monday first, as written


def read_day(text: str, weekday: Weekday) -> list[Window]:
    """`9-12 og 13-15.30` or `kl. 8 til 14` as windows of that weekday; nothing written, none. Raises ValueError for people."""
    text = " ".join(text.split())
    if text.lower().rstrip(".") in _NOT_THAT_DAY:
        return []
    windows: list[AnyWindow] = []
    place = 0
    while place < len(text):
        if windows:
            between = _SEPARATOR.match(text, place)
            place = between.end() if between else place
        span = _SPAN.match(text, place)
        if span is None:
            raise ValueError(_why(text[place:]))
        try:
            windows.append(read_window((WEEKDAYS_LONG[weekday], _dotted(span[1]), _dotted(span[2]))))
        except Misread as misread:
            raise ValueError(_told(misread, span)) from misread
        place = span.end()
    return [window for window in tidy(windows) if isinstance(window, Window)]


def write_day(windows: Iterable[Window]) -> str:
    """`9-12 og 13-15.30`: what `read_day` reads back."""
    return joined(f"{clock(window.start)}-{clock(window.end)}" for window in sorted(windows))


def write_week(windows: Iterable[AnyWindow]) -> Texts:
    """Seven texts, Monday first. Dated windows have no place in a week and are left out."""
    weekly = [window for window in windows if isinstance(window, Window)]
    return [write_day(window for window in weekly if window.weekday == day) for day in Weekday]


class WeekWidget(forms.Widget):
    """Seven text fields named `<name>-man` to `<name>-søn`, with ready choices for those with JavaScript."""

    composite = True
    tells_errors = True  # each beside its day
    template_name = "components/week.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.faults: dict[Weekday, str] = {}
        self.fault = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Texts:
        return [str(data.get(f"{name}-{day.name}", "")) for day in Weekday]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{day.name}" in data for day in Weekday)

    def id_for_label(self, id_: str) -> str:
        """The first day; where one is wrong, that one."""
        return f"{id_}-{min(self.faults, default=Weekday.man).name}"

    def targets(self, id_: str) -> list[str]:
        """Where the errors' links go, in the errors' order."""
        return [f"{id_}-{day.name}" for day in sorted(self.faults)]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        id_ = (attrs or {}).get("id") or f"id_{name}"
        texts = _texts(value)
        days = [
            {
                "name": f"{name}-{day.name}",
                "id": f"{id_}-{day.name}",
                "label": WEEKDAYS_LONG[day].capitalize(),
                "text": texts[day],
                "fault": self.faults.get(day, ""),
                "first": day is Weekday.man,
            }
            for day in Weekday
        ]
        total, unread = week_total(texts)
        context = {"id": id_, "days": days, "fault": self.fault, "total": number(total), "unread": unread}
        return render_to_string(self.template_name, {**context, "most": MOST_SIGNS})


class WeekField(forms.Field):
    """When somebody can, or something is, each week: a list of smaajob.schedule.Window, tidied."""

    widget = WeekWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            gettext_lazy("Skriv fx 9-12 eller 9-12 og 13-15.30. En dag, der står tom, er ikke med."),
        )
        super().__init__(**kwargs)
        self.error_messages["required"] = gettext_lazy("Skriv tiderne for mindst én dag.")

    def prepare_value(self, value: Any) -> Any:
        return _texts(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _texts(initial) != _texts(data)

    def clean(self, value: Any) -> list[Window]:
        """Raises ValidationError with one error a day that can't be read, or where nothing is written and something must be."""
        windows: list[Window] = []
        faults: dict[Weekday, str] = {}
        for day, text in zip(Weekday, _texts(value), strict=True):
            try:
                if len(text) > MOST_SIGNS:
                    raise ValueError(_("Det er for langt. Skriv fx 9-12 og 13-15.30."))
                windows += read_day(text, day)
            except ValueError as error:
                faults[day] = str(error)
        self._tell(faults, "")
        if faults:
            raise ValidationError([f"{WEEKDAYS_LONG[day]}: {told}" for day, told in faults.items()])
        if self.required and not windows:
            message = str(self.error_messages["required"])
            self._tell({}, message)
            raise ValidationError(message, code="required")
        return windows

    def _tell(self, faults: dict[Weekday, str], fault: str) -> None:
        # Django copies a field and its widget for each form, so that this is about this form alone.
        assert isinstance(self.widget, WeekWidget)
        self.widget.faults, self.widget.fault = faults, fault


def week_total(texts: Sequence[str]) -> tuple[Decimal, bool]:
    """Hours of the days that can be read, and whether there is one that can't."""
    windows: list[Window] = []
    unread = False
    for day, text in zip(Weekday, texts, strict=True):
        try:
            windows += read_day(text, day)
        except ValueError:
            unread = True
    return total_hours(windows), unread


def _texts(value: Any) -> Texts:
    if not value:
        return [""] * 7
    if all(isinstance(one, str) for one in value) and len(value) == 7:
        return list(value)
    return write_week(value)


def _dotted(text: str) -> str:
    return text.replace(",", ".")


def _why(text: str) -> str:
    """What to say of a part that is no span."""
    part = re.split(r"[,;+&/]|\bog\b", text, maxsplit=1)[0].strip()
    if not re.search(_TO, part):
        return _("Skriv både fra og til, fx 9-12.")
    return _("Det kan vi ikke læse: %(text)s. Skriv fx 9-12.") % {"text": part}


def _told(misread: Misread, span: re.Match[str]) -> str:
    if misread.cell == 2 and "senere" not in str(misread):
        return _("Klokken %(text)s findes ikke. Skriv fx 9-12.") % {"text": _dotted(span[2])}
    if misread.cell == 1:
        return _("Klokken %(text)s findes ikke. Skriv fx 9-12.") % {"text": _dotted(span[1])}
    return _("Sluttiden skal være senere end %(from)s.") % {"from": _dotted(span[1])}
