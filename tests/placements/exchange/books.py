"""Workbooks as several programs write them, and ways to change what lies inside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

XLSX_CASES = Path(__file__).parents[2] / "cases" / "xlsx"
Rows = Mapping[str, list[dict[str, Any]]]
Parts = dict[str, bytes]


def as_cell(text: Any) -> Any:
    """What somebody who types it into a spreadsheet gets: a real date where it is one."""
    try:
        return date.fromisoformat(text)
    except (ValueError, TypeError):
        return text


def by_openpyxl(sheets: Rows, change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook with a sheet for each file; `change` may do more to it before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([as_cell(text) for text in row.values()])
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def by_xlsxwriter(sheets: Rows, **options: Any) -> bytes:
    """As `by_openpyxl`, by the other library: `constant_memory=True` writes text into the cells themselves."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    as_date = book.add_format({"num_format": "d/m/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            for place, text in enumerate(cells):
                value = as_cell(text)
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, as_date)
                else:
                    sheet.write(number, place, value)
    book.close()
    return buffer.getvalue()


def one_sheet(name: str, rows: list[list[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook of one sheet with just these cells."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row in rows:
        sheet.append(row)
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parts_of(data: bytes) -> Parts:
    """What lies in the zip, by path."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def from_parts(parts: Mapping[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    """A zip of the parts, with sums that fit."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            entry = zipfile.ZipInfo(name, (2022, 3, 1, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def changed(data: bytes, path: str, *pairs: tuple[str, str]) -> bytes:
    """The workbook with words of one part replaced; fails where they are not there."""
    parts = parts_of(data)
    for old, new in pairs:
        assert old.encode() in parts[path], (old, parts[path][:500])
        parts[path] = parts[path].replace(old.encode(), new.encode())
    return from_parts(parts)
