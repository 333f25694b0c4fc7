"""The cells of one sheet as text, row by row, with the numbers that the spreadsheet shows beside them."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from placements.exchange.limits import LAST_ROW
from smaajob.literals import plain

# What a cell holds when its formula was never calculated: the program that wrote the file had no calculator.
UNCALCULATED = "#FORMEL"
NO_DATE = "#VALUE!"  # what a spreadsheet shows where a number is no day
_STRICT, _USUAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
_STRICT_NAMES = (
    (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
    (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
)
_PIECE = 2**16
_ROOT = re.compile(rb"<(?:[\w.-]+:)?worksheet\b[^>]*>")
_DATA = re.compile(rb"<(?:[\w.-]+:)?sheetData\b")
_END = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>|<(?:[\w.-]+:)?sheetData\b[^>]*/>")
_LONGEST_END = 200
_NOUGHTS = re.compile(r"0+")
# What "General" is called in Danish and Swedish: a careless program writes it so, and it has letters of a date in it.
_GENERAL = frozenset({"standard", "allmänt"})
_TRUTH = {"true": "1", "false": "0"}
_MARKS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]*\?>")


class OutOfOrder(ValueError):
    """The rows of a sheet are not numbered upwards: nobody knows which is which."""


@dataclass
class Formats:
    """The number format of each style, and the day that dates are counted from (a Mac's was 1904)."""

    codes: list[str]
    epoch: datetime

    @cached_property
    def dates(self) -> set[int]:
        return {
            place for place, code in enumerate(self.codes) if is_date_format(code) and code.casefold() not in _GENERAL
        }

    @cached_property
    def spans(self) -> set[int]:
        return {place for place, code in enumerate(self.codes) if is_timedelta_format(code)}

    @cached_property
    def percents(self) -> set[int]:
        return {place for place, code in enumerate(self.codes) if "%" in code}

    @cached_property
    def widths(self) -> dict[int, int]:
        """By style: how many digits a format of noughts alone shows (`0000`)."""
        return {place: len(code) for place, code in enumerate(self.codes) if _NOUGHTS.fullmatch(code)}


def built_in(number: str) -> str:
    """The code of a format that every program knows by its number."""
    return BUILTIN_FORMATS.get(int(number), "") if number.isdigit() else ""


@dataclass
class Sheet:
    """One sheet. `rows` reads it anew each time, in pieces."""

    name: str
    archive: zipfile.ZipFile
    path: str
    strings: list[str]
    formats: Formats

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number, cells) of each row that has a cell; a cell is text. Raises what the library raises for a damaged part."""
        with self.archive.open(self.path) as file:
            parser = _Parser(
                Stream(only_rows(file)),
                self.strings,
                data_only=True,
            )
            last = 0
            for number, cells in parser.parse():
                if not last < number <= LAST_ROW:
                    raise OutOfOrder(number)
                last = number
                if texts := self._texts(cells):
                    yield number, texts

    def is_empty(self) -> bool:
        return not any(cell.strip() for _number, cells in self.rows() for cell in cells)

    def _texts(self, cells: list[dict[str, Any]]) -> list[str]:
        texts: list[str] = []
        for cell in cells:
            value, place = cell["value"], cell["column"] - 1
            if value is None:
                continue
            if place >= len(texts):
                texts += [""] * (place + 1 - len(texts))
            texts[place] = value if type(value) is str else self._text(value, cell["style_id"])
        return texts

    def _text(self, value: Any, style: int) -> str:
        """As a Danish spreadsheet shows it, but with all digits."""
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if isinstance(value, int | float):
            if style not in self.formats.dates:
                return self._number(value, style)
            try:
                value = from_excel(value, self.formats.epoch, timedelta=style in self.formats.spans)
            except (OverflowError, ValueError):
                return NO_DATE
        if isinstance(value, datetime):
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, time):
            return value.isoformat("minutes")
        if isinstance(value, timedelta):
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02d}"
        return str(value)

    def _number(self, value: float, style: int) -> str:
        # Fifteen digits are what a spreadsheet keeps: 0.1 + 0.2 is 0,3.
        exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
        if not exact.is_finite() or abs(exact) >= 10**40:
            return str(value)
        if style in self.formats.percents:
            return f"{plain(exact * 100)} %".replace(".", ",")
        text = plain(exact).replace(".", ",")
        width = self.formats.widths.get(style)
        return text.zfill(width) if width and text.isdigit() else text


class _Parser(WorkSheetParser):
    """openpyxl's, which tells what a cell without a value is, and forgets how tall the rows are."""

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        found: tuple[int, list[dict[str, Any]]] = super().parse_row(row)
        self.row_dimensions.clear()
        number, cells = found
        if row.get("r") is None and cells and cells[0]["row"] > number:
            # The row doesn't say its number, but its cells do: empty rows before it were left out.
            self.row_counter = number = cells[0]["row"]
        return number, cells

    def parse_cell(self, element: Any) -> dict[str, Any]:
        if element.get("t") == "b" and (word := element.findtext(VALUE_TAG)) in _TRUTH:
            element.find(VALUE_TAG).text = _TRUTH[word]
        cell: dict[str, Any] = super().parse_cell(element)
        value = cell["value"]
        if value is None:
            if element.find(FORMULA_TAG) is not None and element.get("t") not in {"str", "s"}:
                cell["value"] = UNCALCULATED
        elif type(value) is str and "_x" in value:
            # A carriage return is written so; openpyxl leaves it.
            cell["value"] = value.replace("_x000D_", "\r")
        return cell


