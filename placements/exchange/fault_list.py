"""The faults of an import as a .csv to download: where, what, and the row as it stood, so that it can be put right from there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from placements.exchange.readers import FORMULA_SIGNS


def fault_list(result: dict[str, Any]) -> bytes:
    """From an import's result (Plan.as_data) to UTF-8 with a BOM, `;` and CRLF: what a Danish Excel opens as it should.

    After the five columns of the fault come the cells of its row, CPR numbers masked; nothing in it is run as a formula.
    """
    faults = result["faults"]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    head = [_("fil"), _("række"), _("kolonne"), _("værdi"), _("forventet")]
    writer.writerow([*head, *map(harmless, _heads(faults, result.get("headers", {})))])
    for fault in faults:
        where = (fault["file"], str(fault["row"] or ""), fault["column"], fault["value"], fault["expected"])
        writer.writerow([harmless(text) for text in (*where, *fault.get("cells", ()))])
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A cell's text with a ' before it where a spreadsheet would run it."""
    return f"'{text}" if text[:1] in {*FORMULA_SIGNS, "\t", "\r"} else text


def _heads(faults: list[dict[str, Any]], headers: dict[str, list[str]]) -> Iterator[str]:
    """The names of the cells' columns: the file's own where all faults are in one, else a spreadsheet's letters."""
    width = max((len(fault.get("cells", ())) for fault in faults), default=0)
    files = {fault["file"] for fault in faults if fault.get("cells")}
    names = headers.get(files.pop(), []) if len(files) == 1 else []
    for place in range(width):
        yield names[place] if place < len(names) and names[place] else get_column_letter(place + 1)
