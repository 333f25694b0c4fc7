"""What an export is written into: a .zip, a folder of .csv files, or an .xlsx. The same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol

import xlsxwriter

from placements.exchange.columns import Column, FileKind
from placements.exchange.readers import Date, Number

# A cell: its value (None where it is empty) and its text.
Cell = tuple[Any, str]
Write = Callable[[list[Cell]], None]
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a .zip knows
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001  (xlsxwriter takes no other)
LONGEST_IN_EXCEL = 32_767
_WIDTH = 18


class Sink(Protocol):
    """Takes one file after the other. `longest` is how many characters a cell holds, None for any number."""

    longest: int | None

    def file(self, kind: FileKind, columns: list[Column]) -> AbstractContextManager[Write]:
        """Begin a file; what it gives writes a row."""


class ZipSink:
    """A .zip without a top folder. Close it before the stream is read."""

    longest: int | None = None

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> ZipSink:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._zip.close()

    @contextmanager
    def file(self, kind: FileKind, columns: list[Column]) -> Iterator[Write]:
        entry = zipfile.ZipInfo(kind.file, _LONG_AGO)
        entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as raw:
            yield from _as_csv(raw, columns)


class FolderSink:
    """A folder that is there already and empty."""

    longest: int | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> FolderSink:
        return self

    def __exit__(self, *_exc: object) -> None:
        pass

    @contextmanager
    def file(self, kind: FileKind, columns: list[Column]) -> Iterator[Write]:
        with (self.folder / kind.file).open("wb") as raw:
            yield from _as_csv(raw, columns)


def _as_csv(raw: IO[bytes], columns: list[Column]) -> Iterator[Write]:
    # UTF-8 with a BOM and semicolons: what a Danish Excel opens right with a double click.
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    yield lambda cells: writer.writerow([text_of for _value, text_of in cells])
    text.flush()
    text.detach()


class WorkbookSink:
    """An .xlsx. Dates and numbers are cells of their kind, all else is text: leading noughts stay, and nothing is run."""

    longest: int | None = LONGEST_IN_EXCEL

    def __init__(self, stream: IO[bytes]) -> None:
        # constant_memory: a row that is written is out of the way.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(stream, options)
        self._book.set_properties({"created": _MADE})
        self._head = self._book.add_format({"bold": True})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._text = self._book.add_format({"num_format": "@"})

    def __enter__(self) -> WorkbookSink:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._book.close()

    @contextmanager
    def file(self, kind: FileKind, columns: list[Column]) -> Iterator[Write]:
        sheet = self._book.add_worksheet(kind.name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            dated, counted = isinstance(column.reader, Date), isinstance(column.reader, Number)
            shape = self._date if dated else None if counted else self._text
            sheet.set_column(place, place, _WIDTH, shape)
            sheet.write_string(0, place, column.name, self._head)
        number = 0

        def write(cells: list[Cell]) -> None:
            nonlocal number
            number += 1
            for place, (column, (value, text)) in enumerate(zip(columns, cells, strict=True)):
                if not text:
                    continue
                if isinstance(column.reader, Date):
                    sheet.write_datetime(number, place, value, self._date)
                elif isinstance(column.reader, Number):
                    sheet.write_number(number, place, float(value))
                else:
                    # A cell of text is not run, so that `+45 …` can stand as people write it; the import takes it either way.
                    plain = text[1:] if text.startswith("'+") and text[2:3].isdigit() else text
                    sheet.write_string(number, place, plain[:LONGEST_IN_EXCEL], self._text)

        yield write