class Stream:
    """Pieces of bytes as a file to read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def read(self, size: int = -1) -> bytes:
        """The next piece, however large (a parser takes any); all that is left where no size is asked for."""
        if size < 0:
            return b"".join(self._pieces)
        return next((piece for piece in self._pieces if piece), b"")


class InUtf8:
    """A part of an .xlsx in UTF-8, also where it is in UTF-16: what is looked for in its bytes is then found."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False

    def read(self, size: int) -> bytes:
        """About so many bytes; none at the end. Raises UnicodeDecodeError."""
        while data := self._file.read(size):
            if piece := self._piece(data):
                return piece
        if self._decoder is not None:
            self._decoder.decode(b"", final=True)
        return b""

    def _piece(self, data: bytes) -> bytes:
        if self._begun:
            return self._decoder.decode(data).encode() if self._decoder else data
        self._begun = True
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
        if not encoding:
            return data
        self._decoder = codecs.getincrementaldecoder(encoding)()
        # What it says of its encoding would not hold any more.
        return _DECLARED.sub(b"", self._decoder.decode(data).encode().removeprefix(codecs.BOM_UTF8), count=1)


def without_strictness(file: Any) -> Iterator[bytes]:
    """A part in the usual names, where it is in those of "strict" OOXML (its root names them)."""
    file = InUtf8(file)
    yield _usual(file.read(_PIECE))
    while piece := file.read(_PIECE):
        yield piece


def _usual(head: bytes) -> bytes:
    if _STRICT in head:
        for strict, usual in _STRICT_NAMES:
            head = head.replace(_STRICT + strict, _USUAL + usual)
    return head


def only_rows(file: Any) -> Iterator[bytes]:
    """A sheet's part with nothing but its rows: what stands before and after, many programs write wrongly."""
    file = InUtf8(file)
    head = _usual(file.read(4 * _PIECE))
    root, data = _ROOT.search(head), _DATA.search(head)
    if root is None or data is None:
        raise ValueError("no rows")
    yield head[: root.end()]
    rest = head[data.start() :]
    while not (end := _END.search(rest)):
        piece = file.read(_PIECE)
        if not piece:
            # It is cut off; the parser says so.
            yield rest
            return
        # What may be the beginning of the end is kept for the next piece.
        yield rest[:-_LONGEST_END]
        rest = rest[-_LONGEST_END:] + piece
    # To the end all the same: only there is it seen whether the zip's sum fits.
    yield rest[: end.end()]
    name = re.match(rb"<([\w.:-]+)", root[0])
    yield b"</" + (name[1] if name else b"worksheet") + b">"
    while file.read(_PIECE):
        pass
