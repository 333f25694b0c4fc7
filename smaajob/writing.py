"""How values are written for people, in Danish: dates, times, hours, numbers. Pure functions; templates use them as filters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from smaajob.schedule import AnyWindow, DatedWindow, Window

WEEKDAYS = ("man", "tir", "ons", "tor", "fre", "lør", "søn")
WEEKDAYS_LONG = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec.")
MONTHS_LONG = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
NO_BREAK = "\N{NO-BREAK SPACE}"


def day(value: date | datetime) -> str:
    """`man 2. mar.`: near dates, where the year goes without saying."""
    local = _date(value)
    return f"{WEEKDAYS[local.weekday()]} {local.day}. {MONTHS[local.month - 1]}"


def day_year(value: date | datetime) -> str:
    """`2. mar. 2026`."""
    local = _date(value)
    return f"{local.day}. {MONTHS[local.month - 1]} {local.year}"


def day_long(value: date | datetime) -> str:
    """`mandag den 2. marts 2026`: headings and paper."""
    local = _date(value)
    return f"{WEEKDAYS_LONG[local.weekday()]} den {local.day}. {MONTHS_LONG[local.month - 1]} {local.year}"


def moment(value: datetime) -> str:
    """`man 2. mar. kl. 9.30`, on the organisation's clock."""
    local = timezone.localtime(value)
    return f"{day(local)} kl. {clock(local.hour * 60 + local.minute)}"


def period(first: date, last: date | None) -> str:
    """`2. mar. – 30. jun. 2026`, `2. mar. 2026 – 3. jan. 2027`, `2. mar. 2026`; without an end `fra 2. mar. 2026`."""
    if last is None:
        return f"fra {day_year(first)}"
    if first == last:
        return day_year(first)
    if first.year == last.year:
        return f"{first.day}. {MONTHS[first.month - 1]} – {day_year(last)}"
    return f"{day_year(first)} – {day_year(last)}"


def clock(minute: int) -> str:
    """Minutes since midnight: 540 → `9`, 570 → `9.30`, 1440 → `24`."""
    hour, rest = divmod(minute, 60)
    return f"{hour}.{rest:02d}" if rest else str(hour)


def times(start: int | datetime, end: int | datetime) -> str:
    """`9–13`, `9.30–13`: from minutes since midnight, or from moments on the organisation's clock."""
    return f"{clock(_minute(start))}–{clock(_minute(end) or 1440)}"


def windows(values: Iterable[AnyWindow]) -> str:
    """`man 9–12, ons 9–12`; three days or more in a row with the same times are `man–fre 8–16`; dates are `man 2. mar. 9–12`."""
    values = sorted(values, key=lambda w: (w.day.toordinal() if isinstance(w, DatedWindow) else w.weekday, w.start))
    days: dict[date | int, list[str]] = {}
    for window in values:
        key = window.day if isinstance(window, DatedWindow) else int(window.weekday)
        days.setdefault(key, []).append(times(window.start, window.end))
    spoken = {key: " og ".join(parts) for key, parts in days.items()}
    if any(not isinstance(window, Window) for window in values):
        return ", ".join(f"{day(key)} {text}" for key, text in spoken.items() if isinstance(key, date))
    return ", ".join(_runs({key: text for key, text in spoken.items() if isinstance(key, int)}))


def number(value: Decimal | float | int, decimals: int = 2) -> str:
    """`1.024,5`: at most `decimals` decimals, none that are zero."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    return text.translate(str.maketrans(",.", ".,"))


def hours(value: Decimal | float | int) -> str:
    """`7,5 timer`, `1 time`."""
    text = number(value)
    return f"{text}{NO_BREAK}{'time' if text == '1' else 'timer'}"


def joined(words: Iterable[str]) -> str:
    """`a`, `a og b`, `a, b og c`."""
    parts = [str(word) for word in words]
    return " og ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def lower_first(text: str) -> str:
    """`Færre timer om ugen` inside a sentence: `færre timer om ugen`."""
    return text[:1].lower() + text[1:]


def _runs(spoken: dict[int, str]) -> list[str]:
    parts: list[str] = []
    weekdays = sorted(spoken)
    while weekdays:
        run = [weekdays[0]]
        while run[-1] + 1 in spoken and spoken[run[-1] + 1] == spoken[run[0]]:
            run.append(run[-1] + 1)
        if len(run) < 3:
            run = run[:1]
            name = WEEKDAYS[run[0]]
        else:
            name = f"{WEEKDAYS[run[0]]}–{WEEKDAYS[run[-1]]}"
        parts.append(f"{name} {spoken[run[0]]}")
        weekdays = weekdays[len(run) :]
    return parts


def _date(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _minute(value: int | datetime) -> int:
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.hour * 60 + local.minute
    return value
