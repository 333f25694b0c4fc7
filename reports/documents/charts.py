"""Bars as inline SVG, for paper and screen: readable in grey, with a title that is read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports import wording

WIDTH, HEIGHT = 660, 190  # of the drawing; the page scales it
LEFT, TOP, BOTTOM = 46, 16, 34
FEW_BARS = 18  # up to so many have their number written on top
HIDDEN_SHARE = 0.16  # the height of a hatched bar says nothing: it is the same for all


@dataclass(frozen=True, slots=True)
class Bar:
    """One drawn bar, in the drawing's units."""

    x: float
    y: float
    width: float
    height: float
    hidden: bool
    text: str
    middle: float


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str


def bars(series: dict[str, Any], *, number: int) -> SafeString:
    """An SVG of a series of the report's content (`title`, `unit`, `bars`); `number` keeps two charts' ids apart on a page."""
    found = series["bars"]
    top = nice_top(1.08 * max((bar["value"] or 0 for bar in found), default=0))
    slot = (WIDTH - LEFT) / max(len(found), 1)
    floor = HEIGHT - BOTTOM
    room = floor - TOP
    drawn = []
    for place, bar in enumerate(found):
        hidden = bar["value"] is None
        share = HIDDEN_SHARE if hidden else bar["value"] / top
        if not share:
            continue
        width, left = min(slot * 0.72, 56), LEFT + place * slot
        x, height = left + (slot - width) / 2, max(share * room, 1)
        text = "" if hidden or len(found) > FEW_BARS else bar["text"]
        drawn.append(Bar(_u(x), _u(floor - height), _u(width), _u(height), hidden, text, _u(left + slot / 2)))
    svg = render_to_string(
        "pdf/bar_chart.svg",
        {
            "title": _said(series),
            "number": number,
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "floor": floor,
            "bars": drawn,
            "lines": [Label(LEFT, _u(floor - share * room), _scale(top * share)) for share in (0, 0.5, 1)],
            "names": _names(found, slot),
            "years": _years(found, slot),
            "hides": any(bar.hidden for bar in drawn),
        },
    )
    return mark_safe(svg)  # noqa: S308 (our own template, which escapes what it is given)


def nice_top(highest: float) -> float:
    """The top of the scale: 1, 2, 4, 5, 6 or 8 times a power of ten, and at least 2."""
    power = 1.0
    while power * 10 < highest:
        power *= 10
    steps = (step * power for step in (1, 2, 4, 5, 6, 8, 10))
    return max(2.0, next((step for step in steps if step >= highest), power * 10))


def _said(series: dict[str, Any]) -> str:
    shown = [bar for bar in series["bars"] if bar["value"]]
    if not shown:
        return _("%(title)s: ingen tal at vise.") % {"title": series["title"]}
    most = max(shown, key=lambda bar: bar["value"])
    return _("%(title)s. Flest i %(when)s: %(text)s %(unit)s. Alle tal står i tabellen.") % {
        "title": series["title"],
        "when": when(most),
        "text": most["text"],
        "unit": series["unit"],
    }


def when(bar: dict[str, Any]) -> str:
    """`mar 2024`, `1. kvartal 2024`, `2024`."""
    return bar["label"] if bar["label"] == str(bar["year"]) else f"{bar['label']} {bar['year']}"


def _names(found: list[dict[str, Any]], slot: float) -> list[Label]:
    """The bars' names, as far as there is room for them: whole words, else first letters, else none."""
    longest = max((len(bar["label"]) for bar in found), default=0)
    quarters = longest > 4 and len(found) > 1
    if slot < 12:
        return []
    texts = [
        bar["label"] if slot > longest * 7 else bar["label"][:1] if not quarters else bar["label"][:2] for bar in found
    ]
    return [Label(_u(LEFT + (place + 0.5) * slot), HEIGHT - BOTTOM + 13, text) for place, text in enumerate(texts)]


def _years(found: list[dict[str, Any]], slot: float) -> list[Label]:
    """Each year's number under its first bar, where the bars' own names are not years."""
    if all(bar["label"] == str(bar["year"]) for bar in found):
        return []
    firsts = [place for place, bar in enumerate(found) if place == 0 or bar["year"] != found[place - 1]["year"]]
    # A year that shows only its last month has no room of its own.
    wide = [p for p, after in zip(firsts, [*firsts[1:], len(found)], strict=True) if (after - p) * slot > 26]
    return [Label(_u(LEFT + place * slot + 2), HEIGHT - BOTTOM + 28, str(found[place]["year"])) for place in wide]


def _scale(value: float) -> str:
    return wording.whole(int(value)) if value == int(value) else ""


def _u(value: float) -> float:
    return round(value, 1)
