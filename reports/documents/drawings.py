"""Charts and the tables beside them, made from a report's content: for paper and for the screen."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from reports.documents import charts
from reports.publish import Content, labels_of


def drawings(content: Content) -> dict[str, Any]:
    """The charts, and the same numbers as a table with a line for each year."""
    series = content["time"]["series"]
    return {
        "charts": [
            {"title": each["title"], "svg": charts.bars(each, number=number), "hides": _hides(each)}
            for number, each in enumerate(series, start=1)
        ],
        "time_tables": [_by_year(each, content["time"]["step"]) for each in series],
    }


def for_screen(content: Content) -> dict[str, Any]:
    """What the page shows: the charts, their numbers line by line, and cells that know their column (a table may become cards)."""
    tables = {name: _with_heads(content[name]) for name in ("kinds", "groups")}
    pairs = zip(*(each["bars"] for each in content["time"]["series"]), strict=True)
    rows = [{"name": charts.when(bars[0]), "cells": [bar["text"] for bar in bars]} for bars in pairs]
    return {"content": {**content, **tables}, "charts": drawings(content)["charts"], "time_rows": rows}


def _with_heads(table: dict[str, Any]) -> dict[str, Any]:
    heads = table["head"][1:]
    rows = [{**row, "named": list(zip(heads, row["cells"], strict=True))} for row in table["rows"]]
    return {**table, "rows": rows, "named": list(zip(heads, table["total"], strict=True))}


def _hides(series: dict[str, Any]) -> bool:
    return any(bar["value"] is None for bar in series["bars"])


def _by_year(series: dict[str, Any], step: str) -> dict[str, Any]:
    bars = series["bars"]
    if step == "year":
        rows = [{"year": series["unit"], "cells": [bar["text"] for bar in bars]}]
        return {"title": series["title"], "head": [bar["label"] for bar in bars], "rows": rows, "years": False}
    order = [label for label in labels_of(step) if any(bar["label"] == label for bar in bars)]
    rows = []
    for year, group in groupby(bars, key=lambda bar: bar["year"]):
        texts = {bar["label"]: bar["text"] for bar in group}
        rows.append({"year": str(year), "cells": [texts.get(label, "") for label in order]})
    return {"title": series["title"], "head": order, "rows": rows, "years": True}
